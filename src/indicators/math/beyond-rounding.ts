import { defineIndicator } from '../indicator.js'

/** A difference no larger than this share of the values it is made of is their rounding. */
const UNMOVED = 1e-13

/** Part of compositions: the first column, and 0 where it is no more than the rounding of the second. For differences of which only the ratio to their own usual size is shown. */
export const beyondRounding = /* @__PURE__ */ defineIndicator<Record<never, never>, 'value'>({
  name: 'beyondRounding',
  title: 'Value unless it is rounding',
  params: {},
  outputs: ['value'],
  inputs: () => ['value', 'level'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const value = inputs[0]!
    const level = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = Math.abs(value[i]!) > UNMOVED * Math.abs(level[i]!) ? value[i]! : 0
  },
})
