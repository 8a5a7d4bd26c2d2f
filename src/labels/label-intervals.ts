import { BarcastError, type Labels } from '../core/index.js'

/** The returns that each label depends on: those that end at rows `from[i]` … `to[i] − 1`; both 0 without a label. */
export interface LabelIntervals {
  from: Int32Array
  to: Int32Array
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
 * Rows t with t0 < t ≤ t1 of each label; its own row when it was decided there.
 *
 * @throws BarcastError `labels/overlap` when a label ends before it begins.
 */
export function labelIntervals({ length, timeMs, value, t0, t1 }: Labels, action: string): LabelIntervals {
  const from = new Int32Array(length)
  const to = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    if (value[i]! < 0) continue
    if (!(t1[i]! >= t0[i]!)) {
      throw new BarcastError('labels/overlap', `${action}: t1 must not lie before t0 (${t0[i]}), found ${t1[i]} at row ${i}`, {
        value: t1[i],
        where: { row: i, column: 't1' },
      })
    }
    to[i] = rowAfter(timeMs, t1[i]!)
    from[i] = Math.min(rowAfter(timeMs, t0[i]!), Math.max(0, to[i]! - 1))
  }
  return { from, to }
}

/** How many of the intervals cover each row. */
export function concurrencyOf({ from, to }: LabelIntervals): Int32Array {
  const concurrency = new Int32Array(from.length)
  const change = new Int32Array(from.length + 1)
  for (let i = 0; i < from.length; i++) {
    change[from[i]!]! += 1
    change[to[i]!]! -= 1
  }
  for (let t = 0, active = 0; t < from.length; t++) {
    active += change[t]!
    concurrency[t] = active
  }
  return concurrency
}
