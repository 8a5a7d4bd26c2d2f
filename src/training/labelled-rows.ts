import { BarcastError, type Frame, type Labels, type Spans } from '../core/index.js'

/** Labels brought onto the rows of a frame: −1 and NaN where the frame's time has no label. */
export interface LabelledRows {
  value: Int32Array
  spans: Spans
}

/**
 * Labels of the frame's rows, matched by time.
 *
 * @throws BarcastError `training/labels` when the two share no time, or a label's time is out of order.
 */
export function labelsOnRows(X: Frame, labels: Labels, action: string): LabelledRows {
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
  }
  if (matched === 0) {
    throw new BarcastError(
      'training/labels',
      `${action}: labels must be on the times of X, found none of its ${X.length} times among ${labels.length} labels`,
      { value: labels.length, where: { path: 'labels.timeMs' } },
    )
  }
  return { value, spans: { t0: X.timeMs, t1 } }
}
