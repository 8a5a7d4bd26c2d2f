import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Qstick: the mean of close − open over the last `period` bars. The sum is exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts
 * the window. Equal to TA-Lib's QSTICK. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const qstick = /* @__PURE__ */ defineIndicator<{ period: number }, 'qstick'>({
  name: 'qstick',
  title: 'Qstick',
  params: { period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['qstick'],
  inputs: () => ['open', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 4,
  onMissing: 'reset',
  // period, count, sum
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
      const sum = slideSum(state, 2, close[i]! - open[i]!, n > period ? close[i - period]! - open[i - period]! : 0)
      out[o] = n < period ? NaN : sum / period
    }
    state[1] = n
  },
})
