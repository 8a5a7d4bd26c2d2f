import type { Frame } from '../core/index.js'
import { type ClassColumn, type ClassKind, classKeyAt, classKindOf, refuseColumn } from './class-column.js'
import { checkFeatureFrame, checkFeatureNames } from './feature-drift.js'

/** Predictions of a batch of rows, n each. */
export interface PredictionBatch {
  /** When they were made: one time for all rows, or one per row, not descending. Epoch milliseconds. */
  timeMs: number | Float64Array
  predictedClass: ClassColumn
  /** Probability of the predicted class, 0 … 1. */
  confidence: Float64Array
}

/** What came of the predictions; −1 or '' where it is not known yet. */
export interface ActualBatch {
  actualClass: ClassColumn
}

export const RECORD = 'Record predictions'

function checkTimes(timeMs: number | Float64Array, rows: number, lastMs: number): Float64Array {
  const times = typeof timeMs === 'number' ? new Float64Array(rows).fill(timeMs) : timeMs
  if (!(times instanceof Float64Array))
    refuseColumn('column-type', RECORD, 'timeMs', `must be a number or a Float64Array, found ${typeof timeMs}`, timeMs)
  if (times.length !== rows)
    refuseColumn('length', RECORD, 'timeMs', `must have ${rows} rows like predictedClass, found ${times.length}`, times.length)
  for (let row = 0; row < rows; row++) {
    const time = times[row]!
    if (!(Math.abs(time) <= 8.64e15)) refuseColumn('time', RECORD, 'timeMs', `must be epoch milliseconds, found ${time}`, time, row)
    const before = row === 0 ? lastMs : times[row - 1]!
    if (time < before)
      refuseColumn('time-order', RECORD, 'timeMs', `must not lie before the last one recorded (${before}), found ${time}`, time, row)
  }
  const last = times[rows - 1]!
  const unit = times[0]! >= 1e8 && last < 1e11 ? 'seconds' : last >= 1e14 ? 'micro- or nanoseconds' : undefined
  if (unit !== undefined)
    refuseColumn('time-unit', RECORD, 'timeMs', `must be milliseconds, found ${times[0]}, which looks like ${unit}`, times[0], 0)
  return times
}

function checkConfidence(confidence: Float64Array, rows: number): void {
  if (!(confidence instanceof Float64Array)) {
    refuseColumn('column-type', RECORD, 'confidence', `must be a Float64Array, found ${typeof confidence}`, confidence)
  }
  if (confidence.length !== rows) {
    refuseColumn(
      'length',
      RECORD,
      'confidence',
      `must have ${rows} rows like predictedClass, found ${confidence.length}`,
      confidence.length,
    )
  }
  const bad = confidence.findIndex((value) => !(value >= 0 && value <= 1))
  if (bad >= 0) refuseColumn('confidence', RECORD, 'confidence', `must be 0 … 1, found ${confidence[bad]}`, confidence[bad], bad)
}

export function checkKind(kind: ClassKind, expected: ClassKind, column: string, action: string): void {
  if (kind !== expected)
    refuseColumn('class-kind', action, column, `must give classes by ${expected} as the predictions before, found them by ${kind}`, kind)
}

/** The columns of a batch, checked. */
export interface CheckedBatch {
  times: Float64Array
  kind: ClassKind
  predicted: ClassColumn
  actual: ClassColumn
  confidence: Float64Array
  features: Frame
}

/** What a batch must agree with: the batches of the model before it. */
interface Earlier {
  kind: ClassKind
  features: readonly string[]
  lastMs: number
}

/** Checks a batch before anything of it is recorded. */
export function checkBatch(
  predictions: PredictionBatch,
  actuals: ActualBatch,
  features: Frame,
  earlier: Earlier | undefined,
): CheckedBatch {
  const { timeMs, predictedClass, confidence } = predictions
  const { actualClass } = actuals
  const kind = classKindOf(predictedClass, 'predictedClass', RECORD)
  const rows = predictedClass.length
  if (rows === 0) refuseColumn('empty', RECORD, 'predictedClass', 'must have at least one row, found 0', 0)
  for (let row = 0; row < rows; row++) {
    if (classKeyAt(predictedClass, row) === '')
      refuseColumn('class', RECORD, 'predictedClass', 'must be known, found none', predictedClass[row], row)
  }
  checkKind(kind, earlier?.kind ?? kind, 'predictedClass', RECORD)
  checkKind(classKindOf(actualClass, 'actualClass', RECORD), kind, 'actualClass', RECORD)
  for (const [column, found] of [
    ['actualClass', actualClass.length],
    ['features', features.length],
  ] as const) {
    if (found !== rows) refuseColumn('length', RECORD, column, `must have ${rows} rows like predictedClass, found ${found}`, found)
  }
  checkConfidence(confidence, rows)
  checkFeatureFrame(features, 'features', RECORD)
  if (earlier !== undefined) checkFeatureNames(earlier.features, features, 'features', RECORD)
  return {
    times: checkTimes(timeMs, rows, earlier?.lastMs ?? -Infinity),
    kind,
    predicted: predictedClass,
    actual: actualClass,
    confidence,
    features,
  }
}
