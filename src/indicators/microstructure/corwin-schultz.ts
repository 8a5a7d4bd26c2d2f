import { exp } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { RANGE_CONSTANT, twoBarRange } from './two-bar-range.js'

type CorwinSchultzParams = { period: number; overnight: string; negative: string }

/** Slab: period, whether overnight gaps are taken out, whether negative values count as 0, bars seen (up to 1); then the mean. */
const MEAN = 4

/**
 * Corwin and Schultz's spread from highs and lows, as a fraction of the price: of each two successive bars S = 2(e^α − 1) / (1 + e^α), α = (√(2β) − √β) / (3 − 2√2) − √(γ / (3 − 2√2)), where β is the sum of the
 * two squared ranges ln(high / low)² and γ the squared range of both together; averaged over the last `period` pairs. `overnight: 'adjust'` moves a bar back by the gap
 * between its range and the last close, `negative: 'zero'` counts negative S as 0, both as the authors recommend. 0 where no bar has a range. The mean is exact. Warm-up `period`; a missing
 * price restarts the window. Source: Corwin and Schultz, A Simple Way to Estimate Bid-Ask Spreads from Daily High and Low Prices, Journal of Finance 67:2, 2012.
 */
export const corwinSchultz = /* @__PURE__ */ defineIndicator<CorwinSchultzParams, 'spread'>({
  name: 'corwinSchultz',
  title: 'Corwin-Schultz spread',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    overnight: { default: 'adjust', choices: ['adjust', 'ignore'] },
    negative: { default: 'zero', choices: ['zero', 'keep'] },
  },
  outputs: ['spread'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period),
  onMissing: 'reset',
  init(state, { period, overnight, negative }) {
    state[0] = period
    state[1] = overnight === 'adjust' ? 1 : 0
    state[2] = negative === 'zero' ? 1 : 0
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const shifts = state[1] === 1
    const least = state[2] === 1 ? 0 : -Infinity
    const range = { beta: 0, gamma: 0 }
    let i = from
    let o = at
    if (state[3] === 0 && i < to) {
      state[3] = 1
      out[o] = NaN
      i += 1
      o += 1
    }
    const start = o
    for (; i < to; i++, o++) {
      twoBarRange(inputs, i, shifts, range)
      const alpha = (Math.sqrt(2 * range.beta) - Math.sqrt(range.beta)) / RANGE_CONSTANT - Math.sqrt(range.gamma / RANGE_CONSTANT)
      const growth = exp(Math.min(alpha, 100))
      out[o] = Math.max((2 * (growth - 1)) / (1 + growth), least)
    }
    advanceRingMean(state, MEAN, state[0]! | 0, out, out, start, o)
  },
})
