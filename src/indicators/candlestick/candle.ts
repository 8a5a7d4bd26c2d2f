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

/** From the body of candle `i` up to its high. */
export function upperShadow(open: Float64Array, high: Float64Array, close: Float64Array, i: number): number {
  return high[i]! - bodyTop(open, close, i)
}

/** From the body of candle `i` down to its low. */
export function lowerShadow(open: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  return bodyBottom(open, close, i) - low[i]!
}

/** The body of candle `i` lies wholly above that of candle `j`. */
export function bodyGapsUp(open: Float64Array, close: Float64Array, i: number, j: number): boolean {
  return bodyBottom(open, close, i) > bodyTop(open, close, j)
}

/** The body of candle `i` lies wholly below that of candle `j`. */
export function bodyGapsDown(open: Float64Array, close: Float64Array, i: number, j: number): boolean {
  return bodyTop(open, close, i) < bodyBottom(open, close, j)
}

/** 100 when the body of candle `i` lies strictly within that of candle `j`, 80 when it also ends where that one does, else 0. */
export function bodyWithin(open: Float64Array, close: Float64Array, i: number, j: number): number {
  const top = bodyTop(open, close, i)
  const bottom = bodyBottom(open, close, i)
  const outerTop = bodyTop(open, close, j)
  const outerBottom = bodyBottom(open, close, j)
  if (top > outerTop || bottom < outerBottom) return 0
  return top < outerTop && bottom > outerBottom ? 100 : 80
}
