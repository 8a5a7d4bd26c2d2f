import { BarcastError, type TaskOptions } from '../../core/index.js'
import { binColumns } from '../binned-data.js'
import { type Booster, createBooster } from '../booster.js'
import { createBreather, drain } from '../breather.js'
import { checkTrainingData, checkValidationData, type LabelledRows, type TrainingData } from '../training-data.js'
import { xgboostBinFinder } from './bins.js'
import { describeXgboostSettings, parseXgboosterParams, type XgboosterParams, type XgboostSettings } from './config.js'
import { engineSettings } from './engine-settings.js'
import { Evaluation } from './evaluation.js'
import { createXgboostObjective, xgboostLinkOf } from './objective.js'
import { XgboostRounds } from './rounds.js'

const ACTION = 'Train booster'
const FLOAT_LIMIT = 3.4028234663852886e38

/** What {@link trainXgbooster} tells after each round. */
export interface XgboostRoundReport {
  /** From 1. */
  round: number
  rounds: number
  /** The metrics on the validation rows under XGBoost's names, if there are any. */
  metrics?: Readonly<Record<string, number>>
  /** The best round so far by the last metric. */
  bestRound?: number
}

/** Rows for {@link trainXgbooster}. */
export type XgboostRows = Pick<LabelledRows, 'x' | 'y' | 'weight'>

export interface TrainXgboosterOptions extends XgboostRows {
  params: XgboosterParams
  /** Names of the columns when `x` is no Frame; `Column_0` … by default. */
  featureNames?: readonly string[]
  /** Rows that metrics are told of and early stopping watches; never learned from. */
  valid?: XgboostRows
  /** Stops training with a `task/aborted` error; nothing goes on afterwards. */
  signal?: AbortSignal
  onProgress?: TaskOptions['onProgress']
  onRound?: (report: XgboostRoundReport) => void
}

/** XGBoost reads features as float32 and refuses what does not fit. */
function checkRange({ columns, featureNames }: TrainingData): void {
  columns.forEach((column, j) => {
    const row = column.findIndex((value) => Math.abs(value) > FLOAT_LIMIT)
    if (row < 0) return
    throw new BarcastError(
      'boosting/float32-range',
      `${ACTION}: values must fit float32 (±3.4e38) or be NaN, found ${column[row]} in "${featureNames[j]}" at row ${row}`,
      { value: column[row], where: { row, column: featureNames[j]! } },
    )
  })
}

function checkStopping({ earlyStoppingRounds }: XgboostSettings, valid: XgboostRows | undefined): void {
  if (earlyStoppingRounds === undefined || valid !== undefined) return
  throw new BarcastError('boosting/parameter-conflict', `${ACTION}: early_stopping_rounds needs valid rows, found none`, {
    value: earlyStoppingRounds,
    where: { path: 'params.early_stopping_rounds' },
  })
}

/** log(label + 1) must exist. */
function checkLabels({ objective }: XgboostSettings, { labels }: { labels: Float32Array }, name: string): void {
  if (objective !== 'reg:squaredlogerror') return
  const row = labels.findIndex((label) => !(label > -1))
  if (row < 0) return
  throw new BarcastError('boosting/label', `${ACTION}: ${name} must be above −1, found ${labels[row]} at row ${row}`, {
    value: labels[row],
    where: { row, column: name },
  })
}

/** Only what XGBoost takes, whatever else the caller's object holds. */
function rowsOf({ x, y, weight }: XgboostRows): XgboostRows {
  return weight === undefined ? { x, y } : { x, y, weight }
}

/**
 * Trains gradient-boosted trees with XGBoost's parameters, defaults and meanings (`tree_method=hist`): depth-wise or loss-guided growth,
 * the cuts of its quantile sketch, its gains and leaf values in float32, its losses and start scores, and a learned direction for missing
 * values (NaN). Where nothing is drawn at random, the trees are XGBoost's; draws of rows and columns come from another stream of random
 * numbers.
 *
 * Objectives: see `params.objective`. The model has XGBoost's semantics: {@link Booster.toXgboostJson} keeps it to the bit. With
 * `early_stopping_rounds` it ends at the best round on `valid`, whose number is its `bestIteration`. Work pauses every 30 ms for the event
 * loop.
 *
 * @throws BarcastError `boosting/…` for parameters and data that break a rule, `task/aborted`.
 *
 * @example
 * const booster = await trainXgbooster({ x: [rsi, returns], y: labels, params: { objective: 'binary:logistic', max_depth: 4 } })
 */
export async function trainXgbooster(options: TrainXgboosterOptions): Promise<Booster> {
  const { valid, onProgress, onRound } = options
  const settings = parseXgboosterParams(options.params)
  checkStopping(settings, valid)
  const training = checkTrainingData(
    rowsOf(options),
    options.featureNames,
    engineSettings({ ...settings, monotoneConstraints: undefined, interactionConstraints: undefined }, 1, 0),
  )
  checkRange(training)
  checkLabels(settings, training, 'y')
  const engine = engineSettings(settings, training.rows, training.columns.length)
  const validation = valid === undefined ? undefined : checkValidationData(rowsOf(valid), training.featureNames, engine)
  if (validation !== undefined) checkLabels(settings, validation, 'valid.y')
  const breathe = createBreather(options.signal, ACTION)
  const data = await drain(binColumns(training.columns, training.rows, engine, xgboostBinFinder(training.weights)), breathe)
  const objective = createXgboostObjective(settings, training)
  const evaluation = validation === undefined ? undefined : new Evaluation(validation, settings, engine, objective.startScores)
  const work = new XgboostRounds(objective, settings, training.rows, data, engine)
  const rounds = settings.numBoostRound
  const perRound = objective.classes * settings.numParallelTree
  for (let round = 1; round <= rounds; round++) {
    work.run()
    const found = evaluation?.update(round, work.trees.slice(-perRound))
    onRound?.({ round, rounds, ...(found === undefined ? {} : { metrics: found.metrics, bestRound: evaluation!.bestRound }) })
    onProgress?.({ done: round, total: rounds, step: `round ${round} of ${rounds}` })
    if (found?.stop === true) break
    await breathe()
  }
  const bestRound = settings.earlyStoppingRounds === undefined ? undefined : evaluation?.bestRound
  return createBooster({
    link: xgboostLinkOf(settings),
    featureNames: training.featureNames,
    featureInfos: data.featureInfos,
    trees: bestRound === undefined ? work.trees : work.trees.slice(0, bestRound * perRound),
    parameters: describeXgboostSettings(settings),
    float32: { startScores: objective.startScores },
    ...(settings.numParallelTree === 1 ? {} : { parallelTrees: settings.numParallelTree }),
    ...(bestRound === undefined ? {} : { bestIteration: bestRound }),
  })
}
