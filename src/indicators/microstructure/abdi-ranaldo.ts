import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/** Slab: period, whether pairs are corrected one by one, bars seen (up to 1); then the mean. */
const MEAN = 3

/**
 * Abdi and Ranaldo's spread from close, high and low, as a fraction of the price, of the products x = (c − η)(c − η′), c the log close of a bar, η the middle of its log range, η′ that of the next bar: `form: 'window'` is
 * √max(4 · mean(x), 0) over the last `period` pairs of bars (the authors' monthly estimate), `form: 'pairs'` the mean of √max(4x, 0) (their two-day corrected one, less noisy and biased upwards). A pair is
 * known on its second bar. 0 on a flat price. The mean is exact. Warm-up `period`; a missing price restarts the window. Source: Abdi and Ranaldo, A Simple Estimation of Bid-Ask Spreads from
 * Daily Close, High, and Low Prices, Review of Financial Studies 30:12, 2017.
 */
export const abdiRanaldo = /* @__PURE__ */ defineIndicator<{ period: number; form: string }, 'spread'>({
  name: 'abdiRanaldo',
  title: 'Abdi-Ranaldo spread',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    form: { default: 'window', choices: ['window', 'pairs'] },
  },
  outputs: ['spread'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period),
  onMissing: 'reset',
  init(state, { period, form }) {
    state[0] = period
    state[1] = form === 'pairs' ? 1 : 0
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    const ofPairs = state[1] === 1
    let i = from
    let o = at
    if (state[2] === 0 && i < to) {
      state[2] = 1
      out[o] = NaN
      i += 1
      o += 1
    }
    const start = o
    for (; i < to; i++, o++) {
      // Differences of logarithms as logarithms of ratios, which lose nothing where prices are near each other.
      const last = close[i - 1]!
      const own = 0.5 * (logReturn(last, high[i - 1]!) + logReturn(last, low[i - 1]!))
      const next = 0.5 * (logReturn(last, high[i]!) + logReturn(last, low[i]!))
      const product = 4 * own * next
      out[o] = ofPairs ? Math.sqrt(Math.max(product, 0)) : product
    }
    advanceRingMean(state, MEAN, state[0]! | 0, out, out, start, o)
    if (ofPairs) return
    for (let row = start; row < o; row++) {
      const mean = out[row]!
      // The root of NaN has other bits from engine to engine.
      out[row] = mean > 0 ? Math.sqrt(mean) : mean <= 0 ? 0 : NaN
    }
  },
})
