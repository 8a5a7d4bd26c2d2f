import { defineIndicator } from '../indicator.js'
import { kurtosisOf } from './window-shape.js'

/**
 * Excess kurtosis of the last `period` values with the correction for bias, G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) m₄ / m₂² − 3(n − 1)) (pandas `rolling().kurt()`);
 * a normal distribution has 0. Computed afresh from each window in two passes, so it neither drifts nor depends on where the history began, at a cost that grows with
 * `period`. 0 where all values are equal: a flat window says nothing about tails (pandas gives NaN, and so it does for windows it takes for nearly flat).
 * Warm-up `period − 1`; a missing value restarts the window.
 */
export const rollingKurtosis = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'kurtosis'>({
  name: 'rollingKurtosis',
  title: 'Rolling excess kurtosis',
  params: { period: { default: 20, min: 4, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['kurtosis'],
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
    for (; i < to; i++, o++) out[o] = kurtosisOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})
