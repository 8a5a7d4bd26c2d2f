import { BarcastError, type Frame, type TaskOptions } from '../core/index.js'
import { createMemoryStore } from '../memory/index.js'
import { accuracy } from '../metrics/index.js'
import type { ObjectStore } from '../ports/index.js'
import { classCountOf } from './class-count.js'
import { type ClassLabels, encodeLabels, refuseMissingLabels } from './classes.js'
import { type ComparedModel, compareModels, evaluateOn, type RankedMetric } from './comparison.js'
import { checkFeatures, checkImputer, checkLength, checkModelType, checkOptionNames, checkWeights, type ModelSpec } from './config.js'
import { type Evaluation, predictedClasses } from './evaluation.js'
import { restoreModel } from './format.js'
import { type FeatureSource, type LatestOptions, type LatestPrediction, predictWithFeatures } from './latest-prediction.js'
import type { ModelMetadata } from './metadata.js'
import type { ImputerChoice } from './missing-values.js'
import type { Model, Predictions } from './model.js'
import { fitModel } from './model-family.js'
import { createModelFiles, type ModelInfo } from './model-files.js'
import { checkWatchedRows, type RoundHistory, type WatchedRows } from './watched-rounds.js'

/** What {@link ModelManager.trainModel} takes besides features and labels. */
export type TrainOptions = ModelSpec &
  TaskOptions & {
    /** Weight of each row, at least 0. */
    weights?: Float64Array
    /**
     * Fixes the probability columns and their order: a class of it that does not occur in y still gets its column. Without it the classes
     * are those that occur (names, in the order of `SIGNAL_CLASSES` or sorted) or 0 … highest (indices).
     */
    classes?: readonly string[]
    /**
     * `median` fills missing values with the training part's medians, which stay in the model; `none` passes them to a type that takes
     * them (lightgbm, xgboost) and refuses them otherwise. Default: `median` for types that take none, `none` for the others.
     */
    imputer?: ImputerChoice
    /** Rows of the training part on which a boosted type is watched and stopped early. */
    validation?: WatchedRows
  }

export interface TrainedModel {
  model: Model
  /** Accuracy on the very rows it was trained on: how well it fits, not how well it predicts. */
  trainingScore: number
  /** Total gain of the splits by each feature. */
  featureImportance: Record<string, number>
  /** How the rounds went; only with `validation`. */
  rounds?: RoundHistory
}

/** Trains, scores, stores and loads models. */
export interface ModelManager {
  /**
   * Trains a classifier on X and y of equal length.
   *
   * @throws BarcastError `models/empty`, `models/length`, `models/missing-label` (−1 or ''), `models/one-class`, `models/weights`,
   * `models/exploration-only`, `models/unknown-type`, `models/unknown-option`, `models/unknown-imputer`, `models/missing-value` and `models/infinite-value` (types of finite numbers), `models/unknown-class`, `models/class-count`, `models/objective`, `models/no-rounds`, `models/early-stopping`, `task/aborted`, and
   * the booster's errors for parameters.
   */
  trainModel(X: Frame, y: ClassLabels, options: TrainOptions): Promise<TrainedModel>
  /** Scores the model on labelled rows; y holds indices into `model.classNames`, or names among them. */
  evaluateModel(model: Model, X: Frame, y: ClassLabels): Evaluation
  /** Class probabilities of each row, as `model.predict`. */
  predictSignals(model: Model, X: Frame): Predictions
  /** What the model says of the latest row of features or bars; see {@link predictWithFeatures}. */
  predictWithFeatures(model: Model, source: FeatureSource, options?: LatestOptions): LatestPrediction
  /** Scores of several models on the same rows, best first by `sortBy` (default `accuracy`); see {@link compareModels}. */
  compare(models: Readonly<Record<string, Model>>, X: Frame, y: ClassLabels, options?: { sortBy?: RankedMetric }): ComparedModel[]
  /**
   * Stores the model and JSON-able metadata under a name.
   *
   * @throws BarcastError `models/name`, `models/exists` (unless `overwrite`), `models/metadata`.
   */
  saveModel(model: Model, name: string, metadata?: ModelMetadata, options?: { overwrite?: boolean }): Promise<void>
  /**
   * The model as it was saved; its predictions are the same to the bit.
   *
   * @throws BarcastError `models/unknown-model`, `models/truncated`, `models/altered`, `models/newer-version`, `models/format`.
   */
  loadModel(name: string): Promise<{ model: Model; metadata: ModelMetadata }>
  /** Names of the stored models, ascending. */
  listModels(): Promise<string[]>
  /** @throws BarcastError `models/unknown-model`. */
  deleteModel(name: string): Promise<void>
  getModelInfo(name: string): Promise<ModelInfo>
}

function checkClassesOccur(value: Int32Array, classNames: readonly string[], action: string): void {
  const first = value[0]!
  if (value.some((label) => label !== first)) return
  throw new BarcastError('models/one-class', `${action}: labels must hold two classes or more, found only "${classNames[first]}"`, {
    value: classNames[first],
    where: { column: 'y' },
  })
}

async function trainModel(X: Frame, y: ClassLabels, options: TrainOptions): Promise<TrainedModel> {
  const action = 'Train model'
  const { modelType, weights, classes, imputer, validation } = options
  checkOptionNames(options, action)
  checkModelType(modelType, action)
  checkImputer(imputer, action)
  checkFeatures(X, action)
  const { value, classNames } = encodeLabels(y, { classes, classCount: classCountOf(options) }, action)
  checkLength(X.length, value.length, 'y', action)
  refuseMissingLabels(value, action)
  checkClassesOccur(value, classNames, action)
  if (weights !== undefined) checkWeights(weights, X.length, action)
  if (validation !== undefined) checkWatchedRows(validation, modelType, classNames.length, action)
  const fit = await fitModel(X, value, classNames, options, options)
  return { ...fit, trainingScore: accuracy(value, predictedClasses(fit.model.predict(X))) }
}

/**
 * A manager of models over an {@link ObjectStore}, which defaults to memory.
 *
 * @example
 * const manager = createModelManager()
 * const { model } = await manager.trainModel(X, y, { modelType: 'lightgbm', params: { num_leaves: 15 } })
 * await manager.saveModel(model, 'first', { symbol: 'BTCUSDT' })
 */
export function createModelManager({ store = createMemoryStore() }: { store?: ObjectStore } = {}): ModelManager {
  const files = createModelFiles(store)
  return {
    trainModel,
    evaluateModel: (model, X, y) => evaluateOn(model, X, y, 'Evaluate model'),
    compare: compareModels,
    predictSignals: (model, X) => model.predict(X),
    predictWithFeatures,
    saveModel: (model, name, metadata = {}, { overwrite = false } = {}) => files.write(name, model, metadata, overwrite),
    async loadModel(name) {
      const { model, metadata } = await files.read(name, 'Load model')
      return { model: restoreModel(model), metadata }
    },
    listModels: files.names,
    deleteModel: files.remove,
    async getModelInfo(name) {
      const { model, metadata, sha256, sizeBytes } = await files.read(name, 'Get model info')
      const { modelType, featureNames, classNames, params, imputer } = model
      return { name, modelType, featureNames, classNames, params, imputer: imputer?.kind ?? 'none', metadata, sha256, sizeBytes }
    },
  }
}
