import { defineIndicator } from '../indicator.js'
import { advanceWindowMoments, WINDOW_MOMENTS_STATE } from '../statistics/window-moments.js'

type BollingerParams = { period: number; deviations: number; input: string }

/**
 * Bollinger bands: `middle` = mean of the last `period` values, `upper` and `lower` = middle ± `deviations` population standard deviations. Warm-up `period − 1`; a
 * missing value restarts the window. Equal to TA-Lib's BBANDS with a simple average.
 */
export const bollinger = /* @__PURE__ */ defineIndicator<BollingerParams, 'upper' | 'middle' | 'lower'>({
  name: 'bollinger',
  title: 'Bollinger bands',
  params: {
    period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
    deviations: { default: 2, min: 0, max: 100 },
    input: { default: 'close', column: true },
  },
  outputs: ['upper', 'middle', 'lower'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => WINDOW_MOMENTS_STATE + 1,
  onMissing: 'reset',
  init(state, { period, deviations }) {
    state[0] = period
    state[WINDOW_MOMENTS_STATE] = deviations
  },
  advance(state, inputs, outputs, from, to, at) {
    const upper = outputs[0]!
    const middle = outputs[1]!
    const lower = outputs[2]!
    advanceWindowMoments(state, inputs[0]!, middle, lower, from, to, at)
    const deviations = state[WINDOW_MOMENTS_STATE]!
    for (let o = at; o < at + to - from; o++) {
      const width = deviations * lower[o]!
      const mean = middle[o]!
      upper[o] = mean + width
      lower[o] = mean - width
    }
  },
})
