import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { RANGE_CONSTANT, twoBarRange } from './two-bar-range.js'

/** √(8/π): the mean of Parkinson's log range, in deviations. */
const RANGE_MEAN = 1.5957691216057308

/** Slab: period, bars seen (up to 1); then the mean. */
const MEAN = 2

/**
 * Bekker-Parkinson volatility per bar: what remains of the high-low ranges once Corwin and Schultz's spread is taken out, σ = (2^−½ − 1) · √β / (k₂ · (3 − 2√2)) + √(γ / (k₂² · (3 − 2√2))) of each two successive
 * bars, k₂ = √(8/π), β the sum of the two squared log ranges, γ the squared log range of both; negative values count as 0; averaged over the last `period` pairs. 0 where no bar
 * has a range. The mean is exact. Warm-up `period`; a missing price restarts the window. Source: Corwin and Schultz, Journal of Finance 67:2, 2012; in this form López de Prado, Advances in
 * Financial Machine Learning, 2018, 19.3.3.
 */
export const bekkerParkinson = /* @__PURE__ */ defineIndicator<{ period: number }, 'volatility'>({
  name: 'bekkerParkinson',
  title: 'Bekker-Parkinson volatility',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['volatility'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const range = { beta: 0, gamma: 0 }
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
      twoBarRange(inputs, i, false, range)
      const less = ((Math.SQRT1_2 - 1) * Math.sqrt(range.beta)) / (RANGE_MEAN * RANGE_CONSTANT)
      out[o] = Math.max(0, less + Math.sqrt(range.gamma / (RANGE_MEAN * RANGE_MEAN * RANGE_CONSTANT)))
    }
    advanceRingMean(state, MEAN, state[0]! | 0, out, out, start, o)
  },
})
