import { twoProduct } from './double-double.js'
import { reduceHuge } from './trigonometry-huge.js'

/*
 * Sine, cosine and tangent from + − × ÷ and √ alone, which IEEE 754 fixes: `Math.sin` and its kin differ between engines. An angle is brought to r + rest,
 * |r| ≤ π/4, by taking off a multiple of π/2; the series of sine and cosine there end where their terms fall below 2⁻⁶⁰.
 */

/** π/2 as four parts, the first three of 23 bits, so that products with whole numbers below 2³⁰ are exact. */
const HALF_PI_1 = 1.570796251296997
const HALF_PI_2 = 7.549789415861596e-8
const HALF_PI_3 = 5.390302529957765e-15
const HALF_PI_4 = 3.2820035428735005e-22
/** Above it the multiple of π/2 is found with whole numbers of any size. */
const LARGEST_PLAIN = 1.6e9
/** Below it an angle is its own sine and tangent. */
const TINY = 7e-9

/** What is left of the angle last reduced: high part, low part. An array, because variables would be boxed anew at every call. */
const reduced = new Float64Array(2)

/** Reduces an angle into `reduced`; returns the multiple of π/2 that was taken off, modulo 4. */
function reduce(x: number): number {
  const size = x < 0 ? -x : x
  if (size <= Math.PI / 4) {
    reduced[0] = x
    reduced[1] = 0
    return 0
  }
  if (size > LARGEST_PLAIN) {
    const huge = reduceHuge(x)
    reduced[0] = huge.hi
    reduced[1] = huge.lo
    return huge.quadrant
  }
  const turns = Math.round(x * (2 / Math.PI))
  const first = x - turns * HALF_PI_1
  const second = turns * HALF_PI_2
  const middle = first - second
  const virtual = middle - first
  const middleRest = first - (middle - virtual) - (second + virtual)
  const third = turns * HALF_PI_3
  const last = middle - third
  const virtualLast = last - middle
  const rest = middle - (last - virtualLast) - (third + virtualLast) + middleRest - turns * HALF_PI_4
  const high = last + rest
  reduced[0] = high
  reduced[1] = rest - (high - last)
  return ((turns % 4) + 4) % 4
}

/** sin(r + rest) − r, for |r| ≤ π/4. */
export function sineTail(r: number, rest: number): number {
  const z = r * r
  const series =
    -1 / 6 +
    z *
      (1 / 120 +
        z *
          (-1 / 5040 +
            z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000)))))))
  return r * z * series + rest * (1 - 0.5 * z)
}

/** cos(r + rest) − 1 + r² / 2. */
function cosineTail(r: number, rest: number): number {
  const z = r * r
  const series =
    1 / 24 +
    z *
      (-1 / 720 +
        z *
          (1 / 40320 +
            z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 + z * (-1 / 6402373705728000)))))))
  return z * z * series - r * rest
}

function reducedSine(): number {
  const r = reduced[0]!
  return r + sineTail(r, reduced[1]!)
}

function reducedCosine(): number {
  const r = reduced[0]!
  const half = 0.5 * r * r
  const high = 1 - half
  return high + (1 - high - half + cosineTail(r, reduced[1]!))
}

/** sin x, x in radians, within 0.7 units in the last place. NaN for ±Infinity and NaN. */
export function sin(x: number): number {
  if (x - x !== 0) return NaN
  if (x < TINY && x > -TINY) return x
  const quadrant = reduce(x)
  const value = quadrant % 2 === 0 ? reducedSine() : reducedCosine()
  return quadrant < 2 ? value : -value
}

/** cos x, x in radians, within 0.7 units in the last place. NaN for ±Infinity and NaN. */
export function cos(x: number): number {
  if (x - x !== 0) return NaN
  const quadrant = reduce(x)
  const value = quadrant % 2 === 1 ? reducedSine() : reducedCosine()
  return quadrant === 1 || quadrant === 2 ? -value : value
}

/** (a + aRest) / (b + bRest), rounded once. */
export function quotient(a: number, aRest: number, b: number, bRest: number): number {
  const top = a + aRest
  const bottom = b + bRest
  const value = top / bottom
  const product = twoProduct(value, bottom)
  const left = top - product.hi - product.lo + (aRest - (top - a)) - value * (bRest - (bottom - b))
  return value + left / bottom
}

/** tan x, x in radians, within 0.8 units in the last place. NaN for ±Infinity and NaN. */
export function tan(x: number): number {
  if (x - x !== 0) return NaN
  if (x < TINY && x > -TINY) return x
  const quadrant = reduce(x)
  const r = reduced[0]!
  const rest = reduced[1]!
  const half = 0.5 * r * r
  const high = 1 - half
  const low = 1 - high - half + cosineTail(r, rest)
  return quadrant % 2 === 0 ? quotient(r, sineTail(r, rest), high, low) : -quotient(high, low, r, sineTail(r, rest))
}
