import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

type OrderFlowImbalanceParams = { period: number; bid: string; ask: string; bidSize: string; askSize: string }

/** Slab: period, bars seen (up to 1); then the mean. */
const MEAN = 2

/**
 * Order-flow imbalance of the best quotes, in units of size: the sum over the last `period` bars of e = [bid ≥ last bid] · bidSize − [bid ≤ last bid] · last bidSize − [ask ≤ last ask] · askSize + [ask ≥ last ask] · last
 * askSize, where each bar's quotes are those at its end: what came to the bid and left the ask less the opposite. The parameters name the columns, extra ones of the bars. 0 while the quotes
 * stand still. The sum is exact. Warm-up `period`; a missing quote restarts the window. Source: Cont, Kukanov and Stoikov, The Price Impact of Order Book Events, Journal of Financial
 * Econometrics 12:1, 2014.
 */
export const orderFlowImbalance = /* @__PURE__ */ defineIndicator<OrderFlowImbalanceParams, 'imbalance'>({
  name: 'orderFlowImbalance',
  title: 'Order-flow imbalance',
  params: {
    period: { default: 1, min: 1, max: 100_000, integer: true, unit: 'bars' },
    bid: { default: 'bid', column: true },
    ask: { default: 'ask', column: true },
    bidSize: { default: 'bidSize', column: true },
    askSize: { default: 'askSize', column: true },
  },
  outputs: ['imbalance'],
  inputs: ({ bid, ask, bidSize, askSize }) => [bid, ask, bidSize, askSize],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEAN + ringMeanState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const [bid, ask, bidSize, askSize] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    const period = state[0]! | 0
    let i = from
    let o = at
    if (state[1] === 0 && i < to) {
      state[1] = 1
      out[o] = NaN
      i += 1
      o += 1
    }
    const start = o
    for (; i < to; i++, o++) {
      const ofBid = (bid[i]! >= bid[i - 1]! ? bidSize[i]! : 0) - (bid[i]! <= bid[i - 1]! ? bidSize[i - 1]! : 0)
      const ofAsk = (ask[i]! <= ask[i - 1]! ? askSize[i]! : 0) - (ask[i]! >= ask[i - 1]! ? askSize[i - 1]! : 0)
      out[o] = ofBid - ofAsk
    }
    advanceRingMean(state, MEAN, period, out, out, start, o)
    for (let row = start; row < o; row++) out[row]! *= period
  },
})
