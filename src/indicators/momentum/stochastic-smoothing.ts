import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

type SmoothingParams = { slowPeriod: number; fastPeriod: number; signalPeriod: number }

/**
 * Part of the stochastic momentum index, over the highest high, the lowest low and the close: 100 · m / (r / 2), m the distance of the close from the middle of the extremes and r
 * their range, each smoothed by an exponential average of `slowPeriod` and then one of `fastPeriod`; 0 where r is 0. `signal` is its exponential average over `signalPeriod`.
 */
export const stochasticSmoothing = /* @__PURE__ */ defineIndicator<SmoothingParams, 'smi' | 'signal'>({
  name: 'stochasticSmoothing',
  title: 'Smoothing of the stochastic momentum index',
  params: {
    slowPeriod: { default: 25, min: 2, max: 100_000, integer: true, unit: 'bars' },
    fastPeriod: { default: 2, min: 2, max: 100_000, integer: true, unit: 'bars' },
    signalPeriod: { default: 9, min: 2, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['smi', 'signal'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ slowPeriod, fastPeriod, signalPeriod }) => slowPeriod + fastPeriod + signalPeriod - 3,
  stateSize: () => 9,
  onMissing: 'skip',
  // periods (3), count, averages of the distance (slow, fast), of the range (slow, fast), of the index
  init(state, { slowPeriod, fastPeriod, signalPeriod }) {
    state[0] = slowPeriod
    state[1] = fastPeriod
    state[2] = signalPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const [highest, lowest, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const smi = outputs[0]!
    const signal = outputs[1]!
    const slow = state[0]! | 0
    const fast = state[1]! | 0
    const signalPeriod = state[2]! | 0
    const slowWeight = 2 / (slow + 1)
    const fastWeight = 2 / (fast + 1)
    const signalWeight = 2 / (signalPeriod + 1)
    const ready = slow + fast + signalPeriod - 2
    let n = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= ready) n += 1
      smi[o] = NaN
      signal[o] = NaN
      const distance = close[i]! - (highest[i]! + lowest[i]!) / 2
      const distanceOnce = stepExponential(state, 4, n, slow, slowWeight, distance)
      const rangeOnce = stepExponential(state, 6, n, slow, slowWeight, highest[i]! - lowest[i]!)
      if (n < slow) continue
      const distanceTwice = stepExponential(state, 5, n - slow + 1, fast, fastWeight, distanceOnce)
      const rangeTwice = stepExponential(state, 7, n - slow + 1, fast, fastWeight, rangeOnce)
      if (n < slow + fast - 1) continue
      const index = rangeTwice > 0 ? (100 * distanceTwice) / (rangeTwice / 2) : 0
      const average = stepExponential(state, 8, n - slow - fast + 2, signalPeriod, signalWeight, index)
      if (n < ready) continue
      smi[o] = index
      signal[o] = average
    }
    state[3] = n
  },
})
