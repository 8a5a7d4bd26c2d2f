import { slideSum } from '../statistics/exact-sum.js'

/** Slab: the two periods, count of bars (up to the longer period + 1), sums of both windows. */
export const AWESOME_STATE = 7

export function initAwesome(state: Float64Array, fastPeriod: number, slowPeriod: number): void {
  state[0] = fastPeriod
  state[1] = slowPeriod
}

/** Mean of high + low over the fast window less that over the slow one, halved; NaN until the longer window is full. */
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
  let o = at
  for (let i = from; i < to; i++, o++) {
    if (n <= ready) n += 1
    const middle = (high[i]! + low[i]!) / 2
    const fastSum = slideSum(state, 3, middle, n > fast ? (high[i - fast]! + low[i - fast]!) / 2 : 0)
    const slowSum = slideSum(state, 5, middle, n > slow ? (high[i - slow]! + low[i - slow]!) / 2 : 0)
    out[o] = n < ready ? NaN : fastSum / fast - slowSum / slow
  }
  state[2] = n
}
