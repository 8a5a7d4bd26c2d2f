import { defineIndicator } from '../indicator.js'

/** Part of compositions: scale · first / second; `zero` where the second is 0. */
export const scaledQuotient = /* @__PURE__ */ defineIndicator<{ scale: number; zero: number }, 'quotient'>({
  name: 'scaledQuotient',
  title: 'Quotient with a value for nothing',
  params: { scale: { default: 1, min: -1e9, max: 1e9 }, zero: { default: 0, min: -1e9, max: 1e9 } },
  outputs: ['quotient'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  init(state, { scale, zero }) {
    state[0] = scale
    state[1] = zero
  },
  advance(state, inputs, outputs, from, to, at) {
    const first = inputs[0]!
    const second = inputs[1]!
    const out = outputs[0]!
    const scale = state[0]!
    const zero = state[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const divisor = second[i]!
      out[o] = divisor === 0 ? zero : scale * (first[i]! / divisor)
    }
  },
})
