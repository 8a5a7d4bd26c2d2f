import { BarcastError, type Frame, type Spans, type TaskOptions } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import {
  type ClassLabels,
  checkFeatures,
  checkModelType,
  classCountOf,
  encodeLabels,
  type Model,
  type ModelManager,
  type ModelSpec,
  type ModelType,
} from '../models/index.js'
import { type Splitter, timeSeriesSplit, walkForward } from '../validation/index.js'
import { checkPipelineOptions, type PipelineSettings, parsePipelineConfig, type TrainingPipelineConfig, wallClock } from './config.js'
import { type Contest, type CrossValidationScores, crossValidate, summarize } from './cross-validation.js'
import { fitFold, prepareFolds } from './folds.js'
import { type SearchResult, searchParameters, specOf } from './parameter-search.js'
import { completeSamples, type DroppedRows, type Samples } from './samples.js'
import type { Score } from './score.js'
import { DEFAULT_SPACES, type ParamValues } from './search-space.js'
import { trainingWarnings } from './warnings.js'

/** How rows were split: by position alone, or purged by the spans of the labels. */
export type SplitterName = 'timeSeriesSplit' | 'walkForward'

/** Options of every method: the model, and what the rows are. */
export type PipelineOptions = ModelSpec &
  TaskOptions & {
    /** Time span of each label; with it, folds are a purged walk-forward, without it a `timeSeriesSplit`. */
    spans?: Spans
    /** Fixes the classes and the order of the probability columns; by default those that occur in y. */
    classes?: readonly string[]
  }

/** What every result says of how it came about. */
export interface ValidationNote {
  splitter: SplitterName
  score: Score
  droppedRows: DroppedRows
  /** What may spoil the result though nothing is wrong, in words. */
  warnings: readonly string[]
}

export type CvResults = CrossValidationScores & ValidationNote
export type OptimizationResult = SearchResult & ValidationNote

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
  /** Trained on all complete rows with the best parameters. */
  trainedModel: Model
  /** Fitted on the rows the model was trained on; undefined unless the config asks for scaling. Scale a frame by it before the model sees it. */
  scaler: Scaler | undefined
  bestParams: ParamValues
  /** Scores of the best parameters on the very folds they were chosen on: too good by the luck of the search. */
  cvResults: CvResults
  optimizationHistory: SearchResult['optimizationHistory']
  /** Total gain by feature. */
  featureImportance: Record<string, number>
  trainingMetadata: TrainingMetadata
}

/**
 * Searches, cross-validates and trains. Every method drops the rows without a label (−1 or '') and those with a missing feature, and says
 * how many; fits the scaler inside each fold on its training part; and throws BarcastError `training/empty-fold`,
 * `training/fold-one-class`, `training/no-complete-row`, `training/length`, the errors of `validation` for too few
 * rows or bad spans, and those of `models`.
 */
export interface TrainingPipeline {
  /** Search, then a model of the best parameters trained on all complete rows. */
  runTrainingPipeline(X: Frame, y: ClassLabels, options: PipelineOptions): Promise<PipelineResult>
  /** Search over the space of the model type, or the config's; `params` are common to all trials. */
  optimizeHyperparameters(X: Frame, y: ClassLabels, options: PipelineOptions): Promise<OptimizationResult>
  /** Scores one parameter set on every fold. */
  crossValidateModel(
    X: Frame,
    y: ClassLabels,
    params: NonNullable<ModelSpec['params']>,
    options: Omit<PipelineOptions, 'params'>,
  ): Promise<CvResults>
}

function checkRows(X: Frame, rows: number, spans: Spans | undefined, action: string): void {
  const lengths = [
    ['y', rows],
    ...(spans === undefined
      ? []
      : ([
          ['spans.t0', spans.t0.length],
          ['spans.t1', spans.t1.length],
        ] as const)),
  ] as const
  for (const [noun, found] of lengths) {
    if (found !== X.length)
      throw new BarcastError('training/length', `${action}: ${noun} must have ${X.length} rows like X, found ${found}`, {
        value: found,
        where: { column: noun },
      })
  }
}

interface Prepared {
  contest: Contest
  samples: Samples
  note: ValidationNote
}

function prepare(
  manager: ModelManager,
  settings: PipelineSettings,
  X: Frame,
  y: ClassLabels,
  options: PipelineOptions,
  action: string,
): Prepared {
  checkPipelineOptions(options, action)
  const { spans, classes, modelType } = options
  checkModelType(modelType, action)
  checkFeatures(X, action)
  const { value, classNames } = encodeLabels(y, { classes, classCount: classCountOf(options) }, action)
  checkRows(X, value.length, spans, action)
  const points = { t0: X.timeMs, t1: X.timeMs }
  const { samples, dropped } = completeSamples(X, value, classNames, spans ?? points, action)
  const name: SplitterName = spans === undefined ? 'timeSeriesSplit' : 'walkForward'
  const splitter: Splitter = spans === undefined ? timeSeriesSplit({ splits: settings.cvFolds }) : walkForward({ folds: settings.cvFolds })
  const { score, scaler } = settings
  const contest = { manager, samples, folds: prepareFolds(splitter, samples, action), score, scaler }
  return { contest, samples, note: { splitter: name, score, droppedRows: dropped, warnings: trainingWarnings(modelType, scaler) } }
}

/**
 * A pipeline that trains with a manager.
 *
 * @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`.
 *
 * @example
 * const pipeline = createTrainingPipeline(createModelManager(), { cvFolds: 3, optimizationTrials: 20, score: 'logLoss' })
 * const { trainedModel, bestParams } = await pipeline.runTrainingPipeline(X, y, { modelType: 'lightgbm', spans })
 */
export function createTrainingPipeline(manager: ModelManager, config: TrainingPipelineConfig = {}): TrainingPipeline {
  const { clock = wallClock, ...rest } = config
  const settings = parsePipelineConfig(rest)
  const search = ({ contest }: Prepared, { modelType, params = {} }: PipelineOptions, task: TaskOptions): Promise<SearchResult> => {
    const { optimizationTrials: trials, seed, sampler, space = DEFAULT_SPACES[modelType] } = settings
    return searchParameters(contest, { modelType, params: params as ParamValues, space, sampler, trials, seed, clock }, task)
  }
  return {
    async crossValidateModel(X, y, params, options) {
      const spec = specOf(options.modelType, params as ParamValues)
      const { contest, note } = prepare(manager, settings, X, y, { ...options, ...spec }, 'Cross-validate')
      return { ...(await crossValidate(contest, spec, options)), ...note }
    },
    async optimizeHyperparameters(X, y, options) {
      const prepared = prepare(manager, settings, X, y, options, 'Search hyperparameters')
      return { ...(await search(prepared, options, options)), ...prepared.note }
    },
    async runTrainingPipeline(X, y, options) {
      const prepared = prepare(manager, settings, X, y, options, 'Run training pipeline')
      const { samples, note } = prepared
      const { bestParams, bestFoldScores, optimizationHistory } = await search(prepared, options, options)
      const { scaler, model, featureImportance } = await fitFold(
        manager,
        samples,
        specOf(options.modelType, bestParams),
        settings.scaler,
        options.signal,
      )
      return {
        trainedModel: model,
        scaler,
        bestParams,
        cvResults: { ...summarize(bestFoldScores), ...note },
        optimizationHistory,
        featureImportance,
        trainingMetadata: {
          trainingDate: new Date(clock.nowMs()).toISOString(),
          modelType: options.modelType,
          featureCount: X.names.length,
          featureNames: [...X.names],
          classNames: samples.classNames,
          trainingRows: samples.X.length,
          droppedRows: note.droppedRows,
          trials: optimizationHistory.length,
          seed: settings.seed,
        },
      }
    },
  }
}
