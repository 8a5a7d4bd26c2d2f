import { BarcastError } from '../core/index.js'
import { kolmogorovTail } from './kolmogorov.js'

/** Result of {@link ksTest}. */
export interface KsTest {
  /** Largest distance between the two empirical distribution functions, 0 … 1. */
  statistic: number
  /** Chance of such a distance or a larger one when both samples come from one distribution. */
  pValue: number
  /** How the p-value was worked out. */
  method: 'exact' | 'asymptotic'
  /** Values compared, without missing ones. */
  rows: readonly [number, number]
}

/** Beyond so many values the p-value is asymptotic, as in SciPy; a small partner keeps it exact, because that costs little. */
const MOST_EXACT_ROWS = 10_000
const FEWEST_ASYMPTOTIC_ROWS = 141

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** Values that are not NaN, ascending. */
export function sortedPresent(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort()
}

/** Largest |i · n/g − j · m/g| over all values, where i and j count the values of a and b up to there: the statistic in whole units of g / (m n). */
function largestDistance(a: Float64Array, b: Float64Array, unit: number): number {
  const stepA = b.length / unit
  const stepB = a.length / unit
  let i = 0
  let j = 0
  let largest = 0
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!)
    while (i < a.length && a[i] === value) i += 1
    while (j < b.length && b[j] === value) j += 1
    largest = Math.max(largest, Math.abs(i * stepA - j * stepB))
  }
  return largest
}

/**
 * P(D ≥ distance) over all equally likely orders of m and n values: the chance that a lattice path from (0, 0) to (m, n) comes that far from
 * the diagonal (Hodges 1958). Adds up the chances of leaving the band, all of one sign, so small p-values keep their digits.
 */
function exactTail(m: number, n: number, unit: number, distance: number): number {
  const stepX = n / unit
  const stepY = m / unit
  const inside = new Float64Array(n + 1)
  inside[0] = 1
  let outside = 0
  for (let i = 0; i <= m; i++) {
    // Points of this row within the band: |i · stepX − j · stepY| < distance.
    const first = Math.max(0, Math.floor((i * stepX - distance) / stepY) + 1)
    const last = Math.min(n, Math.ceil((i * stepX + distance) / stepY) - 1)
    const entered = i === 0 ? 0 : Math.max(0, Math.floor(((i - 1) * stepX - distance) / stepY) + 1)
    for (let j = entered; j < first; j++) {
      // Reached from the row before only: these leave the band.
      outside += (inside[j]! * (m - i + 1)) / (m + n - i - j + 1)
      inside[j] = 0
    }
    for (let j = first; j <= last; j++) {
      const left = m + n - i - j + 1
      const fromRow = i === 0 ? (j === 0 ? 1 : 0) : (inside[j]! * (m - i + 1)) / left
      inside[j] = fromRow + (j > first ? (inside[j - 1]! * (n - j + 1)) / left : 0)
    }
    if (last < n && last >= first) outside += (inside[last]! * (n - last)) / (m + n - i - last)
  }
  return Math.min(1, outside)
}

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided: equals `scipy.stats.ks_2samp`. NaN is missing and left out. The p-value is exact up to
 * 10,000 values a sample (`method='exact'`), also for larger ones when the other is so small that m n / (m + n) ≤ 140; beyond that it is
 * the one-sample distribution at round(m n / (m + n)) values (`method='asymp'`). With ties it is an upper bound.
 *
 * It takes every value for independent: neighbours of a slow feature are not, and then it finds significance too often.
 *
 * @throws BarcastError `monitoring/no-values` when a sample has none.
 *
 * @example
 * ksTest(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)) // statistic 1, pValue 0.1
 */
export function ksTest(current: Float64Array, baseline: Float64Array): KsTest {
  const a = sortedPresent(current)
  const b = sortedPresent(baseline)
  if (a.length === 0 || b.length === 0) {
    const noun = a.length === 0 ? 'current' : 'baseline'
    throw new BarcastError('monitoring/no-values', `Compare distributions: ${noun} must hold at least one number, found only NaN or none`, {
      value: 0,
      where: { column: noun },
    })
  }
  return ksOfSorted(a, b)
}

/** The test on ascending values without NaN, at least one each. Samples of more than `mostExactRows` get an asymptotic p-value. */
export function ksOfSorted(a: Float64Array, b: Float64Array, mostExactRows = MOST_EXACT_ROWS): KsTest {
  const unit = greatestCommonDivisor(a.length, b.length)
  const distance = largestDistance(a, b, unit)
  const statistic = distance / ((a.length / unit) * b.length)
  const rows = [a.length, b.length] as const
  const effective = Math.round((a.length / (a.length + b.length)) * b.length)
  if (Math.max(a.length, b.length) <= mostExactRows || effective < FEWEST_ASYMPTOTIC_ROWS) {
    const [small, large] = a.length <= b.length ? [a.length, b.length] : [b.length, a.length]
    const pValue = distance === 0 ? 1 : exactTail(large, small, unit, distance)
    return { statistic, pValue, method: 'exact', rows }
  }
  return { statistic, pValue: kolmogorovTail(effective, statistic), method: 'asymptotic', rows }
}
