import { defineIndicator } from '../indicator.js'
import { advanceWindowSum, WINDOW_SUM_STATE } from '../window-sum.js'

/**
 * Simple moving average: the mean of the last `period` values. Window sums are exact, so the result does not depend on
 * where the history began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's SMA.
 */
export const sma = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'sma'>({
  name: 'sma',
  title: 'Simple moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['sma'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => WINDOW_SUM_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceWindowSum(state, inputs[0]!, outputs[0]!, from, to, at)
  },
})
