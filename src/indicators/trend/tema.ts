import { defineIndicator } from '../indicator.js'
import { stepExponential } from './exponential-step.js'

/**
 * Triple exponential moving average: 3 · e₁ − 3 · e₂ + e₃, each e the exponential average of `period` bars of the one before, seeded by the mean of its first `period` values. Warm-up
 * `3 · (period − 1)`; a missing value leaves the state unchanged. Equal to TA-Lib's TEMA. Source: Mulloy, Smoothing Data with Faster Moving Averages, Technical Analysis of Stocks &
 * Commodities 12:1, 1994.
 */
export const tema = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'tema'>({
  name: 'tema',
  title: 'Triple exponential moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['tema'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 3 * (period - 1),
  stateSize: () => 5,
  onMissing: 'skip',
  // period, count, the three averages
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = 2 / (period + 1)
    const second = period - 1
    const third = 2 * second
    let n = state[1]! | 0
    const ready = third + period
    let i = from
    let o = at
    for (; i < to && n < ready; i++, o++) {
      n += 1
      out[o] = NaN
      const first = stepExponential(state, 2, n, period, weight, x[i]!)
      if (n <= second) continue
      const doubled = stepExponential(state, 3, n - second, period, weight, first)
      if (n <= third) continue
      const tripled = stepExponential(state, 4, n - third, period, weight, doubled)
      if (n === ready) out[o] = 3 * first - 3 * doubled + tripled
    }
    let first = state[2]!
    let doubled = state[3]!
    let tripled = state[4]!
    for (; i < to; i++, o++) {
      first += (x[i]! - first) * weight
      doubled += (first - doubled) * weight
      tripled += (doubled - tripled) * weight
      out[o] = 3 * first - 3 * doubled + tripled
    }
    state[1] = n
    state[2] = first
    state[3] = doubled
    state[4] = tripled
  },
})
