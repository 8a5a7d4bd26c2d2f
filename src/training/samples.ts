import { BarcastError, type Frame, type Spans } from '../core/index.js'

/** Rows fit for training: labelled, and with every feature present. */
export interface Samples {
  readonly X: Frame
  readonly value: Int32Array
  readonly classNames: readonly string[]
  readonly spans: Spans
  /** Row of the original frame behind each sample. */
  readonly rowOf: Int32Array
  /** Finite and at least 0; undefined where all rows count alike. */
  readonly weights: Float64Array | undefined
  /** Return that a position of 1 earns over the label's span. */
  readonly outcome: Float64Array | undefined
}

/** What a row may hold besides its features and its label; one number per row of X. */
export interface RowColumns {
  weights?: Float64Array | undefined
  outcome?: Float64Array | undefined
}

/** Rows left out, each counted once: those without a label, and of the rest those with a missing feature. */
export interface DroppedRows {
  missingLabel: number
  missingFeature: number
}

/** 1 for each row of which no feature is NaN. */
export function completeRows(X: Frame): Uint8Array {
  const complete = new Uint8Array(X.length).fill(1)
  for (const name of X.names) {
    const column = X.column(name)
    for (let i = 0; i < column.length; i++) if (Number.isNaN(column[i]!)) complete[i] = 0
  }
  return complete
}

/** Row numbers for which `keep` holds, ascending. */
export function rowsWhere(length: number, keep: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(length)
  let count = 0
  for (let row = 0; row < length; row++) if (keep(row)) rows[count++] = row
  return rows.slice(0, count)
}

function mostlyMissing(X: Frame): string {
  const share = (name: string): number => X.column(name).reduce((count, x) => count + (Number.isNaN(x) ? 1 : 0), 0)
  const worst = X.names.reduce<{ name: string; rows: number }>(
    (most, name) => (share(name) > most.rows ? { name, rows: share(name) } : most),
    { name: '', rows: 0 },
  )
  return worst.rows === 0 ? '' : `; "${worst.name}" is missing in ${worst.rows} of ${X.length} rows`
}

const pick = (column: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => column[row]!)

/** The column at the samples' rows, each number of which must hold `rule`; rows that are dropped may have none. */
function pickChecked(
  column: Float64Array | undefined,
  rows: Int32Array,
  name: string,
  rule: string,
  holds: (x: number) => boolean,
  action: string,
) {
  if (column === undefined) return undefined
  const picked = pick(column, rows)
  const at = picked.findIndex((x) => !holds(x))
  if (at < 0) return picked
  throw new BarcastError(
    `training/${name}`,
    `${action}: ${name} must be ${rule} in every row that has a label, found ${picked[at]} at row ${rows[at]}`,
    {
      value: picked[at],
      where: { row: rows[at]!, column: name },
    },
  )
}

/**
 * Drops the rows without a label or with a missing feature.
 *
 * @param value class indices of the frame's rows, −1 where missing
 * @throws BarcastError `training/no-complete-row`, naming the column that misses most; `training/weights`, `training/outcome`.
 */
export function completeSamples(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  spans: Spans,
  { weights, outcome }: RowColumns,
  action: string,
): { samples: Samples; dropped: DroppedRows } {
  const complete = completeRows(X)
  const rowOf = rowsWhere(X.length, (row) => value[row]! >= 0 && complete[row] === 1)
  const missingLabel = value.reduce((count, label) => count + (label < 0 ? 1 : 0), 0)
  const dropped = { missingLabel, missingFeature: X.length - missingLabel - rowOf.length }
  if (rowOf.length === 0) {
    const found = `found ${missingLabel} without a label and ${dropped.missingFeature} with a missing feature${mostlyMissing(X)}`
    throw new BarcastError('training/no-complete-row', `${action}: one row or more must have a label and every feature, ${found}`, {
      value: 0,
    })
  }
  const samples: Samples = {
    X: X.rows(rowOf),
    value: Int32Array.from(rowOf, (row) => value[row]!),
    classNames,
    spans: { t0: pick(spans.t0, rowOf), t1: pick(spans.t1, rowOf) },
    rowOf,
    weights: pickChecked(weights, rowOf, 'weights', 'finite and at least 0', (x) => x >= 0 && x < Infinity, action),
    outcome: pickChecked(outcome, rowOf, 'outcome', 'finite', Number.isFinite, action),
  }
  return { samples, dropped }
}

/** The samples at `rows`, as samples of their own. */
export function takeSamples({ X, value, classNames, spans, rowOf, weights, outcome }: Samples, rows: Int32Array): Samples {
  return {
    X: X.rows(rows),
    value: Int32Array.from(rows, (row) => value[row]!),
    classNames,
    spans: { t0: pick(spans.t0, rows), t1: pick(spans.t1, rows) },
    rowOf: Int32Array.from(rows, (row) => rowOf[row]!),
    weights: weights === undefined ? undefined : pick(weights, rows),
    outcome: outcome === undefined ? undefined : pick(outcome, rows),
  }
}
