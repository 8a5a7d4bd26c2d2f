import { defineIndicator } from '../indicator.js'

/**
 * Random walk index: `high` = the largest over k = 2 … `period` of (high − low k bars ago) / (mean true range of the last k bars · √k), `low` likewise of (high k bars ago − low). Above 1 the move is larger than chance
 * would make it. 0 where no stretch has a range. A function of its window alone. Warm-up `period`; a missing price restarts the window. trading-signals counts the stretch one bar shorter and takes Wilder's ATR.
 * Source: Poulos, Of Trends and Random Walks, Technical Analysis of Stocks & Commodities 9:2, 1991.
 */
export const randomWalkIndex = /* @__PURE__ */ defineIndicator<{ period: number }, 'high' | 'low'>({
  name: 'randomWalkIndex',
  title: 'Random walk index',
  params: { period: { default: 14, min: 2, max: 10_000, integer: true, unit: 'bars' } },
  outputs: ['high', 'low'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => 2,
  onMissing: 'reset',
  // period, count
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const highOut = outputs[0]!
    const lowOut = outputs[1]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++, n++) {
      highOut[o] = NaN
      lowOut[o] = NaN
    }
    for (; i < to; i++, o++) {
      let way = 0
      let up = -Number.MAX_VALUE
      let down = -Number.MAX_VALUE
      let moved = false
      for (let k = 1; k <= period; k++) {
        const j = i - k + 1
        way += Math.max(high[j]!, close[j - 1]!) - Math.min(low[j]!, close[j - 1]!)
        if (k === 1 || way === 0) continue
        moved = true
        const expected = (way / k) * Math.sqrt(k)
        up = Math.max(up, (high[i]! - low[i - k]!) / expected)
        down = Math.max(down, (high[i - k]! - low[i]!) / expected)
      }
      highOut[o] = moved ? up : 0
      lowOut[o] = moved ? down : 0
    }
    state[1] = n
  },
})
