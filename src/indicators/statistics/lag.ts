import { defineIndicator } from '../indicator.js'

/** The value `bars` bars ago. Warm-up `bars`; a missing value restarts the count. */
export const lag = /* @__PURE__ */ defineIndicator<{ bars: number; input: string }, 'lag'>({
  name: 'lag',
  title: 'Value some bars ago',
  params: { bars: { default: 1, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['lag'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ bars }) => bars,
  warmupBars: ({ bars }) => bars,
  stateSize: () => 2,
  onMissing: 'reset',
  init(state, { bars }) {
    state[0] = bars
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const bars = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < bars; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = x[i - bars]!
    state[1] = n
  },
})
