import { canonicalJson, createFrame, type Frame, sha256, unknownNameError } from '../core/index.js'
import { checkColumns, checkRow, type Fitted, refuseExploration } from './fitted-columns.js'
import { medianOf, sortedValues } from './order-statistics.js'

/**
 * What stands in for missing values, learned from the training part: each column's median. Plain JSON-able data; `sha256` is over the
 * other fields, so that {@link parseImputer} refuses an altered one.
 */
export interface Imputer {
  readonly formatVersion: 1
  readonly kind: 'median'
  /** Rows of the frame it was fitted on. */
  readonly rows: number
  readonly names: readonly string[]
  readonly median: readonly number[]
  readonly sha256: string
}

export interface ImputerOptions {
  /** What stands in for a missing value; `median` (default). */
  strategy?: 'median'
}

const STRATEGIES = ['median'] as const
const FIT: Fitted = { noun: 'imputer', action: 'Fit imputer' }
const APPLY: Fitted = { noun: 'imputer', action: 'Impute features' }
const ROW: Fitted = { noun: 'imputer', action: 'Impute row' }

/** The digest that an imputer's `sha256` must hold. */
export function imputerDigest({ formatVersion, kind, rows, names, median }: Omit<Imputer, 'sha256'>): string {
  return sha256(canonicalJson({ formatVersion, kind, rows, names, median }))
}

/**
 * Learns each column's median from the frame's rows, and from nothing else: fit on the training part only. NaN rows are left out; an even
 * number of values gives the mean of the middle two. Equal to scikit-learn's `SimpleImputer(strategy='median')`, which however drops
 * a column without a value: here it is refused.
 *
 * @throws BarcastError `features/imputer-empty-column` (no value in a column), `features/imputer-infinite` (±Infinity),
 * `features/imputer-strategy` (unknown), `features/exploration-only` (a frame scaled by its own rows).
 */
export function fitImputer(frame: Frame, { strategy = 'median' }: ImputerOptions = {}): Imputer {
  if (!STRATEGIES.includes(strategy))
    throw unknownNameError('features/imputer-strategy', FIT.action, 'strategy', String(strategy), STRATEGIES, { path: 'strategy' })
  refuseExploration(frame, FIT)
  const median = frame.names.map((name) => medianOf(sortedValues(frame.column(name), name, FIT)))
  const learned = { formatVersion: 1, kind: strategy, rows: frame.length, names: [...frame.names], median } as const
  return { ...learned, sha256: imputerDigest(learned) }
}

/**
 * Each NaN replaced by its column's median; other values as they are. The frame must have the imputer's columns in its order.
 *
 * @throws BarcastError `features/imputer-names`, naming the first column that differs.
 */
export function applyImputer(imputer: Imputer, frame: Frame): Frame {
  checkColumns(APPLY, imputer.names, frame.names)
  const columns = new Map(
    frame.names.map((name, k) => {
      const median = imputer.median[k]!
      return [name, frame.column(name).map((x) => (Number.isNaN(x) ? median : x))]
    }),
  )
  return createFrame({ columns, timeMs: frame.timeMs, ...(frame.explorationOnly === true ? { explorationOnly: true } : {}) })
}

/**
 * One row, in the imputer's column order; the same bits as {@link applyImputer} on a frame. `out` may be `values` itself.
 *
 * @throws BarcastError `features/imputer-names` when the number of values differs.
 */
export function imputeRow(imputer: Imputer, values: Float64Array, out: Float64Array = new Float64Array(values.length)): Float64Array {
  const { median } = imputer
  checkRow(ROW, median.length, values, out)
  for (let k = 0; k < median.length; k++) {
    const x = values[k]!
    out[k] = Number.isNaN(x) ? median[k]! : x
  }
  return out
}
