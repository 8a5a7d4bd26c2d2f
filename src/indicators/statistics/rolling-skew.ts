import { defineIndicator } from '../indicator.js'
import { skewnessOf } from './window-shape.js'

/**
 * Skewness of the last `period` values with the correction for bias, G1 = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5 (pandas `rolling().skew()`). Computed afresh from each
 * window in two passes, so it neither drifts nor depends on where the history began, at a cost that grows with `period`. 0 where all values are equal: a flat
 * window leans to no side (pandas gives NaN, and so it does for windows it takes for nearly flat). Warm-up `period − 1`; a missing value restarts the window.
 */
export const rollingSkew = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'skew'>({
  name: 'rollingSkew',
  title: 'Rolling skewness',
  params: { period: { default: 20, min: 3, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['skew'],
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
    for (; i < to; i++, o++) out[o] = skewnessOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})
