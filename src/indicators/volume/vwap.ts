import { defineIndicator } from '../indicator.js'
import { slideSizes } from '../statistics/exact-sum.js'

/**
 * Volume-weighted average price of the last `period` bars: Σ typical price · volume / Σ volume, typical price = (high + low + close) / 3; where no volume was traded, the plain mean of the
 * typical price. Sums are exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price or volume restarts the window. TA-Lib's VWAP is `anchoredVwap`. Source: Berkowitz, Logue and
 * Noser, The Total Cost of Transactions on the NYSE, Journal of Finance 43:1, 1988.
 */
export const vwap = /* @__PURE__ */ defineIndicator<{ period: number }, 'vwap'>({
  name: 'vwap',
  title: 'Rolling volume-weighted average price',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['vwap'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 8,
  onMissing: 'reset',
  // period, count, sums of typical price · volume, of volume and of typical price
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const j = n > period ? i - period : -1
      const price = (high[i]! + low[i]! + close[i]!) / 3
      const old = j < 0 ? 0 : (high[j]! + low[j]! + close[j]!) / 3
      const oldVolume = j < 0 ? 0 : volume[j]!
      const turnover = slideSizes(state, 2, price * volume[i]!, old * oldVolume)
      const total = slideSizes(state, 4, volume[i]!, oldVolume)
      const plain = slideSizes(state, 6, price, old)
      out[o] = n < period ? NaN : total === 0 ? plain / period : turnover / total
    }
    state[1] = n
  },
})
