import { defineIndicator } from '../indicator.js'
import { slideSizes } from '../statistics/exact-sum.js'

/** Slab: period, count of changes, last typical price, place in the rings, sums of rises and of falls; then the rings of both. */
const RINGS = 8

/** A change of the typical price below this share of the two is their rounding, not a move: decimal prices of the same sum seldom have the same double. */
const UNMOVED = 1e-14

/**
 * Money Flow Index, 0 … 100: 100 · rises / (rises + falls), the sums over `period` bars of typical price · volume of those bars whose typical price (high + low + close) / 3 is above,
 * or below, the last bar's (by more than its rounding, as in TA-Lib); 0 where nothing flowed. Sums are exact, so it does not depend on where the history began. Warm-up `period`; a missing price or volume restarts
 * the window. Equal to TA-Lib's MFI. Source: Quong and Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of
 * Stocks & Commodities 7:3, 1989.
 */
export const mfi = /* @__PURE__ */ defineIndicator<{ period: number }, 'mfi'>({
  name: 'mfi',
  title: 'Money Flow Index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['mfi'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RINGS + 2 * period,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let last = state[2]!
    let place = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = (high[i]! + low[i]! + close[i]!) / 3
      const flow = price * volume[i]!
      // Not a choice of three: rises and falls cannot be predicted, and a wrong guess costs more than the sums.
      const change = price - last
      const rounding = UNMOVED * (Math.abs(price) + Math.abs(last))
      const rise = n < 0 ? 0 : flow * Number(change > rounding)
      const fall = n < 0 ? 0 : flow * Number(change < -rounding)
      last = price
      if (n < period) n += 1
      if (n === 0) {
        out[o] = NaN
        continue
      }
      const rises = slideSizes(state, 4, rise, state[RINGS + place]!)
      const falls = slideSizes(state, 6, fall, state[RINGS + period + place]!)
      state[RINGS + place] = rise
      state[RINGS + period + place] = fall
      place = place + 1 === period ? 0 : place + 1
      const total = rises + falls
      out[o] = n < period ? NaN : total === 0 ? 0 : 100 * (rises / total)
    }
    state[1] = n
    state[2] = last
    state[3] = place
  },
})
