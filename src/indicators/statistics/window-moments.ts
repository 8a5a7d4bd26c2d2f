import { growSum, slidError } from './exact-sum.js'

/** Slab: period, count, sum (high, low), sum of squares (high, low). */
export const WINDOW_MOMENTS_STATE = 6

/** Below this share of the mean square, the difference of squares has lost so many digits that the window is read again. */
const CANCELLED = 1e-7

/** Population variance of rows `from … to − 1` in two passes over the differences from the newest value; exactly 0 where all are equal. */
function varianceOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const count = to - from
  let sum = 0
  for (let i = from; i < to; i++) sum += x[i]! - newest
  const mean = sum / count
  let squares = 0
  for (let i = from; i < to; i++) {
    const deviation = x[i]! - newest - mean
    squares += deviation * deviation
  }
  return squares / count
}

/**
 * Mean and population standard deviation of a sliding window: `meanOut` and `deviationOut` per row; they may be the same, which keeps the deviation. The sums are exact pairs over x and
 * fl(x²), so the result does not depend on where the history began; var = mean(x²) − mean(x)², and where that cancels, two passes over the window.
 */
export function advanceWindowMoments(
  state: Float64Array,
  x: Float64Array,
  meanOut: Float64Array,
  deviationOut: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  const n = state[1]! | 0
  const filled = Math.min(to, from + period - n)
  if (n < period) fill(state, x, meanOut, deviationOut, from, filled, at)
  const begin = n < period ? filled : from
  if (begin < to) slide(state, x, meanOut, deviationOut, begin, to, at + begin - from)
}

/** The first rows, until the window is full. */
function fill(
  state: Float64Array,
  x: Float64Array,
  meanOut: Float64Array,
  deviationOut: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  let n = state[1]! | 0
  for (let i = from, o = at; i < to; i++, o++) {
    const value = x[i]!
    n += 1
    const mean = growSum(state, 2, value) / period
    const meanSquare = growSum(state, 4, value * value) / period
    const variance = meanSquare - mean * mean
    meanOut[o] = n < period ? NaN : mean
    deviationOut[o] = n < period ? NaN : Math.sqrt(variance > CANCELLED * meanSquare ? variance : varianceOf(x, i - period + 1, i + 1))
  }
  state[1] = n
}

/** A loop in a function of its own: compiled once and for all, it never gives way to a version made for a history's first rows. */
function slide(
  state: Float64Array,
  x: Float64Array,
  meanOut: Float64Array,
  deviationOut: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  let high = state[2]!
  let low = state[3]!
  let squareHigh = state[4]!
  let squareLow = state[5]!
  let o = at
  for (let i = from; i < to; i++, o++) {
    const value = x[i]!
    const old = x[i - period]!
    const square = value * value
    const oldSquare = old * old
    const difference = value - old
    const squareDifference = square - oldSquare
    const sum = high + difference
    const squares = squareHigh + squareDifference
    const size = Math.abs(difference)
    const squareSize = Math.abs(squareDifference)
    if (size < old && size < value && size <= high && squareSize < oldSquare && squareSize < square && squareSize <= squareHigh) {
      // Values close to each other: the differences are exact, and what a sum loses is had with two operations. The other way gives the same numbers.
      low += difference - (sum - high)
      squareLow += squareDifference - (squares - squareHigh)
    } else {
      low += slidError(high, value, old)
      squareLow += slidError(squareHigh, square, oldSquare)
    }
    high = sum
    squareHigh = squares
    const mean = (high + low) / period
    const meanSquare = (squareHigh + squareLow) / period
    const variance = meanSquare - mean * mean
    meanOut[o] = mean
    deviationOut[o] = Math.sqrt(variance > CANCELLED * meanSquare ? variance : varianceOf(x, i - period + 1, i + 1))
  }
  state[2] = high
  state[3] = low
  state[4] = squareHigh
  state[5] = squareLow
}
