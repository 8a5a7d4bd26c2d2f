import { defineIndicator } from '../indicator.js'
import { slideSizes, slideSum } from '../statistics/exact-sum.js'

/**
 * Volume-weighted moving average: Σ x · volume / Σ volume over the last `period` bars; where no volume was traded, the plain mean. Sums are exact, so it does not depend on where the
 * history began. Warm-up `period − 1`; a missing value or volume restarts the window. Source: Arms, Volume Cycles in the Stock Market, 1983.
 */
export const vwma = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'vwma'>({
  name: 'vwma',
  title: 'Volume-weighted moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['vwma'],
  inputs: ({ input }) => [input, 'volume'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 8,
  onMissing: 'reset',
  // period, count, sums of x · volume, of volume and of x
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const old = n > period ? x[i - period]! : 0
      const oldVolume = n > period ? volume[i - period]! : 0
      const turnover = slideSum(state, 2, x[i]! * volume[i]!, old * oldVolume)
      const total = slideSizes(state, 4, volume[i]!, oldVolume)
      const plain = slideSum(state, 6, x[i]!, old)
      out[o] = n < period ? NaN : total === 0 ? plain / period : turnover / total
    }
    state[1] = n
  },
})
