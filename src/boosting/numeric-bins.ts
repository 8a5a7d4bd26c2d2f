import { type BinMapper, type BinSettings, binOf, nextUp, pickMostFrequentBin } from './bin-mapper.js'
import { ZERO_THRESHOLD } from './constants.js'
import { countNegatives, countUpTo, type Distinct, rangeOf } from './distinct-values.js'
import { MISSING_NAN, MISSING_NONE, MISSING_ZERO } from './tree.js'

/** A bound between two neighbours, unless the last bound is as good as equal. */
function pushBound(bounds: number[], below: number, above: number): boolean {
  const bound = nextUp((below + above) / 2)
  if (bounds.length > 0 && bound <= nextUp(bounds[bounds.length - 1]!)) return false
  bounds.push(bound)
  return true
}

/** Distinct values `from` … `to − 1`: the negative or the positive ones. */
interface Part {
  readonly distinct: Distinct
  readonly from: number
  readonly to: number
}

/** Rows up to value `i` of the part. */
function rowsTo({ distinct: { ends }, from }: Part, i: number): number {
  return i < from ? 0 : ends[i]! - (from === 0 ? 0 : ends[from - 1]!)
}

/** Upper bounds for a part: one bin per value where they suffice, else bins of about equal count. The last one is +Infinity. */
function greedyBounds(part: Part, maxBin: number, minDataInBin: number): number[] {
  const { from, to } = part
  const { values } = part.distinct
  const bounds: number[] = []
  if (to - from > maxBin) {
    for (const i of equalCloses(part, maxBin, minDataInBin)) pushBound(bounds, values[i]!, values[i + 1]!)
  } else {
    let closed = 0
    for (let i = from; i < to - 1; i++) {
      const rows = rowsTo(part, i)
      if (rows - closed >= minDataInBin && pushBound(bounds, values[i]!, values[i + 1]!)) closed = rows
    }
  }
  bounds.push(Infinity)
  return bounds
}

/** The values of a part that alone fill a bin. */
function bigValues(part: Part, bigCount: number): number[] {
  const big: number[] = []
  if (part.distinct.longest < bigCount) return big
  for (let i = part.from; i < part.to; i++) if (rowsTo(part, i) - rowsTo(part, i - 1) >= bigCount) big.push(i)
  return big
}

/**
 * After which values a bin ends, where there are more values than bins: once it holds the mean of the rows that are left; after and, if it
 * is half full, before a value frequent enough to fill a bin, which so gets its own. Goes from end to end instead of from value to value.
 */
function equalCloses(part: Part, maxBin: number, minDataInBin: number): number[] {
  const { from, to } = part
  const total = rowsTo(part, to - 1)
  const bins = Math.max(1, Math.min(maxBin, Math.floor(total / minDataInBin)))
  const big = bigValues(part, total / bins)
  const rowsOf = (i: number): number => rowsTo(part, i) - rowsTo(part, i - 1)
  const restCount = big.reduce((rest, i) => rest - rowsOf(i), total)
  let restBins = bins - big.length
  let mean = restCount / restBins
  const closes: number[] = []
  let nextBig = 0
  let bigRows = 0
  let start = from
  while (closes.length < bins - 1) {
    const upcoming = big[nextBig] ?? Infinity
    const i = Math.min(firstHolding(part, start, mean), upcoming, beforeBig(part, start, upcoming, mean))
    if (i > to - 2) break
    closes.push(i)
    if (i === upcoming) {
      nextBig += 1
      bigRows += rowsOf(i)
    } else {
      restBins -= 1
      mean = (restCount - (rowsTo(part, i) - bigRows)) / restBins
    }
    start = i + 1
  }
  return closes
}

/** The first value from `start` on up to which `rows` rows lie, or an index beyond the part. */
function firstHolding(part: Part, start: number, rows: number): number {
  const wanted = Math.ceil(rows)
  // Where big values take all bins there is no mean.
  if (!Number.isFinite(wanted)) return Infinity
  const { ends } = part.distinct
  const before = start === 0 ? 0 : ends[start - 1]!
  return Math.max(start, countUpTo(ends, part.to, before + wanted - 1))
}

/** The value before a big one, if a bin from `start` to there is half full. */
function beforeBig(part: Part, start: number, big: number, mean: number): number {
  if (big === Infinity || big - 1 < start) return Infinity
  const half = mean * 0.5
  return rowsTo(part, big - 1) - rowsTo(part, start - 1) >= (half > 1 ? half : 1) ? big - 1 : Infinity
}

/** Bounds in which values around zero have a bin of their own: negative and positive values are binned apart. */
function boundsAroundZero(distinct: Distinct, maxBin: number, minDataInBin: number): number[] {
  const { size, kept } = distinct
  const negative: Part = { distinct, from: 0, to: countNegatives(distinct) }
  let bounds: number[] = []
  if (negative.to > 0 && maxBin > 1) {
    const bins = Math.max(1, Math.trunc((rowsTo(negative, negative.to - 1) / kept) * (maxBin - 1)))
    bounds = greedyBounds(negative, bins, minDataInBin)
    bounds[bounds.length - 1] = -ZERO_THRESHOLD
  }
  const binsAbove = maxBin - 1 - bounds.length
  if (negative.to === size || binsAbove <= 0) return [...bounds, Infinity]
  return [...bounds, ZERO_THRESHOLD, ...greedyBounds({ distinct, from: negative.to, to: size }, binsAbove, minDataInBin)]
}

function countBins({ values, ends, size }: Distinct, bounds: Float64Array): Int32Array {
  const counts = new Int32Array(bounds.length)
  let below = 0
  for (let bin = 0; bin < bounds.length; bin++) {
    const upTo = countUpTo(values, size, bounds[bin]!)
    const rows = upTo === 0 ? 0 : ends[upTo - 1]!
    counts[bin] = rows - below
    below = rows
  }
  return counts
}

/** True if no border between bins leaves `least` rows on both sides. */
function noBorderSplits(counts: readonly number[], total: number, least: number): boolean {
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
  const zeros = total - nans - distinct.kept
  const upperBounds = Float64Array.from(boundsAroundZero(distinct, hasMissing ? maxBin - 1 : maxBin, minDataInBin))
  const zeroBin = binOf(upperBounds, 0)
  const counts = [...countBins(distinct, upperBounds), ...(hasMissing ? [nans] : [])]
  counts[zeroBin]! += zeros
  const binCount = counts.length
  return {
    upperBounds,
    binCount,
    // Of two bins no split could tell 0 from both.
    missing: missing === MISSING_ZERO && binCount === 2 ? MISSING_NONE : missing,
    hasMissing,
    zeroBin,
    mostFrequentBin: pickMostFrequentBin(counts, zeroBin, total),
    ...rangeOf(distinct, zeros),
    trivial: binCount <= 1 || (featurePreFilter && noBorderSplits(counts, total, least)),
  }
}
