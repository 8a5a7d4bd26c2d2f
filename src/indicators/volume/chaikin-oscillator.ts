import { defineIndicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'
import { moneyFlowVolume } from './money-flow-volume.js'

type ChaikinOscillatorParams = { fastPeriod: number; slowPeriod: number }

/**
 * Chaikin oscillator: an exponential average of `fastPeriod` bars of the accumulation/distribution line (see `accumulationDistribution`) less one of `slowPeriod` bars, both
 * started from the line's first value. Warm-up the longer period − 1; a bar with a missing price or volume leaves the state unchanged. Depends on where the history began, ever
 * less with time. Equal to TA-Lib's ADOSC. Source: Chaikin; Achelis, Technical Analysis from A to Z, 2nd edition 2000.
 */
export const chaikinOscillator = /* @__PURE__ */ defineIndicator<ChaikinOscillatorParams, 'chaikinOscillator'>({
  name: 'chaikinOscillator',
  title: 'Chaikin oscillator',
  params: {
    fastPeriod: { default: 3, min: 2, max: 100_000, integer: true, unit: 'bars' },
    slowPeriod: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['chaikinOscillator'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ fastPeriod, slowPeriod }) => Math.max(fastPeriod, slowPeriod) - 1,
  stateSize: () => 7,
  onMissing: 'skip',
  // periods (2), count, averages (fast, slow), the line's sum
  init(state, { fastPeriod, slowPeriod }) {
    state[0] = fastPeriod
    state[1] = slowPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const volume = inputs[3]!
    const out = outputs[0]!
    const fastWeight = 2 / (state[0]! + 1)
    const slowWeight = 2 / (state[1]! + 1)
    const ready = Math.max(state[0]!, state[1]!) | 0
    let n = state[2]! | 0
    let fast = state[3]!
    let slow = state[4]!
    let i = from
    let o = at
    for (; i < to && n < ready; i++, o++) {
      const line = growSum(state, 5, moneyFlowVolume(high, low, close, volume, i))
      fast = n === 0 ? line : fast + (line - fast) * fastWeight
      slow = n === 0 ? line : slow + (line - slow) * slowWeight
      n += 1
      out[o] = n < ready ? NaN : fast - slow
    }
    for (; i < to; i++, o++) {
      const line = growSum(state, 5, moneyFlowVolume(high, low, close, volume, i))
      fast += (line - fast) * fastWeight
      slow += (line - slow) * slowWeight
      out[o] = fast - slow
    }
    state[2] = n
    state[3] = fast
    state[4] = slow
  },
})
