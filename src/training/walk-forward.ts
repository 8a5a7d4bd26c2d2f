import { BarcastError, createRandom, type Frame, type Labels, type Signal, type TaskOptions, throwIfAborted } from '../core/index.js'
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
import { type Split, type Splitter, walkForward } from '../validation/index.js'
import { parseWalkForwardRun, type SamplerName, type ScalerKind, wallClock } from './config.js'
import { prepareFolds } from './folds.js'
import { labelsOnRows } from './labelled-rows.js'
import { joinLabels, joinPredictions, meanShares, type OutOfSampleMetrics, outOfSampleMetrics } from './out-of-sample.js'
import { type FoldOutcome, type OuterFold, runOuterFold, type WalkForwardFold } from './outer-fold.js'
import { completeRows, completeSamples, type DroppedRows, type Samples } from './samples.js'
import type { Score } from './score.js'
import type { SearchSpace } from './search-space.js'
import { trainingWarnings } from './warnings.js'

/** What {@link runWalkForward} takes. */
export type WalkForwardRun = ModelSpec &
  TaskOptions & {
    /** Unscaled features. Rows with a missing one (warm-up) train nothing and get no prediction. */
    X: Frame
    /** Labels on the times of X; rows of X at other times have no label. */
    labels: Labels
    /** Outer folds, in time order. */
    splitter: Splitter
    /** Inner folds, on which each outer fold searches within its own training part. Default `walkForward({ folds: 3 })`. */
    innerSplitter?: Splitter
    /** Parameter sets that each fold tries; 0 (default) trains with `params` as they are. */
    trials?: number
    /** Instead of the search space of the model type. */
    space?: SearchSpace
    /** What the search looks for. Default accuracy. */
    score?: Score
    /** Default 0. Each fold searches with a seed of its own that follows from it. */
    seed?: number
    /** How the parameter sets are drawn. Default `tpe`. */
    sampler?: SamplerName
    /** Default standard: fitted on each training part alone. */
    scaler?: ScalerKind
    /** How probabilities become signals. Default: the most probable class, whatever its probability. */
    rule?: DecisionRule
    /** Source of the trials' durations. Default: the time of day. */
    clock?: Clock
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
  outOfSample: OutOfSample
  /** Rows of X that no fold trained on or scored. */
  dropped: DroppedRows
  /** Over the scored rows of all folds together. */
  totals: OutOfSampleMetrics
  /** Each feature's share of its fold's total gain, averaged over the folds. */
  importance: Record<string, number>
  /** What may spoil the result though nothing is wrong, in words. */
  warnings: readonly string[]
}

const ACTION = 'Run walk-forward'

/** Test parts must follow one another: each row of X is predicted by one fold. */
function outerFolds(splits: readonly Split[], { rowOf }: Samples, rows: number, seed: number): OuterFold[] {
  const random = createRandom(seed)
  return splits.map((split, index) => {
    const next = splits[index + 1]
    if (next !== undefined && !(split.test.at(-1)! < next.test[0]!)) {
      throw new BarcastError(
        'training/fold-order',
        `${ACTION}: fold ${index + 1}: test rows must come after those of the fold before (${split.test.at(-1)}), found ${next.test[0]}`,
        { value: next.test[0], where: { path: `fold ${index + 1}` } },
      )
    }
    const toRow = next === undefined ? rows : rowOf[next.test[0]!]!
    return { ...split, index, fromRow: rowOf[split.test[0]!]!, toRow, seed: random.integer(0, 2 ** 31) }
  })
}

function outOfSampleOf(X: Frame, value: Int32Array, fromRow: number, outcomes: readonly FoldOutcome[], run: WalkForwardRun): OutOfSample {
  const { classes } = run.labels
  const predictions = joinPredictions(
    outcomes.map((outcome) => outcome.predictions),
    classes.length,
  )
  const { signal, confidence } = decideSignals(predictions, classes, run.rule)
  return { timeMs: X.timeMs.slice(fromRow), predictions, y: value.slice(fromRow), signals: signal, confidence }
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

/**
 * Walks through time as a trader would have lived it. Each outer fold searches parameters (on inner folds), fits the scaler and trains
 * the model on its own purged past, then predicts every row up to the next fold. Nothing that is fitted has seen a row that is
 * scored, and no early stopping looks at one. Rows without a label are predicted but not scored; rows with a missing feature are neither
 * trained on nor predicted: their signal is HOLD.
 *
 * @throws BarcastError `training/empty-fold`, `training/fold-one-class`, `training/future-train`, `training/fold-order`, each naming the
 * fold; `training/no-complete-row`, `training/labels`, `training/all-trials-failed`, `training/config`, `training/unknown-option`, `tuning/search-space`; the
 * errors of `models` (also for a rule that does not fit the classes), of the splitter, and `task/aborted`.
 *
 * @example
 * const { folds, outOfSample } = await runWalkForward(createModelManager(), {
 *   X, labels, splitter: walkForward({ folds: 5 }), modelType: 'lightgbm', trials: 10, seed: 1,
 * })
 */
export async function runWalkForward(manager: ModelManager, run: WalkForwardRun): Promise<WalkForwardResult> {
  const settings = parseWalkForwardRun(run)
  const { X, labels, splitter, innerSplitter = walkForward({ folds: 3 }), clock = wallClock, signal, onProgress } = run
  checkModelType(run.modelType, ACTION)
  checkFeatures(X, ACTION)
  createDecider(labels.classes, run.rule)
  const { value, spans } = labelsOnRows(X, labels, ACTION)
  const { samples, dropped } = completeSamples(X, value, labels.classes, spans, ACTION)
  const folds = outerFolds(prepareFolds(splitter, samples, ACTION), samples, X.length, settings.seed)
  const task = { manager, spec: run, settings, innerSplitter, clock, signal, X, complete: completeRows(X), samples }
  const total = folds.length * (settings.trials + 1)
  const outcomes: FoldOutcome[] = []
  for (const fold of folds) {
    throwIfAborted(signal, ACTION)
    const before = fold.index * (settings.trials + 1)
    const step = `fold ${fold.index + 1} of ${folds.length}`
    outcomes.push(await runOuterFold(task, fold, (fitted) => onProgress?.({ done: before + fitted, total, step })))
  }
  return {
    classNames: labels.classes,
    folds: outcomes.map(({ fold }) => fold),
    outOfSample: outOfSampleOf(X, value, folds[0]!.fromRow, outcomes, run),
    dropped,
    totals: totalsOf(outcomes, labels.classes.length),
    importance: meanShares(outcomes.map(({ fold }) => fold.featureImportance)),
    warnings: trainingWarnings(run.modelType, settings.scaler),
  }
}
