import { atan, cos, sin } from '../../core/index.js'
import { CYCLE_PERIOD, CYCLE_RING, DEGREES, HILBERT_STATE, initHilbert, LATE_START, PLACE, SMOOTHED, stepHilbert } from './hilbert.js'

/** Phase of the dominant cycle in degrees; then a ring of smoothed prices, written twice so that the last 50 always stand in a row. */
export const PHASE = HILBERT_STATE
const SMOOTHS = PHASE + 1

/** Size of the slab; what an indicator adds stands behind it. */
export const PHASE_STATE = SMOOTHS + 2 * CYCLE_RING

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
  const smoothed = state[SMOOTHED]!
  const first = SMOOTHS + (state[PLACE]! | 0)
  const newest = first + CYCLE_RING
  state[first] = smoothed
  state[newest] = smoothed
  sumCycle(state, newest, (state[CYCLE_PERIOD]! + 0.5) | 0)
  return true
}

/**
 * Sums of sine and cosine over the last `steps` smoothed prices, and the phase they give. Distances from the newest price are added, because a wave adds up to nothing over a whole turn: so nothing is left of a flat price but 0, and the
 * phase stays. The two prices as far from both ends of the cycle go together: their cosines are the same, their sines opposite.
 */
function sumCycle(state: Float64Array, newest: number, steps: number): void {
  const { sines, cosines } = waves!
  const wave = (steps * (steps - 1)) >> 1
  const level = steps === 1 ? 0 : state[newest]!
  const half = steps >> 1
  let real = 0
  let imaginary = steps === 0 ? 0 : state[newest]! - level
  for (let k = 1, late = newest - 1, early = newest - steps + 1; late > early; k++, late--, early++) {
    const near = state[late]! - level
    const far = state[early]! - level
    real += sines[wave + k]! * (near - far)
    imaginary += cosines[wave + k]! * (near + far)
  }
  if (steps === half << 1 && half > 0) imaginary -= state[newest - half]! - level
  if (steps < 2 || real !== 0 || imaginary !== 0) state[PHASE] = phaseOf(state[PHASE]!, real, imaginary, state[CYCLE_PERIOD]!)
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
