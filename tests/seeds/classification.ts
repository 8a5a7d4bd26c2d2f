import { createFrame, createRandom, type Frame } from 'barcast/core'

/**
 * Rows of `classes` classes, each drawn around a corner of its own in `informative` columns; the other columns are noise. Stands for
 * scikit-learn's `make_classification`.
 */
export function makeClassification(options: {
  seed: number
  rows: number
  features: number
  informative: number
  classes: number
  stepMs?: number
}): {
  X: Frame
  y: Int32Array
} {
  const { seed, rows, features, informative, classes, stepMs } = options
  const random = createRandom(seed)
  const corners = Array.from({ length: classes }, () => Array.from({ length: informative }, () => (random.uniform() < 0.5 ? -1 : 1)))
  const y = Int32Array.from({ length: rows }, () => random.integer(0, classes))
  const columns = Array.from({ length: features }, (_, j) => Float64Array.from(y, (k) => (corners[k]![j] ?? 0) + random.normal()))
  const timeMs = Float64Array.from({ length: rows }, (_, i) => (stepMs === undefined ? i : Date.UTC(2023, 0, 1) + i * stepMs))
  return { X: createFrame({ columns: Object.fromEntries(columns.map((column, j) => [`feature_${j}`, column])), timeMs }), y }
}
