import { BarcastError } from '../core/index.js'
import type { Breather } from './breather.js'
import { checkCategories } from './categorical.js'
import { type Columns, type Matrix, toColumns } from './matrix.js'

/** Some of a dataset's rows. */
export interface DatasetChunk {
  x: Matrix
  /** Labels of these rows; every chunk has them, or none. */
  y?: ArrayLike<number>
}

/** Starts the rows over: it is called two or three times, and must give the same rows each time. */
export type ChunkSource = () => AsyncIterable<DatasetChunk> | Iterable<DatasetChunk>

/** What the first pass finds out. */
export interface Overview {
  readonly rows: number
  readonly names: readonly string[] | undefined
  readonly width: number
  readonly y: Float64Array
  /** Per column all values, if there are at most as many rows as the sample may have; for the taking. */
  readonly columns: Float64Array[] | undefined
}

const ACTION = 'Create dataset'

function refuse(rule: string, message: string, value: unknown): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value })
}

/** Passes over the rows of a source; every pass after the first sees to it that the rows are still as many. */
export class ChunkReader {
  constructor(
    private readonly source: ChunkSource,
    private readonly breathe: Breather,
  ) {}

  private start(): AsyncIterable<DatasetChunk> | Iterable<DatasetChunk> {
    const chunks: object = this.source()
    if (typeof chunks === 'object' && chunks !== null && (Symbol.asyncIterator in chunks || Symbol.iterator in chunks))
      return chunks as AsyncIterable<DatasetChunk> | Iterable<DatasetChunk>
    return refuse('chunk-source', `x must be a function that returns an iterable of chunks, found that it returns ${typeof chunks}`, chunks)
  }

  /** Counts the rows, gathers labels, and keeps the values as long as they are at most `mostKept` rows. */
  async survey(mostKept: number): Promise<Overview> {
    let names: readonly string[] | undefined
    let width = -1
    let rows = 0
    let kept: Float64Array[][] | undefined = []
    const labels: ArrayLike<number>[] = []
    for await (const chunk of this.start()) {
      const read = readChunk(chunk)
      if (width === -1) {
        width = read.columns.length
        names = read.names
        kept = read.columns.map(() => [])
      }
      checkSame(read.names, read.columns.length, names, width)
      collectLabels(chunk, read.rows, rows, labels)
      rows += read.rows
      if (rows > mostKept) kept = undefined
      kept?.forEach((parts, j) => {
        parts.push(read.columns[j]!.slice())
      })
      await this.breathe()
    }
    const columns = kept?.map((parts) => concatenate(parts, rows))
    return { rows, names, width: Math.max(width, 0), y: concatenate(labels, rows), columns }
  }

  /** The values of `sampledRows`, ascending row numbers, of each of `width` columns. */
  async sample({ rows, width }: Overview, sampledRows: Int32Array): Promise<Float64Array[]> {
    const samples = Array.from({ length: width }, () => new Float64Array(sampledRows.length))
    let at = 0
    await this.forEach(rows, width, (columns, first, count) => {
      const from = at
      while (at < sampledRows.length && sampledRows[at]! < first + count) at += 1
      samples.forEach((sample, j) => {
        const column = columns[j]!
        for (let i = from; i < at; i++) sample[i] = column[sampledRows[i]! - first]!
      })
    })
    return samples
  }

  /** Calls `visit` with the columns of each chunk and the number of its first row. */
  async forEach(
    rows: number,
    width: number,
    visit: (columns: readonly Float64Array[], first: number, count: number) => void,
  ): Promise<void> {
    let first = 0
    for await (const chunk of this.start()) {
      const read = readChunk(chunk)
      if (read.columns.length !== width || first + read.rows > rows) refuseChange(first + read.rows, rows)
      visit(read.columns, first, read.rows)
      first += read.rows
      await this.breathe()
    }
    if (first !== rows) refuseChange(first, rows)
  }
}

function readChunk(chunk: DatasetChunk): Columns {
  if (typeof chunk !== 'object' || chunk === null || !('x' in chunk))
    refuse('chunk-source', 'every chunk must be an object with x, found another value', chunk)
  return toColumns(chunk.x, ACTION)
}

function refuseChange(found: number, rows: number): never {
  refuse('source-changed', `x must give the same rows each time, found ${found} rows after ${rows}`, found)
}

function checkSame(names: readonly string[] | undefined, columns: number, firstNames: readonly string[] | undefined, width: number): void {
  if (columns !== width) refuse('feature-count', `every chunk must have ${width} columns like the first, found ${columns}`, columns)
  if (names?.join('\n') !== firstNames?.join('\n'))
    refuse('feature-names', "every chunk must have the first one's names, found others", names)
}

/** All chunks with rows bring labels, or none does. */
function collectLabels({ y }: DatasetChunk, count: number, before: number, labels: ArrayLike<number>[]): void {
  if (count === 0) return
  const fits = y === undefined ? labels.length === 0 : y.length === count && (labels.length > 0 || before === 0)
  if (!fits)
    refuse('label-count', `every chunk must have as many labels as rows, or none, found ${y?.length ?? 0} for ${count} rows`, y?.length)
  if (y !== undefined) labels.push(Float64Array.from(y))
}

function concatenate(parts: readonly ArrayLike<number>[], rows: number): Float64Array {
  const all = new Float64Array(parts.length === 0 ? 0 : rows)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Refuses what is no category in the categorical columns of a chunk. */
export function checkChunkCategories(
  columns: readonly Float64Array[],
  categorical: readonly number[],
  names: readonly string[],
  firstRow: number,
): void {
  for (const column of categorical) checkCategories(columns[column]!, names[column]!, firstRow, ACTION)
}
