import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Vortex indicator: `plus` = Σ |high − last low| / Σ true range and `minus` = Σ |low − last high| / Σ true range over the last `period` bars; both 0 where the true range is 0 throughout. Sums
 * are exact, so it does not depend on where the history began. Warm-up `period`; a missing price restarts the windows. Equal to TA-Lib's VORTEX. Source: Botes and Siepman, The Vortex
 * Indicator, Technical Analysis of Stocks & Commodities 28:1, 2010.
 */
export const vortex = /* @__PURE__ */ defineIndicator<{ period: number }, 'plus' | 'minus'>({
  name: 'vortex',
  title: 'Vortex indicator',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['plus', 'minus'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ period }) => period + 1,
  warmupBars: ({ period }) => period,
  stateSize: () => 8,
  onMissing: 'reset',
  // period, count of bars with one before, sums of upward movement, of downward movement and of true range
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const plus = outputs[0]!
    const minus = outputs[1]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      plus[o] = NaN
      minus[o] = NaN
      if (n === 0) continue
      const j = n > period ? i - period : -1
      const up = slideSum(state, 2, Math.abs(high[i]! - low[i - 1]!), j < 0 ? 0 : Math.abs(high[j]! - low[j - 1]!))
      const down = slideSum(state, 4, Math.abs(low[i]! - high[i - 1]!), j < 0 ? 0 : Math.abs(low[j]! - high[j - 1]!))
      const range = slideSum(state, 6, trueRange(high, low, close, i), j < 0 ? 0 : trueRange(high, low, close, j))
      if (n < period) continue
      plus[o] = range === 0 ? 0 : up / range
      minus[o] = range === 0 ? 0 : down / range
    }
    state[1] = n
  },
})

function trueRange(high: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  const last = close[i - 1]!
  return (high[i]! > last ? high[i]! : last) - (low[i]! < last ? low[i]! : last)
}
