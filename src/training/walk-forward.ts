import {
  BarcastError,
  createRandom,
  type Frame,
  type Json,
  type Labels,
  type Signal,
  type TaskOptions,
  throwIfAborted,
} from '../core/index.js'
import {
  checkFeatures,
  checkModelType,
  createDecider,
  type DecisionRule,
  decideSignals,
  type ModelManager,
  type ModelSpec,
  type Predictions,
} from '../models/index.js'
import type { Clock } from '../ports/index.js'
import type { Splitter } from '../validation/index.js'
import {
  checkLearning,
  parseWalkForwardRun,
  type RunOptions,
  type ScalerKind,
  type SearchConfig,
  type WalkForwardSettings,
  wallClock,
} from './config.js'
import { hashTrainingData } from './data-hash.js'
import { type AnySplitter, type Fold, prepareFolds } from './folds.js'
import { labelsOnRows } from './labelled-rows.js'
import { checkMemory } from './memory-estimate.js'
import type { Meter } from './meter.js'
import { joinLabels, joinPredictions, meanShares, type OutOfSampleMetrics, outOfSampleMetrics } from './out-of-sample.js'
import { type FoldOutcome, type OuterFold, runOuterFold, type Segment, type WalkForwardFold } from './outer-fold.js'
import { describeSearch, type RunRecord, recordRun } from './run-record.js'
import { completeRows, completeSamples, type DroppedRows, type Samples } from './samples.js'
import { countedRows, joinReturns, type StrategySharpe, strategySharpe } from './strategy-returns.js'
import { foldWarnings, trainingWarnings } from './warnings.js'

/** What {@link runWalkForward} takes. */
export type WalkForwardRun = ModelSpec &
  TaskOptions &
  SearchConfig &
  RunOptions & {
    /** Unscaled features. Rows with a missing one (warm-up) train nothing and get no prediction. */
    X: Frame
    /** Labels on the times of X; rows of X at other times have no label. `weights` and `outcome` have one number for each of them. */
    labels: Labels
    /**
     * Outer folds in time order: any splitter of `barcast/validation`. With `combinatorialPurged` every path is put together; with `nested` its inner splits are what each fold
     * searches on. Splitters that train on rows after the test part compare models; the result's warnings say so.
     */
    splitter: AnySplitter
    /** Inner folds, on which each outer fold searches within its own training part. Default `walkForward({ folds: 3 })`. */
    innerSplitter?: Splitter
    /** Parameter sets that each fold tries; 0 (default) trains with `params` as they are. */
    trials?: number
    /** Default standard: fitted on each training part alone. */
    scaler?: ScalerKind
    /** How probabilities become signals. Default: the most probable class, whatever its probability. */
    rule?: DecisionRule
    /** Source of durations and of `timeLimitMs`, which each fold's search gets its share of. Default: the time of day. */
    clock?: Clock
    /** Tells what the process uses; each trial then says what its folds took. Default: none, and only times are told. */
    meter?: Meter
  }

/** Every row of X from the first fold's first test row to the end, predicted by the model of its fold. */
export interface OutOfSample {
  timeMs: Float64Array
  /** NaN where a feature is missing. */
  predictions: Predictions
  /** Class indices, −1 where there is no label. */
  y: Int32Array
  /** HOLD where a feature is missing. */
  signals: Signal[]
  /** Probability of the most probable class; NaN where a feature is missing. */
  confidence: Float64Array
}

export interface WalkForwardResult {
  classNames: readonly string[]
  folds: WalkForwardFold[]
  /** The first path; the only one but for combinatorial splitters. */
  outOfSample: OutOfSample
  /** Paths through the history, each predicted by models that had not seen what they predict. */
  paths: OutOfSample[]
  /** Rows of X that no fold trained on or scored. */
  dropped: DroppedRows
  /** Over the scored rows of all folds together. */
  totals: OutOfSampleMetrics
  /** What the signals earned out of sample; nothing was chosen by these rows, so nothing is deflated. Undefined without `outcome`. */
  sharpe: StrategySharpe | undefined
  /** Each feature's share of its fold's total gain, averaged over the folds. */
  importance: Record<string, number>
  /** What may spoil the result though nothing is wrong, in words. */
  warnings: readonly string[]
  /** What the run did, as plain JSON. */
  record: RunRecord
}

const ACTION = 'Run walk-forward'

/** Each row of X, from the first test row on, is predicted by one fold: test parts must follow one another. */
function plainSegments(folds: readonly Fold[], { rowOf }: Samples, rows: number): Segment[][] {
  return folds.map(({ test }, index) => {
    const next = folds[index + 1]?.test[0]
    if (next !== undefined && !(test.at(-1)! < next)) {
      throw new BarcastError(
        'training/fold-order',
        `${ACTION}: fold ${index + 1}: test rows must come after those of the fold before (${test.at(-1)}), found ${next}`,
        { value: next, where: { path: `fold ${index + 1}` } },
      )
    }
    return [{ path: 0, fromRow: rowOf[test[0]!]!, toRow: next === undefined ? rows : rowOf[next]! }]
  })
}

/** Each row of X, from the first sample on, is predicted once for every path. */
function pathSegments(folds: readonly Fold[], { rowOf }: Samples, rows: number): Segment[][] {
  return folds.map(({ parts = [] }) =>
    parts.map(({ path, fromRow, toRow }) => ({ path, fromRow: rowOf[fromRow]!, toRow: toRow === rowOf.length ? rows : rowOf[toRow]! })),
  )
}

/** Share of the time limit that has passed when each fold's search must end. */
function deadlineOf({ timeLimitMs }: WalkForwardSettings, startedMs: number, index: number, folds: number): number {
  return timeLimitMs === undefined ? Infinity : startedMs + (timeLimitMs * (index + 1)) / folds
}

function outerFolds(folds: readonly Fold[], samples: Samples, rows: number, settings: WalkForwardSettings, startedMs: number): OuterFold[] {
  const random = createRandom(settings.seed)
  const hasPaths = folds.every(({ parts }) => parts !== undefined)
  const segments = (hasPaths ? pathSegments : plainSegments)(folds, samples, rows)
  const counted = samples.outcome && countedRows(folds, samples)
  return folds.map((fold, index) => ({
    ...fold,
    index,
    segments: segments[index]!,
    seed: random.integer(0, 2 ** 31),
    counted: counted?.[index],
    deadlineMs: deadlineOf(settings, startedMs, index, folds.length),
  }))
}

function pathsOf(
  X: Frame,
  value: Int32Array,
  folds: readonly OuterFold[],
  outcomes: readonly FoldOutcome[],
  run: WalkForwardRun,
): OutOfSample[] {
  const { classes } = run.labels
  const parts = folds.flatMap(({ segments }, k) =>
    segments.map((segment, at) => ({ ...segment, predictions: outcomes[k]!.predictions[at]! })),
  )
  const count = 1 + parts.reduce((last, { path }) => Math.max(last, path), 0)
  return Array.from({ length: count }, (_, path) => {
    const own = parts.filter((part) => part.path === path).sort((a, b) => a.fromRow - b.fromRow)
    const predictions = joinPredictions(
      own.map((part) => part.predictions),
      classes.length,
    )
    const { signal, confidence } = decideSignals(predictions, classes, run.rule)
    const from = own[0]!.fromRow
    return { timeMs: X.timeMs.slice(from), predictions, y: value.slice(from), signals: signal, confidence }
  })
}

function totalsOf(outcomes: readonly FoldOutcome[], classes: number): OutOfSampleMetrics {
  return outOfSampleMetrics(
    joinLabels(outcomes.map(({ value }) => value)),
    joinPredictions(
      outcomes.map(({ scored }) => scored),
      classes,
    ),
    joinLabels(outcomes.map(({ baseline }) => baseline)),
  )
}

/** What a fold learned and how it fared, without the model itself. */
function foldFacts({ fold }: FoldOutcome): object {
  const { model: _, scaler: __, ...facts } = fold
  return facts
}

/**
 * Walks through time as a trader would have lived it. Each outer fold searches parameters (on inner folds), fits the scaler and trains
 * the model on its own purged past, then predicts every row up to the next fold. Nothing that is fitted has seen a row that is
 * scored, and no early stopping looks at one. Rows without a label are predicted but not scored; rows with a missing feature are neither
 * trained on nor predicted: their signal is HOLD.
 *
 * @throws BarcastError `training/empty-fold`, `training/fold-one-class`, `training/overlap`, `training/inner-split`, `training/fold-order`, each naming the
 * fold; `training/no-complete-row`, `training/labels`, `training/length`, `training/weights`, `training/outcome`, `training/all-trials-failed`, `training/memory-limit`,
 * `training/checkpoint-…`, `training/config`, `training/unknown-option`, `tuning/search-space`; the
 * errors of `models` (also for a rule that does not fit the classes), of the splitter, and `task/aborted`.
 *
 * @example
 * const { folds, outOfSample } = await runWalkForward(createModelManager(), {
 *   X, labels, splitter: walkForward({ folds: 5 }), modelType: 'lightgbm', trials: 10, seed: 1,
 * })
 */
export async function runWalkForward(manager: ModelManager, run: WalkForwardRun): Promise<WalkForwardResult> {
  const settings = parseWalkForwardRun(run)
  const { X, labels, splitter, innerSplitter, clock = wallClock, meter, signal, onProgress, checkpoint, rule } = run
  const startedMs = clock.nowMs()
  checkModelType(run.modelType, ACTION)
  checkFeatures(X, ACTION)
  createDecider(labels.classes, rule)
  checkLearning(settings, run, labels.classes, ACTION)
  checkMemory(X, settings.memoryLimitBytes, ACTION)
  const { value, spans, ...columns } = labelsOnRows(X, labels, run, ACTION)
  const { samples, dropped } = completeSamples(X, value, labels.classes, spans, columns, ACTION)
  const folds = outerFolds(prepareFolds(splitter, samples, settings.learning, ACTION), samples, X.length, settings, startedMs)
  const task = {
    manager,
    spec: run,
    settings,
    innerSplitter,
    rule,
    clock,
    meter,
    signal,
    checkpoint,
    X,
    complete: completeRows(X),
    samples,
  }
  const total = folds.length * (settings.trials + 1)
  const outcomes: FoldOutcome[] = []
  for (const fold of folds) {
    throwIfAborted(signal, ACTION)
    const before = fold.index * (settings.trials + 1)
    const step = `fold ${fold.index + 1} of ${folds.length}`
    outcomes.push(await runOuterFold(task, fold, (fitted) => onProgress?.({ done: before + fitted, total, step })))
  }
  const paths = pathsOf(X, value, folds, outcomes, run)
  const totals = totalsOf(outcomes, labels.classes.length)
  const sharpe = samples.outcome && strategySharpe(joinReturns(outcomes.map(({ returns }) => returns!)))
  const importance = meanShares(outcomes.map(({ fold }) => fold.featureImportance))
  const warnings = [...trainingWarnings(run.modelType, settings.learning), ...foldWarnings(folds, samples)]
  const record = recordRun({
    task: 'walkForward',
    clock,
    startedMs,
    dataHash: hashTrainingData({ X, value, classNames: labels.classes, ...spans, ...columns }),
    rows: X.length,
    samples,
    dropped,
    config: { ...(describeSearch(run, settings) as object), trials: settings.trials } as Json,
    folds,
    result: { folds: outcomes.map(foldFacts), totals, sharpe, importance },
    warnings,
    lineage: run.lineage,
  })
  return {
    classNames: labels.classes,
    folds: outcomes.map(({ fold }) => fold),
    outOfSample: paths[0]!,
    paths,
    dropped,
    totals,
    sharpe,
    importance,
    warnings,
    record,
  }
}
