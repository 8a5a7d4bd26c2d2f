import { BarcastError, type Frame } from '../core/index.js'

/** Rows of numbers in one flat array, row after row. */
export interface RowMajor {
  rows: number
  columns: number
  /** `data[row * columns + column]` */
  data: Numbers
}

/** Columns or rows of numbers; float32 values are widened, which changes none of them. */
export type Numbers = Float64Array | Float32Array

/** Feature values: a Frame, its columns as arrays, or one row-major array. NaN means missing; ±Infinity are ordinary extreme values. */
export type Matrix = Frame | readonly Numbers[] | RowMajor

/** A matrix as named columns. */
export interface Columns {
  rows: number
  names: readonly string[] | undefined
  columns: readonly Float64Array[]
}

function refuse(rule: string, action: string, message: string, value: unknown, column?: string): never {
  throw new BarcastError(`boosting/${rule}`, `${action}: ${message}`, { value, where: column === undefined ? {} : { column } })
}

function isNumbers(values: unknown): values is Numbers {
  return values instanceof Float64Array || values instanceof Float32Array
}

function isRowMajor(x: Matrix): x is RowMajor {
  return !Array.isArray(x) && 'data' in x
}

function isFrame(x: Matrix): x is Frame {
  return !Array.isArray(x) && 'names' in x && 'column' in x
}

function checkFrame(frame: Frame, action: string): void {
  if (frame.explorationOnly === true) {
    refuse(
      'exploration-only',
      action,
      'x was scaled with its own statistics, which is for exploration only; scale with a fitted scaler',
      true,
    )
  }
}

function checkRowMajor({ rows, columns, data }: RowMajor, action: string): void {
  if (!isNumbers(data)) refuse('matrix-shape', action, `x.data must be a Float64Array or Float32Array, found ${typeof data}`, data)
  if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(columns) || columns < 0 || rows * columns !== data.length)
    refuse('matrix-shape', action, `x.data must hold ${rows} rows × ${columns} columns, found ${data.length} numbers`, data.length)
}

function checkColumns(x: readonly Numbers[], action: string): void {
  x.forEach((column, j) => {
    const name = `Column_${j}`
    if (!isNumbers(column))
      refuse('matrix-shape', action, `x[${j}] must be a Float64Array or Float32Array, found ${typeof column}`, column, name)
    if (column.length !== x[0]!.length)
      refuse('matrix-shape', action, `x[${j}] must have ${x[0]!.length} rows like x[0], found ${column.length}`, column.length, name)
  })
}

/** Rows that stay in the cache while each column takes its part of them. */
const BLOCK_ROWS = 256

function unpackColumns({ rows, columns: width, data }: RowMajor): Float64Array[] {
  const columns = Array.from({ length: width }, () => new Float64Array(rows))
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const to = Math.min(rows, from + BLOCK_ROWS)
    columns.forEach((column, j) => {
      for (let i = from; i < to; i++) column[i] = data[i * width + j]!
    })
  }
  return columns
}

function widen(column: Numbers): Float64Array {
  return column instanceof Float64Array ? column : Float64Array.from(column)
}

/**
 * Any accepted matrix as columns. Frames and float64 columns are not copied.
 *
 * @throws BarcastError `boosting/matrix-shape`, `boosting/exploration-only`.
 */
export function toColumns(x: Matrix, action: string): Columns {
  if (typeof x !== 'object' || x === null) refuse('matrix-shape', action, `x must be a Frame, columns or rows, found ${typeof x}`, x)
  if (isFrame(x)) {
    checkFrame(x, action)
    return { rows: x.length, names: x.names, columns: x.names.map((name) => x.column(name)) }
  }
  if (isRowMajor(x)) {
    checkRowMajor(x, action)
    return { rows: x.rows, names: undefined, columns: unpackColumns(x) }
  }
  if (!Array.isArray(x)) refuse('matrix-shape', action, 'x must be a Frame, columns or rows, found another object', x)
  checkColumns(x, action)
  return { rows: x[0]?.length ?? 0, names: undefined, columns: x.map(widen) }
}

/** Matrix rows for a model with these features, in the model's column order. */
export interface RowReader {
  readonly rows: number
  /** How {@link RowReader.fillBlock} lays out a block: rows after one another, or columns. */
  readonly isRowMajor: boolean
  /** Writes row `row`. */
  fill(row: number, values: Float64Array): void
  /**
   * Writes `count` rows from `first` on: row by row, whole rows; or the columns of `used`, the k-th one at `k * stride` of the target.
   */
  fillBlock(first: number, count: number, target: Float64Array, used: readonly number[], stride: number): void
}

function readRows(data: Numbers, rows: number, width: number): RowReader {
  return {
    rows,
    isRowMajor: true,
    fill: (row, values) => values.set(data.subarray(row * width, row * width + width)),
    fillBlock: (first, count, target) => target.set(data.subarray(first * width, (first + count) * width)),
  }
}

function readColumns(columns: readonly Numbers[], rows: number): RowReader {
  const width = columns.length
  return {
    rows,
    isRowMajor: false,
    fill(row, values) {
      for (let j = 0; j < width; j++) values[j] = columns[j]![row]!
    },
    fillBlock(first, count, target, used, stride) {
      for (let k = 0; k < used.length; k++) target.set(columns[used[k]!]!.subarray(first, first + count), k * stride)
    },
  }
}

/**
 * Rows of `x` in the order of `featureNames`. A Frame's columns are found by name and must be exactly the model's; other
 * matrices must have as many columns.
 *
 * @throws BarcastError `boosting/feature-names`, `boosting/feature-count`, `boosting/matrix-shape`, `boosting/exploration-only`.
 */
export function toRowReader(x: Matrix, featureNames: readonly string[], action: string): RowReader {
  if (typeof x === 'object' && x !== null && isRowMajor(x)) {
    checkRowMajor(x, action)
    checkCount(x.columns, featureNames, action)
    return readRows(x.data, x.rows, x.columns)
  }
  if (Array.isArray(x)) {
    checkColumns(x, action)
    checkCount(x.length, featureNames, action)
    return readColumns(x, x[0]?.length ?? 0)
  }
  const { rows, columns, names } = toColumns(x, action)
  const ordered = names === undefined ? columns : orderByName({ rows, columns, names }, featureNames, action)
  checkCount(ordered.length, featureNames, action)
  return readColumns(ordered, rows)
}

function checkCount(found: number, featureNames: readonly string[], action: string): void {
  if (found !== featureNames.length)
    refuse('feature-count', action, `x must have the model's ${featureNames.length} columns, found ${found}`, found)
}

function orderByName(given: Columns & { names: readonly string[] }, featureNames: readonly string[], action: string): Float64Array[] {
  const byName = new Map(given.names.map((name, j) => [name, given.columns[j]!]))
  const known = new Set(featureNames)
  const missing = featureNames.filter((name) => !byName.has(name))
  const extra = given.names.filter((name) => !known.has(name))
  if (missing.length > 0 || extra.length > 0) {
    const list = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
    const parts = [missing.length > 0 ? `it lacks ${list(missing)}` : '', extra.length > 0 ? `it also has ${list(extra)}` : '']
    const message = `x must have the model's ${featureNames.length} features, found that ${parts.filter((part) => part !== '').join('; ')}`
    refuse('feature-names', action, message, given.names, missing[0] ?? extra[0]!)
  }
  return featureNames.map((name) => byName.get(name)!)
}
