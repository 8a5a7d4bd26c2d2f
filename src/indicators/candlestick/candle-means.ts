/*
 * What "long", "short", "near" mean: a multiple of the mean size of the candles before the one that is judged, added up anew each time, so that nothing depends on where the history began. The sums are exact as long as the ranges of ten
 * candles together are below the lowest price in them, because differences of prices are then whole multiples of one small unit: candles of equal size compare as equal. Written out, because a loop takes four times as long, and without helpers, because compilers inline only so much.
 */

type Column = Float64Array

/** Bodies of the ten candles before candle `i`, added: ten times {@link meanBody}. */
export function tenBodies(open: Column, close: Column, i: number): number {
  const latest =
    Math.abs(close[i - 1]! - open[i - 1]!) +
    Math.abs(close[i - 2]! - open[i - 2]!) +
    (Math.abs(close[i - 3]! - open[i - 3]!) + Math.abs(close[i - 4]! - open[i - 4]!))
  const middle =
    Math.abs(close[i - 5]! - open[i - 5]!) +
    Math.abs(close[i - 6]! - open[i - 6]!) +
    (Math.abs(close[i - 7]! - open[i - 7]!) + Math.abs(close[i - 8]! - open[i - 8]!))
  return latest + middle + (Math.abs(close[i - 9]! - open[i - 9]!) + Math.abs(close[i - 10]! - open[i - 10]!))
}

/** Ranges of the ten candles before candle `i`, added. */
export function tenRanges(high: Column, low: Column, i: number): number {
  const latest = high[i - 1]! - low[i - 1]! + (high[i - 2]! - low[i - 2]!) + (high[i - 3]! - low[i - 3]! + (high[i - 4]! - low[i - 4]!))
  const middle = high[i - 5]! - low[i - 5]! + (high[i - 6]! - low[i - 6]!) + (high[i - 7]! - low[i - 7]! + (high[i - 8]! - low[i - 8]!))
  return latest + middle + (high[i - 9]! - low[i - 9]! + (high[i - 10]! - low[i - 10]!))
}

/** Mean body of the ten candles before candle `i`: a larger body is long, a smaller one short. */
export function meanBody(open: Column, close: Column, i: number): number {
  return tenBodies(open, close, i) / 10
}

/** Half the mean of both shadows together over ten candles, of their ranges and bodies: a smaller shadow is short. */
export function shadowOf(ranges: number, bodies: number): number {
  return (ranges - bodies) / 10 / 2
}

/** The same for the ten candles before candle `i`. */
export function meanShadow(open: Column, high: Column, low: Column, close: Column, i: number): number {
  return shadowOf(tenRanges(high, low, i), tenBodies(open, close, i))
}

/** A tenth of the mean range of the ten candles before candle `i`: a body up to it is a doji, a smaller shadow very short. */
export function sliver(high: Column, low: Column, i: number): number {
  return 0.1 * (tenRanges(high, low, i) / 10)
}

/** Mean range of the five candles before candle `i`. */
function meanRange(high: Column, low: Column, i: number): number {
  const latest = high[i - 1]! - low[i - 1]! + (high[i - 2]! - low[i - 2]!)
  return (latest + (high[i - 3]! - low[i - 3]! + (high[i - 4]! - low[i - 4]!)) + (high[i - 5]! - low[i - 5]!)) / 5
}

/** What is still near candle `i`: a fifth of the mean range of the five candles before it. */
export function near(high: Column, low: Column, i: number): number {
  return 0.2 * meanRange(high, low, i)
}

/** What is far beside candle `i`: 0.6 of the mean range of the five candles before it. */
export function far(high: Column, low: Column, i: number): number {
  return 0.6 * meanRange(high, low, i)
}

/** What counts as equal at candle `i`: a twentieth of the mean range of the five candles before it. */
export function equal(high: Column, low: Column, i: number): number {
  return 0.05 * meanRange(high, low, i)
}
