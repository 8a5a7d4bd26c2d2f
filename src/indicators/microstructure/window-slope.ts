/**
 * Slope of the least-squares line (with intercept) of y on x, over two rings of `period` values whose oldest stands at `place`. In two passes in order of time, as differences from the
 * oldest, so it depends on nothing but the window. 0 where x does not vary.
 */
export function windowSlope(state: Float64Array, xs: number, ys: number, period: number, place: number): number {
  const x0 = state[xs + place]!
  const y0 = state[ys + place]!
  let sumX = 0
  let sumY = 0
  for (let j = 0, k = place; j < period; j++, k = k + 1 === period ? 0 : k + 1) {
    sumX += state[xs + k]! - x0
    sumY += state[ys + k]! - y0
  }
  const meanX = sumX / period
  const meanY = sumY / period
  let squares = 0
  let products = 0
  let size = 0
  for (let j = 0, k = place; j < period; j++, k = k + 1 === period ? 0 : k + 1) {
    const dx = state[xs + k]! - x0 - meanX
    squares += dx * dx
    products += dx * (state[ys + k]! - y0 - meanY)
    size += state[xs + k]! * state[xs + k]!
  }
  // A spread of the size of the mean's own rounding is none.
  return squares > 1e-30 * size ? products / squares : 0
}

/** The sign of a change by the tick rule: its own, or the last one where nothing changed. */
export function tickSign(change: number, last: number): number {
  return change > 0 ? 1 : change < 0 ? -1 : last
}
