import { defineIndicator } from '../indicator.js'
import { stepExponential } from './exponential-step.js'

/**
 * Double exponential moving average: 2 · e₁ − e₂, e₁ an exponential average of `period` bars and e₂ that of e₁, each seeded by the mean of its first `period` values. Warm-up
 * `2 · (period − 1)`; a missing value leaves the state unchanged. Equal to TA-Lib's DEMA. Source: Mulloy, Smoothing Data with Faster Moving Averages, Technical Analysis of Stocks &
 * Commodities 12:1, 1994.
 */
export const dema = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'dema'>({
  name: 'dema',
  title: 'Double exponential moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['dema'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 2 * (period - 1),
  stateSize: () => 4,
  onMissing: 'skip',
  // period, count, the two averages
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = 2 / (period + 1)
    const second = period - 1
    let n = state[1]! | 0
    const ready = second + period
    let i = from
    let o = at
    for (; i < to && n < ready; i++, o++) {
      n += 1
      out[o] = NaN
      const first = stepExponential(state, 2, n, period, weight, x[i]!)
      if (n <= second) continue
      const doubled = stepExponential(state, 3, n - second, period, weight, first)
      if (n === ready) out[o] = 2 * first - doubled
    }
    let first = state[2]!
    let doubled = state[3]!
    for (; i < to; i++, o++) {
      first += (x[i]! - first) * weight
      doubled += (first - doubled) * weight
      out[o] = 2 * first - doubled
    }
    state[1] = n
    state[2] = first
    state[3] = doubled
  },
})
