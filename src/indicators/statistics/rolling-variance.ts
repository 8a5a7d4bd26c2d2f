import { defineIndicator } from '../indicator.js'
import { advanceWindowMoments, WINDOW_MOMENTS_STATE } from './window-moments.js'

type RollingVarianceParams = { period: number; ddof: number; input: string }

/**
 * Variance of the last `period` values: divided by `period` (`ddof: 0`, TA-Lib's VAR) or by `period − 1` (`ddof: 1`, pandas `rolling().var()`). Exactly 0 on flat stretches. Warm-up
 * `period − 1`; a missing value restarts the window. The square of {@link rollingStd}.
 */
export const rollingVariance = /* @__PURE__ */ defineIndicator<RollingVarianceParams, 'variance'>({
  name: 'rollingVariance',
  title: 'Rolling variance',
  params: {
    period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
    ddof: { default: 0, min: 0, max: 1, integer: true },
    input: { default: 'close', column: true },
  },
  outputs: ['variance'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => WINDOW_MOMENTS_STATE + 1,
  onMissing: 'reset',
  init(state, { period, ddof }) {
    state[0] = period
    state[WINDOW_MOMENTS_STATE] = ddof === 0 ? 1 : period / (period - 1)
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    // The mean is written first and then overwritten by the deviation of the same row.
    advanceWindowMoments(state, inputs[0]!, out, out, from, to, at)
    const scale = state[WINDOW_MOMENTS_STATE]!
    for (let o = at; o < at + to - from; o++) out[o] = out[o]! * out[o]! * scale
  },
})
