/*
 * The least-squares line through one window, read afresh at every bar: values as differences from the newest, so that the price level costs no digits, and the
 * result is a function of the window alone. Two sums run side by side, over every second row each, because one would wait for itself.
 */

/** Sum over `count` rows of (place − mean place)². */
const placeSquares = (count: number): number => (count * (count * count - 1)) / 12

/** Slope per row of the line through rows `from … to − 1` (two at least); exactly 0 where all are equal. */
export function slopeOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const middle = (to - from - 1) / 2
  let first = 0
  let second = 0
  let place = -middle
  let i = from
  for (; i + 1 < to; i += 2, place += 2) {
    first += place * (x[i]! - newest)
    second += (place + 1) * (x[i + 1]! - newest)
  }
  // An odd last row is the newest, whose difference is 0.
  return (first + second) / placeSquares(to - from)
}

/** The newest of rows `from … to − 1` less the line through them at its place; exactly 0 where all are equal. */
export function residualOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const count = to - from
  const middle = (count - 1) / 2
  let sum = 0
  let otherSum = 0
  let cross = 0
  let otherCross = 0
  let place = -middle
  for (let i = from; i + 1 < to; i += 2, place += 2) {
    const difference = x[i]! - newest
    const other = x[i + 1]! - newest
    sum += difference
    otherSum += other
    cross += place * difference
    otherCross += (place + 1) * other
  }
  return 0 - ((sum + otherSum) / count + ((cross + otherCross) / placeSquares(count)) * middle)
}

/** Sums of squares outside these have lost digits to underflow, or overflowed. */
const SMALLEST = 1e-250
const LARGEST = 1e250

/** Explained share of the variance of the differences from the newest, each times `unit`; NaN where their squares are out of range. */
function explainedShare(x: Float64Array, from: number, to: number, unit: number): number {
  const newest = x[to - 1]!
  const count = to - from
  const middle = (count - 1) / 2
  let sum = 0
  let otherSum = 0
  for (let i = from; i + 1 < to; i += 2) {
    sum += (x[i]! - newest) * unit
    otherSum += (x[i + 1]! - newest) * unit
  }
  const mean = (sum + otherSum) / count
  // The last of an odd number of rows is the newest, whose difference is 0.
  let squares = count % 2 === 0 ? 0 : mean * mean
  let cross = count % 2 === 0 ? 0 : -middle * mean
  let otherSquares = 0
  let otherCross = 0
  let place = -middle
  for (let i = from; i + 1 < to; i += 2, place += 2) {
    const deviation = (x[i]! - newest) * unit - mean
    const other = (x[i + 1]! - newest) * unit - mean
    squares += deviation * deviation
    otherSquares += other * other
    cross += place * deviation
    otherCross += (place + 1) * other
  }
  const all = squares + otherSquares
  const whole = cross + otherCross
  return all > SMALLEST && all < LARGEST ? (whole * whole) / (placeSquares(count) * all) : NaN
}

/** Share of the variance of rows `from … to − 1` that the line through them explains, 0 … 1; 0 where all are equal. */
export function determinationOf(x: Float64Array, from: number, to: number): number {
  let share = explainedShare(x, from, to, 1)
  if (Number.isNaN(share)) {
    const newest = x[to - 1]!
    let largest = 0
    for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(x[i]! - newest))
    share = largest === 0 ? 0 : explainedShare(x, from, to, 1 / largest)
  }
  return share > 1 ? 1 : Number.isNaN(share) ? 0 : share
}
