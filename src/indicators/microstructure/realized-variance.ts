import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/** Slab: period, bars seen (up to 1); then the mean. */
const MEAN = 2

/**
 * Realised variance: the sum of the squared log returns of the last `period` bars (its root is the volatility of the whole window). 0 on a flat price. The sum is exact. Warm-up `period`; a missing
 * price restarts the window; a price that is not above zero counts as no move. Source: Andersen, Bollerslev, Diebold and Labys, Modeling and Forecasting Realized Volatility,
 * Econometrica 71:2, 2003.
 */
export const realizedVariance = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'variance'>({
  name: 'realizedVariance',
  title: 'Realised variance',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['variance'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let i = from
    let o = at
    if (state[1] === 0 && i < to) {
      state[1] = 1
      out[o] = NaN
      i += 1
      o += 1
    }
    const start = o
    for (; i < to; i++, o++) {
      const change = logReturn(x[i]!, x[i - 1]!)
      out[o] = change * change
    }
    advanceRingMean(state, MEAN, period, out, out, start, o)
    for (let row = start; row < o; row++) out[row]! *= period
  },
})
