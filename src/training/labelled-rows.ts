import { BarcastError, type Frame, type Labels, type Spans } from '../core/index.js'
import type { RowColumns } from './samples.js'

/** Labels brought onto the rows of a frame: −1 and NaN where the frame's time has no label. */
export interface LabelledRows {
  value: Int32Array
  spans: Spans
  weights: Float64Array | undefined
  outcome: Float64Array | undefined
}

function checkColumn(column: Float64Array | undefined, { length }: Labels, name: string, action: string): void {
  if (column === undefined || column.length === length) return
  throw new BarcastError('training/length', `${action}: ${name} must have ${length} rows like labels, found ${column.length}`, {
    value: column.length,
    where: { column: name },
  })
}

/**
 * Labels of the frame's rows, and what comes with each label, matched by time.
 *
 * @throws BarcastError `training/labels` when the two share no time, or a label's time is out of order; `training/length`.
 */
export function labelsOnRows(X: Frame, labels: Labels, { weights, outcome }: RowColumns, action: string): LabelledRows {
  checkColumn(weights, labels, 'weights', action)
  checkColumn(outcome, labels, 'outcome', action)
  const onRows = {
    weights: weights && new Float64Array(X.length).fill(Number.NaN),
    outcome: outcome && new Float64Array(X.length).fill(Number.NaN),
  }
  const value = new Int32Array(X.length).fill(-1)
  const t1 = new Float64Array(X.length).fill(Number.NaN)
  let at = 0
  let matched = 0
  for (let row = 0; row < X.length; row++) {
    const time = X.timeMs[row]!
    while (at < labels.length && labels.timeMs[at]! < time) at += 1
    if (at === labels.length) break
    if (labels.timeMs[at] !== time) continue
    matched += 1
    value[row] = labels.value[at]!
    t1[row] = labels.t1[at]!
    if (weights !== undefined) onRows.weights![row] = weights[at]!
    if (outcome !== undefined) onRows.outcome![row] = outcome[at]!
  }
  if (matched === 0) {
    throw new BarcastError(
      'training/labels',
      `${action}: labels must be on the times of X, found none of its ${X.length} times among ${labels.length} labels`,
      { value: labels.length, where: { path: 'labels.timeMs' } },
    )
  }
  return { value, spans: { t0: X.timeMs, t1 }, ...onRows }
}
