import { defineIndicator } from '../indicator.js'
import { advanceWindowSum, WINDOW_SUM_STATE } from '../window-sum.js'

/** Sum of the last `period` values, exact as in `sma`. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's SUM. */
export const rollingSum = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'sum'>({
  name: 'rollingSum',
  title: 'Rolling sum',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['sum'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => WINDOW_SUM_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = 1
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceWindowSum(state, inputs[0]!, outputs[0]!, from, to, at)
  },
})
