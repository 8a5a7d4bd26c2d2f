import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Relative volume: the bar's volume over the mean volume of the `period` bars before it; no value (NaN) where nothing was traded in them. The sum is exact, so it does not depend on
 * where the history began. Warm-up `period`; a missing volume restarts the window. Equal to TA-Lib's RVOL, which gives Infinity where a volume follows none.
 */
export const relativeVolume = /* @__PURE__ */ defineIndicator<{ period: number }, 'relativeVolume'>({
  name: 'relativeVolume',
  title: 'Relative volume',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['relativeVolume'],
  inputs: () => ['volume'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => 4,
  onMissing: 'reset',
  gaps: 'where the bars before have no volume',
  // period, count, sum
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const volume = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const before = state[2]! + state[3]!
      out[o] = n < period || before === 0 ? NaN : volume[i]! / (before / period)
      slideSum(state, 2, volume[i]!, n < period ? 0 : volume[i - period]!)
      if (n < period) n += 1
    }
    state[1] = n
  },
})
