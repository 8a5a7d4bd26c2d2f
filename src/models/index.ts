/**
 * Classifiers behind one contract: train, score, store and load them, calibrate their probabilities, and turn these into signals, or into sets of classes that hold the true one as often as asked.
 *
 * @example
 * import { createFrame, createRandom } from 'barcast/core'
 * import { calibrateModel, createModelManager, decideSignals, fitCalibrator } from 'barcast/models'
 *
 * const random = createRandom(1)
 * const trend = Float64Array.from({ length: 400 }, () => random.normal())
 * const noise = Float64Array.from({ length: 400 }, () => random.normal())
 * const X = createFrame({ columns: { trend, noise } })
 * const y = Array.from(trend, (value) => (value > 0.5 ? 'buy' : value < -0.5 ? 'sell' : 'hold'))
 *
 * const manager = createModelManager()
 * const { model, featureImportance } = await manager.trainModel(X.slice(0, 300), y.slice(0, 300), { modelType: 'lightgbm', params: { num_leaves: 7 } })
 * console.log(featureImportance.trend! > featureImportance.noise!) // true
 *
 * const laterY = Int32Array.from(y.slice(300), (name) => model.classNames.indexOf(name))
 * const calibrator = fitCalibrator(model.predict(X.slice(300, 400)), laterY, { method: 'beta' })
 * const calibrated = calibrateModel(model, calibrator)
 * const predictions = manager.predictSignals(calibrated, X.slice(0, 5))
 * console.log(decideSignals(predictions, model.classNames, { minConfidence: 0.6 }).signal)
 *
 * await manager.saveModel(calibrated, 'first', { symbol: 'BTCUSDT' })
 * const { metadata } = await manager.loadModel('first')
 * console.log(await manager.listModels(), metadata)
 *
 * @module models
 */

export type { AdaptiveConformal, AdaptiveConformalOptions, AdaptiveConformalState } from './calibration/adaptive-conformal.js'
export { createAdaptiveConformal, restoreAdaptiveConformal } from './calibration/adaptive-conformal.js'
export type { BetaMap } from './calibration/beta.js'
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
export type { ConformalOptions } from './calibration/conformal-quantile.js'
export { conformalQuantile } from './calibration/conformal-quantile.js'
export type { Intervals, LabelScore, PredictionSets } from './calibration/conformal-sets.js'
export { intervalsAround, labelScores, predictionSets, residualScores } from './calibration/conformal-sets.js'
export { parseCalibrator } from './calibration/format.js'
export type { IsotonicMap } from './calibration/isotonic.js'
export type { PlattMap, PlattScore } from './calibration/platt.js'
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
