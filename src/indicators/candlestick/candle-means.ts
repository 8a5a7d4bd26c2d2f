import { bodyBottom, bodyTop } from './candle.js'

/**
 * What "long", "short", "near" mean: a multiple of the mean size of the candles before the one that is judged. Sums are exact (error-free additions,
 * rounded once), in the order of time, so that nothing depends on where the history began and candles of equal size compare as equal.
 */

const LONG_BARS = 10
const NEAR_BARS = 5

/** Mean body of the ten candles before candle `i`: a larger body is long, a smaller one short. */
export function meanBody(open: Float64Array, close: Float64Array, i: number): number {
  let sum = 0
  let error = 0
  for (let k = i - LONG_BARS; k < i; k++) {
    const size = Math.abs(close[k]! - open[k]!)
    const next = sum + size
    const added = next - sum
    error += sum - (next - added) + (size - added)
    sum = next
  }
  return (sum + error) / LONG_BARS
}

/** Half the mean of both shadows together over the ten candles before candle `i`: a smaller shadow is short. */
export function meanShadow(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  let sum = 0
  let error = 0
  for (let k = i - LONG_BARS; k < i; k++) {
    const size = high[k]! - bodyTop(open, close, k) + (bodyBottom(open, close, k) - low[k]!)
    const next = sum + size
    const added = next - sum
    error += sum - (next - added) + (size - added)
    sum = next
  }
  return (sum + error) / LONG_BARS / 2
}

/** Mean of high − low over the `bars` candles before candle `i`. */
function meanRange(high: Float64Array, low: Float64Array, i: number, bars: number): number {
  let sum = 0
  let error = 0
  for (let k = i - bars; k < i; k++) {
    const size = high[k]! - low[k]!
    const next = sum + size
    const added = next - sum
    error += sum - (next - added) + (size - added)
    sum = next
  }
  return (sum + error) / bars
}

/** A tenth of the mean range of the ten candles before candle `i`: a body up to it is a doji, a smaller shadow very short. */
export function sliver(high: Float64Array, low: Float64Array, i: number): number {
  return 0.1 * meanRange(high, low, i, LONG_BARS)
}

/** What is still near candle `i`: a fifth of the mean range of the five candles before it. */
export function near(high: Float64Array, low: Float64Array, i: number): number {
  return 0.2 * meanRange(high, low, i, NEAR_BARS)
}

/** What is far beside candle `i`: 0.6 of the mean range of the five candles before it. */
export function far(high: Float64Array, low: Float64Array, i: number): number {
  return 0.6 * meanRange(high, low, i, NEAR_BARS)
}

/** What counts as equal at candle `i`: a twentieth of the mean range of the five candles before it. */
export function equal(high: Float64Array, low: Float64Array, i: number): number {
  return 0.05 * meanRange(high, low, i, NEAR_BARS)
}
