import { BarcastError, log } from '../../core/index.js'
import { expectedCalibrationError } from '../../metrics/index.js'

/** What a version predicted on bars whose outcome is known, n rows in order of time. */
export interface ScoredRows {
  /** When each prediction was made, epoch ms, not descending; several symbols may share a time. */
  readonly timeMs: Float64Array
  /** Loss of each row, less is better: any finite number, the same measure for every version (`scoreRows` gives one). */
  readonly loss: Float64Array
  /** Symbol of each row; one symbol, '', unless given. */
  readonly symbol?: readonly string[]
  /** 1 where the predicted class was the actual one. Needed for checks of accuracy and calibration. */
  readonly correct?: Uint8Array
  /** Probability of the predicted class, 0 … 1. Needed for the check of calibration. */
  readonly confidence?: Float64Array
}

/** Loss of one row: −ln p of the actual class, the sum over classes of (p − outcome)², or 1 for a wrong class. */
export type RowLoss = 'logLoss' | 'brier' | 'error'

const LOSSES: readonly RowLoss[] = ['logLoss', 'brier', 'error']
/** As `logLoss` of `barcast/metrics`: probabilities are clipped to [eps, 1 − eps]. */
const EPSILON = 2 ** -52

export function refuseRows(rule: string, message: string, value: unknown, column: string, row?: number): never {
  const where = row === undefined ? { column } : { column, row }
  throw new BarcastError(`training/${rule}`, `Score rows: ${message}`, { value, where })
}

function lossOf(kind: RowLoss, data: Float64Array, from: number, classes: number, actual: number, predicted: number): number {
  if (kind === 'error') return predicted === actual ? 0 : 1
  if (kind === 'logLoss') return -log(Math.min(1 - EPSILON, Math.max(EPSILON, data[from + actual]!)))
  let sum = 0
  for (let k = 0; k < classes; k++) {
    const distance = data[from + k]! - (k === actual ? 1 : 0)
    sum += distance * distance
  }
  return sum
}

/**
 * Rows of a classifier as {@link ScoredRows}: the loss of each row, whether the most probable class was right (of equal ones the first), and its probability. The mean
 * of `logLoss` is `logLoss` of `barcast/metrics`.
 *
 * @param timeMs when each row was predicted, n
 * @param predictions n × classes probabilities, as a model's `predict` gives them
 * @param actualClass index of the class that came, n
 * @param loss default `logLoss`
 * @throws BarcastError `training/length`, `training/label-range`, `training/probability`, `training/unknown-loss`.
 */
export function scoreRows(
  timeMs: Float64Array,
  { rows, classes, data }: { rows: number; classes: number; data: Float64Array },
  actualClass: Int32Array,
  loss: RowLoss = 'logLoss',
): ScoredRows & { readonly correct: Uint8Array; readonly confidence: Float64Array } {
  if (!LOSSES.includes(loss)) refuseRows('unknown-loss', `loss must be one of ${LOSSES.join(', ')}, found ${String(loss)}`, loss, 'loss')
  for (const [column, found] of [
    ['timeMs', timeMs.length],
    ['actualClass', actualClass.length],
    ['predictions', data.length / classes],
  ] as const)
    if (found !== rows) refuseRows('length', `${column} must have ${rows} rows, found ${found}`, found, column)
  const scored = { timeMs, loss: new Float64Array(rows), correct: new Uint8Array(rows), confidence: new Float64Array(rows) }
  for (let row = 0; row < rows; row++) {
    const from = row * classes
    const actual = actualClass[row]!
    if (!(actual >= 0 && actual < classes))
      refuseRows('label-range', `classes must be 0 to ${classes - 1}, found ${actual}`, actual, 'actualClass', row)
    let predicted = 0
    for (let k = 0; k < classes; k++) {
      const p = data[from + k]!
      if (!(p >= 0 && p <= 1)) refuseRows('probability', `probabilities must be in 0 … 1, found ${p}`, p, 'predictions', row)
      if (p > data[from + predicted]!) predicted = k
    }
    scored.loss[row] = lossOf(loss, data, from, classes, actual, predicted)
    scored.correct[row] = predicted === actual ? 1 : 0
    scored.confidence[row] = data[from + predicted]!
  }
  return scored
}

/** Squares and sums of such losses stay finite. */
const LARGEST_LOSS = 1e100

/**
 * @throws BarcastError `training/length`, `training/column-type`, `training/loss`, `training/time-order`, `training/not-out-of-sample` for a row at or before
 * `afterMs`, `training/future-row` for one after `nowMs`.
 */
export function checkScoredRows(rows: ScoredRows, afterMs: number, nowMs: number): void {
  const { timeMs, loss } = rows
  if (!(timeMs instanceof Float64Array))
    refuseRows('column-type', `timeMs must be a Float64Array, found ${typeof timeMs}`, timeMs, 'timeMs')
  for (const column of ['loss', 'symbol', 'correct', 'confidence'] as const) {
    const found = rows[column]?.length ?? (column === 'loss' ? 0 : timeMs.length)
    if (found !== timeMs.length)
      refuseRows('length', `${column} must have ${timeMs.length} rows like timeMs, found ${found}`, found, column)
  }
  let before = -Infinity
  for (let row = 0; row < timeMs.length; row++) {
    const at = timeMs[row]!
    if (!(Math.abs(loss[row]!) <= LARGEST_LOSS))
      refuseRows('loss', `losses must be numbers up to ${LARGEST_LOSS}, found ${loss[row]}`, loss[row], 'loss', row)
    if (!(at >= before)) refuseRows('time-order', `times must not descend, found ${at} after ${before}`, at, 'timeMs', row)
    if (!(at > afterMs))
      refuseRows('not-out-of-sample', `rows must come after ${afterMs}, up to which was trained or judged, found ${at}`, at, 'timeMs', row)
    if (at > nowMs) refuseRows('future-row', `rows must not come after now, ${nowMs}, found ${at}`, at, 'timeMs', row)
    before = at
  }
}

/** Two versions are compared on the very same rows. @throws BarcastError `training/other-rows`. */
export function checkSameRows(a: ScoredRows, b: ScoredRows): void {
  const rows = a.timeMs.length
  if (b.timeMs.length !== rows)
    refuseRows('other-rows', `both versions must have the same rows, found ${rows} and ${b.timeMs.length}`, b.timeMs.length, 'timeMs')
  for (let row = 0; row < rows; row++)
    if (a.timeMs[row] !== b.timeMs[row] || symbolAt(a, row) !== symbolAt(b, row))
      refuseRows(
        'other-rows',
        `both versions must have the same rows, found ${symbolAt(a, row)} ${a.timeMs[row]} and ${symbolAt(b, row)} ${b.timeMs[row]}`,
        b.timeMs[row],
        'timeMs',
        row,
      )
}

export const symbolAt = ({ symbol }: ScoredRows, row: number): string => symbol?.[row] ?? ''

/** Mean of the values; NaN of none. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** The rows from `from` on. */
export function rowsFrom({ timeMs, loss, symbol, correct, confidence }: ScoredRows, from: number): ScoredRows {
  return {
    timeMs: timeMs.subarray(from),
    loss: loss.subarray(from),
    ...(symbol === undefined ? {} : { symbol: symbol.slice(from) }),
    ...(correct === undefined ? {} : { correct: correct.subarray(from) }),
    ...(confidence === undefined ? {} : { confidence: confidence.subarray(from) }),
  }
}

/** Expected calibration error of the predicted classes, 10 bins; undefined where it cannot be told. */
export function calibrationErrorOf({ correct, confidence }: ScoredRows): number | undefined {
  if (correct === undefined || confidence === undefined || correct.length === 0) return undefined
  return expectedCalibrationError(Int32Array.from(correct), confidence, { ofClass: 1 })
}
