import { defineIndicator } from '../indicator.js'
import { slidError } from '../statistics/exact-sum.js'

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
    let up = state[2]!
    let upLow = state[3]!
    let down = state[4]!
    let downLow = state[5]!
    let range = state[6]!
    let rangeLow = state[7]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const full = n === period
      if (!full) n += 1
      plus[o] = NaN
      minus[o] = NaN
      if (n === 0) continue
      const j = full ? i - period : i
      const upOld = full ? Math.abs(high[j]! - low[j - 1]!) : 0
      const downOld = full ? Math.abs(low[j]! - high[j - 1]!) : 0
      const rangeOld = full ? trueRange(high[j]!, low[j]!, close[j - 1]!) : 0
      const upNew = Math.abs(high[i]! - low[i - 1]!)
      const downNew = Math.abs(low[i]! - high[i - 1]!)
      const rangeNew = trueRange(high[i]!, low[i]!, close[i - 1]!)
      upLow += slidError(up, upNew, upOld)
      up += upNew - upOld
      downLow += slidError(down, downNew, downOld)
      down += downNew - downOld
      rangeLow += slidError(range, rangeNew, rangeOld)
      range += rangeNew - rangeOld
      if (n < period) continue
      const ranges = range + rangeLow
      plus[o] = ranges === 0 ? 0 : (up + upLow) / ranges
      minus[o] = ranges === 0 ? 0 : (down + downLow) / ranges
    }
    state[1] = n
    state[2] = up
    state[3] = upLow
    state[4] = down
    state[5] = downLow
    state[6] = range
    state[7] = rangeLow
  },
})

function trueRange(high: number, low: number, last: number): number {
  return (high > last ? high : last) - (low < last ? low : last)
}
