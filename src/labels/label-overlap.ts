import type { Labels } from '../core/index.js'
import { concurrencyOf, labelIntervals } from './label-intervals.js'

/** How much labels share their outcomes. */
export interface LabelOverlap {
  /** Labels whose outcome depends on the return that ends at each row (López de Prado's concurrency). */
  concurrency: Int32Array
  /** Mean of 1 / concurrency over the returns each label depends on, 0 … 1; NaN without a label. */
  uniqueness: Float64Array
  /** Mean of `uniqueness` over the labels: that share of them would be as many independent ones. NaN without labels. */
  averageUniqueness: number
}

/**
 * Concurrency and average uniqueness after López de Prado (2018, section 4.3): labels i and j are concurrent at row t when both depend on the return from row
 * t − 1 to row t, that is when t0 < t ≤ t1. So labels of one bar each are all unique, k labels of one span have uniqueness 1 / k, and a label on every
 * bar with a horizon of h bars has about 1 / h. (His code, snippet 4.1, counts the row t0 as well; then neighbours that only touch overlap.)
 * A label that was decided at its own row depends on that row.
 *
 * @throws BarcastError `labels/overlap` when a label ends before it begins.
 *
 * @example
 * labelOverlap(labeled.spans('label_5bars')).averageUniqueness // 0.2
 */
export function labelOverlap(labels: Labels): LabelOverlap {
  const { length, value } = labels
  const intervals = labelIntervals(labels, 'Measure overlap')
  const { from, to } = intervals
  const concurrency = concurrencyOf(intervals)
  // Sums of 1 / concurrency up to each row: a label's mean is a difference of two.
  const shares = new Float64Array(length + 1)
  for (let t = 0; t < length; t++) shares[t + 1] = shares[t]! + (concurrency[t]! > 0 ? 1 / concurrency[t]! : 0)
  const uniqueness = new Float64Array(length).fill(Number.NaN)
  let [sum, labelled] = [0, 0]
  for (let i = 0; i < length; i++) {
    if (value[i]! < 0) continue
    uniqueness[i] = (shares[to[i]!]! - shares[from[i]!]!) / (to[i]! - from[i]!)
    sum += uniqueness[i]!
    labelled += 1
  }
  return { concurrency, uniqueness, averageUniqueness: labelled > 0 ? sum / labelled : NaN }
}
