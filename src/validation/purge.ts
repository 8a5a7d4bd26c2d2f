import { BarcastError, type Spans } from '../core/index.js'
import { checkSpans } from './spans.js'

export interface PurgeOptions {
  /** Training rows that start no later than this after the last outcome of an earlier test run are dropped too. Default 0. */
  embargoMs?: number
}

const ACTION = 'Purge training rows'

/** @throws BarcastError `validation/embargo` unless it is a finite number ≥ 0. */
export function checkEmbargo(embargoMs: number, action: string): void {
  if (typeof embargoMs === 'number' && embargoMs >= 0 && embargoMs < Infinity) return
  throw new BarcastError('validation/embargo', `${action}: embargoMs must be 0 or more milliseconds, found ${String(embargoMs)}`, {
    value: embargoMs,
    where: { path: 'embargoMs' },
  })
}

function checkRows(rows: Int32Array, length: number, name: string): void {
  let before = -1
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!
    if (row <= before || row >= length) {
      throw new BarcastError(
        'validation/rows',
        `${ACTION}: ${name} must be ascending rows in 0 … ${length - 1}, found ${row} after ${before}`,
        {
          value: row,
          where: { row: k, column: name },
        },
      )
    }
    before = row
  }
}

/**
 * The rows of `train` whose spans clash with no span of `test` and that no embargo covers. Linear time, because starts ascend by row:
 * a training row clashes with a later test row exactly when it reaches the start of the next one, and with an earlier one (or itself)
 * exactly when it starts no later than the latest end of those before it. That latest end is a running maximum, not the last row's:
 * spans are of unequal length. Each test run that ended before the row counts in it, so the embargo follows every run.
 */
export function withoutClashes({ t0, t1 }: Spans, train: Int32Array, test: Int32Array, embargoMs: number): Int32Array {
  const kept = new Int32Array(train.length)
  let count = 0
  let next = 0
  let latestEnd = -Infinity
  for (const row of train) {
    for (; next < test.length && test[next]! <= row; next++) latestEnd = Math.max(latestEnd, t1[test[next]!]!)
    if (t0[row]! - latestEnd <= embargoMs) continue
    if (next < test.length && t1[row]! >= t0[test[next]!]!) continue
    kept[count++] = row
  }
  return kept.slice(0, count)
}

/**
 * Drops from `train` every row whose span clashes with the span of any test row, and every row that starts within `embargoMs` after the
 * last outcome (the latest t1) of a run of test rows before it. Spans are closed: `t0ᵢ ≤ t1ⱼ && t0ⱼ ≤ t1ᵢ` is a clash. Test rows may lie
 * anywhere, in several runs; nothing more is dropped than these rules ask for, and everything may be.
 * After López de Prado, Advances in Financial Machine Learning (2018), 7.4.1 and 7.4.2.
 *
 * @param train Rows, ascending.
 * @param test Rows, ascending.
 * @throws BarcastError `validation/rows`, `validation/embargo`, and those of the spans: `validation/span-length`, `-missing-span`,
 *   `-reversed-span`, `-unordered-spans`.
 *
 * @example
 * const samples = { t0: Float64Array.of(0, 1, 2, 3, 4), t1: Float64Array.of(1, 2, 3, 4, 5) }
 * purge(samples, Int32Array.of(0, 1, 3, 4), Int32Array.of(2)) // 0, 4: the spans of 1 and 3 touch that of 2
 */
export function purge(samples: Spans, train: Int32Array, test: Int32Array, { embargoMs = 0 }: PurgeOptions = {}): Int32Array {
  checkSpans(samples, ACTION)
  checkEmbargo(embargoMs, ACTION)
  checkRows(train, samples.t0.length, 'train')
  checkRows(test, samples.t0.length, 'test')
  return withoutClashes(samples, train, test, embargoMs)
}
