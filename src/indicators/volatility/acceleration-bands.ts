import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/** 4 · (high − low) / (high + low): the bar's range as a share of its middle, doubled; 0 for a bar at price 0. */
function widthOf(high: number, low: number): number {
  const sum = high + low
  return sum === 0 ? 0 : (4 * (high - low)) / sum
}

/**
 * Acceleration bands: means over the last `period` bars of high · (1 + w) (`upper`), of the close (`middle`) and of low · (1 − w) (`lower`), w = 4 · (high − low) / (high + low). Sums are exact, so
 * they do not depend on where the history began. Warm-up `period − 1`; a missing price restarts the windows. Equal to TA-Lib's ACCBANDS. Source: Headley, Big Trends in Trading, 2002.
 */
export const accelerationBands = /* @__PURE__ */ defineIndicator<{ period: number }, 'upper' | 'middle' | 'lower'>({
  name: 'accelerationBands',
  title: 'Acceleration bands',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['upper', 'middle', 'lower'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 8,
  onMissing: 'reset',
  // period, count, the three sums
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const full = n > period
      const j = full ? i - period : i
      const width = widthOf(high[i]!, low[i]!)
      const old = widthOf(high[j]!, low[j]!)
      const upper = slideSum(state, 2, high[i]! * (1 + width), full ? high[j]! * (1 + old) : 0)
      const middle = slideSum(state, 4, close[i]!, full ? close[j]! : 0)
      const lower = slideSum(state, 6, low[i]! * (1 - width), full ? low[j]! * (1 - old) : 0)
      outputs[0]![o] = n < period ? NaN : upper / period
      outputs[1]![o] = n < period ? NaN : middle / period
      outputs[2]![o] = n < period ? NaN : lower / period
    }
    state[1] = n
  },
})
