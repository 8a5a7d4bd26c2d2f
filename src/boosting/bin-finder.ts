import type { BinMapper, BinSettings } from './bin-mapper.js'
import { findCategories } from './category-bins.js'
import type { DistinctFinder } from './distinct-values.js'
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
 * @param sort finds the sample's distinct values
 */
export function findBins(sample: Float64Array, rows: number, settings: BinSettings, sort: DistinctFinder): BinMapper {
  const total = sample.length
  const distinct = sort(sample)
  const missing = missingOf(settings, distinct.nans)
  const nans = missing === MISSING_NAN ? distinct.nans : 0
  const least = leastOfSample(total, rows, settings)
  if (settings.categorical) return findCategories(distinct, total, nans, least, settings)
  return findNumericBins(distinct, total, nans, least, missing, settings)
}
