import { defineIndicator } from '../indicator.js'

/**
 * Rate of change in percent: (x / x[−period] − 1) · 100; 0 where the old value is 0. Warm-up `period`; a missing value restarts the window.
 * Equal to TA-Lib's ROC.
 */
export const roc = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'roc'>({
  name: 'roc',
  title: 'Rate of change',
  params: { period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['roc'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => 2,
  onMissing: 'reset',
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
    for (; i < to && n < period; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) {
      const old = x[i - period]!
      out[o] = old === 0 ? 0 : (x[i]! / old - 1) * 100
    }
    state[1] = n
  },
})
