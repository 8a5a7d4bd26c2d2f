import { sin } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { initCyclePhase, PHASE, PHASE_STATE, stepCyclePhase } from './cycle-phase.js'
import { COUNT, DEGREES, LATE_WARMUP } from './hilbert.js'

/**
 * Sine wave of the dominant cycle: `sine` of its phase and `leadSine` of the phase 45 degrees later, −1 … 1; they cross before the turns of a cycle. Warm-up 63; a missing value leaves the state unchanged. Depends on where the history began, ever
 * less with time. Equal to TA-Lib's HT_SINE. Source: Ehlers, Rocket Science for Traders, 2001.
 */
export const hilbertSine = /* @__PURE__ */ defineIndicator<{ input: string }, 'sine' | 'leadSine'>({
  name: 'hilbertSine',
  title: 'Sine wave of the dominant cycle',
  params: { input: { default: 'close', column: true } },
  outputs: ['sine', 'leadSine'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => LATE_WARMUP,
  stateSize: () => PHASE_STATE,
  onMissing: 'skip',
  init: initCyclePhase,
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const sine = outputs[0]!
    const leadSine = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      stepCyclePhase(state, x[i]!)
      const warm = state[COUNT]! > LATE_WARMUP
      sine[o] = warm ? sin(state[PHASE]! / DEGREES) : NaN
      leadSine[o] = warm ? sin((state[PHASE]! + 45) / DEGREES) : NaN
    }
  },
})
