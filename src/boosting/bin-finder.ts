import type { BinMapper, BinSettings } from './bin-mapper.js'
import { findCategories } from './category-bins.js'
import { ZERO_THRESHOLD } from './constants.js'
import { findDistinct } from './distinct-values.js'
import { findNumericBins } from './numeric-bins.js'
import { MISSING_NAN, MISSING_NONE, MISSING_ZERO } from './tree.js'

/** What a column's NaN and 0 stand for, before its bins are known. */
function missingOf({ useMissing, zeroAsMissing }: BinSettings, nans: number): number {
  if (!useMissing) return MISSING_NONE
  if (zeroAsMissing) return MISSING_ZERO
  return nans > 0 ? MISSING_NAN : MISSING_NONE
}

/** Rows of the sample that a side of a split needs for `minDataInLeaf` rows of the whole. */
function leastOfSample(total: number, rows: number, { minDataInLeaf }: BinSettings): number {
  return Math.trunc((minDataInLeaf * total) / rows)
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
  let nans = 0
  for (let i = 0; i < total; i++) {
    const value = sample[i]!
    if (Number.isNaN(value)) nans += 1
    else if (value > ZERO_THRESHOLD || value < -ZERO_THRESHOLD) sample[kept++] = value
  }
  const missing = missingOf(settings, nans)
  const apart = missing === MISSING_NAN ? nans : 0
  const distinct = findDistinct(sample.subarray(0, kept).sort(), total - kept - apart)
  const least = leastOfSample(total, rows, settings)
  if (settings.categorical) return findCategories(distinct, total, apart, least, settings)
  return findNumericBins(distinct, total, apart, least, missing, settings)
}
