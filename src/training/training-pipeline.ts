import type { Frame } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import {
  type ClassLabels,
  learnsInRounds,
  type Model,
  type ModelManager,
  type ModelSpec,
  type ModelType,
  type RoundHistory,
  withRounds,
} from '../models/index.js'
import { type BackupPlace, backUpTraining } from './backup.js'
import { parsePipelineConfig, type TrainingPipelineConfig, wallClock } from './config.js'
import { type CrossValidationScores, type FoldEvaluation, summarize } from './cross-validation.js'
import type { Evidence } from './evidence.js'
import { fitFold } from './fitted-fold.js'
import { type SearchResult, specOf } from './parameter-search.js'
import { type PipelineOptions, type PipelineRun, prepareRun, type ValidationNote } from './pipeline-run.js'
import type { RunRecord } from './run-record.js'
import type { DroppedRows } from './samples.js'
import type { ParamValues } from './search-space.js'

export type CvResults = CrossValidationScores & ValidationNote
/** Scores of one parameter set. */
export type CvRun = CvResults & { record: RunRecord }
export type OptimizationResult = SearchResult & ValidationNote & { record: RunRecord }

export interface TrainingMetadata {
  /** ISO 8601, UTC. */
  trainingDate: string
  modelType: ModelType
  featureCount: number
  featureNames: readonly string[]
  classNames: readonly string[]
  trainingRows: number
  droppedRows: DroppedRows
  trials: number
  seed: number
}

export interface PipelineResult {
  /** Trained on all complete rows with the best parameters; with calibration on those that do not overlap the last fifth, which calibrates it. */
  trainedModel: Model
  /** Fitted on the rows the model was trained on; undefined unless the config asks for scaling. Scale a frame by it before the model sees it. */
  scaler: Scaler | undefined
  bestParams: ParamValues
  /** Scores of the best parameters on the very folds they were chosen on: too good by the luck of the search. */
  cvResults: CvResults
  /** What the best score is worth, after what luck does for the best of so many trials. */
  evidence: Evidence
  optimizationHistory: SearchResult['optimizationHistory']
  front: SearchResult['front']
  endedBy: SearchResult['endedBy']
  /**
   * With early stopping: the log loss round by round in each fold of the best trial, and the rounds of the trained model: the median of the rounds that its folds found
   * (of an even number the mean of the two middle ones, rounded).
   */
  rounds: { final: number; folds: readonly RoundHistory[] } | undefined
  /** Total gain by feature. */
  featureImportance: Record<string, number>
  trainingMetadata: TrainingMetadata
  /** What the run did, as plain JSON. */
  record: RunRecord
}

/**
 * Searches, cross-validates and trains. Every method drops the rows without a label (−1 or '') and those with a missing feature, and says
 * how many; fits the scaler inside each fold on its training part; and throws BarcastError `training/empty-fold`, `training/overlap`,
 * `training/fold-one-class`, `training/inner-split`, `training/spans`, `training/no-complete-row`, `training/length`, `training/weights`, `training/outcome`,
 * `training/memory-limit`, `training/checkpoint-…`, the errors of `validation` for too few rows or bad spans, and those of `models`.
 */
export interface TrainingPipeline {
  /** Search, then a model of the best parameters trained on all complete rows; with `backup` all of it is kept, to be had again by {@link restoreTraining}. */
  runTrainingPipeline(X: Frame, y: ClassLabels, options: PipelineOptions & { backup?: BackupPlace }): Promise<PipelineResult>
  /** Search over the space of the model type, or the config's; `params` are common to all trials. */
  optimizeHyperparameters(X: Frame, y: ClassLabels, options: PipelineOptions): Promise<OptimizationResult>
  /** Scores one parameter set on every fold. */
  crossValidateModel(
    X: Frame,
    y: ClassLabels,
    params: NonNullable<ModelSpec['params']>,
    options: Omit<PipelineOptions, 'params'>,
  ): Promise<CvRun>
}

/** The middle one; of an even number the mean of the two middle ones, rounded. */
function medianRounds(folds: readonly RoundHistory[]): number {
  const sorted = folds.map(({ bestRound }) => bestRound).sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2)
}

function finalRounds(best: readonly FoldEvaluation[]): PipelineResult['rounds'] {
  const folds = best.flatMap(({ rounds }) => rounds ?? [])
  return folds.length === 0 ? undefined : { final: medianRounds(folds), folds }
}

/** The trained model learns from all rows: its rounds come from the folds, no part of its own is watched. */
function finalSpec(modelType: ModelType, params: ParamValues, rounds: PipelineResult['rounds']): ModelSpec {
  const spec = specOf(modelType, params)
  if (rounds === undefined || !learnsInRounds(modelType)) return spec
  return withRounds(spec as Parameters<typeof withRounds>[0], rounds.final)
}

/**
 * A pipeline that trains with a manager.
 *
 * @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`.
 *
 * @example
 * const pipeline = createTrainingPipeline(createModelManager(), { cvFolds: 3, optimizationTrials: 20, score: 'logLoss' })
 * const { trainedModel, bestParams, evidence } = await pipeline.runTrainingPipeline(X, y, { modelType: 'lightgbm', spans, outcome })
 * console.log(evidence.trials.total, evidence.sharpe?.deflated)
 */
export function createTrainingPipeline(manager: ModelManager, config: TrainingPipelineConfig = {}): TrainingPipeline {
  const { clock = wallClock, meter, ...rest } = config
  const settings = parsePipelineConfig(rest)
  const prepare = (X: Frame, y: ClassLabels, options: PipelineOptions, action: string): PipelineRun =>
    prepareRun({ manager, settings, clock, meter }, X, y, options, action)
  return {
    async crossValidateModel(X, y, params, options) {
      const spec = specOf(options.modelType, params as ParamValues)
      const run = prepare(X, y, { ...options, ...spec }, 'Cross-validate')
      const evaluations = await run.crossValidate(spec)
      const scores = summarize(evaluations.map(({ score }) => score))
      const rounds = evaluations.map((evaluation) => evaluation.rounds)
      return { ...scores, ...run.prepared.note, record: run.record('crossValidation', { ...scores, rounds }) }
    },
    async optimizeHyperparameters(X, y, options) {
      const run = prepare(X, y, options, 'Search hyperparameters')
      const { best, ...found } = await run.search()
      return { ...found, ...run.prepared.note, record: run.record('search', { ...found, rounds: finalRounds(best) }) }
    },
    async runTrainingPipeline(X, y, { backup, ...options }) {
      const run = prepare(X, y, options, 'Run training pipeline')
      const { contest, samples, note } = run.prepared
      const { best, ...found } = await run.search()
      const rounds = finalRounds(best)
      const spec = finalSpec(options.modelType, found.bestParams, rounds)
      const { fitted, learned } = await fitFold(
        manager,
        samples,
        spec,
        { ...contest.learning, earlyStopping: undefined },
        { signal: options.signal },
      )
      const { optimizationHistory, endedBy, evidence, bestParams, front } = found
      const record = run.record('pipeline', { ...found, rounds, featureImportance: fitted.featureImportance })
      if (backup !== undefined) await backUpTraining(backup, { ...run.prepared.data, model: fitted.model, scaler: fitted.scaler, record })
      return {
        trainedModel: fitted.model,
        scaler: fitted.scaler,
        bestParams,
        cvResults: { ...summarize(found.bestFoldScores), ...note },
        evidence,
        optimizationHistory,
        front,
        endedBy,
        rounds,
        featureImportance: fitted.featureImportance,
        trainingMetadata: {
          trainingDate: new Date(clock.nowMs()).toISOString(),
          modelType: options.modelType,
          featureCount: X.names.length,
          featureNames: [...X.names],
          classNames: samples.classNames,
          trainingRows: learned.X.length,
          droppedRows: note.droppedRows,
          trials: optimizationHistory.length,
          seed: settings.seed,
        },
        record,
      }
    },
  }
}
