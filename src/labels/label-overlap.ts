import { BarcastError, type Labels } from '../core/index.js'

/** How much labels share their outcomes. */
export interface LabelOverlap {
  /** Labels whose outcome depends on the return that ends at each row (López de Prado's concurrency). */
  concurrency: Int32Array
  /** Mean of 1 / concurrency over the returns each label depends on, 0 … 1; NaN without a label. */
  uniqueness: Float64Array
  /** Mean of `uniqueness` over the labels: that share of them would be as many independent ones. NaN without labels. */
  averageUniqueness: number
}

/** First row whose time is above `time`, in ascending times. */
function rowAfter(timeMs: Float64Array, time: number): number {
  let low = 0
  let high = timeMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeMs[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low
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
export function labelOverlap({ length, timeMs, value, t0, t1 }: Labels): LabelOverlap {
  const from = new Int32Array(length)
  const to = new Int32Array(length)
  const change = new Int32Array(length + 1)
  for (let i = 0; i < length; i++) {
    if (value[i]! < 0) continue
    if (!(t1[i]! >= t0[i]!)) {
      throw new BarcastError('labels/overlap', `Measure overlap: t1 must not lie before t0 (${t0[i]}), found ${t1[i]} at row ${i}`, {
        value: t1[i],
        where: { row: i, column: 't1' },
      })
    }
    to[i] = rowAfter(timeMs, t1[i]!)
    from[i] = Math.min(rowAfter(timeMs, t0[i]!), Math.max(0, to[i]! - 1))
    change[from[i]!]! += 1
    change[to[i]!]! -= 1
  }
  const concurrency = new Int32Array(length)
  // Sums of 1 / concurrency up to each row: a label's mean is a difference of two.
  const shares = new Float64Array(length + 1)
  for (let t = 0, active = 0; t < length; t++) {
    active += change[t]!
    concurrency[t] = active
    shares[t + 1] = shares[t]! + (active > 0 ? 1 / active : 0)
  }
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
