import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/** Slab: period, bars seen (up to the period), place in the ring, bars with a trade, sum of terms (2); then the ring of terms, −1 for a bar without trade. */
const RING = 6
/** The traded value that the measure counts in. */
const PER_VALUE = 1e6

/**
 * Amihud illiquidity: the mean of |close / last close − 1| / (close · volume) · 10⁶ over those of the last `period` bars in which something was traded, that is the move of the price, as a fraction,
 * per million of traded value (in the currency of the price). 0 where nothing was traded in the whole window. The sum is exact. Warm-up `period`; a missing price or volume restarts the
 * window. Source: Amihud, Illiquidity and Stock Returns, Journal of Financial Markets 5:1, 2002.
 */
export const amihud = /* @__PURE__ */ defineIndicator<{ period: number }, 'illiquidity'>({
  name: 'amihud',
  title: 'Amihud illiquidity',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['illiquidity'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RING + period,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state.fill(-1, RING)
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let place = state[2]! | 0
    let traded = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      out[o] = NaN
      if (n > 0) {
        const value = close[i]! * volume[i]!
        const last = close[i - 1]!
        const term = value > 0 && last > 0 ? (Math.abs(close[i]! / last - 1) / value) * PER_VALUE : -1
        const old = state[RING + place]!
        state[RING + place] = term
        place = place + 1 === period ? 0 : place + 1
        traded += (term < 0 ? 0 : 1) - (old < 0 ? 0 : 1)
        const sum = slideSum(state, 4, Math.max(term, 0), Math.max(old, 0))
        if (n === period) out[o] = traded === 0 ? 0 : sum / traded
      }
      if (n < period) n += 1
    }
    state[1] = n
    state[2] = place
    state[3] = traded
  },
})
