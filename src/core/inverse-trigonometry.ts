import { add, type DoubleDouble, divide, fromNumber, multiply, negate, twoProduct } from './double-double.js'
import { sineTail } from './trigonometry.js'

const STEPS = 64
/** Above this, centres of a table; below, the series alone. */
const SERIES_TO = 1 / 16

const HALF_PI: DoubleDouble = { hi: 1.5707963267948966, lo: 6.123233995736766e-17 }

interface Table {
  readonly high: Float64Array
  readonly low: Float64Array
}

/** atan of a small value by its series. */
function arctangentSeries(value: DoubleDouble): DoubleDouble {
  const square = multiply(value, value)
  let sum = fromNumber(0)
  for (let k = 21; k >= 1; k -= 2) sum = add(negate(multiply(sum, square)), divide(fromNumber(1), fromNumber(k)))
  return multiply(sum, value)
}

let table: Table | undefined

/** atan(c / 64) for c = 0 … 64, each from the one before: atan(a) − atan(b) = atan((a − b) / (1 + a · b)). */
function arctangentTable(): Table {
  if (table !== undefined) return table
  const made = { high: new Float64Array(STEPS + 1), low: new Float64Array(STEPS + 1) }
  let angle = fromNumber(0)
  for (let c = 1; c <= STEPS; c++) {
    const step = divide(fromNumber(1 / STEPS), fromNumber(1 + (c * (c - 1)) / (STEPS * STEPS)))
    angle = add(angle, arctangentSeries(step))
    made.high[c] = angle.hi
    made.low[c] = angle.lo
  }
  table = made
  return made
}

/** atan(x) − x for small x. */
function seriesTail(x: number): number {
  const z = x * x
  return x * z * (-1 / 3 + z * (1 / 5 + z * (-1 / 7 + z * (1 / 9 + z * (-1 / 11 + z * (1 / 13 + z * (-1 / 15)))))))
}

/** The low part of what {@link within} returns; in an array, because a variable would be boxed anew at every call. */
const low = new Float64Array(1)

/** atan(x + rest) for 0 ≤ x ≤ 1. */
function within(x: number, rest: number): number {
  const slope = 1 / (1 + x * x)
  if (x <= SERIES_TO) {
    low[0] = seriesTail(x) + rest * slope
    return x
  }
  const { high, low: lows } = arctangentTable()
  const c = Math.round(x * STEPS)
  const centre = c / STEPS
  const t = (x - centre) / (1 + x * centre)
  low[0] = t + (seriesTail(t) + lows[c]! + rest * slope)
  return high[c]!
}

/** atan x, within 0.6 units in the last place. */
export function atan(x: number): number {
  if (Number.isNaN(x)) return x
  const size = x < 0 ? -x : x
  let value: number
  if (size <= 1) {
    const high = within(size, 0)
    value = high + low[0]!
  } else {
    const inverse = 1 / size
    const product = twoProduct(inverse, size)
    const rest = size < 1e150 ? (1 - product.hi - product.lo) * inverse : 0
    const high = within(inverse, rest)
    // π/2 − high is rounded; what it loses goes to the low parts.
    const difference = HALF_PI.hi - high
    value = difference + (HALF_PI.hi - difference - high + (HALF_PI.lo - low[0]!))
  }
  return x < 0 ? -value : x === 0 ? x : value
}

/** asin(x + rest) for 0 ≤ x ≤ ½: an estimate, and what its sine is off by. */
function asinPair(x: number, rest: number): DoubleDouble {
  const cosine = Math.sqrt((1 - x) * (1 + x))
  const estimate = atan(x / cosine)
  const correction = (x - estimate - sineTail(estimate, 0) + rest) / cosine
  const hi = estimate + correction
  return { hi, lo: correction - (hi - estimate) }
}

/** acos(x) / 2 for ½ < x ≤ 1, which is asin √((1 − x) / 2). */
function halfAcos(x: number): DoubleDouble {
  const square = (1 - x) / 2
  const root = Math.sqrt(square)
  const product = twoProduct(root, root)
  return asinPair(root, root === 0 ? 0 : (square - product.hi - product.lo) / (2 * root))
}

const times = (factor: number, { hi, lo }: DoubleDouble): DoubleDouble => ({ hi: factor * hi, lo: factor * lo })

/** asin x, within 0.6 units in the last place; NaN outside −1 … 1. */
export function asin(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN
  const size = Math.abs(x)
  if (size < 1e-8) return x
  const value = size <= 0.5 ? asinPair(size, 0).hi : add(HALF_PI, times(-2, halfAcos(size))).hi
  return x < 0 ? -value : value
}

/** acos x, within 0.6 units in the last place; NaN outside −1 … 1. */
export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN
  if (x > 0.5) return times(2, halfAcos(x)).hi
  if (x < -0.5) return add(times(2, HALF_PI), times(-2, halfAcos(-x))).hi
  return add(HALF_PI, times(x < 0 ? 1 : -1, asinPair(Math.abs(x), 0))).hi
}
