import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

type TsiParams = { slowPeriod: number; fastPeriod: number; input: string }

/**
 * True Strength Index, −100 … 100: 100 · m / a, where m is the change from bar to bar smoothed by an exponential average of `slowPeriod` and then one of `fastPeriod`, and a is its
 * absolute size smoothed likewise; 0 where the price has not moved at all. Each average is seeded by the mean of its first values, as TA-Lib's EMA. Warm-up
 * `slowPeriod + fastPeriod − 1`; a missing value leaves the state unchanged. Equal to TA-Lib's TSI. Source: Blau, True Strength Index, Technical Analysis of Stocks & Commodities 9:11, 1991.
 */
export const tsi = /* @__PURE__ */ defineIndicator<TsiParams, 'tsi'>({
  name: 'tsi',
  title: 'True Strength Index',
  params: {
    slowPeriod: { default: 25, min: 1, max: 100_000, integer: true, unit: 'bars' },
    fastPeriod: { default: 13, min: 1, max: 100_000, integer: true, unit: 'bars' },
    input: { default: 'close', column: true },
  },
  outputs: ['tsi'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ slowPeriod, fastPeriod }) => slowPeriod + fastPeriod - 1,
  stateSize: () => 8,
  onMissing: 'skip',
  // periods (slow, fast), count of changes, last value; averages of the change (slow, fast) and of its size (slow, fast)
  init(state, { slowPeriod, fastPeriod }) {
    state[0] = slowPeriod
    state[1] = fastPeriod
    state[2] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const slow = state[0]! | 0
    const fast = state[1]! | 0
    const slowWeight = 2 / (slow + 1)
    const fastWeight = 2 / (fast + 1)
    let n = state[2]! | 0
    let last = state[3]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      const change = value - last
      last = value
      n += 1
      out[o] = NaN
      if (n === 0) continue
      const once = stepExponential(state, 4, n, slow, slowWeight, change)
      const sizeOnce = stepExponential(state, 6, n, slow, slowWeight, Math.abs(change))
      if (n < slow) continue
      const twice = stepExponential(state, 5, n - slow + 1, fast, fastWeight, once)
      const sizeTwice = stepExponential(state, 7, n - slow + 1, fast, fastWeight, sizeOnce)
      if (n >= slow + fast - 1) out[o] = sizeTwice === 0 ? 0 : 100 * (twice / sizeTwice)
    }
    state[2] = n
    state[3] = last
  },
})
