import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

/**
 * Elder ray: `bull` = high − and `bear` = low − the exponential average of `period` closes, which is seeded by the mean of the first of them. Warm-up `period − 1`; a bar with a
 * missing price leaves the state unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's ERI. Source: Elder, Trading for a Living, 1993.
 */
export const elderRay = /* @__PURE__ */ defineIndicator<{ period: number }, 'bull' | 'bear'>({
  name: 'elderRay',
  title: 'Elder ray',
  params: { period: { default: 13, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['bull', 'bear'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 3,
  onMissing: 'skip',
  // period, count, average
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const bull = outputs[0]!
    const bear = outputs[1]!
    const period = state[0]! | 0
    const weight = 2 / (period + 1)
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      const average = stepExponential(state, 2, n, period, weight, close[i]!)
      bull[o] = n < period ? NaN : high[i]! - average
      bear[o] = n < period ? NaN : low[i]! - average
    }
    state[1] = n
  },
})
