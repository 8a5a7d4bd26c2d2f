import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Money Flow Index, 0 … 100: 100 · rises / (rises + falls), the sums over `period` bars of typical price · volume of those bars whose typical price (high + low + close) / 3 is above,
 * or below, the last bar's; 0 where nothing flowed. Sums are exact, so it does not depend on where the history began. Warm-up `period`; a missing price or volume restarts
 * the window. Equal to TA-Lib's MFI, which however answers 0 whenever the flow is below 1. Source: Quong and Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of
 * Stocks & Commodities 7:3, 1989.
 */
export const mfi = /* @__PURE__ */ defineIndicator<{ period: number }, 'mfi'>({
  name: 'mfi',
  title: 'Money Flow Index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['mfi'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: ({ period }) => period + 1,
  warmupBars: ({ period }) => period,
  stateSize: () => 6,
  onMissing: 'reset',
  // period, count of changes, sums of rises and of falls
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      out[o] = NaN
      if (n === 0) continue
      const flow = signedFlow(inputs, i)
      const old = n > period ? signedFlow(inputs, i - period) : 0
      const rises = slideSum(state, 2, flow > 0 ? flow : 0, old > 0 ? old : 0)
      const falls = slideSum(state, 4, flow < 0 ? -flow : 0, old < 0 ? -old : 0)
      if (n >= period) out[o] = rises + falls === 0 ? 0 : 100 * (rises / (rises + falls))
    }
    state[1] = n
  },
})

/** Typical price · volume, negative where the typical price fell and 0 where it stayed. */
function signedFlow(inputs: readonly Float64Array[], i: number): number {
  const price = (inputs[0]![i]! + inputs[1]![i]! + inputs[2]![i]!) / 3
  const last = (inputs[0]![i - 1]! + inputs[1]![i - 1]! + inputs[2]![i - 1]!) / 3
  const sign = Number(price > last) - Number(price < last)
  return sign * price * inputs[3]![i]!
}
