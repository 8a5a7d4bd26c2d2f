import { defineIndicator } from '../indicator.js'
import { slidError } from '../statistics/exact-sum.js'
import { AWESOME_STATE, advanceAwesome, initAwesome } from './awesome-difference.js'

type AcceleratorOscillatorParams = { fastPeriod: number; slowPeriod: number; signalPeriod: number }

/** Slab: that of the awesome oscillator; the signal's period, count, place in the ring, sum (high, low); then the ring of the last `signalPeriod` values. */
const OWN = AWESOME_STATE
const RING = OWN + 5

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
  stateSize: ({ signalPeriod }) => RING + signalPeriod,
  onMissing: 'reset',
  init(state, { fastPeriod, slowPeriod, signalPeriod }) {
    initAwesome(state, fastPeriod, slowPeriod)
    state[OWN] = signalPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const period = state[OWN]! | 0
    // Rows until the oscillator's first value, before it counts for itself.
    const ready = Math.max(0, Math.max(state[0]!, state[1]!) - 1 - state[2]!)
    advanceAwesome(state, inputs[0]!, inputs[1]!, out, from, to, at)
    let n = state[OWN + 1]! | 0
    let place = state[OWN + 2]! | 0
    let high = state[OWN + 3]!
    let low = state[OWN + 4]!
    for (let o = at + ready; o < at + to - from; o++) {
      const entering = out[o]!
      // 0 until the ring is full.
      const leaving = state[RING + place]!
      state[RING + place] = entering
      place = place + 1 === period ? 0 : place + 1
      low += slidError(high, entering, leaving)
      high += entering - leaving
      if (n < period) n += 1
      out[o] = n < period ? NaN : entering - (high + low) / period
    }
    state[OWN + 1] = n
    state[OWN + 2] = place
    state[OWN + 3] = high
    state[OWN + 4] = low
  },
})
