/** Slab of a window sum: period, divisor, count, sum high, sum low. */
export const WINDOW_SUM_STATE = 5

/**
 * The exact sum of a sliding window as an unevaluated pair `high + low`, written as `(high + low) / divisor`. Each step adds the error-free
 * difference of the entering and the leaving value, so the pair is the true sum and the result does not depend on where
 * the history began.
 */
export function advanceWindowSum(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  const divisor = state[1]!
  let n = state[2]! | 0
  let high = state[3]!
  let low = state[4]!
  let i = from
  let o = at
  for (; i < to && n < period; i++, o++) {
    const value = x[i]!
    const sum = high + value
    const virtual = sum - high
    low += high - (sum - virtual) + (value - virtual)
    high = sum
    n += 1
    out[o] = n < period ? NaN : (high + low) / divisor
  }
  for (; i < to; i++, o++) {
    const value = x[i]!
    const old = x[i - period]!
    const difference = value - old
    const virtualDifference = difference - value
    const differenceError = value - (difference - virtualDifference) - (old + virtualDifference)
    const sum = high + difference
    const virtual = sum - high
    low += high - (sum - virtual) + (difference - virtual) + differenceError
    high = sum
    out[o] = (high + low) / divisor
  }
  state[2] = n
  state[3] = high
  state[4] = low
}
