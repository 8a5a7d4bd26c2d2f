import type { Frame, Json } from '../core/index.js'
import type { MedianImputer } from '../features/index.js'
import type { Calibrator } from './calibration/calibrator.js'
import type { RandomForestPayload } from './forest/format.js'
import type { LogisticRegressionPayload } from './linear/format.js'

export type ModelType = 'lightgbm' | 'xgboost' | 'random_forest' | 'logistic_regression'

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
  /** What fills missing values before the model sees them; undefined for a type that takes them, and with `imputer: 'none'`. */
  readonly imputer?: MedianImputer
  /** What corrects the probabilities last; undefined for a model as it was trained. */
  readonly calibrator?: Calibrator
  predict(X: Frame): Predictions
  /** One row, values in the order of `featureNames`; writes `classes` probabilities, the same bits as `predict`. */
  predictRow(values: Float64Array, out: Float64Array): void
  /** Plain data from which `restoreModel` makes the same model. */
  toJson(): StoredModel
}

/** What every stored model has. */
export interface StoredCommon {
  formatVersion: 1
  featureNames: readonly string[]
  classNames: readonly string[]
  params: Json
  imputer?: MedianImputer
  calibrator?: Calibrator
}

/** Trees in LightGBM's text format, those of `xgboost` in XGBoost's JSON (earlier versions: in LightGBM's text too). */
export interface StoredBooster extends StoredCommon {
  modelType: 'lightgbm' | 'xgboost'
  booster: string
}

export type StoredForest = StoredCommon & { modelType: 'random_forest' } & RandomForestPayload

export type StoredRegression = StoredCommon & { modelType: 'logistic_regression' } & LogisticRegressionPayload

/** A model as stored in a registry or a bundle. */
export type StoredModel = StoredBooster | StoredForest | StoredRegression
