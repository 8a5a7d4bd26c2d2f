import { type Fitted, refuseEmptyColumn, refuseInfinity } from './fitted-columns.js'

/**
 * The column's values in ascending order, NaN left out.
 *
 * @throws BarcastError `features/<noun>-infinite`, `features/<noun>-empty-column`.
 */
export function sortedValues(column: Float64Array, name: string, fitted: Fitted): Float64Array {
  const values = new Float64Array(column.length)
  let count = 0
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!
    if (Number.isNaN(x)) continue
    if (x === Infinity || x === -Infinity) refuseInfinity(fitted, name, i, x)
    // A sum with 0 turns −0 into 0: JSON does not tell them apart, and a digest must.
    values[count++] = x + 0
  }
  if (count === 0) refuseEmptyColumn(fitted, name, column.length)
  return values.subarray(0, count).sort()
}

/** The middle value, or the mean of the two middle ones: NumPy's `nanmedian`. */
export function medianOf(sorted: Float64Array): number {
  const upper = sorted[sorted.length >> 1]!
  if (sorted.length % 2 === 1) return upper
  const lower = sorted[(sorted.length >> 1) - 1]!
  const sum = lower + upper
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2
}

/**
 * The quantile at `share` (0 … 1) by linear interpolation between order statistics (type 7), in NumPy's order of operations:
 * its bits are those of `nanpercentile`.
 */
export function quantileOf(sorted: Float64Array, share: number): number {
  const last = sorted.length - 1
  const place = last * share
  if (place >= last) return sorted[last]!
  const before = Math.floor(place)
  const weight = place - before
  const low = sorted[before]!
  const high = sorted[before + 1]!
  const gap = high - low
  return weight >= 0.5 ? high - gap * (1 - weight) : low + gap * weight
}
