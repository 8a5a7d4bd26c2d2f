import { BarcastError, type Frame, type Spans, type TaskOptions } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import {
  type ClassLabels,
  checkFeatures,
  checkModelType,
  classCountOf,
  createDecider,
  encodeLabels,
  learnsInRounds,
  type Model,
  type ModelManager,
  type ModelSpec,
  type ModelType,
  type RoundHistory,
  withRounds,
} from '../models/index.js'
import { timeSeriesSplit, walkForward } from '../validation/index.js'
import { type Checkpoint, openCheckpoint } from './checkpoint.js'
import {
  checkLearning,
  checkPipelineOptions,
  type PipelineSettings,
  parsePipelineConfig,
  type RunOptions,
  type TrainingPipelineConfig,
  wallClock,
} from './config.js'
import {
  type Contest,
  type CrossValidationScores,
  crossValidate,
  type FoldEvaluation,
  type FoldWatch,
  summarize,
} from './cross-validation.js'
import { hashTrainingData } from './data-hash.js'
import type { Evidence } from './evidence.js'
import { fitFold } from './fitted-fold.js'
import { type AnySplitter, prepareFolds } from './folds.js'
import { permuteLabels } from './label-permutation.js'
import { checkMemory } from './memory-estimate.js'
import { type Search, type SearchResult, searchParameters, specOf } from './parameter-search.js'
import { describeSearch, hashConfig, type RunRecord, recordRun } from './run-record.js'
import { completeSamples, type DroppedRows, type Samples } from './samples.js'
import type { Score } from './score.js'
import { DEFAULT_SPACES, type ParamValues } from './search-space.js'
import { countedRows } from './strategy-returns.js'
import { foldWarnings, trainingWarnings } from './warnings.js'

/** How rows were split: by position alone, purged by the spans of the labels, or by the splitter that was given. */
export type SplitterName = 'timeSeriesSplit' | 'walkForward' | 'given'

/** Options of every method: the model, and what the rows are. */
export type PipelineOptions = ModelSpec &
  TaskOptions &
  RunOptions & {
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
  ): Promise<CvRun>
}

function checkRows(X: Frame, rows: number, { spans, weights, outcome }: PipelineOptions, action: string): void {
  const columns = {
    y: rows,
    'spans.t0': spans?.t0.length,
    'spans.t1': spans?.t1.length,
    weights: weights?.length,
    outcome: outcome?.length,
  }
  for (const [noun, found] of Object.entries(columns)) {
    if (found !== undefined && found !== X.length)
      throw new BarcastError('training/length', `${action}: ${noun} must have ${X.length} rows like X, found ${found}`, {
        value: found,
        where: { column: noun },
      })
  }
}

/** Without spans nothing purges labels that overlap: folds must then lie in the past, and returns would count moves twice. */
function checkSpansGiven(contest: Contest, { spans, outcome }: PipelineOptions, action: string): void {
  if (spans !== undefined) return
  const why =
    outcome !== undefined ? 'outcome' : contest.folds.some(({ trainsOnFuture }) => trainsOnFuture) ? 'training rows after test rows' : ''
  if (why === '') return
  throw new BarcastError('training/spans', `${action}: ${why} must come with the spans of the labels (options.spans), found none`, {
    where: { path: 'spans' },
  })
}

interface Prepared {
  contest: Contest
  samples: Samples
  note: ValidationNote
  dataHash: string
  startedMs: number
}

/** One run of the pipeline: checked data and settings, and what its methods share. */
class PipelineRun {
  private constructor(
    readonly settings: PipelineSettings,
    readonly clock: NonNullable<TrainingPipelineConfig['clock']>,
    readonly options: PipelineOptions,
    readonly prepared: Prepared,
    readonly rows: number,
    readonly action: string,
  ) {}

  static prepare(
    manager: ModelManager,
    settings: PipelineSettings,
    clock: NonNullable<TrainingPipelineConfig['clock']>,
    X: Frame,
    y: ClassLabels,
    options: PipelineOptions,
    action: string,
  ): PipelineRun {
    const startedMs = clock.nowMs()
    checkPipelineOptions(options, action)
    const { spans, classes, modelType, weights, outcome } = options
    checkModelType(modelType, action)
    checkFeatures(X, action)
    const { value, classNames } = encodeLabels(y, { classes, classCount: classCountOf(options) }, action)
    checkRows(X, value.length, options, action)
    checkLearning(settings, options, classNames, action)
    checkMemory(X, settings.memoryLimitBytes, action)
    if (outcome !== undefined) createDecider(classNames, settings.rule)
    const all = spans ?? { t0: X.timeMs, t1: X.timeMs }
    const { samples, dropped } = completeSamples(X, value, classNames, all, { weights, outcome }, action)
    const folds = prepareFolds(splitterOf(settings, spans), samples, settings.learning, action)
    if (folds.some(({ inner }) => inner !== undefined))
      throw new BarcastError(
        'training/nested',
        `${action}: a nested splitter is for runWalkForward, which searches inside each outer fold; give the pipeline one of its two splitters, found nested folds`,
        { where: { path: 'splitter' } },
      )
    const counted = outcome === undefined ? undefined : countedRows(folds, samples)
    const { score, learning, rule } = settings
    const contest: Contest = { manager, samples, folds, score, learning, counted, rule }
    checkSpansGiven(contest, options, action)
    const warnings = [...trainingWarnings(modelType, learning), ...foldWarnings(folds, samples)]
    const splitter = settings.splitter !== undefined ? 'given' : spans === undefined ? 'timeSeriesSplit' : 'walkForward'
    const dataHash = hashTrainingData({ X, value, classNames, ...all, weights, outcome })
    const note: ValidationNote = { splitter, score, droppedRows: dropped, warnings }
    return new PipelineRun(settings, clock, options, { contest, samples, note, dataHash, startedMs }, X.length, action)
  }

  private get config() {
    return describeSearch(this.options, this.settings)
  }

  private async checkpoint(): Promise<Checkpoint | undefined> {
    const { checkpoint } = this.options
    if (checkpoint === undefined) return undefined
    const { dataHash, contest } = this.prepared
    return openCheckpoint(checkpoint, { data: dataHash, config: hashConfig(this.config, contest.folds) }, this.action)
  }

  async search(): Promise<Search> {
    const { modelType, params = {} } = this.options
    const { optimizationTrials: trials, space = DEFAULT_SPACES[modelType], seed, sampler, pruner, pruneBy, timeLimitMs } = this.settings
    const { clock } = this
    const checkpoint = await this.checkpoint()
    const found = await searchParameters(
      this.prepared.contest,
      { modelType, params: params as ParamValues, space, sampler, pruner, pruneBy, trials, seed, timeLimitMs, clock, checkpoint },
      this.options,
    )
    return { ...found, evidence: { ...found.evidence, permutation: await this.permute(specOf(modelType, found.bestParams)) } }
  }

  private async permute(spec: ModelSpec): Promise<Evidence['permutation']> {
    const { permutations, seed } = this.settings
    if (permutations === 0) return undefined
    return permuteLabels(this.prepared.contest, spec, { permutations, seed, signal: this.options.signal })
  }

  /** Folds of the given parameters; a checkpoint keeps them as trial 0. */
  async crossValidate(spec: ModelSpec): Promise<FoldEvaluation[]> {
    const checkpoint = await this.checkpoint()
    if (checkpoint === undefined) return crossValidate(this.prepared.contest, spec, this.options)
    const params = (spec.params ?? {}) as ParamValues
    const watch: FoldWatch = {
      stored: await checkpoint.readTrial(0, params),
      store: (folds) => checkpoint.writeTrial(0, params, folds),
    }
    return crossValidate(this.prepared.contest, spec, this.options, watch)
  }

  record(task: string, result: object): RunRecord {
    const { contest, samples, note, dataHash, startedMs } = this.prepared
    return recordRun({
      task,
      clock: this.clock,
      startedMs,
      dataHash,
      rows: this.rows,
      samples,
      dropped: note.droppedRows,
      config: this.config,
      folds: contest.folds,
      result,
      warnings: note.warnings,
      lineage: this.options.lineage,
    })
  }
}

function splitterOf({ splitter, cvFolds }: PipelineSettings, spans: Spans | undefined): AnySplitter {
  if (splitter !== undefined) return splitter
  return spans === undefined ? timeSeriesSplit({ splits: cvFolds }) : walkForward({ folds: cvFolds })
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
  const { clock = wallClock, ...rest } = config
  const settings = parsePipelineConfig(rest)
  const prepare = (X: Frame, y: ClassLabels, options: PipelineOptions, action: string): PipelineRun =>
    PipelineRun.prepare(manager, settings, clock, X, y, options, action)
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
    async runTrainingPipeline(X, y, options) {
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
      const { optimizationHistory, endedBy, evidence, bestParams } = found
      return {
        trainedModel: fitted.model,
        scaler: fitted.scaler,
        bestParams,
        cvResults: { ...summarize(found.bestFoldScores), ...note },
        evidence,
        optimizationHistory,
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
        record: run.record('pipeline', { ...found, rounds, featureImportance: fitted.featureImportance }),
      }
    },
  }
}
