import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

type TradeImbalanceParams = { period: number; buyVolume: string; sellVolume: string }

/**
 * Trade imbalance, −1 … 1: Σ (bought − sold) / Σ (bought + sold) over the last `period` bars, from the columns that `buyVolume` and `sellVolume` name, extra ones of the bars; 0 where nothing was
 * traded. The sums are exact. Warm-up `period − 1`; a missing volume restarts the window. Source: Chordia, Roll and Subrahmanyam, Order Imbalance, Liquidity, and Market Returns, Journal of
 * Financial Economics 65:1, 2002.
 */
export const tradeImbalance = /* @__PURE__ */ defineIndicator<TradeImbalanceParams, 'imbalance'>({
  name: 'tradeImbalance',
  title: 'Trade imbalance',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    buyVolume: { default: 'buyVolume', column: true },
    sellVolume: { default: 'sellVolume', column: true },
  },
  outputs: ['imbalance'],
  inputs: ({ buyVolume, sellVolume }) => [buyVolume, sellVolume],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 6,
  onMissing: 'reset',
  // period, count, sums of what was bought and of what was sold
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const bought = inputs[0]!
    const sold = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const full = n > period
      const buys = slideSum(state, 2, bought[i]!, full ? bought[i - period]! : 0)
      const sells = slideSum(state, 4, sold[i]!, full ? sold[i - period]! : 0)
      const total = buys + sells
      out[o] = n < period ? NaN : total === 0 ? 0 : (buys - sells) / total
    }
    state[1] = n
  },
})
