import { BarcastError, unknownNameError } from '../../core/index.js'
import { refuseMissingLabels } from '../classes.js'
import type { Predictions } from '../model.js'

/** Checked rows to calibrate on. */
export interface CalibrationRows {
  predictions: Predictions
  y: Int32Array
  /** All 1 where none were given. */
  weights: Float64Array
}

/** Probabilities of a row sum to 1 up to this: float32 boosters are off by some 1e-7. */
const SUM_TOLERANCE = 1e-6

/** @throws BarcastError `models/unknown-option`, with the nearest one. */
export function checkOptionNames(options: object, known: readonly string[], action: string): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownNameError('models/unknown-option', action, 'option', name, known, { path: name })
  }
}

function checkShape({ rows, classes, data }: Predictions, action: string, expected: number | undefined): void {
  if (!(data instanceof Float64Array) || !Number.isInteger(classes) || classes < 2 || data.length !== rows * classes || rows < 1) {
    throw new BarcastError(
      'models/shape',
      `${action}: predictions must hold rows × classes probabilities of one row and two classes or more, found ${rows} × ${classes}`,
      { value: classes, where: { path: 'predictions' } },
    )
  }
  if (expected !== undefined && classes !== expected) {
    throw new BarcastError('models/shape', `${action}: predictions must have the ${expected} classes it was fitted on, found ${classes}`, {
      value: classes,
      where: { path: 'predictions.classes' },
    })
  }
}

/**
 * Probabilities in 0 … 1 whose rows sum to 1; a row with a NaN is one without a prediction.
 *
 * @throws BarcastError `models/shape`, `models/probability`
 */
export function checkPredictions(
  predictions: Predictions,
  missing: 'may be missing' | 'must be there',
  action: string,
  expected?: number,
): void {
  checkShape(predictions, action, expected)
  const { rows, classes, data } = predictions
  for (let row = 0; row < rows; row++) {
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const p = data[row * classes + k]!
      sum += p
      const isAllowed = Number.isNaN(p) ? missing === 'may be missing' : p >= 0 && p <= 1
      if (isAllowed) continue
      const rule = Number.isNaN(p) ? 'every row needs a prediction (drop rows without one)' : 'probabilities must be in 0 … 1'
      throw new BarcastError('models/probability', `${action}: ${rule}, found ${p} at row ${row}`, { value: p, where: { row } })
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new BarcastError('models/probability', `${action}: the probabilities of a row must sum to 1, found ${sum} at row ${row}`, {
        value: sum,
        where: { row },
      })
    }
  }
}

/** @throws BarcastError `models/length` */
export function checkRowCount(rows: number, found: number, noun: string, action: string): void {
  if (found === rows) return
  throw new BarcastError('models/length', `${action}: ${noun} must have ${rows} rows like the predictions, found ${found}`, {
    value: found,
    where: { column: noun },
  })
}

/** @throws BarcastError `models/weights`, `models/length` */
export function checkRowWeights(weights: Float64Array, rows: number, action: string): void {
  if (!(weights instanceof Float64Array)) {
    throw new BarcastError('models/weights', `${action}: weights must be a Float64Array, found ${typeof weights}`, { value: weights })
  }
  checkRowCount(rows, weights.length, 'weights', action)
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (row < 0) return
  throw new BarcastError('models/weights', `${action}: weights must be finite and at least 0, found ${weights[row]} at row ${row}`, {
    value: weights[row],
    where: { row, column: 'weights' },
  })
}

/** @throws BarcastError `models/labels`, `models/length`, `models/missing-label`, `models/label-range` */
export function checkLabelRows(y: Int32Array, { rows, classes }: Predictions, action: string): void {
  if (!(y instanceof Int32Array)) {
    throw new BarcastError('models/labels', `${action}: y must be an Int32Array of class indices, found ${typeof y}`, {
      value: y,
      where: { column: 'y' },
    })
  }
  checkRowCount(rows, y.length, 'y', action)
  refuseMissingLabels(y, action)
  const row = y.findIndex((label) => label < 0 || label >= classes)
  if (row < 0) return
  throw new BarcastError('models/label-range', `${action}: labels must be in 0 … ${classes - 1}, found ${y[row]} at row ${row}`, {
    value: y[row],
    where: { row, column: 'y' },
  })
}

/** Rows to calibrate on, checked. @throws BarcastError as {@link checkPredictions}, {@link checkLabelRows} and {@link checkRowWeights}. */
export function checkCalibrationRows(
  predictions: Predictions,
  y: Int32Array,
  weights: Float64Array | undefined,
  action: string,
): CalibrationRows {
  checkPredictions(predictions, 'must be there', action)
  checkLabelRows(y, predictions, action)
  if (weights === undefined) return { predictions, y, weights: new Float64Array(y.length).fill(1) }
  checkRowWeights(weights, y.length, action)
  return { predictions, y, weights }
}

/** @throws BarcastError `models/absent-class` unless `needed` classes have a row that weighs anything. */
export function refuseAbsentClasses({ predictions, y, weights }: CalibrationRows, needed: number, action: string): void {
  const weightOf = new Float64Array(predictions.classes)
  y.forEach((label, row) => {
    weightOf[label]! += weights[row]!
  })
  const occurring = weightOf.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0)
  if (occurring >= needed) return
  const absent = weightOf.indexOf(0)
  throw new BarcastError(
    'models/absent-class',
    `${action}: ${needed} classes need a row of weight above 0 each, found ${occurring} (class ${absent} has none)`,
    { value: absent, where: { column: 'y' } },
  )
}
