import { log } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/**
 * Parkinson volatility per bar: √(mean of ln(high / low)² over `period` bars / (4 · ln 2)), the deviation of log returns as the ranges alone show it; times √(bars per year) it is
 * annual. 0 where no bar has a range. The mean is exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts the window.
 * Source: Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, Journal of Business 53:1, 1980.
 */
export const parkinson = /* @__PURE__ */ defineIndicator<{ period: number }, 'parkinson'>({
  name: 'parkinson',
  title: 'Parkinson volatility',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['parkinson'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => 1 + ringMeanState(period),
  onMissing: 'reset',
  // period; then the mean of the bars' terms
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    const end = at + to - from
    let o = at
    for (let i = from; i < to; i++, o++) {
      const range = log(high[i]! / low[i]!)
      out[o] = (range * range) / (4 * Math.LN2)
    }
    advanceRingMean(state, 1, state[0]! | 0, out, out, at, end)
    for (o = at; o < end; o++) out[o] = Math.sqrt(out[o]!)
  },
})
