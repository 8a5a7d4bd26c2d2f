/**
 * Searches, validates and trains without looking ahead: a pipeline of parameter search and cross-validation, and the walk-forward run from
 * which an honest out-of-sample report is made.
 *
 * @example
 * import { createDataLabeler } from 'barcast/labels'
 * import { createFeatureEngineer } from 'barcast/features'
 * import { createModelManager } from 'barcast/models'
 * import { simulateBars } from 'barcast/testing'
 * import { runWalkForward } from 'barcast/training'
 * import { walkForward } from 'barcast/validation'
 *
 * const bars = simulateBars({ seed: 3, length: 800 })
 * const X = createFeatureEngineer({ features: ['rsi_14', 'roc_12'] }).engineerFeatures(bars)
 * const labels = createDataLabeler({ horizonBars: [5] }).labelData(bars, { method: 'volatility_adjusted' }).spans('label_5bars')
 *
 * const { folds, totals, outOfSample } = await runWalkForward(createModelManager(), {
 *   X,
 *   labels,
 *   splitter: walkForward({ folds: 2 }),
 *   modelType: 'lightgbm',
 *   params: { num_iterations: 10 },
 *   trials: 2,
 *   seed: 1,
 * })
 * console.log(folds.map((fold) => fold.bestParams))
 * console.log(totals, outOfSample.signals.at(-1))
 *
 * @module training
 */
export type { BackupPlace, RestoredTraining } from './backup.js'
export { restoreTraining } from './backup.js'
export type { CheckpointPlace } from './checkpoint.js'
export type { ClassWeight } from './class-balance.js'
export type { RunOptions, ScalerKind, SearchConfig, TrainingPipelineConfig } from './config.js'
export type { CrossValidationScores } from './cross-validation.js'
export type { TrainingData } from './data-hash.js'
export type { DeflatedSharpe, Evidence, SearchOverfitting, TrialCounts } from './evidence.js'
export type { EarlyStopping } from './fitted-fold.js'
export type { AnySplitter } from './folds.js'
export type { LabelPermutation } from './label-permutation.js'
export { estimateTrainingBytes } from './memory-estimate.js'
export type { FoldUsage, Meter, MeterReading } from './meter.js'
export type { OutOfSampleMetrics } from './out-of-sample.js'
export type { WalkForwardFold } from './outer-fold.js'
export type { SearchEnd, SearchResult, Trial } from './parameter-search.js'
export type { PipelineOptions, SplitterName, ValidationNote } from './pipeline-run.js'
export * from './retraining/index.js'
export type { RunRecord, SplitRecord } from './run-record.js'
export type { SamplerName } from './samplers.js'
export type { DroppedRows } from './samples.js'
export type { Score } from './score.js'
export type { ParamValue, ParamValues, SearchDimension, SearchSpace } from './search-space.js'
export { DEFAULT_SPACES } from './search-space.js'
export type { StrategySharpe } from './strategy-returns.js'
export type { TrainingCost } from './training-cost.js'
export type {
  CvResults,
  CvRun,
  OptimizationResult,
  PipelineResult,
  TrainingMetadata,
  TrainingPipeline,
} from './training-pipeline.js'
export { createTrainingPipeline } from './training-pipeline.js'
export type { OutOfSample, WalkForwardResult, WalkForwardRun } from './walk-forward.js'
export { runWalkForward } from './walk-forward.js'
