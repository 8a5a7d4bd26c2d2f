import { log } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/**
 * Garman-Klass volatility per bar: √(mean of ln(high / low)² / 2 − (2 · ln 2 − 1) · ln(close / open)² over `period` bars), which no sound bar makes negative; times √(bars per year) it is
 * annual. Assumes that a bar opens at the last close. 0 where no bar has a range. The mean is exact, so it does not depend on where the history began. Warm-up `period − 1`; a
 * missing price restarts the window. Source: Garman and Klass, On the Estimation of Security Price Volatilities from Historical Data, Journal of Business 53:1, 1980.
 */
export const garmanKlass = /* @__PURE__ */ defineIndicator<{ period: number }, 'garmanKlass'>({
  name: 'garmanKlass',
  title: 'Garman-Klass volatility',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['garmanKlass'],
  inputs: () => ['open', 'high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => 1 + ringMeanState(period),
  onMissing: 'reset',
  // period; then the mean of the bars' terms
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const out = outputs[0]!
    const end = at + to - from
    let o = at
    for (let i = from; i < to; i++, o++) {
      const range = log(high[i]! / low[i]!)
      const body = log(close[i]! / open[i]!)
      out[o] = 0.5 * range * range - (2 * Math.LN2 - 1) * body * body
    }
    advanceRingMean(state, 1, state[0]! | 0, out, out, at, end)
    for (o = at; o < end; o++) out[o] = Math.sqrt(out[o]!)
  },
})
