import { BarcastError, type TaskOptions } from '../../core/index.js'
import { type BinnedData, binColumns } from '../binned-data.js'
import { type Booster, createBooster } from '../booster.js'
import { createBreather, drain } from '../breather.js'
import { type BoosterSettings, parseBoosterParams } from '../config.js'
import { mostLeavesOf } from '../grower.js'
import { PlainBackend } from '../plain-backend.js'
import { checkTrainingData, type LabelledRows, type TrainingData } from '../training-data.js'
import { addBias, type Tree } from '../tree.js'
import { findXgboostBins } from './bins.js'
import { describeXgboostSettings, parseXgboosterParams, type XgboosterParams, type XgboostSettings } from './config.js'
import { type GrowOrder, XgboostGrower } from './grower.js'
import { createXgboostObjective, type XgboostObjective } from './objective.js'
import { RowDraws, XgboostColumnDraws } from './sampling.js'
import { XgboostSplitSearch, xgboostLeafOutput } from './split.js'

const ACTION = 'Train booster'
const FLOAT_LIMIT = 3.4028234663852886e38

export interface TrainXgboosterOptions extends Omit<LabelledRows, 'initScore'> {
  params: XgboosterParams
  /** Names of the columns when `x` is no Frame; `Column_0` … by default. */
  featureNames?: readonly string[]
  /** Stops training with a `task/aborted` error; nothing goes on afterwards. */
  signal?: AbortSignal
  onProgress?: TaskOptions['onProgress']
}

/** The engine's settings that XGBoost's amount to. */
function engineSettings(settings: XgboostSettings, rows: number): BoosterSettings {
  const { maxDepth, maxLeaves, numClass, objective } = settings
  const byDepth = maxDepth > 0 && maxDepth < 31 ? 2 ** maxDepth : Infinity
  return {
    ...parseBoosterParams(objective === 'binary:logistic' ? { objective: 'binary' } : { objective: 'multiclass', numClass }),
    maxDepth,
    numLeaves: Math.max(2, Math.min(byDepth, maxLeaves > 0 ? maxLeaves : Infinity, rows)),
    minDataInLeaf: 0,
    minSumHessianInLeaf: settings.minChildWeight,
    lambdaL1: settings.regAlpha,
    lambdaL2: settings.regLambda,
    minGainToSplit: 0,
    maxBin: settings.maxBin,
    binConstructSampleCnt: rows,
  }
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

/** Leaf values as XGBoost keeps them: float32, times the learning rate. */
function shrinkFloats(tree: Tree, rate: number): void {
  const factor = Math.fround(rate)
  for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = Math.fround(Math.fround(tree.leafValue[i]!) * factor)
  for (let i = 0; i < tree.leaves - 1; i++) tree.nodeValue[i] = Math.fround(Math.fround(tree.nodeValue[i]!) * factor)
  tree.shrinkage = rate
}

function orderOf({ maxLeaves, growPolicy }: XgboostSettings): GrowOrder {
  if (maxLeaves === 0) return 'depth-first'
  return growPolicy === 'lossguide' ? 'by-gain' : 'by-level'
}

/** XGBoost's rounds: every class gets a tree in each, also one that could not be split. */
class Rounds {
  readonly trees: Tree[] = []
  private readonly scores: Float32Array
  private readonly gradients: Float32Array
  private readonly hessians: Float32Array
  private readonly grower: XgboostGrower
  private readonly rowDraws: RowDraws

  constructor(
    private readonly objective: XgboostObjective,
    private readonly settings: XgboostSettings,
    private readonly rows: number,
    data: BinnedData,
    engine: BoosterSettings,
  ) {
    this.scores = new Float32Array(rows * objective.classes)
    this.gradients = new Float32Array(rows * objective.classes)
    this.hessians = new Float32Array(rows * objective.classes)
    const columns = new XgboostColumnDraws(data, settings)
    const mostLeaves = mostLeavesOf(engine, rows)
    const backend = new PlainBackend(data, mostLeaves, new XgboostSplitSearch(settings))
    this.grower = new XgboostGrower(backend, engine, columns, mostLeaves, orderOf(settings))
    this.rowDraws = new RowDraws(rows, settings.subsample, settings.seed)
    for (let k = 0; k < objective.classes; k++) this.scores.fill(objective.startScore(k), k * rows, (k + 1) * rows)
  }

  run(): void {
    const { objective, rows, scores, gradients, hessians } = this
    objective.writeGradients(scores, gradients, hessians)
    const isFirst = this.trees.length === 0
    for (let k = 0; k < objective.classes; k++) {
      const from = k * rows
      const tree = this.grow(
        gradients.subarray(from, from + rows),
        hessians.subarray(from, from + rows),
        scores.subarray(from, from + rows),
      )
      if (isFirst) addBias(tree, objective.startScore(k))
      this.trees.push(tree)
    }
  }

  private grow(gradients: Float32Array, hessians: Float32Array, scores: Float32Array): Tree {
    const draw = this.rowDraws.draw()
    const tree = this.grower.grow(gradients, hessians, draw?.bag)
    if (tree.leaves === 1) tree.leafValue[0] = this.rootOutput(gradients, hessians, draw?.bag)
    shrinkFloats(tree, this.settings.learningRate)
    this.grower.addToScores(tree, scores, draw?.rest)
    return tree
  }

  private rootOutput(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): number {
    let gradient = 0
    let hessian = 0
    const count = bag?.length ?? this.rows
    for (let i = 0; i < count; i++) {
      const row = bag === undefined ? i : bag[i]!
      gradient += gradients[row]!
      hessian += hessians[row]!
    }
    return xgboostLeafOutput(gradient, hessian, this.settings)
  }
}

/**
 * Trains gradient-boosted trees with XGBoost's parameters, defaults and meanings (`tree_method=hist`): depth-wise or loss-guided growth,
 * its gains and leaf values in float32, its hessians (multiclass 2·p·(1 − p)), its start scores, and a learned direction for missing
 * values (NaN). Where every column has at most `max_bin` different values and nothing is drawn at random, the trees are XGBoost's; with
 * more values the cuts differ from those of its sketch, and draws of rows and columns come from another stream of random numbers.
 *
 * Objectives `binary:logistic` and `multi:softprob`. The model is kept in LightGBM's text format, with the start score in the first trees.
 * Work pauses every 30 ms for the event loop.
 *
 * @throws BarcastError `boosting/…` for parameters and data that break a rule, `task/aborted`.
 *
 * @example
 * const booster = await trainXgbooster({ x: [rsi, returns], y: labels, params: { objective: 'binary:logistic', max_depth: 4 } })
 */
export async function trainXgbooster(options: TrainXgboosterOptions): Promise<Booster> {
  const { x, y, weight, onProgress } = options
  const settings = parseXgboosterParams(options.params)
  const rounds = settings.numBoostRound
  const labelled: LabelledRows = { x, y, ...(weight === undefined ? {} : { weight }) }
  const training = checkTrainingData(labelled, options.featureNames, engineSettings(settings, 1))
  checkRange(training)
  const engine = engineSettings(settings, training.rows)
  const breathe = createBreather(options.signal, ACTION)
  const data = await drain(binColumns(training.columns, training.rows, engine, findXgboostBins), breathe)
  const objective = createXgboostObjective(settings, training)
  const work = new Rounds(objective, settings, training.rows, data, engine)
  for (let round = 1; round <= rounds; round++) {
    work.run()
    onProgress?.({ done: round, total: rounds, step: `round ${round} of ${rounds}` })
    await breathe()
  }
  return createBooster({
    link:
      settings.objective === 'binary:logistic'
        ? { objective: 'binary', sigmoid: 1 }
        : { objective: 'multiclass', classes: settings.numClass },
    featureNames: training.featureNames,
    featureInfos: data.featureInfos,
    trees: work.trees,
    parameters: describeXgboostSettings(settings),
  })
}
