import { defineIndicator } from '../indicator.js'
import { determinationOf } from './window-line.js'

/**
 * Share of the variance of the last `period` values that their least-squares line explains (R²), 0 … 1; 0 where all values are equal (qlib gives NaN there, and where it
 * takes the window for nearly flat). Computed afresh from each window, so it neither drifts nor depends on where the history began, at a cost that grows with `period`.
 * Warm-up `period − 1`; a missing value restarts the window. Equal to qlib's Rsquare.
 */
export const rollingRsquare = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'rsquare'>({
  name: 'rollingRsquare',
  title: 'How straight a window is',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['rsquare'],
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
    for (; i < to; i++, o++) out[o] = determinationOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})
