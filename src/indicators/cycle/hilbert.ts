import { atan } from '../../core/index.js'

/*
 * Ehlers' Hilbert transform and the dominant cycle it measures, one bar at a time, all in a slab: counts, the measured period, the two parts of the signal, then rings of the last prices, smoothed and detrended prices and quadrature
 * parts. Source: Ehlers, Rocket Science for Traders, 2001, in the form of TA-Lib.
 */

/** Values seen, up to the warm-up. */
export const COUNT = 0
/** Values before the first that is transformed; those only fill the smoothing. */
const START = 1
/** Place in the rings, 0 … 63. */
export const PLACE = 2
/** Price smoothed by weights 4, 3, 2, 1. */
export const SMOOTHED = 3
/** In-phase part of the signal: the detrended price three bars ago. */
export const IN_PHASE = 4
/** Quadrature part of the signal: the detrended price transformed. */
export const QUADRATURE = 5
/** Dominant cycle period, smoothed. */
export const CYCLE_PERIOD = 6
const PERIOD = 7
const LAST_I2 = 8
const LAST_Q2 = 9
const REAL = 10
const IMAGINARY = 11
const PRICES = 12
const SMOOTHS = PRICES + 4
const DETRENDS = SMOOTHS + 8
const QUADRATURES = DETRENDS + 16

/** Size of the slab; what an indicator adds stands behind it. */
export const HILBERT_STATE = QUADRATURES + 8

/** Places in a ring that holds the longest cycle, 50 bars. */
export const CYCLE_RING = 64

/** Degrees of one radian. */
export const DEGREES = 57.29577951308232

/** First row transformed by indicators with a warm-up of 32 bars. */
export const EARLY_START = 12
/** First row transformed by those that also look over a whole cycle, with a warm-up of 63. */
export const LATE_START = 37
export const EARLY_WARMUP = 32
export const LATE_WARMUP = 63

export function initHilbert(state: Float64Array, start: number): void {
  state[START] = start
  state[PLACE] = CYCLE_RING - 1
}

/** The transform of a signal now and 2, 4 and 6 bars ago. */
function transform(now: number, two: number, four: number, six: number, gain: number): number {
  return (0.0962 * now - 0.0962 * six - 0.5769 * four + 0.5769 * two) * gain
}

/** Takes a price; false while it only fills the smoothing. */
export function stepHilbert(state: Float64Array, price: number): boolean {
  const n = state[COUNT]! | 0
  const place = ((state[PLACE]! | 0) + 1) & (CYCLE_RING - 1)
  state[PLACE] = place
  if (n < LATE_WARMUP + 1) state[COUNT] = n + 1
  state[PRICES + (place & 3)] = price
  if (n < state[START]!) return false
  const smoothed =
    (4 * price + 3 * state[PRICES + ((place + 3) & 3)]! + 2 * state[PRICES + ((place + 2) & 3)]! + state[PRICES + ((place + 1) & 3)]!) * 0.1
  transformSmoothed(state, place, smoothed)
  return true
}

function transformSmoothed(state: Float64Array, place: number, smoothed: number): void {
  const gain = 0.075 * state[PERIOD]! + 0.54
  const detrended = transform(
    smoothed,
    state[SMOOTHS + ((place + 6) & 7)]!,
    state[SMOOTHS + ((place + 4) & 7)]!,
    state[SMOOTHS + ((place + 2) & 7)]!,
    gain,
  )
  const quadrature = transform(
    detrended,
    state[DETRENDS + ((place + 14) & 15)]!,
    state[DETRENDS + ((place + 12) & 15)]!,
    state[DETRENDS + ((place + 10) & 15)]!,
    gain,
  )
  const inPhase = state[DETRENDS + ((place + 13) & 15)]!
  const advancedI = transform(
    inPhase,
    state[DETRENDS + ((place + 11) & 15)]!,
    state[DETRENDS + ((place + 9) & 15)]!,
    state[DETRENDS + ((place + 7) & 15)]!,
    gain,
  )
  const advancedQ = transform(
    quadrature,
    state[QUADRATURES + ((place + 6) & 7)]!,
    state[QUADRATURES + ((place + 4) & 7)]!,
    state[QUADRATURES + ((place + 2) & 7)]!,
    gain,
  )
  state[SMOOTHS + (place & 7)] = smoothed
  state[DETRENDS + (place & 15)] = detrended
  state[QUADRATURES + (place & 7)] = quadrature
  state[SMOOTHED] = smoothed
  state[IN_PHASE] = inPhase
  state[QUADRATURE] = quadrature
  measurePeriod(state, 0.2 * (inPhase - advancedQ) + 0.8 * state[LAST_I2]!, 0.2 * (quadrature + advancedI) + 0.8 * state[LAST_Q2]!)
}

/** Follows the period by the angle between the signal and that of the bar before. */
function measurePeriod(state: Float64Array, i2: number, q2: number): void {
  const lastI2 = state[LAST_I2]!
  const lastQ2 = state[LAST_Q2]!
  const real = 0.2 * (i2 * lastI2 + q2 * lastQ2) + 0.8 * state[REAL]!
  const imaginary = 0.2 * (i2 * lastQ2 - q2 * lastI2) + 0.8 * state[IMAGINARY]!
  state[LAST_I2] = i2
  state[LAST_Q2] = q2
  state[REAL] = real
  state[IMAGINARY] = imaginary
  const last = state[PERIOD]!
  let period = last
  if (imaginary !== 0 && real !== 0) period = 360 / (atan(imaginary / real) * DEGREES)
  if (period > 1.5 * last) period = 1.5 * last
  if (period < 0.67 * last) period = 0.67 * last
  if (period < 6) period = 6
  else if (period > 50) period = 50
  period = 0.2 * period + 0.8 * last
  state[PERIOD] = period
  state[CYCLE_PERIOD] = 0.33 * period + 0.67 * state[CYCLE_PERIOD]!
}
