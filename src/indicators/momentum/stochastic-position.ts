import { defineIndicator } from '../indicator.js'

/** A range no wider than this share of its ends is none: an RSI of a flat price still moves by its rounding. */
const UNMOVED = 1e-14

/** Part of the stochastics, over a highest and a lowest value and the newest: 100 · (newest − lowest) / (highest − lowest), 0 where nothing moved. */
export const stochasticPosition = /* @__PURE__ */ defineIndicator<Record<never, never>, 'position'>({
  name: 'stochasticPosition',
  title: 'Place between the extremes',
  params: {},
  outputs: ['position'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const [highest, lowest, newest] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const top = highest[i]!
      const bottom = lowest[i]!
      const moved = top - bottom > UNMOVED * (Math.abs(top) + Math.abs(bottom))
      out[o] = moved ? (newest[i]! - bottom) / ((top - bottom) / 100) : 0
    }
  },
})
