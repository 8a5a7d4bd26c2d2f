/** Size of the body of candle `i`: |close − open|. */
export function body(open: Float64Array, close: Float64Array, i: number): number {
  return Math.abs(close[i]! - open[i]!)
}

/** Upper end of the body of candle `i`. */
export function bodyTop(open: Float64Array, close: Float64Array, i: number): number {
  return close[i]! >= open[i]! ? close[i]! : open[i]!
}

/** Lower end of the body of candle `i`. */
export function bodyBottom(open: Float64Array, close: Float64Array, i: number): number {
  return close[i]! >= open[i]! ? open[i]! : close[i]!
}

/*
 * Shadows and gaps are written without asking which end of the body is the upper one: processors cannot guess that, and it would cost more than the rest. Differences of prices are whole multiples of one small unit, so the sums
 * here are exact (as long as the range of the bar is below its lowest price).
 */

/** From the body of candle `i` up to its high. */
export function upperShadow(open: Float64Array, high: Float64Array, close: Float64Array, i: number): number {
  const first = open[i]!
  const last = close[i]!
  const top = high[i]!
  return (top - first + (top - last) - Math.abs(last - first)) / 2
}

/** From the body of candle `i` down to its low. */
export function lowerShadow(open: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  const first = open[i]!
  const last = close[i]!
  const bottom = low[i]!
  return (first - bottom + (last - bottom) - Math.abs(last - first)) / 2
}

/** The body of candle `i` lies wholly above that of candle `j`. */
export function bodyGapsUp(open: Float64Array, close: Float64Array, i: number, j: number): boolean {
  const first = open[j]!
  const last = close[j]!
  return open[i]! > last && close[i]! > last && open[i]! > first && close[i]! > first
}

/** The body of candle `i` lies wholly below that of candle `j`. */
export function bodyGapsDown(open: Float64Array, close: Float64Array, i: number, j: number): boolean {
  const first = open[j]!
  const last = close[j]!
  return open[i]! < last && close[i]! < last && open[i]! < first && close[i]! < first
}

/** 100 when the body of candle `i` lies strictly within that of candle `j`, 80 when it also ends where that one does, else 0. */
export function bodyWithin(open: Float64Array, close: Float64Array, i: number, j: number): number {
  const top = bodyTop(open, close, j)
  const bottom = bodyBottom(open, close, j)
  const first = open[i]!
  const last = close[i]!
  if (first > top || first < bottom || last > top || last < bottom) return 0
  return first < top && first > bottom && last < top && last > bottom ? 100 : 80
}
