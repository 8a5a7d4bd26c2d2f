import type { Spans } from '../core/index.js'
import { rowRange } from './row-range.js'

/** Rows `from` (inclusive) to `to` (exclusive) that are tested together, and the latest t1 among them. */
export interface TestRun {
  readonly from: number
  readonly to: number
  readonly latestEnd: number
}

/** The rows between two neighbouring cuts, as one run each. */
export function testRuns({ t1 }: Spans, cuts: readonly number[]): TestRun[] {
  return cuts.slice(1).map((to, k) => {
    const from = cuts[k]!
    let latestEnd = -Infinity
    for (let row = from; row < to; row++) if (t1[row]! > latestEnd) latestEnd = t1[row]!
    return { from, to, latestEnd }
  })
}

/** What the splits of the same samples share. */
export interface RowTables {
  /** 0, 1, 2, …: a stretch of it is copied faster than counted. */
  readonly rows: Int32Array
  /** The latest t1 of all rows up to each. */
  readonly latest: Float64Array
}

export function rowTables({ t1 }: Spans): RowTables {
  const latest = new Float64Array(t1.length)
  let end = -Infinity
  for (let row = 0; row < t1.length; row++) {
    if (t1[row]! > end) end = t1[row]!
    latest[row] = end
  }
  return { rows: rowRange(0, t1.length), latest }
}

/** First row of [from, to) for which `holds`, which goes on to hold for all that follow; `to` when it never does. */
function firstRow(from: number, to: number, holds: (row: number) => boolean): number {
  let below = from
  let above = to
  while (below < above) {
    const middle = (below + above) >>> 1
    if (holds(middle)) above = middle
    else below = middle + 1
  }
  return below
}

/** Rows in stretches, flat: from, to, from, to, …; each `to` is exclusive. */
export function rowsOf({ rows }: RowTables, stretches: readonly number[]): Int32Array {
  let length = 0
  for (let k = 0; k < stretches.length; k += 2) length += stretches[k + 1]! - stretches[k]!
  const copied = new Int32Array(length)
  let at = 0
  for (let k = 0; k < stretches.length; k += 2) {
    const [from, to] = [stretches[k]!, stretches[k + 1]!]
    if (to === from + 1) copied[at] = from
    else copied.set(rows.subarray(from, to), at)
    at += to - from
  }
  return copied
}

/**
 * All rows outside the test runs, purged and embargoed as {@link purge} does. What a million rows cost is the writing of those that stay: the rows
 * that an earlier test run or its embargo covers are the first of a stretch, because starts ascend, and rows that reach into the next test
 * run can only lie where the latest end so far does.
 */
export function purgedRest({ t0, t1 }: Spans, tables: RowTables, runs: readonly TestRun[], embargoMs: number): Int32Array {
  const kept: number[] = []
  let from = 0
  let latestEnd = -Infinity
  for (const run of [...runs, undefined]) {
    const to = run === undefined ? t0.length : run.from
    const nextStart = run === undefined ? Infinity : t0[run.from]!
    const covered = latestEnd
    const free = firstRow(from, to, (row) => !(t0[row]! - covered <= embargoMs))
    const reaching = firstRow(free, to, (row) => tables.latest[row]! >= nextStart)
    if (reaching > free) kept.push(free, reaching)
    for (let row = reaching; row < to; row++) {
      if (t1[row]! >= nextStart) continue
      if (kept.at(-1) === row) kept[kept.length - 1] = row + 1
      else kept.push(row, row + 1)
    }
    if (run === undefined) break
    from = run.to
    latestEnd = Math.max(latestEnd, run.latestEnd)
  }
  return rowsOf(tables, kept)
}
