/**
 * Gradient-boosted decision trees: LightGBM's and XGBoost's parameters, losses and model files, trained and predicted by WebAssembly kernels
 * (by plain TypeScript with the same results where those are missing), and on request the very trees of LightGBM 4.7. Stands alone; needs
 * nothing but numbers.
 *
 * @example
 * import { createRandom } from 'barcast/core'
 * import { parseLightgbm, trainBooster } from 'barcast/boosting'
 *
 * const random = createRandom(1)
 * const x = ['momentum', 'noise'].map(() => Float64Array.from({ length: 500 }, () => random.normal()))
 * const y = x[0]!.map((value) => (value + random.normal() > 0 ? 1 : 0))
 *
 * const booster = await trainBooster({
 *   x,
 *   y,
 *   featureNames: ['momentum', 'noise'],
 *   params: { objective: 'binary', numLeaves: 7, seed: 1 },
 *   rounds: 20,
 * })
 * console.log(booster.featureImportance('split'))
 *
 * const loaded = parseLightgbm(booster.toLightgbmText())
 * const probability = new Float64Array(1)
 * loaded.predictRow(Float64Array.of(1.5, 0), probability)
 * console.log(probability[0]! > 0.5) // true
 *
 * @module boosting
 */
export { parseBooster } from './binary/reader.js'
export type { Booster } from './booster.js'
export type { ChunkSource, DatasetChunk } from './chunk-source.js'
export { unweightProbabilities } from './class-odds.js'
export type { BoosterParams, BoosterSettings } from './config.js'
export { boosterParamName, parseBoosterParams } from './config.js'
export type { CreateDatasetOptions } from './create-dataset.js'
export { createDataset } from './create-dataset.js'
export type { Dataset } from './dataset.js'
export type { ImportanceType } from './importance.js'
export type { Category } from './lightgbm/pandas-categories.js'
export { categoryCodes } from './lightgbm/pandas-categories.js'
export { parseLightgbm } from './lightgbm/reader.js'
export type { Link } from './link.js'
export type { Matrix, Numbers, RowMajor } from './matrix.js'
export type { CustomMetric } from './metrics/custom.js'
export type { MetricName, ObjectiveName } from './objective-names.js'
export type { CustomObjective, Derivatives } from './objectives/custom.js'
export type { Target } from './objectives/target.js'
export type { PredictEarlyStop, PredictOptions } from './predictor/rounds.js'
export type { RefitBoosterOptions } from './rounds/refit.js'
export { refitBooster } from './rounds/refit.js'
export type { RoundReport } from './rounds/round-report.js'
export type { ValidSets } from './rounds/valid-sets.js'
export type { TrainBoosterOptions } from './trainer.js'
export { trainBooster } from './trainer.js'
export type { LabelledRows } from './training-data.js'
export type { XgboosterParams } from './xgboost/config.js'
export { xgboosterParamName } from './xgboost/config.js'
export type { XgboostLink, XgboostObjectiveName } from './xgboost/link.js'
export { parseXgboost } from './xgboost/reader.js'
export type { TrainXgboosterOptions, XgboostRoundReport, XgboostRows } from './xgboost/trainer.js'
export { trainXgbooster } from './xgboost/trainer.js'
