import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from './window-extreme.js'

/** Lowest of the last `period` values. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's MIN. */
export const rollingMin = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'min'>({
  name: 'rollingMin',
  title: 'Lowest of a window',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['min'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => 1 + windowExtremeState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    initWindowExtreme(state, 1, period)
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceWindowExtreme(state, 1, state[0]! | 0, -1, inputs[0]!, outputs[0]!, from, to, at)
  },
})
