import { BarcastError, type Frame } from '../core/index.js'

/** Rows of numbers in one flat array, row after row. */
export interface RowMajor {
  rows: number
  columns: number
  /** `data[row * columns + column]` */
  data: Float64Array
}

/** Feature values: a Frame, its columns as arrays, or one row-major array. NaN means missing; ±Infinity are ordinary extreme values. */
export type Matrix = Frame | readonly Float64Array[] | RowMajor

/** A matrix as named columns. */
export interface Columns {
  rows: number
  names: readonly string[] | undefined
  columns: readonly Float64Array[]
}

function refuse(rule: string, action: string, message: string, value: unknown, column?: string): never {
  throw new BarcastError(`boosting/${rule}`, `${action}: ${message}`, { value, where: column === undefined ? {} : { column } })
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
  if (!(data instanceof Float64Array)) refuse('matrix-shape', action, `x.data must be a Float64Array, found ${typeof data}`, data)
  if (!Number.isInteger(rows) || rows < 0 || !Number.isInteger(columns) || columns < 0 || rows * columns !== data.length)
    refuse('matrix-shape', action, `x.data must hold ${rows} rows × ${columns} columns, found ${data.length} numbers`, data.length)
}

function checkColumns(x: readonly Float64Array[], action: string): void {
  x.forEach((column, j) => {
    const name = `Column_${j}`
    if (!(column instanceof Float64Array))
      refuse('matrix-shape', action, `x[${j}] must be a Float64Array, found ${typeof column}`, column, name)
    if (column.length !== x[0]!.length)
      refuse('matrix-shape', action, `x[${j}] must have ${x[0]!.length} rows like x[0], found ${column.length}`, column.length, name)
  })
}

function unpackColumns({ rows, columns, data }: RowMajor): Float64Array[] {
  return Array.from({ length: columns }, (_, j) => {
    const column = new Float64Array(rows)
    for (let i = 0; i < rows; i++) column[i] = data[i * columns + j]!
    return column
  })
}

/**
 * Any accepted matrix as columns. Frames and arrays of columns are not copied.
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
  return { rows: x[0]?.length ?? 0, names: undefined, columns: x }
}

/** Matrix rows for a model with these features: `fill` writes row `row` in the model's column order. */
export interface RowReader {
  rows: number
  fill(row: number, values: Float64Array): void
}

/**
 * Rows of `x` in the order of `featureNames`. A Frame's columns are found by name and must be exactly the model's; other
 * matrices must have as many columns.
 *
 * @throws BarcastError `boosting/feature-names`, `boosting/feature-count`, `boosting/matrix-shape`, `boosting/exploration-only`.
 */
export function toRowReader(x: Matrix, featureNames: readonly string[], action: string): RowReader {
  const given = typeof x === 'object' && x !== null && isRowMajor(x) ? undefined : toColumns(x, action)
  if (given === undefined) {
    const flat = x as RowMajor
    checkRowMajor(flat, action)
    checkCount(flat.columns, featureNames, action)
    const { columns: width, data } = flat
    return { rows: flat.rows, fill: (row, values) => values.set(data.subarray(row * width, row * width + width)) }
  }
  const columns = given.names === undefined ? given.columns : orderByName(given, featureNames, action)
  checkCount(columns.length, featureNames, action)
  const width = columns.length
  return {
    rows: given.rows,
    fill(row, values) {
      for (let j = 0; j < width; j++) values[j] = columns[j]![row]!
    },
  }
}

function checkCount(found: number, featureNames: readonly string[], action: string): void {
  if (found !== featureNames.length)
    refuse('feature-count', action, `x must have the model's ${featureNames.length} columns, found ${found}`, found)
}

function orderByName(given: Columns, featureNames: readonly string[], action: string): Float64Array[] {
  const byName = new Map(given.names!.map((name, j) => [name, given.columns[j]!]))
  const known = new Set(featureNames)
  const missing = featureNames.filter((name) => !byName.has(name))
  const extra = given.names!.filter((name) => !known.has(name))
  if (missing.length > 0 || extra.length > 0) {
    const list = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`
    const parts = [missing.length > 0 ? `it lacks ${list(missing)}` : '', extra.length > 0 ? `it also has ${list(extra)}` : '']
    const message = `x must have the model's ${featureNames.length} features, found that ${parts.filter((part) => part !== '').join('; ')}`
    refuse('feature-names', action, message, given.names, missing[0] ?? extra[0]!)
  }
  return featureNames.map((name) => byName.get(name)!)
}
