import { nextUp } from './bin-mapper.js'
import { ZERO_THRESHOLD } from './constants.js'

/**
 * The distinct values of a sample, ascending, without NaN and what counts as zero. Values one ulp apart are one, and the larger stands for
 * them.
 */
export interface Distinct {
  /** Longer than `size`. */
  readonly values: Float64Array
  /** How many of the sample's values are at most `values[i]`. */
  readonly ends: Int32Array
  readonly size: number
  /** Values of the sample that are neither NaN nor zero. */
  readonly kept: number
  readonly nans: number
  /** How often the most frequent value occurs. */
  readonly longest: number
}

/** Finds the distinct values of a sample, which it overwrites; they are valid until the next call. */
export type DistinctFinder = (sample: Float64Array) => Distinct

/** The distinct values of `sample`, which is overwritten: the plain twin of the kernel. */
export function findDistinct(sample: Float64Array): Distinct {
  let kept = 0
  let nans = 0
  for (let i = 0; i < sample.length; i++) {
    const value = sample[i]!
    if (Number.isNaN(value)) nans += 1
    else if (value > ZERO_THRESHOLD || value < -ZERO_THRESHOLD) sample[kept++] = value
  }
  const values = sample.subarray(0, kept).sort()
  const ends = new Int32Array(kept)
  let size = 0
  let longest = 0
  let start = 0
  let before = NaN
  for (let i = 0; i < kept; i++) {
    const value = values[i]!
    const isNew = !(value <= nextUp(before))
    if (isNew) start = i
    if (isNew) size += 1
    longest = Math.max(longest, i + 1 - start)
    values[size - 1] = value
    ends[size - 1] = i + 1
    before = value
  }
  return { values, ends, size, kept, nans, longest }
}

/** How many of the first `size` numbers of an ascending array are not above `value`. */
export function countUpTo(ascending: Float64Array | Int32Array, size: number, value: number): number {
  let low = 0
  let high = size
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

/** Distinct negative values. */
export function countNegatives({ values, size }: Distinct): number {
  return countUpTo(values, size, 0)
}

/** Whether 0 stands among the distinct values: between negative and positive ones always, at the ends only if it occurs. */
export function holdsZero(distinct: Distinct, zeros: number): boolean {
  const negatives = countNegatives(distinct)
  return zeros > 0 || distinct.size === 0 || (negatives > 0 && negatives < distinct.size)
}

/** Smallest and largest distinct value, with zero. */
export function rangeOf(distinct: Distinct, zeros: number): { minValue: number; maxValue: number } {
  const { values, size } = distinct
  const zero = holdsZero(distinct, zeros)
  const first = size === 0 ? 0 : values[0]!
  const last = size === 0 ? 0 : values[size - 1]!
  return { minValue: zero && first > 0 ? 0 : first, maxValue: zero && last < 0 ? 0 : last }
}
