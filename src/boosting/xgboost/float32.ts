import { nextUp } from '../bin-mapper.js'

const bits = new DataView(new ArrayBuffer(4))
const LEAST = 1.401298464324817e-45

/** The float32 below a float32 that is not −Infinity. */
export function floatBelow(value: number): number {
  if (value === 0) return -LEAST
  bits.setFloat32(0, value)
  const word = bits.getUint32(0)
  bits.setUint32(0, value > 0 ? word - 1 : word + 1)
  return bits.getFloat32(0)
}

/** The float32 above a float32 that is not Infinity; 0 follows the least negative one. */
export function floatAbove(value: number): number {
  const above = -floatBelow(-value)
  return above === 0 ? 0 : above
}

/** The largest double that rounds to a finite float32. */
const LARGEST = 3.4028235677973362e38

/**
 * XGBoost reads values as float32 and sends those below the cut to the left. The same question for doubles: the largest double whose
 * float32 is below `cut`, which is a float32 above −Infinity.
 */
export function thresholdBelow(cut: number): number {
  if (cut === Infinity) return LARGEST
  const below = floatBelow(cut)
  if (below === -Infinity) return -Infinity
  const middle = (below + cut) / 2
  return Math.fround(middle) < cut ? middle : -nextUp(-middle)
}

/** The cut that sends float32 values left exactly where `value ≤ threshold` does: the least float32 above the threshold. */
export function cutAbove(threshold: number): number {
  if (threshold >= LARGEST) return Infinity
  const rounded = Math.fround(threshold)
  return rounded > threshold ? (rounded === 0 ? 0 : rounded) : floatAbove(rounded)
}

/** As few digits as give back the same float32, in XGBoost's spelling: `5E-1`. */
export function formatFloat32(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  for (let digits = 5; digits < 8; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return shortest(text)
  }
  return shortest(value.toExponential(8))
}

function shortest(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string]
  return `${mantissa.replace(/\.?0+$/, '')}E${exponent.replace('+', '')}`
}
