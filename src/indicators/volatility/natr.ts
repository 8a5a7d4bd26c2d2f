import { defineIndicator } from '../indicator.js'
import { atr } from './atr.js'

/**
 * Normalised Average True Range, in percent of the close: 100 · ATR / close; 0 where the close is 0. Warm-up `period`; a bar with a missing price leaves the state unchanged.
 * Equal to TA-Lib's NATR. Source: Forman, Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & Commodities 24:5, 2006.
 */
export const natr = /* @__PURE__ */ defineIndicator<{ period: number }, 'natr'>({
  name: 'natr',
  title: 'Average True Range in percent',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['natr'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: (params) => atr.definition.stateSize(params),
  onMissing: 'skip',
  init(state, params) {
    atr.definition.init(state, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[2]!
    const out = outputs[0]!
    atr.definition.advance(state, inputs, outputs, from, to, at)
    for (let i = from, o = at; i < to; i++, o++) {
      const price = close[i]!
      // Not a 0 in place of the quotient: that would answer the warm-up with a number.
      out[o] = (out[o]! / (price === 0 ? Infinity : price)) * 100
    }
  },
})
