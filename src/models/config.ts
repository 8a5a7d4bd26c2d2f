import type { BoosterParams, XgboosterParams } from '../boosting/index.js'
import { BarcastError, type Frame, unknownNameError } from '../core/index.js'
import type { RandomForestParams } from './forest/random-forest-model.js'
import type { LogisticRegressionParams } from './linear/logistic-regression-model.js'
import type { ModelType } from './model.js'

/** LightGBM's parameters for a classifier, under its own names, its aliases or camelCase. The objective follows from the classes. */
export type LightgbmParams = Omit<BoosterParams, 'objective' | 'application' | 'app' | 'loss' | 'objective_type'> & {
  /** `binary` needs two classes; by default two classes are `binary` and more are `multiclass`. */
  objective?: 'binary' | 'multiclass' | 'softmax'
  /**
   * Factors on the weights of rows by class name (1 where not named), or `balanced`: all classes weigh the same, rows / (classes × rows of
   * the class), as in LightGBM's scikit-learn interface.
   */
  class_weight?: 'balanced' | Readonly<Record<string, number>>
}

/** XGBoost's parameters for a classifier, under its own names, its aliases or camelCase. The objective follows from the classes. */
export type XgboostParams = Omit<XgboosterParams, 'objective'> & {
  /** `binary:logistic` needs two classes and is their default; more are `multi:softprob`. */
  objective?: 'binary:logistic' | 'multi:softprob'
}

/** The parameters that each type takes. */
export interface ParamsByType {
  lightgbm: LightgbmParams
  xgboost: XgboostParams
  random_forest: RandomForestParams
  logistic_regression: LogisticRegressionParams
}

/** A type of model with its own parameters: `modelType` decides what `params` may be. */
export type ModelSpec = { [T in ModelType]: { modelType: T; params?: ParamsByType[T] } }[ModelType]

/**
 * The parameters of each type that apply where none are given: the documents' `model_configs`. 100 rounds, and seeds where none stands here,
 * are the references' own.
 */
export const DEFAULT_PARAMS = {
  lightgbm: { learning_rate: 0.05, num_leaves: 31, feature_fraction: 0.9, bagging_fraction: 0.8, bagging_freq: 5 },
  xgboost: { max_depth: 6, learning_rate: 0.1, subsample: 0.8, colsample_bytree: 0.8, random_state: 42 },
  random_forest: {},
  logistic_regression: {},
} as const satisfies { [T in ModelType]: ParamsByType[T] }

/**
 * The caller's parameters over the defaults, whichever of a parameter's names was used; without those named in `apart`.
 *
 * @param nameOf the one name that a spelling stands for
 */
export function overDefaults(
  params: object,
  defaults: object,
  nameOf: (spelling: string) => string | undefined,
  apart: readonly string[],
): Record<string, unknown> {
  const given = Object.entries(params).filter(([name, value]) => value !== undefined && !apart.includes(nameOf(name) ?? ''))
  const names = new Set(given.map(([name]) => nameOf(name)))
  return Object.fromEntries([...Object.entries(defaults).filter(([name]) => !names.has(nameOf(name))), ...given])
}

const MODEL_TYPES = Object.keys(DEFAULT_PARAMS) as ModelType[]

/** @throws BarcastError `models/unknown-type`, with the nearest one. */
export function checkModelType(modelType: string, action: string): void {
  if (!MODEL_TYPES.some((known) => known === modelType))
    throw unknownNameError('models/unknown-type', action, 'model type', String(modelType), MODEL_TYPES, { path: 'modelType' })
}

const OPTION_NAMES = ['modelType', 'params', 'weights', 'classes', 'imputer', 'validation', 'signal', 'onProgress']
const IMPUTERS = ['median', 'none']

/** @throws BarcastError `models/unknown-option`, with the nearest one. */
export function checkOptionNames(options: object, action: string): void {
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name)) throw unknownNameError('models/unknown-option', action, 'option', name, OPTION_NAMES, { path: name })
  }
}

/** @throws BarcastError `models/unknown-imputer`. */
export function checkImputer(imputer: string | undefined, action: string): void {
  if (imputer !== undefined && !IMPUTERS.includes(imputer))
    throw unknownNameError('models/unknown-imputer', action, 'imputer', String(imputer), IMPUTERS, { path: 'imputer' })
}

/** @throws BarcastError `models/exploration-only`, `models/empty` (no rows, or no columns). */
export function checkFeatures(X: Frame, action: string): void {
  if (X.explorationOnly === true) {
    throw new BarcastError(
      'models/exploration-only',
      `${action}: features must not be scaled by their own rows (fit a scaler on the training part), found an exploration-only frame`,
      { value: true, where: { path: 'X.explorationOnly' } },
    )
  }
  if (X.length === 0 || X.names.length === 0) {
    throw new BarcastError('models/empty', `${action}: need one row and one column or more, found ${X.length} rows of ${X.names.length}`, {
      value: X.length,
      where: { path: 'X' },
    })
  }
}

/** @throws BarcastError `models/length` when two columns that belong together differ in rows. */
export function checkLength(expected: number, found: number, noun: string, action: string): void {
  if (found === expected) return
  throw new BarcastError('models/length', `${action}: ${noun} must have ${expected} rows like X, found ${found}`, {
    value: found,
    where: { column: noun },
  })
}

/** @throws BarcastError `models/weights` unless all are finite and at least 0, and one is above 0; `models/length`. */
export function checkWeights(weights: Float64Array, rows: number, action: string): void {
  if (!(weights instanceof Float64Array)) {
    throw new BarcastError('models/weights', `${action}: weights must be a Float64Array, found ${typeof weights}`, { value: weights })
  }
  checkLength(rows, weights.length, 'weights', action)
  const row = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (row >= 0) {
    throw new BarcastError('models/weights', `${action}: weights must be finite and at least 0, found ${weights[row]} at row ${row}`, {
      value: weights[row],
      where: { row, column: 'weights' },
    })
  }
  if (weights.every((weight) => weight === 0))
    throw new BarcastError('models/weights', `${action}: one weight or more must be above 0, found only 0`, {
      value: 0,
      where: { column: 'weights' },
    })
}
