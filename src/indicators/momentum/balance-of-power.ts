import { defineIndicator } from '../indicator.js'

/**
 * Balance of power, −1 … 1: (close − open) / (high − low); 0 for a bar without range. No warm-up. Equal to TA-Lib's BOP. Source: Livshin, Balance of Market Power, Technical
 * Analysis of Stocks & Commodities 19:8, 2001.
 */
export const balanceOfPower = /* @__PURE__ */ defineIndicator<Record<never, never>, 'balanceOfPower'>({
  name: 'balanceOfPower',
  title: 'Balance of power',
  params: {},
  outputs: ['balanceOfPower'],
  inputs: () => ['open', 'high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const [open, high, low, close] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const range = high[i]! - low[i]!
      out[o] = range > 0 ? (close[i]! - open[i]!) / range : 0
    }
  },
})
