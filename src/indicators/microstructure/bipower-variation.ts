import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/** Slab: period, bars seen (up to 2), size of the last return; then the mean of products. */
const MEAN = 3

/**
 * Bipower variation: π/2 · n/(n − 1) · Σ |r[j]| · |r[j−1]| over the n = `period` log returns of the window, the part of the realised variance that jumps hardly reach. 0 on a flat price. The sum is
 * exact. Warm-up `period`; a missing price restarts the window; a price that is not above zero counts as no move. Source: Barndorff-Nielsen and Shephard, Power and Bipower Variation with
 * Stochastic Volatility and Jumps, Journal of Financial Econometrics 2:1, 2004.
 */
export const bipowerVariation = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'variation'>({
  name: 'bipowerVariation',
  title: 'Bipower variation',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['variation'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period - 1),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let seen = state[1]! | 0
    let last = state[2]!
    let i = from
    let o = at
    for (; i < to && seen < 2; i++, o++, seen++) {
      out[o] = NaN
      if (seen === 1) last = Math.abs(logReturn(x[i]!, x[i - 1]!))
    }
    const start = o
    for (; i < to; i++, o++) {
      const size = Math.abs(logReturn(x[i]!, x[i - 1]!))
      out[o] = size * last
      last = size
    }
    advanceRingMean(state, MEAN, period - 1, out, out, start, o)
    // n/(n − 1) times the sum of n − 1 products is n times their mean.
    for (let row = start; row < o; row++) out[row]! *= (Math.PI / 2) * period
    state[1] = seen
    state[2] = last
  },
})
