import { defineIndicator } from '../indicator.js'

type QuotedMidParams = { bid: string; ask: string }

/**
 * Middle of the best quotes: (bid + ask) / 2, in price. The parameters name the columns, extra ones of the bars. Warm-up 0; a bar with a missing input has no value.
 * Source: Harris, Trading and Exchanges, 2003.
 */
export const quotedMid = /* @__PURE__ */ defineIndicator<QuotedMidParams, 'mid'>({
  name: 'quotedMid',
  title: 'Quoted mid price',
  params: {
    bid: { default: 'bid', column: true },
    ask: { default: 'ask', column: true },
  },
  outputs: ['mid'],
  inputs: ({ bid, ask }) => [bid, ask],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'reset',
  init() {},
  advance(_, inputs, outputs, from, to, at) {
    const bid = inputs[0]!
    const ask = inputs[1]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = 0.5 * (bid[i]! + ask[i]!)
  },
})
