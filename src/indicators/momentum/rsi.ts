import { defineIndicator } from '../indicator.js'

/**
 * Relative Strength Index: 100 · gain / (gain + loss), gain and loss being Wilder averages of the rises and falls, seeded by the mean of the first
 * `period` changes. 0 where the price has not moved at all. Warm-up `period`; a missing value leaves the state unchanged.
 * Equal to TA-Lib's RSI. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const rsi = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'rsi'>({
  name: 'rsi',
  title: 'Relative Strength Index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['rsi'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => 5,
  onMissing: 'skip',
  // period, count of values, last value, gain, loss (sums until the first mean is due)
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let last = state[2]!
    let gain = state[3]!
    let loss = state[4]!
    let i = from
    let o = at
    for (; i < to && n <= period; i++, o++) {
      const value = x[i]!
      const change = n === 0 ? 0 : value - last
      const size = Math.abs(change)
      gain += (size + change) / 2
      loss += (size - change) / 2
      last = value
      n += 1
      out[o] = NaN
      if (n > period) {
        gain /= period
        loss /= period
        out[o] = gain + loss === 0 ? 0 : 100 * (gain / (gain + loss))
      }
    }
    const weight = 1 / period
    for (; i < to; i++, o++) {
      const value = x[i]!
      const change = value - last
      const size = Math.abs(change)
      gain += ((size + change) / 2 - gain) * weight
      loss += ((size - change) / 2 - loss) * weight
      last = value
      const total = gain + loss
      out[o] = total === 0 ? 0 : 100 * (gain / total)
    }
    state[1] = n
    state[2] = last
    state[3] = gain
    state[4] = loss
  },
})
