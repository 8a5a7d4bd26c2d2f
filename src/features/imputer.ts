import { BarcastError, canonicalJson, createFrame, type Frame, type Json, sha256, unknownNameError } from '../core/index.js'
import { checkColumns, checkRow, type Fitted, refuseExploration } from './fitted-columns.js'
import { medianOf, sortedValues } from './order-statistics.js'
import { learnStandard } from './standard-scaling.js'

interface Learned<K extends string> {
  readonly formatVersion: 1
  readonly kind: K
  /** Rows of the frame it was fitted on. */
  readonly rows: number
  readonly names: readonly string[]
  /** Of the canonical JSON of everything else. */
  readonly sha256: string
}

/** Each column's median, which outliers do not move. */
export interface MedianImputer extends Learned<'median'> {
  readonly median: readonly number[]
}

/** Each column's mean. */
export interface MeanImputer extends Learned<'mean'> {
  readonly mean: readonly number[]
}

/** A number that was given, the same for all columns or one for each. */
export interface ConstantImputer extends Learned<'constant'> {
  readonly constant: readonly number[]
}

/**
 * What stands in for missing values, learned from the training part; `kind` decides the rest. Plain JSON-able data; `sha256` is over the
 * other fields, so that {@link parseImputer} refuses an altered one.
 */
export type Imputer = MedianImputer | MeanImputer | ConstantImputer

/** What stands in for a missing value; the median when not given. The last value seen needs no fit: {@link forwardFill}. */
export type ImputerOptions =
  | { strategy?: 'median' }
  | { strategy: 'mean' }
  | {
      strategy: 'constant'
      /** One number for all columns, or a number for each by name. */
      value: number | Readonly<Record<string, number>>
    }

const STRATEGIES: readonly Imputer['kind'][] = ['median', 'mean', 'constant']
const FIT: Fitted = { noun: 'imputer', action: 'Fit imputer' }
const APPLY: Fitted = { noun: 'imputer', action: 'Impute features' }
const ROW: Fitted = { noun: 'imputer', action: 'Impute row' }

type Unsigned<T> = T extends unknown ? Omit<T, 'sha256'> : never

/** The digest that an imputer's `sha256` must hold. */
export function imputerDigest(imputer: Unsigned<Imputer>): string {
  const content: { [key: string]: Json } = { ...imputer }
  delete content.sha256
  return sha256(canonicalJson(content))
}

/** The number that stands in for each column's missing values. */
export function fillsOf(imputer: Imputer): readonly number[] {
  switch (imputer.kind) {
    case 'median':
      return imputer.median
    case 'mean':
      return imputer.mean
    case 'constant':
      return imputer.constant
  }
}

function givenConstants(names: readonly string[], value: number | Readonly<Record<string, number>>): number[] {
  return names.map((name) => {
    const constant = typeof value === 'object' && value !== null ? (Object.hasOwn(value, name) ? value[name] : undefined) : value
    if (typeof constant === 'number' && Number.isFinite(constant)) return constant + 0
    throw new BarcastError(
      'features/imputer-value',
      `${FIT.action}: value must give a finite number for every column, found ${String(constant)} for "${name}"`,
      { value: constant, where: { column: name, path: 'value' } },
    )
  })
}

function learn(frame: Frame, options: ImputerOptions): Unsigned<Imputer> {
  const formatVersion = 1
  const common = { rows: frame.length, names: [...frame.names] }
  const sorted = (name: string): Float64Array => sortedValues(frame.column(name), name, FIT)
  switch (options.strategy) {
    case undefined:
    case 'median':
      return { formatVersion, kind: 'median', ...common, median: frame.names.map((name) => medianOf(sorted(name))) }
    case 'mean':
      return { formatVersion, kind: 'mean', ...common, mean: learnStandard(frame, FIT).mean }
    case 'constant':
      return { formatVersion, kind: 'constant', ...common, constant: givenConstants(frame.names, options.value) }
    default: {
      const { strategy } = options as { strategy: unknown }
      throw unknownNameError('features/imputer-strategy', FIT.action, 'strategy', String(strategy), STRATEGIES, { path: 'strategy' })
    }
  }
}

/**
 * Learns what stands in for missing values from the frame's rows, and from nothing else: fit on the training part only. NaN rows are
 * left out; the median of an even number of values is the mean of the middle two. Equal to scikit-learn's `SimpleImputer` (`median`,
 * `mean`, `constant`), which however drops a column without a value: here it is refused, unless the value is given.
 *
 * @throws BarcastError `features/imputer-empty-column` (no value in a column), `features/imputer-infinite` (±Infinity, or for the mean
 * values too large to square), `features/imputer-strategy` (unknown), `features/imputer-value` (no finite constant for a column),
 * `features/exploration-only` (a frame scaled by its own rows).
 */
export function fitImputer(frame: Frame, options?: { strategy?: 'median' }): MedianImputer
export function fitImputer(frame: Frame, options: ImputerOptions): Imputer
export function fitImputer(frame: Frame, options: ImputerOptions = {}): Imputer {
  refuseExploration(frame, FIT)
  const learned = learn(frame, options)
  return { ...learned, sha256: imputerDigest(learned) }
}

/**
 * Each NaN replaced by what was learned for its column; other values as they are. The frame must have the imputer's columns in its order.
 *
 * @throws BarcastError `features/imputer-names`, naming the first column that differs.
 */
export function applyImputer(imputer: Imputer, frame: Frame): Frame {
  checkColumns(APPLY, imputer.names, frame.names)
  const fills = fillsOf(imputer)
  const columns = new Map(
    frame.names.map((name, k) => {
      const fill = fills[k]!
      return [name, frame.column(name).map((x) => (Number.isNaN(x) ? fill : x))]
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
  const fills = fillsOf(imputer)
  checkRow(ROW, fills.length, values, out)
  for (let k = 0; k < fills.length; k++) {
    const x = values[k]!
    out[k] = Number.isNaN(x) ? fills[k]! : x
  }
  return out
}
