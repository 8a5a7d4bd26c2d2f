import { defineIndicator } from '../indicator.js'
import { standardScoreOf } from './window-shape.js'

/**
 * Distance of the newest value from the mean of the last `period` values, itself among them, in population standard deviations (divisor n). Computed afresh from each
 * window, so it neither drifts nor depends on where the history began. 0 where all values are equal. Warm-up `period − 1`; a missing value restarts the window.
 */
export const rollingZScore = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'zScore'>({
  name: 'rollingZScore',
  title: 'Distance from the mean in standard deviations',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['zScore'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 2,
  onMissing: 'reset',
  // period, count
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = standardScoreOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})
