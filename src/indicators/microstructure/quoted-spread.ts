import { defineIndicator } from '../indicator.js'

type QuotedSpreadParams = { bid: string; ask: string }

/**
 * Quoted spread: `spread` = ask − bid, in price; `relative` = spread / mid, 0 where the mid is 0. Negative while the quotes are crossed. The parameters name the columns, extra ones of the bars. Warm-up 0; a bar with a missing input has no value.
 * Source: Huang and Stoll, Dealer versus Auction Markets, Journal of Financial Economics 41:3, 1996.
 */
export const quotedSpread = /* @__PURE__ */ defineIndicator<QuotedSpreadParams, 'spread' | 'relative'>({
  name: 'quotedSpread',
  title: 'Quoted spread',
  params: {
    bid: { default: 'bid', column: true },
    ask: { default: 'ask', column: true },
  },
  outputs: ['spread', 'relative'],
  inputs: ({ bid, ask }) => [bid, ask],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'reset',
  init() {},
  advance(_, inputs, outputs, from, to, at) {
    const bid = inputs[0]!
    const ask = inputs[1]!
    const spreads = outputs[0]!
    const relatives = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const spread = ask[i]! - bid[i]!
      const mid = 0.5 * (bid[i]! + ask[i]!)
      spreads[o] = spread
      relatives[o] = mid === 0 ? 0 : spread / mid
    }
  },
})
