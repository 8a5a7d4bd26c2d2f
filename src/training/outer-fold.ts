import type { Frame } from '../core/index.js'
import { parseScaler, type Scaler } from '../features/index.js'
import {
  type DecisionRule,
  type Model,
  type ModelManager,
  type ModelSpec,
  type Predictions,
  type RoundHistory,
  restoreModel,
} from '../models/index.js'
import type { Clock } from '../ports/index.js'
import { type Splitter, walkForward } from '../validation/index.js'
import { type Checkpoint, type CheckpointPlace, openCheckpoint, type StoredFit } from './checkpoint.js'
import type { WalkForwardSettings } from './config.js'
import type { Contest } from './cross-validation.js'
import { hashTrainingData } from './data-hash.js'
import type { Evidence } from './evidence.js'
import { type FittedFold, fitFold, predictFold } from './fitted-fold.js'
import { type Fold, innerSplitterOf, prepareFolds } from './folds.js'
import type { Meter } from './meter.js'
import { majorityClass, type OutOfSampleMetrics, outOfSampleMetrics } from './out-of-sample.js'
import { searchParameters, specOf, type Trial } from './parameter-search.js'
import { describeSearch, hashConfig, splitRecord } from './run-record.js'
import { rowsWhere, type Samples, takeSamples } from './samples.js'
import { DEFAULT_SPACES, type ParamValues } from './search-space.js'
import { countedRows, signalReturns } from './strategy-returns.js'

const ACTION = 'Run walk-forward'

/** One fold: what it learned from its own training part, and how that fared on its test part. */
export interface WalkForwardFold {
  index: number
  trainRows: number
  /** Labelled rows that were scored. */
  testRows: number
  /** Labelled rows between the fold's first and last that it neither trains on nor tests: their labels overlap the test part's, or an embargo or gap leaves them out. */
  purgedRows: number
  trainFromMs: number
  /** Time of the last training row. */
  trainToMs: number
  /** Time of the first row predicted by this fold. */
  testFromMs: number
  /** Time of the last row predicted by this fold, labelled or not. */
  testToMs: number
  bestParams: ParamValues
  /** Undefined without a search. */
  searchScore: number | undefined
  trials: Trial[]
  /** What the search's best score is worth; undefined without a search. */
  evidence: Evidence | undefined
  metrics: OutOfSampleMetrics
  /** Undefined when features are not scaled. */
  scaler: Scaler | undefined
  model: Model
  /** Total gain by feature. */
  featureImportance: Record<string, number>
  /** With early stopping: the log loss round by round, and the round that the model ends at. */
  rounds: RoundHistory | undefined
}

/** What all outer folds share. */
export interface WalkForwardTask {
  readonly manager: ModelManager
  readonly spec: ModelSpec
  readonly settings: WalkForwardSettings
  readonly innerSplitter: Splitter | undefined
  readonly rule: DecisionRule | undefined
  readonly clock: Clock
  readonly meter: Meter | undefined
  readonly signal: AbortSignal | undefined
  readonly checkpoint: CheckpointPlace | undefined
  readonly X: Frame
  /** 1 for each row of X without a missing feature. */
  readonly complete: Uint8Array
  readonly samples: Samples
}

/** Rows of X that a fold predicts for one path through the history; most splitters make one path. */
export interface Segment {
  readonly path: number
  readonly fromRow: number
  /** Exclusive. */
  readonly toRow: number
}

/** An outer fold with the rows of X that its model predicts, ascending. */
export interface OuterFold extends Fold {
  readonly index: number
  readonly segments: readonly Segment[]
  readonly seed: number
  /** Places in `test` of the rows whose returns count; undefined without `outcome`. */
  readonly counted: Int32Array | undefined
  /** When the fold's search must start no more trials, by the clock. */
  readonly deadlineMs: number
}

/** A fold's result with the predictions of all its rows, segment after segment, and the class its baseline names. */
export interface FoldOutcome {
  fold: WalkForwardFold
  predictions: readonly Predictions[]
  scored: Predictions
  value: Int32Array
  baseline: Int32Array
  returns: Float64Array | undefined
}

type Found = Pick<WalkForwardFold, 'bestParams' | 'searchScore' | 'trials' | 'evidence'>

function contestOf({ manager, settings, innerSplitter, rule, clock, meter }: WalkForwardTask, train: Samples, fold: OuterFold): Contest {
  const { score, learning } = settings
  const splitter = innerSplitterOf(fold) ?? innerSplitter ?? walkForward({ folds: 3 })
  const folds = prepareFolds(splitter, train, learning, ACTION, `fold ${fold.index}, inner fold`)
  const counted = train.outcome && countedRows(folds, train)
  return { manager, samples: train, folds, score, learning, counted, rule, gauges: { clock, meter }, costs: [] }
}

/** The fold's own part of the checkpoint, which holds for this training part and these settings alone. */
async function checkpointOf(
  task: WalkForwardTask,
  train: Samples,
  fold: OuterFold,
  contest: Contest | undefined,
): Promise<Checkpoint | undefined> {
  const { checkpoint, spec, settings } = task
  if (checkpoint === undefined) return undefined
  const place = { objects: checkpoint.objects, key: `${checkpoint.key}/fold-${String(fold.index).padStart(4, '0')}` }
  const data = hashTrainingData({ ...train, ...train.spans })
  return openCheckpoint(
    place,
    { data, config: hashConfig(describeSearch(spec, { ...settings, seed: fold.seed }), contest?.folds ?? []) },
    ACTION,
  )
}

/** Chooses parameters inside the training part, which is all it is given. */
async function searchWithin(
  { spec, settings, signal, clock }: WalkForwardTask,
  contest: Contest | undefined,
  fold: OuterFold,
  checkpoint: Checkpoint | undefined,
  report: (fitted: number) => void,
): Promise<Found> {
  const params = (spec.params ?? {}) as ParamValues
  if (contest === undefined) return { bestParams: params, searchScore: undefined, trials: [], evidence: undefined }
  const { sampler, pruner, pruneBy, trials, space = DEFAULT_SPACES[spec.modelType], timeLimitMs } = settings
  const { bestParams, bestScore, optimizationHistory, evidence } = await searchParameters(
    contest,
    {
      modelType: spec.modelType,
      params,
      space,
      sampler,
      pruner,
      pruneBy,
      trials,
      seed: fold.seed,
      timeLimitMs: timeLimitMs === undefined ? undefined : Math.max(1, fold.deadlineMs - clock.nowMs()),
      clock,
      checkpoint,
    },
    { ...(signal === undefined ? {} : { signal }), onProgress: ({ done, total }) => report(Math.floor((done / total) * trials)) },
  )
  return { bestParams, searchScore: bestScore, trials: optimizationHistory, evidence }
}

function packFit(params: ParamValues, { scaler, model, featureImportance, rounds }: FittedFold): StoredFit {
  return { params, scaler, model: model.toJson(), featureImportance, rounds } as unknown as StoredFit
}

function unpackFit({ scaler, model, featureImportance, rounds }: StoredFit): FittedFold {
  return {
    scaler: scaler === undefined ? undefined : parseScaler(scaler),
    model: restoreModel(model),
    featureImportance,
    rounds: rounds === undefined ? undefined : { ...rounds, trainingLoss: rounds.trainingLoss },
  }
}

async function fitOuter(
  task: WalkForwardTask,
  train: Samples,
  params: ParamValues,
  checkpoint: Checkpoint | undefined,
): Promise<FittedFold> {
  const { manager, spec, settings, signal } = task
  const stored = await checkpoint?.readFit(params)
  if (stored !== undefined) return unpackFit(stored)
  const { fitted } = await fitFold(manager, train, specOf(spec.modelType, params), settings.learning, { signal })
  await checkpoint?.writeFit(packFit(params, fitted))
  return fitted
}

/** Probabilities of every row of the segment; NaN where a feature is missing. */
function predictSegment({ X, complete }: WalkForwardTask, fitted: FittedFold, { fromRow, toRow }: Segment, classes: number): Predictions {
  const length = toRow - fromRow
  const data = new Float64Array(length * classes).fill(Number.NaN)
  const rows = rowsWhere(length, (k) => complete[fromRow + k] === 1)
  if (rows.length > 0) {
    const predicted = predictFold(fitted, X.slice(fromRow, toRow).rows(rows)).data
    rows.forEach((row, k) => {
      data.set(predicted.subarray(k * classes, (k + 1) * classes), row * classes)
    })
  }
  return { rows: length, classes, data }
}

/** The predictions of these rows of X, each of which lies in a segment. */
function predictionsAt(segments: readonly Segment[], predictions: readonly Predictions[], rows: Int32Array, classes: number): Predictions {
  const picked = new Float64Array(rows.length * classes)
  rows.forEach((row, k) => {
    const at = segments.findIndex(({ fromRow, toRow }) => row >= fromRow && row < toRow)
    const from = (row - segments[at]!.fromRow) * classes
    picked.set(predictions[at]!.data.subarray(from, from + classes), k * classes)
  })
  return { rows: rows.length, classes, data: picked }
}

/** Searches, scales and trains on the fold's training part, then predicts its rows of X and scores the labelled test rows. */
export async function runOuterFold(task: WalkForwardTask, fold: OuterFold, report: (fitted: number) => void): Promise<FoldOutcome> {
  const { X, samples, settings, rule } = task
  const train = takeSamples(samples, fold.train)
  const contest = settings.trials === 0 ? undefined : contestOf(task, train, fold)
  const checkpoint = await checkpointOf(task, train, fold, contest)
  const found = await searchWithin(task, contest, fold, checkpoint, report)
  const fitted = await fitOuter(task, train, found.bestParams, checkpoint)
  const test = takeSamples(samples, fold.test)
  const classes = samples.classNames.length
  const predictions = fold.segments.map((segment) => predictSegment(task, fitted, segment, classes))
  const scored = predictionsAt(fold.segments, predictions, test.rowOf, classes)
  const baseline = new Int32Array(test.value.length).fill(majorityClass(train.value, classes))
  report(settings.trials + 1)
  const { trainRows, testRows, purgedRows, trainFromMs, trainToMs } = splitRecord(fold, samples)
  return {
    predictions,
    scored,
    value: test.value,
    baseline,
    returns: fold.counted && signalReturns(scored, samples.classNames, test.outcome!, fold.counted, rule),
    fold: {
      index: fold.index,
      trainRows,
      testRows,
      purgedRows,
      trainFromMs,
      trainToMs,
      testFromMs: X.timeMs[fold.segments[0]!.fromRow]!,
      testToMs: X.timeMs[fold.segments.at(-1)!.toRow - 1]!,
      ...found,
      metrics: outOfSampleMetrics(test.value, scored, baseline),
      ...fitted,
    },
  }
}
