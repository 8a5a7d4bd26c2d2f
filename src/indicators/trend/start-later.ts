import type { IndicatorDefinition } from '../definition.js'

/** Its input without the first `bars` values: a part of compositions whose averages are to have their first values together. */
export const startLater: IndicatorDefinition<{ bars: number }, 'later'> = {
  name: 'startLater',
  title: 'Without the first values',
  params: { bars: { default: 1, min: 0, max: 1_000_000, integer: true } },
  outputs: ['later'],
  inputs: () => ['value'],
  lookbackBars: () => 0,
  warmupBars: ({ bars }) => bars,
  stateSize: () => 1,
  onMissing: 'skip',
  // values still to leave out
  init(state, { bars }) {
    state[0] = bars
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    let left = state[0]! | 0
    let i = from
    let o = at
    for (; i < to && left > 0; i++, o++, left--) out[o] = NaN
    for (; i < to; i++, o++) out[o] = x[i]!
    state[0] = left
  },
}
