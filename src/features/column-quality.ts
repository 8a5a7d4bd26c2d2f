import { medianOf, quantileOf } from './order-statistics.js'

/** What stands in one column; null where there is no value to say it of. */
export interface ColumnQuality {
  readonly name: string
  /** Part of the rows that are NaN, 0 … 1. */
  readonly missingShare: number
  /** The first row with a value. */
  readonly firstRow: number | null
  /** NaN rows after the first value. */
  readonly gaps: number
  /** Rows with ±Infinity; they count for nothing below. */
  readonly infinite: number
  readonly min: number | null
  readonly median: number | null
  readonly max: number | null
  /** Part of the values that equal the commonest one, 0 … 1. */
  readonly commonestShare: number | null
  /** Part of the values more than ten robust deviations (scaled median absolute deviation) from the median; 0 where that deviation is 0. */
  readonly extremeShare: number | null
  /** Greatest distance between the distributions of the first and the second half of the values (Kolmogorov and Smirnov's statistic), 0 … 1. */
  readonly drift: number | null
}

/** As many robust deviations from the median are extreme. */
const EXTREME = 10
const NORMAL_QUARTILE = 0.6744897501960817

function commonestShare(sorted: Float64Array): number {
  let most = 0
  let run = 0
  for (let i = 0; i < sorted.length; i++) {
    run = i > 0 && sorted[i] === sorted[i - 1] ? run + 1 : 1
    most = Math.max(most, run)
  }
  return most / sorted.length
}

function extremeShare(sorted: Float64Array, median: number): number {
  const deviation = medianOf(sorted.map((x) => Math.abs(x - median)).sort()) / NORMAL_QUARTILE
  if (!(deviation > 0)) return 0
  let count = 0
  for (let i = 0; i < sorted.length; i++) if (Math.abs(sorted[i]! - median) > EXTREME * deviation) count += 1
  return count / sorted.length
}

/** The two-sample statistic of two ascending samples. */
export function distributionDistance(a: Float64Array, b: Float64Array): number {
  let [i, j, greatest] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i]!, b[j]!)
    while (i < a.length && a[i]! <= x) i += 1
    while (j < b.length && b[j]! <= x) j += 1
    greatest = Math.max(greatest, Math.abs(i / a.length - j / b.length))
  }
  return greatest
}

/** Everything that can be said of a column by itself. */
export function describeColumn(name: string, column: Float64Array): ColumnQuality {
  const values = new Float64Array(column.length)
  let [missing, infinite, count] = [0, 0, 0]
  let firstRow: number | null = null
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!
    if (Number.isNaN(x)) {
      missing += 1
      continue
    }
    firstRow ??= i
    if (x === Infinity || x === -Infinity) infinite += 1
    else values[count++] = x
  }
  const shared = {
    name,
    missingShare: column.length === 0 ? 0 : missing / column.length,
    firstRow,
    gaps: firstRow === null ? 0 : missing - firstRow,
    infinite,
  }
  if (count === 0) return { ...shared, min: null, median: null, max: null, commonestShare: null, extremeShare: null, drift: null }
  const half = count >> 1
  const [first, second] = [values.slice(0, half).sort(), values.slice(half, count).sort()]
  const sorted = values.slice(0, count).sort()
  const median = quantileOf(sorted, 0.5)
  return {
    ...shared,
    min: sorted[0]! + 0,
    median: median + 0,
    max: sorted[count - 1]! + 0,
    commonestShare: commonestShare(sorted),
    extremeShare: extremeShare(sorted, median),
    drift: half === 0 ? null : distributionDistance(first, second),
  }
}
