import { defineIndicator } from '../indicator.js'
import { advanceSlidingLine, initSlidingLine, SLIDING_LINE_STATE } from './sliding-line.js'

/**
 * Slope per bar of the least-squares line through the last `period` values. Its sums are exact, so it neither drifts nor depends on where the history began;
 * exactly 0 on flat stretches. Warm-up `period − 1`; a missing value restarts the window. Equal to qlib's Slope and TA-Lib's LINEARREG_SLOPE.
 */
export const rollingSlope = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'slope'>({
  name: 'rollingSlope',
  title: 'Slope of the line through a window',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['slope'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => SLIDING_LINE_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    initSlidingLine(state, period, 0, 1)
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceSlidingLine(state, inputs[0]!, outputs[0]!, from, to, at)
  },
})
