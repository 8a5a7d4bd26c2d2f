import { ZERO_THRESHOLD } from './constants.js'

/** How one column's values become bin numbers. */
export interface BinMapper {
  /** Largest value of each bin, ascending; the last number is +Infinity. The bin of missing values, if any, comes after and has none. */
  readonly upperBounds: Float64Array
  /** Number of bins, with the one for missing values. */
  readonly binCount: number
  /** True when the sample held NaN: then the last bin is theirs. Otherwise NaN is read as 0. */
  readonly hasMissing: boolean
  /** The bin whose sums are found by subtraction from the leaf's (LightGBM never adds it up). */
  readonly mostFrequentBin: number
  /** Smallest and largest value of the sample, for the model text. */
  readonly minValue: number
  readonly maxValue: number
  /** A column that no split could use. */
  readonly trivial: boolean
  /** Categorical columns: the category of each bin; bin 0 stands for missing, negative and rare ones (−1). Their bounds are empty. */
  readonly categories?: Int32Array
}

export interface BinSettings {
  maxBin: number
  minDataInBin: number
  minDataInLeaf: number
  featurePreFilter: boolean
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

/** Sorted sample values without near-duplicates, and how often each occurs. */
interface Distinct {
  values: Float64Array
  counts: Int32Array
  size: number
}

/**
 * Distinct values of the ascending non-zero `sorted` numbers. Neighbours one ulp apart count as equal, the larger one stands for both.
 * Zero is inserted between negative and positive values even if it never occurs.
 */
function findDistinct(sorted: Float64Array, zeroCount: number): Distinct {
  const values = new Float64Array(sorted.length + 1)
  const counts = new Int32Array(sorted.length + 1)
  let size = 0
  const push = (value: number, count: number): void => {
    values[size] = value
    counts[size++] = count
  }
  if (sorted.length === 0 || (sorted[0]! > 0 && zeroCount > 0)) push(0, zeroCount)
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!
    if (i > 0) {
      const before = sorted[i - 1]!
      if (value === before || value <= nextUp(before)) {
        values[size - 1] = value
        counts[size - 1]! += 1
        continue
      }
      if (before < 0 && value > 0) push(0, zeroCount)
    }
    push(value, 1)
  }
  if (sorted.length > 0 && sorted[sorted.length - 1]! < 0 && zeroCount > 0) push(0, zeroCount)
  return { values, counts, size }
}

/** A bound between two neighbours, unless the last bound is as good as equal. */
function pushBound(bounds: number[], below: number, above: number): boolean {
  const bound = nextUp((below + above) / 2)
  if (bounds.length > 0 && bound <= nextUp(bounds[bounds.length - 1]!)) return false
  bounds.push(bound)
  return true
}

/** Upper bounds for the distinct values `from` … `to − 1`, which occur `total` times: one bin per value where they suffice. */
function greedyBounds(distinct: Distinct, from: number, to: number, maxBin: number, total: number, minDataInBin: number): number[] {
  const { values, counts } = distinct
  const bounds: number[] = []
  if (to - from > maxBin) return equalBounds(distinct, from, to, maxBin, total, minDataInBin)
  let inBin = 0
  for (let i = from; i < to - 1; i++) {
    inBin += counts[i]!
    if (inBin >= minDataInBin && pushBound(bounds, values[i]!, values[i + 1]!)) inBin = 0
  }
  bounds.push(Infinity)
  return bounds
}

/** Bounds for more values than bins: bins of about equal count, where a value frequent enough to fill a bin gets its own. */
function equalBounds(distinct: Distinct, from: number, to: number, maxBin: number, total: number, minDataInBin: number): number[] {
  const { values, counts } = distinct
  const bins = Math.max(1, Math.min(maxBin, Math.floor(total / minDataInBin)))
  const bigCount = total / bins
  let restBins = bins
  let restCount = total
  for (let i = from; i < to; i++) {
    if (counts[i]! >= bigCount) {
      restBins -= 1
      restCount -= counts[i]!
    }
  }
  let mean = restCount / restBins
  const lastOfBin: number[] = []
  let inBin = 0
  for (let i = from; i < to - 1; i++) {
    const isBig = counts[i]! >= bigCount
    if (!isBig) restCount -= counts[i]!
    inBin += counts[i]!
    const half = mean * 0.5
    if (isBig || inBin >= mean || (counts[i + 1]! >= bigCount && inBin >= (half > 1 ? half : 1))) {
      lastOfBin.push(i)
      if (lastOfBin.length >= bins - 1) break
      inBin = 0
      if (!isBig) {
        restBins -= 1
        mean = restCount / restBins
      }
    }
  }
  const bounds: number[] = []
  for (const i of lastOfBin) pushBound(bounds, values[i]!, values[i + 1]!)
  bounds.push(Infinity)
  return bounds
}

/** Bounds in which values around zero have a bin of their own: negative and positive values are binned apart. */
function boundsAroundZero(distinct: Distinct, maxBin: number, total: number, minDataInBin: number): number[] {
  const { values, counts, size } = distinct
  let negatives = 0
  let zeros = 0
  let positives = 0
  let firstNotBelow = size
  let firstAbove = -1
  for (let i = 0; i < size; i++) {
    const value = values[i]!
    if (value <= -ZERO_THRESHOLD) negatives += counts[i]!
    else if (value > ZERO_THRESHOLD) positives += counts[i]!
    else zeros += counts[i]!
    if (firstNotBelow === size && value > -ZERO_THRESHOLD) firstNotBelow = i
    if (firstAbove < 0 && value > ZERO_THRESHOLD) firstAbove = i
  }
  let bounds: number[] = []
  if (firstNotBelow > 0 && maxBin > 1) {
    const bins = Math.max(1, Math.trunc((negatives / (total - zeros)) * (maxBin - 1)))
    bounds = greedyBounds(distinct, 0, firstNotBelow, bins, negatives, minDataInBin)
    bounds[bounds.length - 1] = -ZERO_THRESHOLD
  }
  const binsAbove = maxBin - 1 - bounds.length
  if (firstAbove < 0 || binsAbove <= 0) return [...bounds, Infinity]
  return [...bounds, ZERO_THRESHOLD, ...greedyBounds(distinct, firstAbove, size, binsAbove, positives, minDataInBin)]
}

function countBins(distinct: Distinct, bounds: readonly number[], missing: number, binCount: number): Int32Array {
  const counts = new Int32Array(binCount)
  let bin = 0
  for (let i = 0; i < distinct.size; i++) {
    while (bin < bounds.length - 1 && distinct.values[i]! > bounds[bin]!) bin += 1
    counts[bin]! += distinct.counts[i]!
  }
  if (missing > 0) counts[binCount - 1] = missing
  return counts
}

/** True if no border between bins leaves `least` rows on both sides. */
function noBorderSplits(counts: Int32Array, total: number, least: number): boolean {
  let left = 0
  for (let bin = 0; bin < counts.length - 1; bin++) {
    left += counts[bin]!
    if (left >= least && total - left >= least) return false
  }
  return true
}

/**
 * Finds the bins of one column from a sample of its values, as LightGBM's `BinMapper::FindBin` does, to the bit.
 *
 * @param sample values of the sampled rows; overwritten
 * @param rows number of rows of the whole data (they decide how `minDataInLeaf` scales to the sample)
 */
export function findBins(sample: Float64Array, rows: number, settings: BinSettings): BinMapper {
  const total = sample.length
  let kept = 0
  let missing = 0
  for (let i = 0; i < total; i++) {
    const value = sample[i]!
    if (Number.isNaN(value)) missing += 1
    else if (value > ZERO_THRESHOLD || value < -ZERO_THRESHOLD) sample[kept++] = value
  }
  const distinct = findDistinct(sample.subarray(0, kept).sort(), total - kept - missing)
  const hasMissing = missing > 0
  const bounds = boundsAroundZero(distinct, hasMissing ? settings.maxBin - 1 : settings.maxBin, total - missing, settings.minDataInBin)
  const binCount = bounds.length + (hasMissing ? 1 : 0)
  const counts = countBins(distinct, bounds, missing, binCount)
  const least = Math.trunc((settings.minDataInLeaf * total) / rows)
  const upperBounds = Float64Array.from(bounds)
  return {
    upperBounds,
    binCount,
    hasMissing,
    mostFrequentBin: pickMostFrequentBin(counts, binOf(upperBounds, 0), total),
    minValue: distinct.values[0]!,
    maxValue: distinct.values[distinct.size - 1]!,
    trivial: binCount <= 1 || (settings.featurePreFilter && noBorderSplits(counts, total, least)),
  }
}

/** The fullest bin, or the bin of 0 when the fullest one is not very full. */
function pickMostFrequentBin(counts: Int32Array, zeroBin: number, total: number): number {
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
