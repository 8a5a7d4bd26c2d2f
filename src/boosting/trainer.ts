import { BarcastError } from '../core/index.js'
import type { TreeBackend } from './backend.js'
import { openBackend } from './backends.js'
import { findBins } from './bin-finder.js'
import { type BinnedData, binColumns } from './binned-data.js'
import { type Booster, createBooster } from './booster.js'
import type { Boosting } from './boosting.js'
import { type Breather, createBreather, drain } from './breather.js'
import { type BoosterParams, type BoosterSettings, boosterParamName, describeSettings, parseBoosterParams } from './config.js'
import { checkColumnOptions } from './constraints/column-options.js'
import { createMonotoneConstraints } from './constraints/monotone-constraints.js'
import type { MonotoneConstraints } from './constraints/split-bounds.js'
import { type BinnedDataset, binsOf, checkSameBins, type Dataset, isDataset } from './dataset.js'
import { EarlyStopping } from './early-stopping.js'
import { LeafWiseGrower, mostLeavesOf } from './grower.js'
import { readLikeLightgbm } from './lightgbm-number.js'
import { LinearGrower } from './linear-leaves.js'
import { linkOf } from './link.js'
import type { Matrix } from './matrix.js'
import type { CustomMetric } from './metrics/custom.js'
import { createObjective } from './objective.js'
import type { CustomObjective } from './objectives/custom.js'
import { scoredBy, treesToContinue } from './rounds/continued-training.js'
import { checkRounds, createBoosting } from './rounds/create-boosting.js'
import { type EvaluatedSet, Evaluation } from './rounds/evaluation.js'
import { type RoundReport, reportRound } from './rounds/round-report.js'
import { namedSets, TRAINING_SET, type ValidSets } from './rounds/valid-sets.js'
import { ColumnSampler } from './sampling.js'
import { createSplitSearch } from './splits/split-search.js'
import {
  checkDatasetTraining,
  checkTrainingData,
  checkValidationData,
  type LabelledRows,
  type TrainingData,
  type ValidationData,
} from './training-data.js'
import type { Tree } from './tree.js'

const ACTION = 'Train booster'

export interface TrainBoosterOptions extends Omit<LabelledRows, 'x'> {
  /** Features, or a dataset that was binned before; NaN means missing, ±Infinity are ordinary extreme values. */
  x: Matrix | Dataset
  params: BoosterParams
  /** Names of the columns when `x` is no Frame; `Column_0` … by default. */
  featureNames?: readonly string[]
  /**
   * Columns that hold numbers of categories, by number or name: whole numbers from 0 to 2³¹ − 1, missing where negative or NaN. LightGBM's
   * `categorical_feature`.
   */
  categorical?: readonly (number | string)[]
  /** A loss of one's own; `params.objective` must then be `none` or not given. */
  objective?: CustomObjective
  /** A metric of one's own, told after those of `params.metric`. */
  metric?: CustomMetric
  /** Rows that reports and early stopping watch, or several sets of them by name; never learned from. */
  valid?: ValidSets
  /** Tell the metrics of the training rows too, under `training`; early stopping does not watch them. */
  trainingMetrics?: boolean
  /** The same as `params.numIterations`. */
  rounds?: number
  /** The learning rate of each round (from 1) instead of `params.learningRate`; not for random forests. */
  learningRate?: (round: number) => number
  /**
   * A model to go on from (LightGBM's `init_model`): training starts at its raw scores for `x` and `valid`, and the new trees are appended
   * to its own, which stay as they are. It must be for the same objective and columns. A model that learns as bars come in is a loop over
   * this: `booster = await trainBooster({ ...newestRows, params, rounds: 5, initBooster: booster })`; to move the leaf values only, and keep
   * the model's size, use {@link refitBooster}.
   */
  initBooster?: Booster
  /** Stops training with a `task/aborted` error; nothing goes on afterwards. */
  signal?: AbortSignal
  /** Called after each round; training ends with this round if it returns `'stop'`. */
  onRound?: (report: RoundReport) => unknown
}

interface Prepared {
  settings: BoosterSettings
  training: TrainingData
  validations: readonly ValidationData[]
  setNames: readonly string[]
  earlierTrees: readonly Tree[]
}

/** A custom objective stands for the parameter `objective: 'none'`, and the other way round. */
function settingsOf({ params, rounds, objective }: TrainBoosterOptions): BoosterSettings {
  const names = Object.entries(params ?? {}).filter(
    ([spelling, value]) => boosterParamName(spelling) === 'objective' && value !== undefined,
  )
  const settings = parseBoosterParams(objective !== undefined && names.length === 0 ? { ...params, objective: 'none' } : params, rounds)
  const isCustom = settings.objective === 'none'
  if (isCustom === (objective !== undefined)) return settings
  const found = isCustom ? 'no function' : `a function and ${settings.objective}`
  throw new BarcastError('boosting/parameter-conflict', `${ACTION}: objective none goes with a custom objective, found ${found}`, {
    value: settings.objective,
    where: { path: 'params.objective' },
  })
}

function matrixTraining(x: Matrix, options: TrainBoosterOptions, settings: BoosterSettings): TrainingData {
  const { initBooster, categorical } = options
  const scored = scoredBy(initBooster, { ...options, x }, '', ACTION)
  const featureNames = options.featureNames ?? (initBooster === undefined || 'names' in x ? undefined : initBooster.featureNames)
  return checkTrainingData(scored, featureNames, settings, categorical)
}

/** A dataset knows its columns; where it holds no values, what needs them is refused. */
function datasetTraining(dataset: BinnedDataset, options: TrainBoosterOptions, settings: BoosterSettings): TrainingData {
  checkSameBins(dataset, settings, ACTION)
  const { initBooster } = options
  const needing = settings.linearTree ? 'linearTree' : initBooster === undefined ? undefined : 'initBooster'
  if (dataset.columns === undefined && needing !== undefined) {
    throw new BarcastError('boosting/dataset-values', `${ACTION}: ${needing} needs the values of x, found a dataset of chunks`, {
      value: needing,
      where: { path: needing },
    })
  }
  for (const name of ['featureNames', 'categorical'] as const) {
    if (options[name] === undefined) continue
    throw new BarcastError('boosting/dataset-columns', `${ACTION}: ${name} must be given to createDataset, found it beside a dataset`, {
      value: options[name],
      where: { path: name },
    })
  }
  return checkDatasetTraining(dataset, scoredBy(initBooster, { ...options, x: dataset.columns ?? [] }, '', ACTION), settings)
}

function prepare(options: TrainBoosterOptions): Prepared {
  const { initBooster, valid } = options
  const settings = settingsOf(options)
  checkRounds(settings, options.initScore !== undefined || initBooster !== undefined, ACTION)
  const training = isDataset(options.x)
    ? datasetTraining(binsOf(options.x), options, settings)
    : matrixTraining(options.x, options, settings)
  checkColumnOptions(settings, training.featureNames.length, training.categorical, ACTION)
  const earlierTrees = initBooster === undefined ? [] : treesToContinue(initBooster, settings, training.featureNames, ACTION)
  const sets = namedSets(valid, ACTION)
  const validations = sets.map(([name, rows]) =>
    checkValidationData(scoredBy(initBooster, rows, `${name}.`, ACTION), training.featureNames, settings),
  )
  if (settings.earlyStoppingRound > 0 && validations.length === 0) {
    throw new BarcastError('boosting/parameter-conflict', `${ACTION}: earlyStoppingRound needs valid rows, found none`, {
      value: settings.earlyStoppingRound,
      where: { path: 'params.earlyStoppingRound' },
    })
  }
  return { settings, training, validations, setNames: sets.map(([name]) => name), earlierTrees }
}

function startBoosting(
  { settings, training, validations, earlierTrees }: Prepared,
  data: BinnedData,
  custom: CustomObjective | undefined,
  constraints: MonotoneConstraints | undefined,
  backend: TreeBackend,
): Boosting {
  const { featureFraction, featureFractionBynode, featureFractionSeed } = settings
  const columnSampler = new ColumnSampler(data.features.length, featureFraction, featureFractionBynode, featureFractionSeed)
  const mostLeaves = mostLeavesOf(settings, training.rows)
  const learner = settings.linearTree
    ? new LinearGrower(backend, settings, columnSampler, mostLeaves, constraints, training.columns)
    : new LeafWiseGrower(backend, settings, columnSampler, mostLeaves, constraints)
  // Told to take a custom loss, LightGBM draws the columns once more.
  if (custom !== undefined) columnSampler.drawForTree()
  const objective = createObjective(settings, training, custom)
  return createBoosting(settings, data, training, validations, learner, columnSampler, earlierTrees, objective)
}

function startEvaluation(
  { settings, training, validations, setNames }: Prepared,
  { scores }: Boosting,
  { trainingMetrics, metric }: TrainBoosterOptions,
): Evaluation {
  const sets: EvaluatedSet[] = validations.map((target, i) => ({
    name: setNames[i]!,
    target,
    scores: scores.valid[i]!,
    isTraining: false,
  }))
  if (trainingMetrics === true) sets.unshift({ name: TRAINING_SET, target: training, scores: scores.training, isTraining: true })
  return new Evaluation(settings, sets, metric)
}

/** The learning rate of `round`; where it changes, LightGBM draws the columns once more. */
function rateOf(round: number, previous: number, options: TrainBoosterOptions, boosting: Boosting, mode: BoosterSettings['mode']): number {
  if (options.learningRate === undefined) return previous
  const given = options.learningRate(round)
  const rate = mode === 'exact' ? readLikeLightgbm(given) : given
  if (rate === previous) return rate
  if (!(typeof rate === 'number' && rate > 0 && rate < Infinity)) {
    throw new BarcastError(
      'boosting/parameter-range',
      `${ACTION}: learningRate must be finite and above 0, found ${rate} in round ${round}`,
      {
        value: rate,
        where: { path: 'learningRate' },
      },
    )
  }
  boosting.changeRate()
  return rate
}

/** Runs the rounds; the best one, with early stopping. */
async function runRounds(
  options: TrainBoosterOptions,
  prepared: Prepared,
  boosting: Boosting,
  breathe: Breather,
): Promise<number | undefined> {
  const { settings } = prepared
  const { earlyStoppingRound: patienceRounds, earlyStoppingMinDelta: minDelta, firstMetricOnly, numIterations: rounds } = settings
  const evaluation = startEvaluation(prepared, boosting, options)
  const stopping = patienceRounds > 0 ? new EarlyStopping({ patienceRounds, minDelta, firstMetricOnly }) : undefined
  const isWatched = stopping !== undefined || options.onRound !== undefined
  let rate = settings.learningRate
  for (let round = 1; round <= rounds; round++) {
    rate = rateOf(round, rate, options, boosting, settings.mode)
    const goesOn = boosting.runRound(rate)
    const readings = isWatched ? evaluation.read() : []
    const best = stopping?.update(round, readings)
    const answer = options.onRound?.(reportRound(round, rounds, readings, best ?? stopping?.bestRound))
    if (best !== undefined) return best
    if (answer === 'stop' || !goesOn) break
    await breathe()
  }
  return stopping?.bestRound
}

/**
 * Trains gradient-boosted trees as LightGBM does: its parameters and losses, leaf-wise growth on histograms of its bins, its random draws.
 * By default (`mode: 'packed'`) sums are whole numbers, for speed, and losses as good; with `mode: 'exact'` the order of operations and the
 * tie-breaks are LightGBM's too, so that equal data, parameters and seeds give LightGBM 4.7's trees. NaN is missing; results depend neither
 * on the runtime nor on the number of threads. But for `boosting: 'dart'`, a later round never changes an earlier tree.
 *
 * With `params.earlyStoppingRound` training ends when one metric of one validation set has not become better for so many rounds
 * (`firstMetricOnly`: only the first metric counts), and the model ends at that metric's best round. Work pauses every 30 ms for the event
 * loop.
 *
 * @throws BarcastError `boosting/…` for parameters and data that break a rule, `task/aborted`.
 *
 * @example
 * const booster = await trainBooster({ x: [rsi, returns], y: labels, params: { objective: 'binary', numLeaves: 15 }, rounds: 50 })
 * booster.predict([rsi, returns]) // probabilities of class 1
 */
export async function trainBooster(options: TrainBoosterOptions): Promise<Booster> {
  const prepared = prepare(options)
  const { settings, training } = prepared
  const breathe = createBreather(options.signal, ACTION)
  const data = isDataset(options.x)
    ? binsOf(options.x).data
    : await drain(binColumns(training.columns, training.rows, settings, findBins, training.categorical), breathe)
  const constraints = createMonotoneConstraints(data.features, settings)
  const finder = createSplitSearch(settings, data, constraints)
  const backend = await openBackend(data, mostLeavesOf(settings, training.rows), settings, finder)
  try {
    const boosting = startBoosting(prepared, data, options.objective, constraints, backend)
    return finish(prepared, data, boosting, await runRounds(options, prepared, boosting, breathe))
  } finally {
    backend.close?.()
  }
}

/** The model up to its best round. */
function finish({ settings, training, earlierTrees }: Prepared, data: BinnedData, boosting: Boosting, best: number | undefined): Booster {
  const bestIteration = best === undefined ? undefined : earlierTrees.length / settings.numClass + best
  return createBooster({
    link: linkOf(settings),
    featureNames: training.featureNames,
    featureInfos: data.featureInfos,
    trees: bestIteration === undefined ? boosting.trees : boosting.trees.slice(0, bestIteration * settings.numClass),
    parameters: describeSettings(settings),
    ...(bestIteration === undefined ? {} : { bestIteration }),
    ...(settings.monotoneConstraints?.length ? { monotoneConstraints: settings.monotoneConstraints } : {}),
    ...(settings.boosting === 'rf' ? { averaged: true } : {}),
  })
}
