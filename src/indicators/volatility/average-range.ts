import { defineIndicator } from '../indicator.js'
import { advanceMeanDifference, MEAN_DIFFERENCE_STATE } from '../statistics/mean-difference.js'

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
  stateSize: () => MEAN_DIFFERENCE_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceMeanDifference(state, inputs[0]!, inputs[1]!, outputs[0]!, from, to, at)
  },
})
