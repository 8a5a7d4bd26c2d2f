import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Average range: the mean of high − low over the last `period` bars (average daily range on daily bars); unlike the ATR without gaps between bars and without smoothing. The sum is
 * exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts the window. Equal to TA-Lib's ADR.
 */
export const averageRange = /* @__PURE__ */ defineIndicator<{ period: number }, 'averageRange'>({
  name: 'averageRange',
  title: 'Average range',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['averageRange'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 4,
  onMissing: 'reset',
  // period, count, sum
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const sum = slideSum(state, 2, high[i]! - low[i]!, n > period ? high[i - period]! - low[i - period]! : 0)
      out[o] = n < period ? NaN : sum / period
    }
    state[1] = n
  },
})
