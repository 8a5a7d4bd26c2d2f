import { defineIndicator } from '../indicator.js'

type DepthImbalanceParams = { bidSize: string; askSize: string }

/**
 * Imbalance of the best quotes, −1 … 1: (bidSize − askSize) / (bidSize + askSize); 0 where no size is shown. The parameters name the columns, extra ones of the bars. Warm-up 0; a bar with a missing input has no value.
 * Source: Cartea, Jaimungal and Penalva, Algorithmic and High-Frequency Trading, 2015.
 */
export const depthImbalance = /* @__PURE__ */ defineIndicator<DepthImbalanceParams, 'imbalance'>({
  name: 'depthImbalance',
  title: 'Depth imbalance',
  params: {
    bidSize: { default: 'bidSize', column: true },
    askSize: { default: 'askSize', column: true },
  },
  outputs: ['imbalance'],
  inputs: ({ bidSize, askSize }) => [bidSize, askSize],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'reset',
  init() {},
  advance(_, inputs, outputs, from, to, at) {
    const bidSize = inputs[0]!
    const askSize = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const size = bidSize[i]! + askSize[i]!
      out[o] = size > 0 ? (bidSize[i]! - askSize[i]!) / size : 0
    }
  },
})
