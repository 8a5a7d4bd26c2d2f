/** Columns to whose end rows are added. What is there is never written again, so a part can be read later, whatever has been added since. */
export interface GrowingColumns {
  readonly names: readonly string[]
  rows: number
  /** Rows in the base; the others are in the tail, so that one row more does not copy all. */
  baseRows: number
  base: readonly Float64Array[]
  /** With room for more rows. */
  tail: Float64Array[]
}

/** Tails are joined to their base when they have more rows than this and an eighth of it. */
const LEAST_TAIL = 1024

export function growingColumns(names: readonly string[], columns: readonly Float64Array[], rows: number): GrowingColumns {
  return { names, rows, baseRows: rows, base: columns, tail: columns.map(() => new Float64Array(0)) }
}

/** Writes the first `rows` values of column `k` to `target`. */
export function readRows({ base, tail, baseRows }: GrowingColumns, k: number, rows: number, target: Float64Array): Float64Array {
  target.set(base[k]!.subarray(0, Math.min(rows, baseRows)))
  if (rows > baseRows) target.set(tail[k]!.subarray(0, rows - baseRows), baseRows)
  return target
}

/** Adds as many rows to each column. */
export function appendTo(columns: GrowingColumns, added: readonly Float64Array[]): void {
  const used = columns.rows - columns.baseRows
  const needed = used + (added[0]?.length ?? 0)
  columns.tail = columns.tail.map((tail, k) => {
    let target = tail
    if (needed > tail.length) {
      target = new Float64Array(2 * needed)
      target.set(tail.subarray(0, used))
    }
    target.set(added[k]!, used)
    return target
  })
  columns.rows = columns.baseRows + needed
  if (needed <= LEAST_TAIL || needed <= columns.baseRows / 8) return
  const { rows } = columns
  columns.base = columns.base.map((_, k) => readRows(columns, k, rows, new Float64Array(rows)))
  columns.baseRows = rows
  columns.tail = columns.tail.map(() => new Float64Array(0))
}

/** True when the first `rows` values of `a` and those of `b` from `from` on are the same bits. */
function sameBits(a: Float64Array, b: Float64Array, from: number, rows: number): boolean {
  for (let i = 0; i < rows; i++) if (!Object.is(a[i]!, b[from + i]!)) return false
  return true
}

/** True when the first `rows` rows are those of `values`, in each column. */
export function sameRows({ base, tail, baseRows }: GrowingColumns, values: readonly Float64Array[], rows: number): boolean {
  const inBase = Math.min(rows, baseRows)
  return (
    values.length === base.length &&
    values.every((column, k) => sameBits(base[k]!, column, 0, inBase) && sameBits(tail[k]!, column, baseRows, rows - inBase))
  )
}

export function bytesOfColumns({ base, tail }: GrowingColumns): number {
  return [...base, ...tail].reduce((sum, column) => sum + column.byteLength, 0)
}
