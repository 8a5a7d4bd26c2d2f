import { defineIndicator } from '../indicator.js'

type EffectiveSpreadParams = { price: string; bid: string; ask: string }

/**
 * Effective spread of a trade at `price`: `spread` = 2 · |price − mid|, in price, with the mid of the quotes of the same bar; `relative` = spread / mid, 0 where the mid is 0. The parameters name the columns, of which the quotes are extra ones of the bars. Warm-up 0; a bar with a missing input has no value.
 * Source: Huang and Stoll, Dealer versus Auction Markets, Journal of Financial Economics 41:3, 1996.
 */
export const effectiveSpread = /* @__PURE__ */ defineIndicator<EffectiveSpreadParams, 'spread' | 'relative'>({
  name: 'effectiveSpread',
  title: 'Effective spread',
  params: {
    price: { default: 'close', column: true },
    bid: { default: 'bid', column: true },
    ask: { default: 'ask', column: true },
  },
  outputs: ['spread', 'relative'],
  inputs: ({ price, bid, ask }) => [price, bid, ask],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'reset',
  init() {},
  advance(_, inputs, outputs, from, to, at) {
    const price = inputs[0]!
    const bid = inputs[1]!
    const ask = inputs[2]!
    const spreads = outputs[0]!
    const relatives = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const mid = 0.5 * (bid[i]! + ask[i]!)
      const spread = 2 * Math.abs(price[i]! - mid)
      spreads[o] = spread
      relatives[o] = mid === 0 ? 0 : spread / mid
    }
  },
})
