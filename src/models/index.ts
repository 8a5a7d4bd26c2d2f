/**
 * Classifiers behind one contract: train, score, store and load them, and turn their probabilities into signals.
 *
 * @example
 * import { createFrame, createRandom } from 'barcast/core'
 * import { createModelManager, decideSignals } from 'barcast/models'
 *
 * const random = createRandom(1)
 * const trend = Float64Array.from({ length: 400 }, () => random.normal())
 * const noise = Float64Array.from({ length: 400 }, () => random.normal())
 * const X = createFrame({ columns: { trend, noise } })
 * const y = Array.from(trend, (value) => (value > 0.5 ? 'buy' : value < -0.5 ? 'sell' : 'hold'))
 *
 * const manager = createModelManager()
 * const { model, featureImportance } = await manager.trainModel(X, y, { modelType: 'lightgbm', params: { num_leaves: 7 } })
 * console.log(featureImportance.trend! > featureImportance.noise!) // true
 *
 * const predictions = manager.predictSignals(model, X.slice(0, 5))
 * console.log(decideSignals(predictions, model.classNames, { minConfidence: 0.6 }).signal)
 *
 * await manager.saveModel(model, 'first', { symbol: 'BTCUSDT' })
 * const { metadata } = await manager.loadModel('first')
 * console.log(await manager.listModels(), metadata)
 *
 * @module models
 */

export { calibrateModel } from './calibration/calibrated-model.js'
export type {
  BetaCalibrator,
  CalibrationMethod,
  CalibrationOptions,
  Calibrator,
  CalibratorCommon,
  IsotonicCalibrator,
  PlattCalibrator,
  TemperatureCalibrator,
} from './calibration/calibrator.js'
export { applyCalibrator, fitCalibrator } from './calibration/calibrator.js'
export { parseCalibrator } from './calibration/format.js'
export { classCountOf } from './class-count.js'
export type { ClassLabels, EncodedLabels } from './classes.js'
export { encodeLabels } from './classes.js'
export type { ComparedModel, RankedMetric } from './comparison.js'
export { compareModels } from './comparison.js'
export type { LightgbmParams, ModelSpec, ParamsByType, XgboostParams } from './config.js'
export { checkFeatures, checkModelType, DEFAULT_PARAMS } from './config.js'
export type { Decider, DecisionRule, Decisions } from './decision.js'
export { createDecider, decideSignals } from './decision.js'
export type { Evaluation } from './evaluation.js'
export { evaluate, predictedClasses, rocAucOfOccurring } from './evaluation.js'
export type { RandomForestParams } from './forest/random-forest-model.js'
export { parseStoredModel, readModel, restoreModel, writeModel } from './format.js'
export type { FeatureSource, LatestOptions, LatestPrediction } from './latest-prediction.js'
export { predictWithFeatures } from './latest-prediction.js'
export type { LogisticRegressionParams } from './linear/logistic-regression-model.js'
export { checkMetadata, type ModelMetadata } from './metadata.js'
export type { ImputerChoice } from './missing-values.js'
export type { Model, ModelType, Predictions, StoredBooster, StoredCommon, StoredForest, StoredModel, StoredRegression } from './model.js'
export type { ModelInfo } from './model-files.js'
export type { ModelManager, TrainedModel, TrainOptions } from './model-manager.js'
export { createModelManager } from './model-manager.js'
export { MODEL_PRESETS, type ModelPreset } from './presets.js'
export type { RoundHistory, WatchedRows } from './watched-rounds.js'
export { learnsInRounds, roundsOf, roundsParameter, withRounds } from './watched-rounds.js'
