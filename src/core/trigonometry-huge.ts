/** Bits after the binary point: enough to take the largest double apart with 150 bits to spare. */
const FRACTION = 1200n
const KEPT = 160n

/** atan(1 / n) · 2 ** FRACTION by its series. */
function arctangentOfInverse(n: bigint): bigint {
  let power = (1n << FRACTION) / n
  let sum = power
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= n * n
    sum += k % 4n === 3n ? -power / k : power / k
  }
  return sum
}

let halfPi: bigint | undefined

/**
 * What is left of x after whole multiples of π/2, within ±π/4 as hi + lo, and their number modulo 4, for |x| too large to do so with doubles. Slow (microseconds):
 * prices are never that large, volumes may be.
 */
export function reduceHuge(x: number): { hi: number; lo: number; quadrant: number } {
  // Machin: π/4 = 4 · atan(1/5) − atan(1/239).
  halfPi ??= 2n * (4n * arctangentOfInverse(5n) - arctangentOfInverse(239n))
  // From 2³⁰ on a double has at most 22 bits after the point.
  const whole = Number.isInteger(x) ? BigInt(x) << FRACTION : BigInt(x * 2 ** 30) << (FRACTION - 30n)
  let turns = (2n * whole + halfPi) / (2n * halfPi)
  if (2n * whole + halfPi < 0n) turns -= 1n
  const rest = (whole - turns * halfPi) >> (FRACTION - KEPT)
  const scale = 2 ** -Number(KEPT)
  const hi = Number(rest)
  return { hi: hi * scale, lo: Number(rest - BigInt(hi)) * scale, quadrant: Number(((turns % 4n) + 4n) % 4n) }
}
