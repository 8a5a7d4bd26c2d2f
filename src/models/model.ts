import type { Frame, Json } from '../core/index.js'

export type ModelType = 'lightgbm'

/** Class probabilities: row-major, `data[row * classes + k]`. */
export interface Predictions {
  rows: number
  classes: number
  data: Float64Array
}

/**
 * A trained classifier. `predict` refuses a Frame that lacks one of `featureNames` or that was scaled for exploration only; columns are
 * found by name, so their order does not matter.
 */
export interface Model {
  readonly modelType: ModelType
  readonly featureNames: readonly string[]
  /** Class of each probability column, in order. */
  readonly classNames: readonly string[]
  readonly params: Json
  predict(X: Frame): Predictions
  /** One row, values in the order of `featureNames`; writes `classes` probabilities, the same bits as `predict`. */
  predictRow(values: Float64Array, out: Float64Array): void
  /** Plain data from which `restoreModel` makes the same model. */
  toJson(): StoredModel
}

/** A model as stored in a registry or a bundle. */
export interface StoredModel {
  formatVersion: 1
  modelType: ModelType
  featureNames: readonly string[]
  classNames: readonly string[]
  params: Json
  /** The trained trees in LightGBM's text format. */
  booster: string
}
