import type { Frame, TaskOptions } from '../core/index.js'
import { restoreBoosterModel } from './booster-model.js'
import type { ParamsByType } from './config.js'
import { trainLightgbm } from './lightgbm-model.js'
import type { Model, ModelType, StoredModel } from './model.js'

/** What training takes besides data and parameters. */
export type FitOptions = TaskOptions & { weights?: Float64Array }

/** A freshly trained model and what each feature gave to it; `featureImportance` has one entry per feature, in their order. */
export interface Fit {
  model: Model
  featureImportance: Record<string, number>
}

/**
 * One type of model: how it is trained and how its stored form becomes a model again. What all types share is done around it, once:
 * checks of rows, labels, classes and weights; filling of missing values for types that take none (see `imputed-model.ts`); files.
 */
export interface ModelFamily<T extends ModelType = ModelType> {
  /**
   * @param value class indices 0 … classNames.length − 1, two of them or more; a class may be without rows
   * @param params as the caller gave them; the family fills in its defaults and refuses unknown ones
   * @param options weights are finite, at least 0, and not all 0
   */
  train(X: Frame, value: Int32Array, classNames: readonly string[], params: ParamsByType[T], options: FitOptions): Promise<Fit>
  /** The stored form has the right shape; what it says may still contradict itself. */
  restore(stored: Extract<StoredModel, { modelType: T }>): Model
}

/** Every type of model. */
export const families: { readonly [T in ModelType]?: ModelFamily<T> } = {
  lightgbm: { train: trainLightgbm, restore: restoreBoosterModel },
}
