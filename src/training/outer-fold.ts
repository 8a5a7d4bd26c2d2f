import type { Frame } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import type { Model, ModelManager, ModelSpec, Predictions } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import type { Split, Splitter } from '../validation/index.js'
import type { WalkForwardSettings } from './config.js'
import { type FittedFold, fitFold, predictFold, prepareFolds } from './folds.js'
import { majorityClass, type OutOfSampleMetrics, outOfSampleMetrics } from './out-of-sample.js'
import { searchParameters, specOf, type Trial } from './parameter-search.js'
import { rowsWhere, type Samples, takeSamples } from './samples.js'
import { DEFAULT_SPACES, type ParamValues } from './search-space.js'

/** One fold: what it learned from its own past, and how that fared afterwards. */
export interface WalkForwardFold {
  index: number
  trainRows: number
  /** Labelled rows that were scored. */
  testRows: number
  /** Rows between the first training row and the test part that are not trained on, because their labels were not decided in time. */
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
  metrics: OutOfSampleMetrics
  /** Undefined when features are not scaled. */
  scaler: Scaler | undefined
  model: Model
  /** Total gain by feature. */
  featureImportance: Record<string, number>
}

/** What all outer folds share. */
export interface WalkForwardTask {
  readonly manager: ModelManager
  readonly spec: ModelSpec
  readonly settings: WalkForwardSettings
  readonly innerSplitter: Splitter
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly X: Frame
  /** 1 for each row of X without a missing feature. */
  readonly complete: Uint8Array
  readonly samples: Samples
}

/** An outer fold with the rows of X that its model predicts: from its first test row to the next fold's. */
export interface OuterFold extends Split {
  readonly index: number
  readonly fromRow: number
  readonly toRow: number
  readonly seed: number
}

/** A fold's result with the predictions of all its rows and the class its baseline names. */
export interface FoldOutcome {
  fold: WalkForwardFold
  predictions: Predictions
  scored: Predictions
  value: Int32Array
  baseline: Int32Array
}

type Search = Pick<WalkForwardFold, 'bestParams' | 'searchScore' | 'trials'>

/** Chooses parameters inside the training part, which is all it is given. */
async function searchWithin(task: WalkForwardTask, train: Samples, fold: OuterFold, report: (fitted: number) => void): Promise<Search> {
  const { manager, spec, settings, signal, clock } = task
  const params = (spec.params ?? {}) as ParamValues
  if (settings.trials === 0) return { bestParams: params, searchScore: undefined, trials: [] }
  const folds = prepareFolds(task.innerSplitter, train, 'Run walk-forward', `fold ${fold.index}, inner fold`)
  const { score, scaler, sampler, trials, space = DEFAULT_SPACES[spec.modelType] } = settings
  const { bestParams, bestScore, optimizationHistory } = await searchParameters(
    { manager, samples: train, folds, score, scaler },
    { modelType: spec.modelType, params, space, sampler, trials, seed: fold.seed, clock },
    { ...(signal === undefined ? {} : { signal }), onProgress: ({ done, total }) => report(Math.floor((done / total) * trials)) },
  )
  return { bestParams, searchScore: bestScore, trials: optimizationHistory }
}

/** Probabilities of every row that the fold predicts; NaN where a feature is missing. */
function predictPart({ X, complete }: WalkForwardTask, fitted: FittedFold, { fromRow, toRow }: OuterFold, classes: number): Predictions {
  const length = toRow - fromRow
  const data = new Float64Array(length * classes).fill(Number.NaN)
  const rows = rowsWhere(length, (k) => complete[fromRow + k] === 1)
  const predicted = predictFold(fitted, X.slice(fromRow, toRow).rows(rows)).data
  rows.forEach((row, k) => {
    data.set(predicted.subarray(k * classes, (k + 1) * classes), row * classes)
  })
  return { rows: length, classes, data }
}

function predictionsAt({ classes, data }: Predictions, rows: Int32Array): Predictions {
  const picked = new Float64Array(rows.length * classes)
  rows.forEach((row, k) => {
    picked.set(data.subarray(row * classes, (row + 1) * classes), k * classes)
  })
  return { rows: rows.length, classes, data: picked }
}

/** Searches, scales and trains on the fold's training part, then predicts its rows of X and scores the labelled test rows. */
export async function runOuterFold(task: WalkForwardTask, fold: OuterFold, report: (fitted: number) => void): Promise<FoldOutcome> {
  const { X, samples, manager, spec, settings, signal } = task
  const train = takeSamples(samples, fold.train)
  const search = await searchWithin(task, train, fold, report)
  const fitted = await fitFold(manager, train, specOf(spec.modelType, search.bestParams), settings.scaler, signal)
  const test = takeSamples(samples, fold.test)
  const classes = samples.classNames.length
  const predictions = predictPart(task, fitted, fold, classes)
  const scored = predictionsAt(
    predictions,
    test.rowOf.map((row) => row - fold.fromRow),
  )
  const baseline = new Int32Array(test.value.length).fill(majorityClass(train.value, classes))
  report(settings.trials + 1)
  return {
    predictions,
    scored,
    value: test.value,
    baseline,
    fold: {
      index: fold.index,
      trainRows: fold.train.length,
      testRows: fold.test.length,
      purgedRows: fold.test[0]! - fold.train[0]! - fold.train.length,
      trainFromMs: train.X.timeMs[0]!,
      trainToMs: train.X.timeMs[train.X.length - 1]!,
      testFromMs: X.timeMs[fold.fromRow]!,
      testToMs: X.timeMs[fold.toRow - 1]!,
      ...search,
      metrics: outOfSampleMetrics(test.value, scored, baseline),
      ...fitted,
    },
  }
}
