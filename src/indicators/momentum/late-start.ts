import { defineIndicator } from '../indicator.js'

/** Part of `macdExtended`: the column itself, but for its first `bars` values, so that what reads it starts that much later. */
export const lateStart = /* @__PURE__ */ defineIndicator<{ bars: number; input: string }, 'value'>({
  name: 'lateStart',
  title: 'A column that starts later',
  params: { bars: { default: 0, min: 0, max: 1_000_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['value'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ bars }) => bars,
  stateSize: () => 2,
  onMissing: 'skip',
  // bars, count
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
    for (; i < to; i++, o++) out[o] = x[i]!
    state[1] = n
  },
})
