import { atan } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { COUNT, DEGREES, EARLY_START, EARLY_WARMUP, HILBERT_STATE, IN_PHASE, initHilbert, QUADRATURE, stepHilbert } from './hilbert.js'

/** Slab behind the transform: both limits, phase of the bar before, both averages. */
const FAST_LIMIT = HILBERT_STATE
const SLOW_LIMIT = HILBERT_STATE + 1
const PHASE = HILBERT_STATE + 2
const MAMA = HILBERT_STATE + 3
const FAMA = HILBERT_STATE + 4
const STATE = HILBERT_STATE + 5

/**
 * MESA adaptive moving average: `mama` ← a · x + (1 − a) · mama, where a = `fastLimit` / (degrees by which the phase of the price's Hilbert transform fell since the last bar, at least 1), no less than `slowLimit`; `fama` follows `mama` with a / 2. Both begin at
 * 0 twenty bars before the first row, as in TA-Lib, and are far below the price at first. Warm-up 32; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's MAMA. Source: Ehlers, "MESA Adaptive Moving
 * Averages", 2001.
 */
export const mama = /* @__PURE__ */ defineIndicator<{ fastLimit: number; slowLimit: number; input: string }, 'mama' | 'fama'>({
  name: 'mama',
  title: 'MESA adaptive moving average',
  params: {
    fastLimit: { default: 0.5, min: 0.01, max: 0.99 },
    slowLimit: { default: 0.05, min: 0.01, max: 0.99 },
    input: { default: 'close', column: true },
  },
  outputs: ['mama', 'fama'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => EARLY_WARMUP,
  stateSize: () => STATE,
  onMissing: 'skip',
  init(state, { fastLimit, slowLimit }) {
    initHilbert(state, EARLY_START)
    state[FAST_LIMIT] = fastLimit
    state[SLOW_LIMIT] = slowLimit
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const fast = outputs[0]!
    const slow = outputs[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      if (stepHilbert(state, x[i]!)) follow(state, x[i]!)
      const warm = state[COUNT]! > EARLY_WARMUP
      fast[o] = warm ? state[MAMA]! : NaN
      slow[o] = warm ? state[FAMA]! : NaN
    }
  },
})

function follow(state: Float64Array, price: number): void {
  const inPhase = state[IN_PHASE]!
  const phase = inPhase === 0 ? 0 : atan(state[QUADRATURE]! / inPhase) * DEGREES
  const fell = state[PHASE]! - phase
  state[PHASE] = phase
  const weight = fell > 1 ? Math.max(state[FAST_LIMIT]! / fell, state[SLOW_LIMIT]!) : state[FAST_LIMIT]!
  const average = weight * price + (1 - weight) * state[MAMA]!
  state[MAMA] = average
  state[FAMA] = 0.5 * weight * average + (1 - 0.5 * weight) * state[FAMA]!
}
