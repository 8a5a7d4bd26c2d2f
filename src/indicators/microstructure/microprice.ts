import { defineIndicator } from '../indicator.js'

type MicropriceParams = { bid: string; ask: string; bidSize: string; askSize: string }

/**
 * Mid weighted by the sizes of the other side: (bid · askSize + ask · bidSize) / (bidSize + askSize), in price; the mid where no size is shown. The parameters name the columns, extra ones of the bars. Warm-up 0; a bar with a missing input has no value.
 * Source: Gatheral and Oomen, Zero-Intelligence Realized Variance Estimation, Finance and Stochastics 14:2, 2010.
 */
export const microprice = /* @__PURE__ */ defineIndicator<MicropriceParams, 'microprice'>({
  name: 'microprice',
  title: 'Microprice',
  params: {
    bid: { default: 'bid', column: true },
    ask: { default: 'ask', column: true },
    bidSize: { default: 'bidSize', column: true },
    askSize: { default: 'askSize', column: true },
  },
  outputs: ['microprice'],
  inputs: ({ bid, ask, bidSize, askSize }) => [bid, ask, bidSize, askSize],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'reset',
  init() {},
  advance(_, inputs, outputs, from, to, at) {
    const bid = inputs[0]!
    const ask = inputs[1]!
    const bidSize = inputs[2]!
    const askSize = inputs[3]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const size = bidSize[i]! + askSize[i]!
      out[o] = size > 0 ? (bid[i]! * askSize[i]! + ask[i]! * bidSize[i]!) / size : 0.5 * (bid[i]! + ask[i]!)
    }
  },
})
