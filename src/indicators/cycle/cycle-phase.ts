import { atan, cos, sin } from '../../core/index.js'
import { CYCLE_PERIOD, CYCLE_RING, DEGREES, HILBERT_STATE, initHilbert, LATE_START, PLACE, SMOOTHED, stepHilbert } from './hilbert.js'

/** Phase of the dominant cycle in degrees; then a ring of smoothed prices. */
export const PHASE = HILBERT_STATE
const SMOOTHS = PHASE + 1

/** Size of the slab; what an indicator adds stands behind it. */
export const PHASE_STATE = SMOOTHS + CYCLE_RING

const LONGEST = 50

let waves: { readonly sines: Float64Array; readonly cosines: Float64Array } | undefined

/** One turn in each number of steps from 1 to 50, one after the other: that of `p` steps begins at p · (p − 1) / 2. */
function makeWaves(): { readonly sines: Float64Array; readonly cosines: Float64Array } {
  const sines = new Float64Array((LONGEST * (LONGEST + 1)) / 2)
  const cosines = new Float64Array(sines.length)
  for (let steps = 1, at = 0; steps <= LONGEST; steps++) {
    for (let k = 0; k < steps; k++, at++) {
      const angle = (k * (2 * Math.PI)) / steps
      sines[at] = sin(angle)
      cosines[at] = cos(angle)
    }
  }
  return { sines, cosines }
}

export function initCyclePhase(state: Float64Array): void {
  initHilbert(state, LATE_START)
  waves ??= makeWaves()
}

/** Takes a price; false while it only fills the smoothing. */
export function stepCyclePhase(state: Float64Array, price: number): boolean {
  if (!stepHilbert(state, price)) return false
  const place = state[PLACE]! | 0
  state[SMOOTHS + place] = state[SMOOTHED]!
  const steps = (state[CYCLE_PERIOD]! + 0.5) | 0
  const { sines, cosines } = waves!
  const wave = (steps * (steps - 1)) >> 1
  // Distances from the newest price, because a wave adds up to nothing over a whole turn: so nothing is left of a flat price but 0, and the phase stays.
  const newest = steps > 1 ? state[SMOOTHED]! : 0
  let real = 0
  let imaginary = 0
  for (let k = 0; k < steps; k++) {
    const distance = state[SMOOTHS + ((place - k) & (CYCLE_RING - 1))]! - newest
    real += sines[wave + k]! * distance
    imaginary += cosines[wave + k]! * distance
  }
  if (steps < 2 || real !== 0 || imaginary !== 0) state[PHASE] = phaseOf(state[PHASE]!, real, imaginary, state[CYCLE_PERIOD]!)
  return true
}

/** The phase from the sums over one cycle, made good for the one bar that the smoothing lags. */
function phaseOf(last: number, real: number, imaginary: number, period: number): number {
  let phase = last
  if (imaginary !== 0) phase = atan(real / imaginary) * DEGREES
  else if (real !== 0) phase += real < 0 ? -90 : 90
  phase += 90
  phase += 360 / period
  if (imaginary < 0) phase += 180
  if (phase > 315) phase -= 360
  return phase
}
