import { defineIndicator } from '../indicator.js'
import { slidError } from '../statistics/exact-sum.js'

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
    const period = state[0]! | 0
    const n = state[1]! | 0
    const begin = n < period ? Math.min(to, from + period - n) : from
    if (from < begin) fill(state, inputs[0]!, outputs[0]!, from, begin, at)
    if (begin < to) slide(state, inputs[0]!, outputs[0]!, begin, to, at + begin - from)
  },
})

/** The first rows, until the window is full. */
function fill(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
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
  state[1] = n
  state[2] = high
  state[3] = low
  state[4] = weightedHigh
  state[5] = weightedLow
}

/**
 * The new value enters with weight `period`; every other weight falls by one, which takes off the old window's sum. A loop in a function of its own: compiled once and for
 * all, it never gives way to a version made for a history's first rows.
 */
function slide(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  const divisor = (period * (period + 1)) / 2
  let high = state[2]!
  let low = state[3]!
  let weightedHigh = state[4]!
  let weightedLow = state[5]!
  let o = at
  for (let i = from; i < to; i++, o++) {
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
      // Values close to each other: both differences are exact, and what a sum loses is had with two operations. The other way gives the same numbers.
      weightedLow += rise - (sum1 - weightedHigh) + (second - (sum2 - sum1)) - low
      low += difference - (sum - high)
    } else {
      const virtual2 = sum2 - sum1
      weightedLow += slidError(weightedHigh, first, high) + (sum1 - (sum2 - virtual2) + (second - virtual2)) - low
      low += slidError(high, value, old)
    }
    weightedHigh = sum2
    high = sum
    out[o] = (weightedHigh + weightedLow) / divisor
  }
  state[2] = high
  state[3] = low
  state[4] = weightedHigh
  state[5] = weightedLow
}
