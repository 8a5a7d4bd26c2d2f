import { BarcastError, pause, throwIfAborted } from '../core/index.js'
import { type BinnedData, binColumns } from './binned-data.js'
import { type Booster, createBooster } from './booster.js'
import { Boosting } from './boosting.js'
import { formatDouble } from './c-format.js'
import { type BoosterParams, type BoosterSettings, describeSettings, parseBoosterParams } from './config.js'
import { EarlyStopping } from './early-stopping.js'
import { LeafWiseGrower } from './grower.js'
import type { Link } from './link.js'
import { createMetric, type MetricName } from './metric.js'
import { ColumnSampler, RowSampler } from './sampling.js'
import { checkTrainingData, checkValidationData, type LabelledRows } from './training-data.js'

const ACTION = 'Train booster'
const PAUSE_EVERY_MS = 30

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
  /** Rows that early stopping watches; never learned from. */
  valid?: LabelledRows
  /** The same as `params.numIterations`. */
  rounds?: number
  /** Stops training with a `task/aborted` error; nothing goes on afterwards. */
  signal?: AbortSignal
  onRound?: (report: RoundReport) => void
}

/** Lets the event loop run every 30 ms of work. */
function createBreather(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let last = performance.now()
  const rest = async (): Promise<void> => {
    await pause()
    throwIfAborted(signal, ACTION)
    last = performance.now()
  }
  throwIfAborted(signal, ACTION)
  return () => (performance.now() - last > PAUSE_EVERY_MS ? rest() : undefined)
}

function linkOf({ objective, sigmoid, numClass }: BoosterSettings): Link {
  if (objective === 'binary') return { objective, sigmoid }
  return objective === 'multiclass' ? { objective, classes: numClass } : { objective }
}

async function bin(columns: readonly Float64Array[], rows: number, settings: BoosterSettings, breathe: () => Promise<void> | undefined) {
  const steps = binColumns(columns, rows, settings)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await breathe()
  }
}

function describeRanges(data: BinnedData): string[] {
  return data.ranges.map((range) => (range === undefined ? 'none' : `[${formatDouble(range.min)}:${formatDouble(range.max)}]`))
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
  const settings = parseBoosterParams(options.params, options.rounds)
  const training = checkTrainingData(options, options.featureNames, settings)
  const validation = options.valid === undefined ? undefined : checkValidationData(options.valid, training.featureNames, settings)
  if (settings.earlyStoppingRound > 0 && validation === undefined) {
    throw new BarcastError('boosting/parameter-conflict', `${ACTION}: earlyStoppingRound needs valid rows, found none`, {
      value: settings.earlyStoppingRound,
      where: { path: 'params.earlyStoppingRound' },
    })
  }
  const breathe = createBreather(options.signal)
  const data = await bin(training.columns, training.rows, settings, breathe)
  const { featureFraction, featureFractionBynode, featureFractionSeed, baggingFraction, baggingFreq, baggingSeed } = settings
  const columnSampler = new ColumnSampler(data.features.length, featureFraction, featureFractionBynode, featureFractionSeed)
  const rowSampler = new RowSampler(training.rows, baggingFraction, baggingFreq, baggingSeed)
  const learner = new LeafWiseGrower(data, settings, columnSampler)
  const boosting = new Boosting({ data, training, validation, settings, learner, rowSampler, columnSampler })
  const metric = validation === undefined ? undefined : createMetric(settings, validation)
  const stopping =
    metric !== undefined && settings.earlyStoppingRound > 0
      ? new EarlyStopping(metric, settings.earlyStoppingRound, settings.earlyStoppingMinDelta)
      : undefined
  const rounds = settings.numIterations
  for (let round = 1; round <= rounds; round++) {
    const goesOn = boosting.runRound()
    const report: RoundReport = { round, rounds }
    let stop = false
    if (metric !== undefined && (stopping !== undefined || options.onRound !== undefined)) {
      report.metric = metric.name
      report.value = metric.evaluate(boosting.validScores)
      if (stopping !== undefined) {
        stop = stopping.update(round, report.value)
        report.bestRound = stopping.bestRound
      }
    }
    options.onRound?.(report)
    if (stop || !goesOn) break
    await breathe()
  }
  const link = linkOf(settings)
  const bestIteration = stopping?.bestRound
  const trees = bestIteration === undefined ? boosting.trees : boosting.trees.slice(0, bestIteration * settings.numClass)
  return createBooster({
    link,
    featureNames: training.featureNames,
    featureInfos: describeRanges(data),
    trees,
    parameters: describeSettings(settings),
    ...(bestIteration === undefined ? {} : { bestIteration }),
  })
}
