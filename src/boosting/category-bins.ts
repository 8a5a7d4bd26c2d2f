import { type BinMapper, type BinSettings, pickMostFrequentBin } from './bin-mapper.js'
import { roundCount } from './constants.js'
import { countNegatives, type Distinct, holdsZero, rangeOf } from './distinct-values.js'
import { MISSING_NAN, MISSING_NONE } from './tree.js'

const COVERED_SHARE = Math.fround(0.99)

/** Categories with their counts, ascending; fractions are cut off. Rows with a negative one count as missing. */
class CategoryCounts {
  readonly entries: { category: number; count: number }[] = []
  negatives = 0

  constructor(distinct: Distinct, zeros: number) {
    const { values, ends, size } = distinct
    const below = countNegatives(distinct)
    for (let i = 0; i < below; i++) this.add(values[i]!, ends[i]! - (ends[i - 1] ?? 0))
    if (holdsZero(distinct, zeros)) this.add(0, zeros)
    for (let i = below; i < size; i++) this.add(values[i]!, ends[i]! - (ends[i - 1] ?? 0))
  }

  private add(value: number, count: number): void {
    const category = Math.trunc(value)
    const last = this.entries.at(-1)
    if (category < 0) this.negatives += count
    else if (last?.category === category) last.count += count
    else this.entries.push({ category: category + 0, count })
  }
}

/**
 * The bins of a categorical column: categories by falling frequency until 99 % of the rows are covered and `maxBin` is reached, or they
 * become rarer than `minDataInBin`. What is left goes to bin 0, with missing, negative and unseen ones.
 *
 * @param total rows of the sample
 * @param nans rows of the sample without value
 * @param least rows of the sample that either side of a split needs
 */
export function findCategories(distinct: Distinct, total: number, nans: number, least: number, settings: BinSettings): BinMapper {
  const zeros = total - nans - distinct.kept
  const { entries, negatives } = new CategoryCounts(distinct, zeros)
  const missingCount = nans + negatives
  const wanted = roundCount(Math.fround(Math.fround(total - missingCount) * COVERED_SHARE))
  const mostBins = Math.min(entries.length + (missingCount > 0 ? 1 : 0), settings.maxBin)
  // Stable: the lower category first among equally frequent ones.
  entries.sort((a, b) => b.count - a.count)
  const categories = [-1]
  const counts = [0]
  let covered = 0
  if (total > missingCount) {
    for (const { category, count } of entries) {
      if (covered >= wanted && categories.length >= mostBins) break
      if (count < settings.minDataInBin && categories.length > 2) break
      categories.push(category)
      counts.push(count)
      covered += count
    }
  }
  counts[0] = total - covered
  const binCount = categories.length
  const zeroBin = Math.max(0, categories.indexOf(0))
  return {
    upperBounds: new Float64Array(0),
    binCount,
    missing: missingCount === 0 && binCount - 1 === entries.length ? MISSING_NONE : MISSING_NAN,
    hasMissing: false,
    zeroBin,
    mostFrequentBin: pickMostFrequentBin(counts, zeroBin, total),
    ...rangeOf(distinct, zeros),
    trivial: binCount <= 1 || (settings.featurePreFilter && binCount === 2 && !eitherSideHas(counts[0], total, least)),
    categories: Int32Array.from(categories),
  }
}

/** Whether `count` rows on one side and the rest on the other are enough. */
function eitherSideHas(count: number, total: number, least: number): boolean {
  return count >= least && total - count >= least
}
