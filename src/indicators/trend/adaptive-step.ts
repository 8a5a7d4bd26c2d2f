import { defineIndicator } from '../indicator.js'

/** Part of adaptive averages: average ← average + weight · (value − average), from the first seed; columns value, weight and seed. */
export const adaptiveStep = /* @__PURE__ */ defineIndicator<{ factor: number }, 'average'>({
  name: 'adaptiveStep',
  title: 'Average with a weight of its own for each bar',
  params: { factor: { default: 1, min: 0, max: 1 } },
  outputs: ['average'],
  inputs: () => ['value', 'weight', 'seed'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 3,
  onMissing: 'skip',
  // factor of all weights, count (0 or 1), average
  init(state, { factor }) {
    state[0] = factor
  },
  advance(state, inputs, outputs, from, to, at) {
    const [value, weight, seed] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    const factor = state[0]!
    let average = state[2]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (state[1] === 0) average = seed[i]!
      state[1] = 1
      average += factor * weight[i]! * (value[i]! - average)
      out[o] = average
    }
    state[2] = average
  },
})
