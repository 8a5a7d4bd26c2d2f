import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { AWESOME_STATE, advanceAwesome, initAwesome } from './awesome-difference.js'

type AcceleratorOscillatorParams = { fastPeriod: number; slowPeriod: number; signalPeriod: number }

/** Slab: that of the awesome oscillator, the signal's period, then its mean. */
const MEAN = AWESOME_STATE + 1

/**
 * Accelerator oscillator: the awesome oscillator (see `awesomeOscillator`) less its own mean over `signalPeriod` bars. Sums are exact, so it does not depend on where the history
 * began. Warm-up the longer of the first two periods + `signalPeriod − 2`; a missing price restarts the windows. Equal to TA-Lib's AC. Source: Williams, New Trading Dimensions, 1998.
 */
export const acceleratorOscillator = /* @__PURE__ */ defineIndicator<AcceleratorOscillatorParams, 'acceleratorOscillator'>({
  name: 'acceleratorOscillator',
  title: 'Accelerator oscillator',
  params: {
    fastPeriod: { default: 5, min: 2, max: 100_000, integer: true, unit: 'bars' },
    slowPeriod: { default: 34, min: 2, max: 100_000, integer: true, unit: 'bars' },
    signalPeriod: { default: 5, min: 2, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['acceleratorOscillator'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ fastPeriod, slowPeriod }) => Math.max(fastPeriod, slowPeriod),
  warmupBars: ({ fastPeriod, slowPeriod, signalPeriod }) => Math.max(fastPeriod, slowPeriod) + signalPeriod - 2,
  stateSize: ({ signalPeriod }) => MEAN + ringMeanState(signalPeriod),
  onMissing: 'reset',
  init(state, { fastPeriod, slowPeriod, signalPeriod }) {
    initAwesome(state, fastPeriod, slowPeriod)
    state[AWESOME_STATE] = signalPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const signalPeriod = state[AWESOME_STATE]! | 0
    const ready = Math.max(state[0]!, state[1]!)
    // Counted before, because the oscillator counts for itself.
    const seen = state[2]!
    advanceAwesome(state, inputs[0]!, inputs[1]!, out, from, to, at)
    const end = at + to - from
    for (let o = Math.min(end, at + Math.max(0, ready - 1 - seen)); o < end; o++) {
      const oscillator = out[o]!
      advanceRingMean(state, MEAN, signalPeriod, out, out, o, o + 1)
      out[o] = oscillator - out[o]!
    }
  },
})
