import { defineIndicator } from '../indicator.js'

/** Splits a double into two halves of 26 bits. */
const HALVES = 134217729

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
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      const value = x[i]!
      n += 1
      const sum = high + value
      const virtual = sum - high
      low += high - (sum - virtual) + (value - virtual)
      high = sum
      // The product of a count and a value, exact as the sum of two products of half a value.
      const scaled = HALVES * value
      const valueHigh = scaled - (scaled - value)
      const first = n * valueHigh
      const second = n * (value - valueHigh)
      const sum1 = weightedHigh + first
      const virtual1 = sum1 - weightedHigh
      const sum2 = sum1 + second
      const virtual2 = sum2 - sum1
      weightedLow += weightedHigh - (sum1 - virtual1) + (first - virtual1) + (sum1 - (sum2 - virtual2) + (second - virtual2))
      weightedHigh = sum2
      out[o] = n < period ? NaN : (weightedHigh + weightedLow) / divisor
    }
    for (; i < to; i++, o++) {
      // The new value enters with weight `period`; every other weight falls by one, which takes off the old window's sum.
      const value = x[i]!
      const old = x[i - period]!
      const scaled = HALVES * value
      const valueHigh = scaled - (scaled - value)
      const first = period * valueHigh
      const second = period * (value - valueHigh)
      const difference = value - old
      const sum = high + difference
      const rise = first - high
      const sum1 = weightedHigh + rise
      const sum2 = sum1 + second
      const size = Math.abs(difference)
      const riseSize = Math.abs(rise)
      if (
        size < old &&
        size < value &&
        size <= high &&
        riseSize < high &&
        riseSize < first &&
        riseSize <= weightedHigh &&
        Math.abs(second) <= sum1
      ) {
        // Values close to each other: both differences are exact, and what a sum loses is had with two operations. The other branch gives the same numbers.
        weightedLow += rise - (sum1 - weightedHigh) + (second - (sum2 - sum1)) - low
        low += difference - (sum - high)
      } else {
        const virtualRise = rise - first
        const riseError = first - (rise - virtualRise) - (high + virtualRise)
        const virtual1 = sum1 - weightedHigh
        const virtual2 = sum2 - sum1
        weightedLow +=
          weightedHigh - (sum1 - virtual1) + (rise - virtual1) + riseError + (sum1 - (sum2 - virtual2) + (second - virtual2)) - low
        const virtualDifference = difference - value
        const virtual = sum - high
        low += high - (sum - virtual) + (difference - virtual) + (value - (difference - virtualDifference) - (old + virtualDifference))
      }
      weightedHigh = sum2
      high = sum
      out[o] = (weightedHigh + weightedLow) / divisor
    }
    state[1] = n
    state[2] = high
    state[3] = low
    state[4] = weightedHigh
    state[5] = weightedLow
  },
})
