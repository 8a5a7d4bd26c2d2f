import { BarcastError, unknownNameError } from '../../core/index.js'
import type { Predictions } from '../model.js'
import { checkLabelRows, checkPredictions, checkRowCount } from './calibration-rows.js'

/** `lac`: 1 − p of the class. `aps`: the probability of the class and of all more probable ones. */
export type LabelScore = 'lac' | 'aps'

/** Sets of classes, row-major: `data[row * classes + k]` is 1 when class k is in the row's set. */
export interface PredictionSets {
  rows: number
  classes: number
  data: Uint8Array
}

/** Bounds of each row; NaN where there was no prediction. */
export interface Intervals {
  lower: Float64Array
  upper: Float64Array
}

const METHODS: readonly LabelScore[] = ['lac', 'aps']

function checkMethod(method: LabelScore, action: string): void {
  if (!METHODS.includes(method))
    throw unknownNameError('models/unknown-method', action, 'method', String(method), METHODS, { path: 'method' })
}

function checkThreshold(threshold: number, action: string): void {
  if (typeof threshold === 'number' && !Number.isNaN(threshold)) return
  throw new BarcastError('models/threshold', `${action}: the threshold must be a number, found ${String(threshold)}`, { value: threshold })
}

/**
 * How far off each prediction was, |actual − predicted|: scores for {@link conformalQuantile}. Where the spread of errors changes, as in markets, divide the scores by a volatility known
 * beforehand and multiply the half width by that of the row to predict.
 *
 * @throws BarcastError `models/length`, `models/score` (a number that is not finite, with its row)
 */
export function residualScores(predicted: Float64Array, actual: Float64Array): Float64Array {
  const action = 'Compute residual scores'
  checkRowCount(predicted.length, actual.length, 'actual', action)
  return predicted.map((value, row) => {
    const score = Math.abs(actual[row]! - value)
    if (Number.isFinite(score)) return score
    throw new BarcastError(
      'models/score',
      `${action}: predicted and actual must be finite, found ${value} and ${actual[row]} at row ${row}`,
      {
        value: score,
        where: { row },
      },
    )
  })
}

/**
 * predicted ± halfWidth. With the half width from {@link conformalQuantile} a split conformal interval (Lei et al. 2018). A negative half width (an adaptive one after too few misses) gives
 * the empty interval, lower above upper.
 *
 * @throws BarcastError `models/threshold`
 */
export function intervalsAround(predicted: Float64Array, halfWidth: number): Intervals {
  checkThreshold(halfWidth, 'Make intervals')
  return { lower: predicted.map((value) => value - halfWidth), upper: predicted.map((value) => value + halfWidth) }
}

/** Classes of a row from the most to the least probable, the first of equals first. */
function ranked(row: Float64Array): number[] {
  return Array.from(row.keys()).sort((a, b) => row[b]! - row[a]! || a - b)
}

/**
 * How badly the class of each row fitted its probabilities, for {@link conformalQuantile}: `lac` 1 − p of the class (Sadinle et al. 2019), `aps` the sum of probabilities from the most
 * probable class down to it (Romano et al. 2020, without the random term).
 *
 * @param predictions of rows that the model was not trained on
 * @param y class index of each row
 * @throws BarcastError `models/unknown-method`, `models/shape`, `models/probability`, `models/labels`, `models/length`, `models/missing-label`, `models/label-range`.
 */
export function labelScores(predictions: Predictions, y: Int32Array, method: LabelScore): Float64Array {
  const action = 'Compute label scores'
  checkMethod(method, action)
  checkPredictions(predictions, 'must be there', action)
  checkLabelRows(y, predictions, action)
  const { classes, data } = predictions
  return Float64Array.from(y, (label, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes)
    if (method === 'lac') return 1 - row[label]!
    let sum = 0
    for (const k of ranked(row)) {
      sum += row[k]!
      if (k === label) break
    }
    return sum
  })
}

/**
 * The classes that a threshold from {@link conformalQuantile} over {@link labelScores} leaves possible. `lac`: those with 1 − p at or below it; the smallest sets on average, and empty where no
 * class fits. `aps`: from the most probable class down until their sum reaches it; never empty. A row without a prediction (NaN) rules nothing out: all classes. More than one class
 * in a set says that the model does not know.
 *
 * @throws BarcastError `models/unknown-method`, `models/threshold`, `models/shape`, `models/probability`.
 *
 * @example
 * const threshold = conformalQuantile(labelScores(model.predict(calibrationX), calibrationY, 'aps'), { alpha: 0.1 })
 * const sets = predictionSets(model.predict(X), threshold, 'aps')
 */
export function predictionSets(predictions: Predictions, threshold: number, method: LabelScore): PredictionSets {
  const action = 'Make prediction sets'
  checkMethod(method, action)
  checkThreshold(threshold, action)
  checkPredictions(predictions, 'may be missing', action)
  const { rows, classes, data } = predictions
  const sets = new Uint8Array(rows * classes)
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * classes, (i + 1) * classes)
    const set = sets.subarray(i * classes, (i + 1) * classes)
    if (row.some(Number.isNaN)) set.fill(1)
    else if (method === 'lac') for (let k = 0; k < classes; k++) set[k] = 1 - row[k]! <= threshold ? 1 : 0
    else fillUntil(threshold, row, set)
  }
  return { rows, classes, data: sets }
}

/** Takes classes from the most probable one down until their sum reaches the threshold. */
function fillUntil(threshold: number, row: Float64Array, set: Uint8Array): void {
  let sum = 0
  for (const k of ranked(row)) {
    set[k] = 1
    sum += row[k]!
    if (sum >= threshold) return
  }
}
