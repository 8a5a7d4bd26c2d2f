import { slidError } from '../statistics/exact-sum.js'

/** Slab: the two periods, count of bars (up to the longer period), sums of both windows. */
export const AWESOME_STATE = 7

export function initAwesome(state: Float64Array, fastPeriod: number, slowPeriod: number): void {
  state[0] = fastPeriod
  state[1] = slowPeriod
}

/** Mean of (high + low) / 2 over the fast window less that over the slow one, from exact sums; NaN until the longer window is full. */
export function advanceAwesome(
  state: Float64Array,
  high: Float64Array,
  low: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const fast = state[0]! | 0
  const slow = state[1]! | 0
  const ready = fast > slow ? fast : slow
  let n = state[2]! | 0
  let fastHigh = state[3]!
  let fastLow = state[4]!
  let slowHigh = state[5]!
  let slowLow = state[6]!
  let i = from
  let o = at
  for (; i < to && n < ready; i++, o++) {
    n += 1
    const entering = (high[i]! + low[i]!) / 2
    const fastLeaving = n > fast ? (high[i - fast]! + low[i - fast]!) / 2 : 0
    const slowLeaving = n > slow ? (high[i - slow]! + low[i - slow]!) / 2 : 0
    fastLow += slidError(fastHigh, entering, fastLeaving)
    fastHigh += entering - fastLeaving
    slowLow += slidError(slowHigh, entering, slowLeaving)
    slowHigh += entering - slowLeaving
    out[o] = n < ready ? NaN : (fastHigh + fastLow) / fast - (slowHigh + slowLow) / slow
  }
  for (; i < to; i++, o++) {
    const entering = (high[i]! + low[i]!) / 2
    const fastLeaving = (high[i - fast]! + low[i - fast]!) / 2
    const slowLeaving = (high[i - slow]! + low[i - slow]!) / 2
    fastLow += slidError(fastHigh, entering, fastLeaving)
    fastHigh += entering - fastLeaving
    slowLow += slidError(slowHigh, entering, slowLeaving)
    slowHigh += entering - slowLeaving
    out[o] = (fastHigh + fastLow) / fast - (slowHigh + slowLow) / slow
  }
  state[2] = n
  state[3] = fastHigh
  state[4] = fastLow
  state[5] = slowHigh
  state[6] = slowLow
}
