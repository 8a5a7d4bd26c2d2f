import { BarcastError } from '../core/index.js'
import type { TreeBackend } from './backend.js'
import { findBins } from './bin-finder.js'
import { type BinnedData, binColumns } from './binned-data.js'
import { type Booster, createBooster } from './booster.js'
import { Boosting } from './boosting.js'
import { createBreather, drain } from './breather.js'
import { type BoosterParams, type BoosterSettings, describeSettings, parseBoosterParams } from './config.js'
import { EarlyStopping } from './early-stopping.js'
import { LeafWiseGrower, mostLeavesOf } from './grower.js'
import { linkOf } from './link.js'
import { createMetric, type Metric } from './metric.js'
import type { MetricName } from './objective-names.js'
import { PlainBackend } from './plain-backend.js'
import { ColumnSampler, RowSampler } from './sampling.js'
import { SplitFinder } from './split.js'
import { checkTrainingData, checkValidationData, type LabelledRows, type TrainingData, type ValidationData } from './training-data.js'

const ACTION = 'Train booster'

/** What {@link trainBooster} tells after each round. */
export interface RoundReport {
  /** From 1. */
  round: number
  rounds: number
  /** The metric on the validation rows, if there are any. */
  metric?: MetricName
  value?: number
  /** The best round so far, with early stopping. */
  bestRound?: number
}

export interface TrainBoosterOptions extends LabelledRows {
  params: BoosterParams
  /** Names of the columns when `x` is no Frame; `Column_0` … by default. */
  featureNames?: readonly string[]
  /**
   * Columns that hold numbers of categories, by number or name: whole numbers from 0 to 2³¹ − 1, missing where negative or NaN. LightGBM's
   * `categorical_feature`.
   */
  categorical?: readonly (number | string)[]
  /** Rows that early stopping watches; never learned from. */
  valid?: LabelledRows
  /** The same as `params.numIterations`. */
  rounds?: number
  /** Stops training with a `task/aborted` error; nothing goes on afterwards. */
  signal?: AbortSignal
  onRound?: (report: RoundReport) => void
}

interface Prepared {
  settings: BoosterSettings
  training: TrainingData
  validation: ValidationData | undefined
}

function prepare(options: TrainBoosterOptions): Prepared {
  const settings = parseBoosterParams(options.params, options.rounds)
  const training = checkTrainingData(options, options.featureNames, settings, options.categorical)
  const validation = options.valid === undefined ? undefined : checkValidationData(options.valid, training.featureNames, settings)
  if (settings.earlyStoppingRound > 0 && validation === undefined) {
    throw new BarcastError('boosting/parameter-conflict', `${ACTION}: earlyStoppingRound needs valid rows, found none`, {
      value: settings.earlyStoppingRound,
      where: { path: 'params.earlyStoppingRound' },
    })
  }
  return { settings, training, validation }
}

/** What passes over the rows. */
function createBackend(data: BinnedData, mostLeaves: number, settings: BoosterSettings): TreeBackend {
  return new PlainBackend(data, mostLeaves, new SplitFinder(settings))
}

function createBoosting({ settings, training, validation }: Prepared, data: BinnedData): Boosting {
  const { featureFraction, featureFractionBynode, featureFractionSeed, baggingFraction, baggingFreq, baggingSeed } = settings
  const columnSampler = new ColumnSampler(data.features.length, featureFraction, featureFractionBynode, featureFractionSeed)
  const rowSampler = new RowSampler(training.rows, baggingFraction, baggingFreq, baggingSeed)
  const mostLeaves = mostLeavesOf(settings, training.rows)
  const learner = new LeafWiseGrower(createBackend(data, mostLeaves, settings), settings, columnSampler, mostLeaves)
  return new Boosting({ data, training, validation, settings, learner, rowSampler, columnSampler })
}

/** Watches the validation rows: fills in the report, and says when to stop. */
class Watch {
  private readonly metric: Metric
  readonly stopping: EarlyStopping | undefined

  constructor(settings: BoosterSettings, validation: ValidationData) {
    this.metric = createMetric(settings, validation)
    if (settings.earlyStoppingRound > 0)
      this.stopping = new EarlyStopping(this.metric, settings.earlyStoppingRound, settings.earlyStoppingMinDelta)
  }

  update(report: RoundReport, scores: Float64Array): boolean {
    report.metric = this.metric.name
    report.value = this.metric.evaluate(scores)
    if (this.stopping === undefined) return false
    const stop = this.stopping.update(report.round, report.value)
    report.bestRound = this.stopping.bestRound
    return stop
  }
}

/**
 * Trains gradient-boosted trees as LightGBM does: leaf-wise growth on histograms, the same binning, order of operations, tie-breaks and
 * random draws, so that equal data, parameters and seeds give LightGBM 4.7's trees. Objectives `binary`, `multiclass` and `regression`;
 * numeric features only, NaN is missing. A later round never changes an earlier tree, and results do not depend on the runtime.
 *
 * With `params.earlyStoppingRound` the model ends at the best round on `valid`. Work pauses every 30 ms for the event loop.
 *
 * @throws BarcastError `boosting/…` for parameters and data that break a rule, `task/aborted`.
 *
 * @example
 * const booster = await trainBooster({ x: [rsi, returns], y: labels, params: { objective: 'binary', numLeaves: 15 }, rounds: 50 })
 * booster.predict([rsi, returns]) // probabilities of class 1
 */
export async function trainBooster(options: TrainBoosterOptions): Promise<Booster> {
  const prepared = prepare(options)
  const { settings, training, validation } = prepared
  const breathe = createBreather(options.signal, ACTION)
  const data = await drain(binColumns(training.columns, training.rows, settings, findBins, training.categorical), breathe)
  const boosting = createBoosting(prepared, data)
  const watch = validation === undefined ? undefined : new Watch(settings, validation)
  const isWatched = watch?.stopping !== undefined || options.onRound !== undefined
  const rounds = settings.numIterations
  for (let round = 1; round <= rounds; round++) {
    const goesOn = boosting.runRound()
    const report: RoundReport = { round, rounds }
    const stop = isWatched && watch?.update(report, boosting.validScores) === true
    options.onRound?.(report)
    if (stop || !goesOn) break
    await breathe()
  }
  const bestIteration = watch?.stopping?.bestRound
  return createBooster({
    link: linkOf(settings),
    featureNames: training.featureNames,
    featureInfos: data.featureInfos,
    trees: bestIteration === undefined ? boosting.trees : boosting.trees.slice(0, bestIteration * settings.numClass),
    parameters: describeSettings(settings),
    ...(bestIteration === undefined ? {} : { bestIteration }),
  })
}
