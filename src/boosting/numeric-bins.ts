import { type BinMapper, type BinSettings, binOf, nextUp, pickMostFrequentBin } from './bin-mapper.js'
import { ZERO_THRESHOLD } from './constants.js'
import type { Distinct } from './distinct-values.js'
import { MISSING_NAN, MISSING_NONE, MISSING_ZERO } from './tree.js'

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
 * The bins of a numeric column.
 *
 * @param total rows of the sample
 * @param nans rows of the sample that go to a bin of their own
 * @param least rows of the sample that either side of a split needs
 */
export function findNumericBins(
  distinct: Distinct,
  total: number,
  nans: number,
  least: number,
  missing: number,
  { maxBin, minDataInBin, featurePreFilter }: BinSettings,
): BinMapper {
  const hasMissing = missing === MISSING_NAN
  const bounds = boundsAroundZero(distinct, hasMissing ? maxBin - 1 : maxBin, total - nans, minDataInBin)
  const binCount = bounds.length + (hasMissing ? 1 : 0)
  const counts = countBins(distinct, bounds, nans, binCount)
  const upperBounds = Float64Array.from(bounds)
  const zeroBin = binOf(upperBounds, 0)
  return {
    upperBounds,
    binCount,
    // Of two bins no split could tell 0 from both.
    missing: missing === MISSING_ZERO && bounds.length === 2 ? MISSING_NONE : missing,
    hasMissing,
    zeroBin,
    mostFrequentBin: pickMostFrequentBin(counts, zeroBin, total),
    minValue: distinct.values[0]!,
    maxValue: distinct.values[distinct.size - 1]!,
    trivial: binCount <= 1 || (featurePreFilter && noBorderSplits(counts, total, least)),
  }
}
