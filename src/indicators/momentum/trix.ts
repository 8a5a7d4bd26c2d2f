import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

/**
 * TRIX: change in percent, from bar to bar, of an exponential average of an exponential average of an exponential average of `period` bars; 0 where the last average
 * is 0. Each is seeded by the mean of its first `period` values. Warm-up `3 · (period − 1) + 1`; a missing value leaves the state unchanged. Equal to TA-Lib's TRIX.
 * Source: Hutson, Good TRIX, Technical Analysis of Stocks & Commodities 1:5, 1983.
 */
export const trix = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'trix'>({
  name: 'trix',
  title: 'Change of a triple exponential average',
  params: { period: { default: 15, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['trix'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 3 * (period - 1) + 1,
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
      if (n > third) stepExponential(state, 4, n - third, period, weight, doubled)
    }
    let first = state[2]!
    let doubled = state[3]!
    let tripled = state[4]!
    for (; i < to; i++, o++) {
      first += (x[i]! - first) * weight
      doubled += (first - doubled) * weight
      const last = tripled
      tripled += (doubled - tripled) * weight
      out[o] = last === 0 ? 0 : (tripled / last - 1) * 100
    }
    state[1] = n
    state[2] = first
    state[3] = doubled
    state[4] = tripled
  },
})
