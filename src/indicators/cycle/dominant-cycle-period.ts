import { defineIndicator } from '../indicator.js'
import { COUNT, CYCLE_PERIOD, EARLY_START, EARLY_WARMUP, HILBERT_STATE, initHilbert, stepHilbert } from './hilbert.js'

/**
 * Dominant cycle period in bars, 6 … 50, measured by how far the price's Hilbert transform turns from bar to bar and smoothed. On a flat price it tends to 6. Warm-up 32; a missing value leaves the state unchanged. Depends on where the history
 * began, ever less with time. Equal to TA-Lib's HT_DCPERIOD. Source: Ehlers, Rocket Science for Traders, 2001.
 */
export const dominantCyclePeriod = /* @__PURE__ */ defineIndicator<{ input: string }, 'period'>({
  name: 'dominantCyclePeriod',
  title: 'Dominant cycle period',
  params: { input: { default: 'close', column: true } },
  outputs: ['period'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => EARLY_WARMUP,
  stateSize: () => HILBERT_STATE,
  onMissing: 'skip',
  init(state) {
    initHilbert(state, EARLY_START)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      stepHilbert(state, x[i]!)
      out[o] = state[COUNT]! > EARLY_WARMUP ? state[CYCLE_PERIOD]! : NaN
    }
  },
})
