import type { Frame, TaskOptions } from '../core/index.js'
import { applyImputer } from '../features/index.js'
import { restoreBoosterModel } from './booster-model.js'
import { calibrateModel } from './calibration/calibrated-model.js'
import type { ModelSpec, ParamsByType } from './config.js'
import { restoreRandomForest, trainRandomForest } from './forest/random-forest-model.js'
import { trainLightgbm } from './lightgbm-model.js'
import { restoreLogisticRegression, trainLogisticRegression } from './linear/logistic-regression-model.js'
import { fillTraining, finiteModel, type ImputerChoice } from './missing-values.js'
import type { Model, ModelType, StoredModel } from './model.js'
import type { RoundHistory, WatchedRows } from './watched-rounds.js'
import { trainXgboost } from './xgboost-model.js'

/** What training takes besides data and parameters. */
export type FitOptions = TaskOptions & { weights?: Float64Array; validation?: WatchedRows }

/** A freshly trained model and what each feature gave to it; `featureImportance` has one entry per feature, in their order. */
export interface Fit {
  model: Model
  featureImportance: Record<string, number>
  /** Of a training that was watched. */
  rounds?: RoundHistory
}

/**
 * One type of model: how it is trained and how its stored form becomes a model again. What all types share is done around it, once:
 * checks of rows, labels, classes and weights; filling of missing values for types that take none (see `missing-values.ts`); files.
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

/** What a type does with missing values decides whether its rows are filled before it sees them. */
interface Member<T extends ModelType> extends ModelFamily<T> {
  takesMissing: boolean
}

/** Every type of model. */
export const families: { readonly [T in ModelType]: Member<T> } = {
  lightgbm: { takesMissing: true, train: trainLightgbm, restore: restoreBoosterModel },
  xgboost: { takesMissing: true, train: trainXgboost, restore: restoreBoosterModel },
  random_forest: { takesMissing: false, train: trainRandomForest, restore: restoreRandomForest },
  logistic_regression: { takesMissing: false, train: trainLogisticRegression, restore: restoreLogisticRegression },
}

function familyOf(modelType: ModelType): Member<ModelType> {
  return families[modelType] as Member<ModelType>
}

/** What fills missing values of a type unless told: medians where it takes none, nothing where it does. */
export function defaultImputer(modelType: ModelType): ImputerChoice {
  return familyOf(modelType).takesMissing ? 'none' : 'median'
}

/** Trains one type of model on rows that have been checked; missing values are filled, passed on or refused as chosen. */
export async function fitModel(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  { modelType, params = {}, imputer: choice = defaultImputer(modelType) }: ModelSpec & { imputer?: ImputerChoice },
  options: FitOptions,
): Promise<Fit> {
  const { takesMissing, train } = familyOf(modelType)
  if (takesMissing && choice === 'none') return train(X, value, classNames, params, options)
  const { filled, imputer } = fillTraining(X, choice, 'Train model')
  const { validation } = options
  const watched =
    validation === undefined || imputer === undefined ? {} : { validation: { ...validation, X: applyImputer(imputer, validation.X) } }
  const { model, ...told } = await train(filled, value, classNames, params, { ...options, ...watched })
  return { ...told, model: finiteModel(model, imputer) }
}

/** The model that was stored, its imputer before it and its calibrator behind it. */
export function restoreFamilyModel(stored: StoredModel): Model {
  const { takesMissing, restore } = familyOf(stored.modelType)
  const trained = restore(stored)
  const model = takesMissing && stored.imputer === undefined ? trained : finiteModel(trained, stored.imputer)
  return stored.calibrator === undefined ? model : calibrateModel(model, stored.calibrator)
}
