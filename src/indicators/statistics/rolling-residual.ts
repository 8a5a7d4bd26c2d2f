import { defineIndicator } from '../indicator.js'
import { residualOf } from './window-line.js'

/**
 * The newest value less the least-squares line through the last `period` values at its place. Computed afresh from each window, so it neither drifts nor depends on where the
 * history began, at a cost that grows with `period`; exactly 0 on flat stretches. Warm-up `period − 1`; a missing value restarts the window. Equal to qlib's Resi.
 */
export const rollingResidual = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'residual'>({
  name: 'rollingResidual',
  title: 'Newest value less the line through a window',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['residual'],
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
    for (; i < to; i++, o++) out[o] = residualOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})
