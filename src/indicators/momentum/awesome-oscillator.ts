import { defineIndicator } from '../indicator.js'
import { AWESOME_STATE, advanceAwesome, initAwesome } from './awesome-difference.js'

type AwesomeOscillatorParams = { fastPeriod: number; slowPeriod: number }

/**
 * Awesome oscillator: the mean of the bars' middles (high + low) / 2 over `fastPeriod` bars less that over `slowPeriod` bars. Sums are exact, so it does not depend on where the
 * history began. Warm-up the longer period − 1; a missing price restarts the windows. Equal to TA-Lib's AO. Source: Williams, New Trading Dimensions, 1998.
 */
export const awesomeOscillator = /* @__PURE__ */ defineIndicator<AwesomeOscillatorParams, 'awesomeOscillator'>({
  name: 'awesomeOscillator',
  title: 'Awesome oscillator',
  params: {
    fastPeriod: { default: 5, min: 2, max: 100_000, integer: true, unit: 'bars' },
    slowPeriod: { default: 34, min: 2, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['awesomeOscillator'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ fastPeriod, slowPeriod }) => Math.max(fastPeriod, slowPeriod),
  warmupBars: ({ fastPeriod, slowPeriod }) => Math.max(fastPeriod, slowPeriod) - 1,
  stateSize: () => AWESOME_STATE,
  onMissing: 'reset',
  init(state, { fastPeriod, slowPeriod }) {
    initAwesome(state, fastPeriod, slowPeriod)
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceAwesome(state, inputs[0]!, inputs[1]!, outputs[0]!, from, to, at)
  },
})
