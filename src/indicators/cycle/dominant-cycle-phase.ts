import { defineIndicator } from '../indicator.js'
import { initCyclePhase, PHASE, PHASE_STATE, stepCyclePhase } from './cycle-phase.js'
import { COUNT, LATE_WARMUP } from './hilbert.js'

/**
 * Phase of the dominant cycle in degrees, −45 … 315: where in its cycle the price is, by the sums of sine and cosine over one whole cycle of smoothed prices. Warm-up 63; a missing value leaves the state unchanged. Depends on where the history
 * began, ever less with time. Equal to TA-Lib's HT_DCPHASE. Source: Ehlers, Rocket Science for Traders, 2001.
 */
export const dominantCyclePhase = /* @__PURE__ */ defineIndicator<{ input: string }, 'phase'>({
  name: 'dominantCyclePhase',
  title: 'Dominant cycle phase',
  params: { input: { default: 'close', column: true } },
  outputs: ['phase'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => LATE_WARMUP,
  stateSize: () => PHASE_STATE,
  onMissing: 'skip',
  init: initCyclePhase,
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      stepCyclePhase(state, x[i]!)
      out[o] = state[COUNT]! > LATE_WARMUP ? state[PHASE]! : NaN
    }
  },
})
