/**
 * Slab: period, count, weight of the mean, weight of the slope over the sum of squares of its places, then two exact pairs: the sum of the values and the sum of the values times 2j − period + 1, j = 0 for the oldest …
 * period − 1 for the newest.
 */
export const SLIDING_LINE_STATE = 8

/** Splits a double into two halves of 26 bits, whose products with a count are exact. */
const HALVES = 134217729

export function initSlidingLine(state: Float64Array, period: number, meanWeight: number, slopeWeight: number): void {
  state[0] = period
  state[2] = meanWeight
  state[3] = slopeWeight / ((period * (period * period - 1)) / 6)
}

/** Adds `count · value` to the pair at `base`. */
function addProduct(state: Float64Array, base: number, count: number, value: number): void {
  const scaled = HALVES * value
  const valueHigh = scaled - (scaled - value)
  const first = count * valueHigh
  const second = count * (value - valueHigh)
  const high = state[base]!
  const sum1 = high + first
  const virtual1 = sum1 - high
  const sum2 = sum1 + second
  const virtual2 = sum2 - sum1
  state[base] = sum2
  state[base + 1] = state[base + 1]! + (high - (sum1 - virtual1) + (first - virtual1)) + (sum1 - (sum2 - virtual2) + (second - virtual2))
}

/**
 * Writes `meanWeight · mean + slopeWeight · slope` of the least-squares line through the last `period` values; NaN until as many were seen. The weights of the second sum add up to
 * 0, so the price level is gone before anything is rounded: both sums are exact, hence the result does not depend on where the history began, and the slope of a flat window is
 * exactly 0.
 */
export function advanceSlidingLine(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  let n = state[1]! | 0
  let i = from
  let o = at
  for (; i < to && n < period; i++, o++) {
    addProduct(state, 4, 1, x[i]!)
    addProduct(state, 6, 2 * n - period + 1, x[i]!)
    n += 1
    out[o] = n < period ? NaN : heightOf(state, period)
  }
  state[1] = n
  if (i < to) slideLine(state, x, out, i, to, o)
}

function heightOf(state: Float64Array, period: number): number {
  return state[2]! * ((state[4]! + state[5]!) / period) + state[3]! * (state[6]! + state[7]!)
}

/**
 * A step takes 2 off every weight, that is twice the old sum off the second one; then the oldest goes with −(period + 1) and the newest comes with period − 1. With the old and the new
 * sum that is: + period · (newest + oldest) − old sum − new sum.
 */
function slideLine(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  const meanWeight = state[2]!
  const slopeWeight = state[3]!
  let high = state[4]!
  let low = state[5]!
  let crossHigh = state[6]!
  let crossLow = state[7]!
  for (let i = from, o = at; i < to; i++, o++) {
    const value = x[i]!
    const old = x[i - period]!
    const both = value + old
    const virtualBoth = both - value
    const bothError = value - (both - virtualBoth) + (old - virtualBoth)
    const scaled = HALVES * both
    const bothHigh = scaled - (scaled - both)
    const first = period * bothHigh
    const second = period * (both - bothHigh)
    const difference = value - old
    const virtualDifference = difference - value
    const sum = high + difference
    const virtual = sum - high
    const sumLow =
      low + (high - (sum - virtual) + (difference - virtual) + (value - (difference - virtualDifference) - (old + virtualDifference)))
    const cross1 = crossHigh + first
    const virtual1 = cross1 - crossHigh
    const cross2 = cross1 - high
    const virtual2 = cross2 - cross1
    const cross3 = cross2 - sum
    const virtual3 = cross3 - cross2
    const cross4 = cross3 + second
    const virtual4 = cross4 - cross3
    crossLow +=
      crossHigh -
      (cross1 - virtual1) +
      (first - virtual1) +
      (cross1 - (cross2 - virtual2) - (high + virtual2)) +
      (cross2 - (cross3 - virtual3) - (sum + virtual3)) +
      (cross3 - (cross4 - virtual4) + (second - virtual4)) +
      (period * bothError - low - sumLow)
    crossHigh = cross4
    high = sum
    low = sumLow
    out[o] = meanWeight * ((high + low) / period) + slopeWeight * (crossHigh + crossLow)
  }
  state[4] = high
  state[5] = low
  state[6] = crossHigh
  state[7] = crossLow
}
