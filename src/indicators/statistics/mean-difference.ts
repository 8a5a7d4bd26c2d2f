import { slidError } from './exact-sum.js'

/** Slab: period, count, sum (high, low). */
export const MEAN_DIFFERENCE_STATE = 4

/** Writes the mean of `a − b` over the last `period` rows, from an exact sum; NaN until as many were seen. */
export function advanceMeanDifference(
  state: Float64Array,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  let n = state[1]! | 0
  let high = state[2]!
  let low = state[3]!
  let i = from
  let o = at
  for (; i < to && n < period; i++, o++) {
    const entering = a[i]! - b[i]!
    low += slidError(high, entering, 0)
    high += entering
    n += 1
    out[o] = n < period ? NaN : (high + low) / period
  }
  for (; i < to; i++, o++) {
    const entering = a[i]! - b[i]!
    const leaving = a[i - period]! - b[i - period]!
    low += slidError(high, entering, leaving)
    high += entering - leaving
    out[o] = (high + low) / period
  }
  state[1] = n
  state[2] = high
  state[3] = low
}
