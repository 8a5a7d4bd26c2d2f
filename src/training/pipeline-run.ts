import { BarcastError, type Frame, type Spans, type TaskOptions } from '../core/index.js'
import {
  type ClassLabels,
  checkFeatures,
  checkModelType,
  classCountOf,
  createDecider,
  encodeLabels,
  type ModelManager,
  type ModelSpec,
} from '../models/index.js'
import type { Clock } from '../ports/index.js'
import { timeSeriesSplit, walkForward } from '../validation/index.js'
import { type Checkpoint, openCheckpoint } from './checkpoint.js'
import { checkLearning, checkPipelineOptions, type PipelineSettings, type RunOptions } from './config.js'
import { type Contest, crossValidate, type FoldEvaluation, type FoldWatch } from './cross-validation.js'
import { hashTrainingData, type TrainingData } from './data-hash.js'
import type { Evidence } from './evidence.js'
import { type AnySplitter, prepareFolds } from './folds.js'
import { permuteLabels } from './label-permutation.js'
import { checkMemory } from './memory-estimate.js'
import type { Meter } from './meter.js'
import { type Search, searchParameters, specOf } from './parameter-search.js'
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
  const trainsOnFuture = contest.folds.some((fold) => fold.trainsOnFuture)
  if (outcome === undefined && !trainsOnFuture) return
  const what = trainsOnFuture ? 'training rows after test rows' : 'outcome'
  throw new BarcastError('training/spans', `${action}: ${what} must come with the spans of the labels (options.spans), found none`, {
    where: { path: 'spans' },
  })
}

interface Prepared {
  contest: Contest
  samples: Samples
  note: ValidationNote
  /** All rows given. */
  data: TrainingData
  dataHash: string
  startedMs: number
  /** Of the frame given. */
  rows: number
}

/** What all runs of one pipeline share. */
export interface PipelineMaker {
  readonly manager: ModelManager
  readonly settings: PipelineSettings
  readonly clock: Clock
  readonly meter: Meter | undefined
}

/** One run of the pipeline: checked data and settings, and what its methods share. */
export class PipelineRun {
  constructor(
    readonly maker: PipelineMaker,
    readonly options: PipelineOptions,
    readonly prepared: Prepared,
    readonly action: string,
  ) {}

  private get config() {
    return describeSearch(this.options, this.maker.settings)
  }

  private async checkpoint(): Promise<Checkpoint | undefined> {
    const { checkpoint } = this.options
    if (checkpoint === undefined) return undefined
    const { dataHash, contest } = this.prepared
    return openCheckpoint(checkpoint, { data: dataHash, config: hashConfig(this.config, contest.folds) }, this.action)
  }

  async search(): Promise<Search> {
    const { modelType, params = {} } = this.options
    const {
      optimizationTrials: trials,
      space = DEFAULT_SPACES[modelType],
      seed,
      sampler,
      pruner,
      pruneBy,
      timeLimitMs,
    } = this.maker.settings
    const { clock } = this.maker
    const checkpoint = await this.checkpoint()
    const found = await searchParameters(
      this.prepared.contest,
      { modelType, params: params as ParamValues, space, sampler, pruner, pruneBy, trials, seed, timeLimitMs, clock, checkpoint },
      this.options,
    )
    return { ...found, evidence: { ...found.evidence, permutation: await this.permute(specOf(modelType, found.bestParams)) } }
  }

  private async permute(spec: ModelSpec): Promise<Evidence['permutation']> {
    const { permutations, seed } = this.maker.settings
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
    const { contest, samples, note, dataHash, startedMs, rows } = this.prepared
    return recordRun({
      task,
      clock: this.maker.clock,
      startedMs,
      dataHash,
      rows,
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

/**
 * Checks data and settings, before anything is trained.
 *
 * @throws BarcastError as the methods of a `TrainingPipeline` say.
 */
export function prepareRun(maker: PipelineMaker, X: Frame, y: ClassLabels, options: PipelineOptions, action: string): PipelineRun {
  const { manager, settings, clock, meter } = maker
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
  const { score, learning, rule, alsoMinimize: costs } = settings
  const contest: Contest = { manager, samples, folds, score, learning, counted, rule, gauges: { clock, meter }, costs }
  checkSpansGiven(contest, options, action)
  const warnings = [...trainingWarnings(modelType, learning), ...foldWarnings(folds, samples)]
  const splitter = settings.splitter !== undefined ? 'given' : spans === undefined ? 'timeSeriesSplit' : 'walkForward'
  const data: TrainingData = { X, value, classNames, t0: all.t0, t1: all.t1, weights, outcome }
  const note: ValidationNote = { splitter, score, droppedRows: dropped, warnings }
  return new PipelineRun(
    maker,
    options,
    { contest, samples, note, data, dataHash: hashTrainingData(data), startedMs, rows: X.length },
    action,
  )
}
