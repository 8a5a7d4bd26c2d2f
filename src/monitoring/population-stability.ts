import { BarcastError, log } from '../core/index.js'
import { sortedPresent } from './kolmogorov-smirnov.js'

/** Quantile bins of the baseline. */
const DEFAULT_BINS = 10
/** Added to each bin's count, so that an empty bin gives a finite index. */
const SMOOTHING = 0.5

/** Quantile of ascending values by linear interpolation (NumPy's default). */
function quantileOfSorted(sorted: Float64Array, fraction: number): number {
  const position = (sorted.length - 1) * fraction
  const below = Math.floor(position)
  const low = sorted[below]!
  return position === below ? low : low + (sorted[below + 1]! - low) * (position - below)
}

interface Bins {
  /** Upper edges of all bins but the last, ascending. */
  edges: readonly number[]
  /** Each edge is a value of its own rather than the end of a range. */
  discrete: boolean
}

/** Bins at the distinct quantiles 1/bins … (bins − 1)/bins, or one per value where there are no more values than bins. */
function binsOf(sorted: Float64Array, bins: number): Bins {
  const distinct = new Set<number>()
  for (let i = 0; i < sorted.length && distinct.size <= bins; i++) distinct.add(sorted[i]!)
  if (distinct.size <= bins) return { edges: [...distinct], discrete: true }
  const quantiles = Array.from({ length: bins - 1 }, (_, k) => quantileOfSorted(sorted, (k + 1) / bins))
  return { edges: quantiles.filter((edge, k) => k === 0 || edge > quantiles[k - 1]!), discrete: false }
}

/** Counts by bin: continuous baselines into (edge, next edge]; discrete ones by value, the last bin holding values that are none of them. */
function countsOf(sorted: Float64Array, { edges, discrete }: Bins): Float64Array {
  const counts = new Float64Array(edges.length + 1)
  let bin = 0
  for (let i = 0; i < sorted.length; i++) {
    while (bin < edges.length && sorted[i]! > edges[bin]!) bin += 1
    const known = !discrete || sorted[i] === edges[bin]
    counts[known ? bin : edges.length]! += 1
  }
  return counts
}

/**
 * Population stability index Σ (p − q) ln(p / q) over the shares p of the current and q of the baseline values in quantile bins of the
 * baseline. Each share is (count + ½) / (rows + ½ · bins), so that an empty bin gives a finite index. By custom below 0.1 is stable and
 * above 0.25 a shift; small samples exceed that by chance. 0 or more. NaN is missing and left out.
 *
 * A baseline with at most `bins` different values gets one bin for each and one for all others.
 *
 * @throws BarcastError `monitoring/no-values` when a sample has none, `monitoring/option` for `bins`.
 */
export function populationStabilityIndex(current: Float64Array, baseline: Float64Array, options: { bins?: number } = {}): number {
  const { bins = DEFAULT_BINS } = options
  if (!Number.isInteger(bins) || bins < 2 || bins > 1000) {
    throw new BarcastError('monitoring/option', `Compare distributions: bins must be a whole number from 2 to 1000, found ${bins}`, {
      value: bins,
      where: { path: 'bins' },
    })
  }
  const [a, b] = [sortedPresent(current), sortedPresent(baseline)]
  if (a.length === 0 || b.length === 0) {
    const noun = a.length === 0 ? 'current' : 'baseline'
    throw new BarcastError('monitoring/no-values', `Compare distributions: ${noun} must hold at least one number, found only NaN or none`, {
      value: 0,
      where: { column: noun },
    })
  }
  return psiOfSorted(a, b, bins)
}

/** The index of ascending values without NaN, at least one each. */
export function psiOfSorted(current: Float64Array, baseline: Float64Array, bins = DEFAULT_BINS): number {
  const ranges = binsOf(baseline, bins)
  const [p, q] = [countsOf(current, ranges), countsOf(baseline, ranges)]
  const smoothed = (counts: Float64Array, rows: number, k: number): number => (counts[k]! + SMOOTHING) / (rows + SMOOTHING * counts.length)
  let index = 0
  for (let k = 0; k < p.length; k++) {
    const share = smoothed(p, current.length, k)
    const before = smoothed(q, baseline.length, k)
    index += (share - before) * log(share / before)
  }
  return index
}
