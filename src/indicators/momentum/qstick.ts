import { defineIndicator } from '../indicator.js'
import { advanceMeanDifference, MEAN_DIFFERENCE_STATE } from '../statistics/mean-difference.js'

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
  stateSize: () => MEAN_DIFFERENCE_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceMeanDifference(state, inputs[1]!, inputs[0]!, outputs[0]!, from, to, at)
  },
})
