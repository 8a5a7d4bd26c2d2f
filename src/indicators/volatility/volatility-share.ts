import { defineIndicator } from '../indicator.js'

/**
 * Part of the relative volatility index: 100 · u / (u + d) of Wilder averages of the second column, over bars on which the first is above 0 (u) or below (d), the others counting as 0;
 * 50 where both are 0. Warm-up `period − 1`.
 */
export const volatilityShare = /* @__PURE__ */ defineIndicator<{ period: number }, 'share'>({
  name: 'volatilityShare',
  title: 'Share of the volatility of rises',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['share'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 4,
  onMissing: 'skip',
  // period, count, averages of rises and of falls (sums until the first mean is due)
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const change = inputs[0]!
    const deviation = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = 1 / period
    let n = state[1]! | 0
    let rises = state[2]!
    let falls = state[3]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const rise = change[i]! > 0 ? deviation[i]! : 0
      const fall = change[i]! < 0 ? deviation[i]! : 0
      if (n < period) {
        n += 1
        rises += rise
        falls += fall
        if (n === period) {
          rises /= period
          falls /= period
        }
      } else {
        rises += (rise - rises) * weight
        falls += (fall - falls) * weight
      }
      const total = rises + falls
      out[o] = n < period ? NaN : total === 0 ? 50 : 100 * (rises / total)
    }
    state[1] = n
    state[2] = rises
    state[3] = falls
  },
})
