import { defineIndicator } from '../indicator.js'
import { logReturn } from './log-return.js'

/**
 * Logarithmic return: ln(x / x[−`period`]); 0 where one of the two is not above zero. Warm-up `period`; a missing value restarts the window. Equal to pandas-ta-classic's log_return.
 */
export const logChange = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'logChange'>({
  name: 'logChange',
  title: 'Logarithmic return',
  params: { period: { default: 1, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['logChange'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
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
    for (; i < to && n < period; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = logReturn(x[i]!, x[i - period]!)
    state[1] = n
  },
})
