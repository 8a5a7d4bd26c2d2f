import { unknownNameError } from '../../core/index.js'
import type { Predictions } from '../model.js'
import { applyBeta, type BetaMap, fitBeta } from './beta.js'
import { type CalibrationRows, checkCalibrationRows, checkOptionNames, checkPredictions, refuseAbsentClasses } from './calibration-rows.js'
import { applyIsotonic, fitIsotonic, type IsotonicMap } from './isotonic.js'
import { applyPlatt, fitPlatt, type PlattMap, type PlattScore } from './platt.js'
import { applyTemperature, fitTemperature } from './temperature.js'

export type CalibrationMethod = 'platt' | 'isotonic' | 'beta' | 'temperature'

/** What every calibrator has. */
export interface CalibratorCommon {
  formatVersion: 1
  /** Probability columns that it was fitted on, and takes. */
  classes: number
  /** Rows that it was fitted on. */
  rows: number
}

/** One map for the second of two classes, or one per class against the rest. */
export type PlattCalibrator = CalibratorCommon & { method: 'platt'; score: PlattScore; maps: readonly PlattMap[] }

/** One map for the second of two classes, or one per class against the rest. */
export type IsotonicCalibrator = CalibratorCommon & { method: 'isotonic'; maps: readonly IsotonicMap[] }

/** One map for the second of two classes, or one per class against the rest. */
export type BetaCalibrator = CalibratorCommon & { method: 'beta'; maps: readonly BetaMap[] }

/** Probabilities ∝ p^(1 / temperature): above 1 it makes them less sure, below 1 surer. */
export type TemperatureCalibrator = CalibratorCommon & { method: 'temperature'; temperature: number }

/** Maps a classifier's probabilities to calibrated ones; plain JSON-able data. */
export type Calibrator = PlattCalibrator | IsotonicCalibrator | BetaCalibrator | TemperatureCalibrator

export interface CalibrationOptions {
  method: CalibrationMethod
  /** One per row, finite and at least 0. A row of weight 0 is as if absent. Default: all 1. */
  weights?: Float64Array | undefined
  /**
   * Only for `platt`: what the sigmoid is fitted over. `logOdds` (default), ln(p / (1 − p)), is the decision function of boosters and regressions; `probability` is what scikit-learn takes
   * of classifiers without a `decision_function`.
   */
  score?: PlattScore
}

const METHODS: readonly CalibrationMethod[] = ['platt', 'isotonic', 'beta', 'temperature']
const SCORES: readonly PlattScore[] = ['logOdds', 'probability']
const ACTION = 'Fit calibrator'

/** Fits one map for the second of two classes, or one per class. */
function fitPerClass<T>(
  { predictions, y, weights }: CalibrationRows,
  learn: (p: Float64Array, hit: Uint8Array, weights: Float64Array) => T,
): T[] {
  const { rows, classes, data } = predictions
  const columns = classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k)
  return columns.map((k) => {
    const p = Float64Array.from({ length: rows }, (_, row) => data[row * classes + k]!)
    const hit = Uint8Array.from(y, (label) => (label === k ? 1 : 0))
    return learn(p, hit, weights)
  })
}

/**
 * Learns how a classifier's probabilities relate to what happened, so that {@link applyCalibrator} can correct them. Fit it on rows that the model was neither trained on nor is scored
 * on, later than the training rows and purged against them; `class_weight`, `scale_pos_weight` and row weights that change the base rate make it necessary.
 *
 * - `platt` (Platt 1999): σ(A s + B) with Platt's smoothed targets, over log-odds or probabilities; one class against the rest, then normalised. scikit-learn's `_SigmoidCalibration`.
 * - `isotonic` (Zadrozny and Elkan 2002): the best non-decreasing function, linear between its points, clipped outside. Needs many rows (a thousand or more), and can say exactly 0 or 1.
 *   scikit-learn's `IsotonicRegression(out_of_bounds='clip')`.
 * - `beta` (Kull et al. 2017): σ(a ln p − b ln(1 − p) + c); identity is among its maps. The `betacal` package's `BetaCalibration('abm')`.
 * - `temperature` (Guo et al. 2017): softmax(ln p / T) with one T for all classes; keeps the most probable class. scikit-learn's `_TemperatureScaling`; T is within e⁻¹⁰ … e¹⁰.
 *
 * @param predictions probabilities in 0 … 1 whose rows sum to 1
 * @param y class index of each row
 * @throws BarcastError `models/unknown-method`, `models/unknown-option`, `models/shape`, `models/probability` (also NaN: drop rows without a prediction), `models/length`,
 * `models/missing-label`, `models/label-range`, `models/weights`, `models/absent-class` (a class without a row that weighs anything; for `temperature` only when fewer than two have one).
 *
 * @example
 * const calibrator = fitCalibrator(model.predict(calibrationX), calibrationY, { method: 'platt' })
 * const calibrated = applyCalibrator(calibrator, model.predict(X))
 */
export function fitCalibrator(predictions: Predictions, y: Int32Array, options: CalibrationOptions): Calibrator {
  checkOptionNames(options, ['method', 'weights', 'score'], ACTION)
  const { method, score } = options
  if (!METHODS.includes(method))
    throw unknownNameError('models/unknown-method', ACTION, 'method', String(method), METHODS, { path: 'method' })
  if (score !== undefined && method !== 'platt')
    throw unknownNameError('models/unknown-option', ACTION, `option of ${method}`, 'score', ['weights'], { path: 'score' })
  if (score !== undefined && !SCORES.includes(score))
    throw unknownNameError('models/unknown-option', ACTION, 'score', String(score), SCORES, { path: 'score' })
  const rows = checkCalibrationRows(predictions, y, options.weights, ACTION)
  refuseAbsentClasses(rows, method === 'temperature' ? 2 : rows.predictions.classes, ACTION)
  const common = { formatVersion: 1, classes: predictions.classes, rows: predictions.rows } as const
  switch (method) {
    case 'platt': {
      const over = score ?? 'logOdds'
      return { ...common, method, score: over, maps: fitPerClass(rows, (p, hit, weights) => fitPlatt(p, hit, weights, over)) }
    }
    case 'isotonic':
      return { ...common, method, maps: fitPerClass(rows, fitIsotonic) }
    case 'beta':
      return { ...common, method, maps: fitPerClass(rows, fitBeta) }
    case 'temperature':
      return { ...common, method, temperature: fitTemperature(rows) }
  }
}

function mapped(calibrator: Exclude<Calibrator, TemperatureCalibrator>, k: number, p: number): number {
  switch (calibrator.method) {
    case 'platt':
      return applyPlatt(calibrator.maps[k]!, calibrator.score, p)
    case 'isotonic':
      return applyIsotonic(calibrator.maps[k]!, p)
    case 'beta':
      return applyBeta(calibrator.maps[k]!, p)
  }
}

/** Each class's map, then divided by their sum; all classes alike where every map says 0. */
function mapEachClass(calibrator: Exclude<Calibrator, TemperatureCalibrator>, row: Float64Array): void {
  let sum = 0
  for (let k = 0; k < row.length; k++) {
    row[k] = mapped(calibrator, k, row[k]!)
    sum += row[k]!
  }
  for (let k = 0; k < row.length; k++) row[k] = sum === 0 ? 1 / row.length : row[k]! / sum
}

/** Calibrates the probabilities of one row in place; a row with a NaN becomes NaN. The probabilities were checked. */
export function calibrateRow(calibrator: Calibrator, row: Float64Array): void {
  if (row.some(Number.isNaN)) row.fill(NaN)
  else if (calibrator.method === 'temperature') applyTemperature(calibrator.temperature, row)
  else if (calibrator.classes === 2) {
    const p = mapped(calibrator, 0, row[1]!)
    row[0] = 1 - p
    row[1] = p
  } else mapEachClass(calibrator, row)
}

/**
 * Calibrated probabilities, rows × classes; each row sums to 1. A row with a NaN stays without a prediction, all NaN.
 *
 * @throws BarcastError `models/shape` (other classes than it was fitted on), `models/probability` (outside 0 … 1, or a row that does not sum to 1).
 *
 * @example
 * const calibrated = applyCalibrator(calibrator, model.predict(X))
 * const { signal } = decideSignals(calibrated, model.classNames, { minConfidence: 0.6 })
 */
export function applyCalibrator(calibrator: Calibrator, predictions: Predictions): Predictions {
  checkPredictions(predictions, 'may be missing', 'Apply calibrator', calibrator.classes)
  const { rows, classes } = predictions
  const data = predictions.data.slice()
  for (let row = 0; row < rows; row++) calibrateRow(calibrator, data.subarray(row * classes, (row + 1) * classes))
  return { rows, classes, data }
}
