import { defineIndicator } from '../indicator.js'

/**
 * How many of the last `period` values are not 0: for conditions, the bars on which they held. Warm-up `period − 1`; a missing value restarts the window.
 */
export const rollingCount = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'count'>({
  name: 'rollingCount',
  title: 'Values of a window that are not 0',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['count'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 3,
  onMissing: 'reset',
  // period, values seen, of them not 0 in the window
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let held = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      held += Number(x[i] !== 0)
      n += 1
      out[o] = n < period ? NaN : held
    }
    for (; i < to; i++, o++) {
      held += Number(x[i] !== 0) - Number(x[i - period] !== 0)
      out[o] = held
    }
    state[1] = n
    state[2] = held
  },
})
