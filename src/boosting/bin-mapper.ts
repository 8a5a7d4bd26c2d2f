import { MISSING_ZERO } from './tree.js'

/** How one column's values become bin numbers. */
export interface BinMapper {
  /** Largest value of each bin, ascending; the last number is +Infinity. The bin of missing values, if any, comes after and has none. */
  readonly upperBounds: Float64Array
  /** Number of bins, with the one for missing values. */
  readonly binCount: number
  /**
   * What splits take for missing: `MISSING_NAN`, the last bin of a numeric column or bin 0 of a categorical one;
   * `MISSING_ZERO`, the bin of 0; `MISSING_NONE`, nothing.
   */
  readonly missing: number
  /** True if the last bin is NaN's. Otherwise NaN is read as 0, and belongs to bin 0 where the column is categorical. */
  readonly hasMissing: boolean
  /** The bin of the value 0. */
  readonly zeroBin: number
  /** The bin whose sums are found by subtraction from the leaf's (LightGBM never adds it up). */
  readonly mostFrequentBin: number
  /** Smallest and largest value of the sample, for the model text. */
  readonly minValue: number
  readonly maxValue: number
  /** A column that no split could use. */
  readonly trivial: boolean
  /**
   * Categorical columns: the category of each bin, the most frequent first; bin 0 stands for missing, negative, rare and unseen ones (−1).
   * Empty where the sample held no category. Their bounds are empty.
   */
  readonly categories?: Int32Array
}

export interface BinSettings {
  maxBin: number
  minDataInBin: number
  minDataInLeaf: number
  featurePreFilter: boolean
  /** False: NaN is 0, in the sample and afterwards. */
  useMissing: boolean
  /** True: 0 is missing, and NaN is 0. */
  zeroAsMissing: boolean
  /** The values are numbers of categories. */
  categorical: boolean
}

const SPARSE_SHARE = 0.7
const words = new DataView(new ArrayBuffer(8))

/** The next double above `value`; Infinity and NaN stay. */
export function nextUp(value: number): number {
  if (!(value < Infinity)) return value
  if (value === 0) return 5e-324
  words.setFloat64(0, value)
  const high = words.getUint32(0)
  const low = words.getUint32(4)
  if (value > 0) {
    words.setUint32(4, low + 1)
    if (low === 0xffffffff) words.setUint32(0, high + 1)
  } else {
    words.setUint32(4, low - 1)
    if (low === 0) words.setUint32(0, high - 1)
  }
  return words.getFloat64(0)
}

/** The fullest bin, or the bin of 0 when the fullest one is not very full. */
export function pickMostFrequentBin(counts: readonly number[], zeroBin: number, total: number): number {
  let most = 0
  for (let bin = 1; bin < counts.length; bin++) if (counts[bin]! > counts[most]!) most = bin
  return most !== zeroBin && counts[most]! / total < SPARSE_SHARE ? zeroBin : most
}

/** The first bin whose bound is not below `value` (not NaN). */
export function binOf(upperBounds: Float64Array, value: number): number {
  let low = 0
  let high = upperBounds.length - 1
  while (low < high) {
    const middle = (low + high - 1) >> 1
    if (value <= upperBounds[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

/** The bin whose rows go where a numeric split sends missing values; −1 if there is none. */
export function missingBinOf({ missing, hasMissing, binCount, zeroBin }: BinMapper): number {
  if (missing === MISSING_ZERO) return zeroBin
  return hasMissing ? binCount - 1 : -1
}
