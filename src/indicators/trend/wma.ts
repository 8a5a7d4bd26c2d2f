import { defineIndicator } from '../indicator.js'

/**
 * Linearly weighted moving average: weights 1 … `period`, the newest the heaviest, divided by `period (period + 1) / 2`. Both running sums are exact
 * pairs, so the result does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's WMA.
 */
export const wma = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'wma'>({
  name: 'wma',
  title: 'Weighted moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['wma'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 6,
  onMissing: 'reset',
  // period, count, window sum (high, low), weighted sum (high, low)
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const divisor = (period * (period + 1)) / 2
    let n = state[1]! | 0
    let high = state[2]!
    let low = state[3]!
    let weightedHigh = state[4]!
    let weightedLow = state[5]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      const full = n >= period
      const old = full ? x[i - period]! : 0
      if (!full) n += 1
      // The new value enters with weight n; in a full window every other weight falls by one, which takes off the old window's sum.
      const scaled = 134217729 * value
      const valueHigh = scaled - (scaled - value)
      const first = n * valueHigh
      const second = n * (value - valueHigh)
      const sum1 = weightedHigh + first
      const virtual1 = sum1 - weightedHigh
      const sum2 = sum1 + second
      const virtual2 = sum2 - sum1
      let error = weightedHigh - (sum1 - virtual1) + (first - virtual1) + (sum1 - (sum2 - virtual2) + (second - virtual2))
      weightedHigh = sum2
      if (full) {
        const sum3 = weightedHigh - high
        const virtual3 = sum3 - weightedHigh
        error += weightedHigh - (sum3 - virtual3) - (high + virtual3) - low
        weightedHigh = sum3
      }
      weightedLow += error
      const difference = value - old
      const virtualDifference = difference - value
      const differenceError = value - (difference - virtualDifference) - (old + virtualDifference)
      const sum = high + difference
      const virtual = sum - high
      low += high - (sum - virtual) + (difference - virtual) + differenceError
      high = sum
      out[o] = n < period ? NaN : (weightedHigh + weightedLow) / divisor
    }
    state[1] = n
    state[2] = high
    state[3] = low
    state[4] = weightedHigh
    state[5] = weightedLow
  },
})
