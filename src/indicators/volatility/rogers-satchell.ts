import { log } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/**
 * Rogers-Satchell volatility per bar: √(mean of ln(high / close) · ln(high / open) + ln(low / close) · ln(low / open) over `period` bars), which a drift of the price does not
 * raise; times √(bars per year) it is annual. 0 where no bar leaves the span between its open and its close. The mean is exact, so it does not depend on where the history
 * began. Warm-up `period − 1`; a missing price restarts the window. Source: Rogers and Satchell, Estimating Variance from High, Low and Closing Prices, Annals of Applied
 * Probability 1:4, 1991.
 */
export const rogersSatchell = /* @__PURE__ */ defineIndicator<{ period: number }, 'rogersSatchell'>({
  name: 'rogersSatchell',
  title: 'Rogers-Satchell volatility',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['rogersSatchell'],
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
      out[o] = log(high[i]! / close[i]!) * log(high[i]! / open[i]!) + log(low[i]! / close[i]!) * log(low[i]! / open[i]!)
    }
    advanceRingMean(state, 1, state[0]! | 0, out, out, at, end)
    for (o = at; o < end; o++) out[o] = Math.sqrt(out[o]!)
  },
})
