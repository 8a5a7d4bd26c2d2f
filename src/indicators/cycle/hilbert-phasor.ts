import { defineIndicator } from '../indicator.js'
import { COUNT, EARLY_START, EARLY_WARMUP, HILBERT_STATE, IN_PHASE, initHilbert, QUADRATURE, stepHilbert } from './hilbert.js'

/**
 * Phasor of the price: `inPhase`, the detrended price three bars ago, and `quadrature`, its Hilbert transform a quarter of a cycle apart. Both 0 on a flat price. Warm-up 32; a missing value leaves the state unchanged. Depends on where the history began, ever less
 * with time. Equal to TA-Lib's HT_PHASOR. Source: Ehlers, Rocket Science for Traders, 2001.
 */
export const hilbertPhasor = /* @__PURE__ */ defineIndicator<{ input: string }, 'inPhase' | 'quadrature'>({
  name: 'hilbertPhasor',
  title: 'Phasor by the Hilbert transform',
  params: { input: { default: 'close', column: true } },
  outputs: ['inPhase', 'quadrature'],
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
    const inPhase = outputs[0]!
    const quadrature = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      stepHilbert(state, x[i]!)
      const warm = state[COUNT]! > EARLY_WARMUP
      inPhase[o] = warm ? state[IN_PHASE]! : NaN
      quadrature[o] = warm ? state[QUADRATURE]! : NaN
    }
  },
})
