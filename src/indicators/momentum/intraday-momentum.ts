import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Intraday Momentum Index, 0 … 100: 100 · rises / (rises + falls), the sums over `period` bars of close − open of the bars that closed above, and of open − close of those that closed
 * below their open; 50 where every bar closed at its open. Sums are exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts
 * the window. Equal to TA-Lib's IMI. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const intradayMomentum = /* @__PURE__ */ defineIndicator<{ period: number }, 'intradayMomentum'>({
  name: 'intradayMomentum',
  title: 'Intraday Momentum Index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['intradayMomentum'],
  inputs: () => ['open', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 6,
  onMissing: 'reset',
  // period, count, sums of rises and of falls
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const open = inputs[0]!
    const close = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const change = close[i]! - open[i]!
      const old = n > period ? close[i - period]! - open[i - period]! : 0
      const rises = slideSum(state, 2, change > 0 ? change : 0, old > 0 ? old : 0)
      const falls = slideSum(state, 4, change < 0 ? -change : 0, old < 0 ? -old : 0)
      out[o] = n < period ? NaN : rises + falls === 0 ? 50 : 100 * (rises / (rises + falls))
    }
    state[1] = n
  },
})
