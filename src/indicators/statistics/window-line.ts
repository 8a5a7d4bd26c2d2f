/*
 * The least-squares line through one window, read afresh at every bar: values as differences from the newest, so that the price level costs no digits, and the
 * result is a function of the window alone. The rows stand at 1 … n.
 */

/** Sum over rows `from … to − 1` of (place − mean place) · (value − newest value). */
function crossSum(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const middle = (to - from - 1) / 2
  let sum = 0
  for (let i = from; i < to; i++) sum += (i - from - middle) * (x[i]! - newest)
  return sum
}

/** Sum of (place − mean place)² over `count` rows. */
const placeSquares = (count: number): number => (count * (count * count - 1)) / 12

/** Slope per row of the line through rows `from … to − 1` (two at least); exactly 0 where all are equal. */
export function slopeOf(x: Float64Array, from: number, to: number): number {
  return crossSum(x, from, to) / placeSquares(to - from)
}

/** The newest of rows `from … to − 1` less the line through them at its place; exactly 0 where all are equal. */
export function residualOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const count = to - from
  let sum = 0
  for (let i = from; i < to; i++) sum += x[i]! - newest
  return 0 - (sum / count + (slopeOf(x, from, to) * (count - 1)) / 2)
}

/** Share of the variance of rows `from … to − 1` that the line through them explains, 0 … 1; 0 where all are equal. */
export function determinationOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const count = to - from
  let largest = 0
  let sum = 0
  for (let i = from; i < to; i++) {
    const difference = x[i]! - newest
    sum += difference
    largest = Math.abs(difference) > largest ? Math.abs(difference) : largest
  }
  if (largest === 0) return 0
  const mean = sum / count
  let squares = 0
  for (let i = from; i < to; i++) {
    // In units of the largest difference: its square neither overflows nor vanishes.
    const deviation = (x[i]! - newest - mean) / largest
    squares += deviation * deviation
  }
  const cross = crossSum(x, from, to) / largest
  const share = (cross * cross) / (placeSquares(count) * squares)
  return share > 1 ? 1 : Number.isNaN(share) ? 0 : share
}
