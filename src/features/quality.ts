import type { Frame } from '../core/index.js'

/** What stands in one column of a frame. */
export interface FeatureQuality {
  name: string
  /** Part of the rows that are NaN, 0 … 1. */
  nanShare: number
  /** True when no two values differ (NaN rows left aside). */
  constant: boolean
  /** Smallest and largest value, NaN when there is none. */
  min: number
  max: number
}

/** The share of missing values, the range, and whether a column says anything, for each column of the frame. */
export function describeFeatures(frame: Frame): FeatureQuality[] {
  return frame.names.map((name) => {
    const column = frame.column(name)
    let missing = 0
    let min = Infinity
    let max = -Infinity
    for (let i = 0; i < column.length; i++) {
      const x = column[i]!
      if (Number.isNaN(x)) missing += 1
      else {
        min = Math.min(min, x)
        max = Math.max(max, x)
      }
    }
    const empty = missing === column.length
    return {
      name,
      nanShare: column.length === 0 ? 0 : missing / column.length,
      constant: !(min < max),
      min: empty ? NaN : min,
      max: empty ? NaN : max,
    }
  })
}
