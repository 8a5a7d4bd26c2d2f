import { defineIndicator } from '../indicator.js'

/** Part of compositions: first · `first` + second · `second` + `constant`; given one source twice, a multiple of it. */
export const weightedPair = /* @__PURE__ */ defineIndicator<{ first: number; second: number; constant: number }, 'sum'>({
  name: 'weightedPair',
  title: 'Weighted sum of two columns',
  params: {
    first: { default: 1, min: -1e9, max: 1e9 },
    second: { default: 1, min: -1e9, max: 1e9 },
    constant: { default: 0, min: -1e9, max: 1e9 },
  },
  outputs: ['sum'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 3,
  onMissing: 'skip',
  init(state, { first, second, constant }) {
    state.set([first, second, constant])
  },
  advance(state, inputs, outputs, from, to, at) {
    const left = inputs[0]!
    const right = inputs[1]!
    const out = outputs[0]!
    const first = state[0]!
    const second = state[1]!
    const constant = state[2]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = first * left[i]! + second * right[i]! + constant
  },
})
