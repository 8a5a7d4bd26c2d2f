import { BarcastError, type Frame } from '../core/index.js'

/** Rows that take part in training. */
export interface KeptRows {
  columns: Float64Array[]
  value: Int32Array
  weights: Float64Array | undefined
}

/**
 * Columns, labels and weights of the rows whose weight is above 0, in the order of `names`: a row of weight 0 is as if it were not there.
 *
 * @throws BarcastError `models/weights` when none is left.
 */
export function keepWeighted(X: Frame, names: readonly string[], value: Int32Array, weights: Float64Array | undefined): KeptRows {
  const zeros = weights === undefined ? 0 : weights.reduce((count, weight) => count + Number(weight === 0), 0)
  if (weights === undefined || zeros === 0) return { columns: names.map((name) => X.column(name)), value, weights }
  if (zeros === weights.length) {
    throw new BarcastError('models/weights', 'Train model: one row or more must weigh more than 0, found only 0 (weight × class weight)', {
      value: 0,
    })
  }
  const kept = Int32Array.from(weights.keys()).filter((i) => weights[i] !== 0)
  const rows = X.rows(kept)
  return {
    columns: names.map((name) => rows.column(name)),
    value: kept.map((i) => value[i]!),
    weights: Float64Array.from(kept, (i) => weights[i]!),
  }
}
