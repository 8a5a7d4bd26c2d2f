import { nextUp } from './bin-mapper.js'

/** Sorted sample values without near-duplicates, and how often each occurs. */
export interface Distinct {
  values: Float64Array
  counts: Int32Array
  size: number
}

/**
 * Distinct values of the ascending non-zero `sorted` numbers. Neighbours one ulp apart count as equal, the larger one stands for both.
 * Zero is inserted between negative and positive values even if it never occurs.
 */
export function findDistinct(sorted: Float64Array, zeroCount: number): Distinct {
  const values = new Float64Array(sorted.length + 1)
  const counts = new Int32Array(sorted.length + 1)
  let size = 0
  const push = (value: number, count: number): void => {
    values[size] = value
    counts[size++] = count
  }
  if (sorted.length === 0 || (sorted[0]! > 0 && zeroCount > 0)) push(0, zeroCount)
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i]!
    if (i > 0) {
      const before = sorted[i - 1]!
      if (value === before || value <= nextUp(before)) {
        values[size - 1] = value
        counts[size - 1]! += 1
        continue
      }
      if (before < 0 && value > 0) push(0, zeroCount)
    }
    push(value, 1)
  }
  if (sorted.length > 0 && sorted[sorted.length - 1]! < 0 && zeroCount > 0) push(0, zeroCount)
  return { values, counts, size }
}
