import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

type StochasticParams = { kPeriod: number; kSmoothing: number; dPeriod: number }

const HEAD = 13

/**
 * Stochastic oscillator: raw %K = 100 · (close − lowest low) / (highest high − lowest low) over `kPeriod` bars, 0 where that range is 0; `k` = its mean over
 * `kSmoothing` bars, `d` = the mean of `k` over `dPeriod` bars. Warm-up of both `kPeriod + kSmoothing + dPeriod − 3`; a missing price restarts the windows. Equal to TA-Lib's STOCH with
 * simple averages. Source: Lane, 1984.
 */
export const stochastic = /* @__PURE__ */ defineIndicator<StochasticParams, 'k' | 'd'>({
  name: 'stochastic',
  title: 'Stochastic oscillator',
  params: {
    kPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    kSmoothing: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
    dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['k', 'd'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ kPeriod }) => kPeriod,
  warmupBars: ({ kPeriod, kSmoothing, dPeriod }) => kPeriod + kSmoothing + dPeriod - 3,
  stateSize: ({ kPeriod, kSmoothing, dPeriod }) => HEAD + kSmoothing + dPeriod + 2 * windowExtremeState(kPeriod),
  onMissing: 'reset',
  // periods (3); count; then per smoothing: sum (high, low), place in its ring; rings; extremes of high and of low
  init(state, { kPeriod, kSmoothing, dPeriod }) {
    state[0] = kPeriod
    state[1] = kSmoothing
    state[2] = dPeriod
    const extremes = HEAD + kSmoothing + dPeriod
    initWindowExtreme(state, extremes, kPeriod)
    initWindowExtreme(state, extremes + windowExtremeState(kPeriod), kPeriod)
  },
  advance(state, inputs, outputs, from, to, at) {
    const kOut = outputs[0]!
    const dOut = outputs[1]!
    const close = inputs[2]!
    const kPeriod = state[0]! | 0
    const kSmoothing = state[1]! | 0
    const dPeriod = state[2]! | 0
    const kRing = HEAD
    const dRing = HEAD + kSmoothing
    const extremes = dRing + dPeriod
    // The outputs are scratch for the extremes first: k holds the highest high, d the lowest low.
    advanceWindowExtreme(state, extremes, kPeriod, 1, inputs[0]!, kOut, from, to, at)
    advanceWindowExtreme(state, extremes + windowExtremeState(kPeriod), kPeriod, -1, inputs[1]!, dOut, from, to, at)
    const kReady = kPeriod + kSmoothing - 1
    const ready = kReady + dPeriod - 1
    let n = state[3]! | 0
    let kHigh = state[4]!
    let kLow = state[5]!
    let kPlace = state[6]! | 0
    let dHigh = state[7]!
    let dLow = state[8]!
    let dPlace = state[9]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < ready) n += 1
      const lowest = dOut[o]!
      const range = (kOut[o]! - lowest) / 100
      if (n < kPeriod) {
        kOut[o] = NaN
        dOut[o] = NaN
        continue
      }
      const raw = range === 0 ? 0 : (close[i]! - lowest) / range
      const oldRaw = state[kRing + kPlace]!
      state[kRing + kPlace] = raw
      kPlace = kPlace + 1 === kSmoothing ? 0 : kPlace + 1
      const difference = raw - oldRaw
      const virtualDifference = difference - raw
      const differenceError = raw - (difference - virtualDifference) - (oldRaw + virtualDifference)
      const sum = kHigh + difference
      const virtual = sum - kHigh
      kLow += kHigh - (sum - virtual) + (difference - virtual) + differenceError
      kHigh = sum
      if (n < kReady) {
        kOut[o] = NaN
        dOut[o] = NaN
        continue
      }
      const k = (kHigh + kLow) / kSmoothing
      const oldK = state[dRing + dPlace]!
      state[dRing + dPlace] = k
      dPlace = dPlace + 1 === dPeriod ? 0 : dPlace + 1
      const change = k - oldK
      const virtualChange = change - k
      const changeError = k - (change - virtualChange) - (oldK + virtualChange)
      const total = dHigh + change
      const virtualTotal = total - dHigh
      dLow += dHigh - (total - virtualTotal) + (change - virtualTotal) + changeError
      dHigh = total
      kOut[o] = n < ready ? NaN : k
      dOut[o] = n < ready ? NaN : (dHigh + dLow) / dPeriod
    }
    state[3] = n
    state[4] = kHigh
    state[5] = kLow
    state[6] = kPlace
    state[7] = dHigh
    state[8] = dLow
    state[9] = dPlace
  },
})
