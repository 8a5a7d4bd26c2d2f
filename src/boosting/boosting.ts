import { BarcastError } from '../core/index.js'
import type { BinnedData } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { EPSILON, roundToZero } from './constants.js'
import type { TreeLearner } from './grower.js'
import type { Objective } from './objective.js'
import type { GradientSampler } from './rounds/gradient-sampler.js'
import { Scores } from './rounds/scores.js'
import type { ColumnSampler, RowDraw, RowSampler } from './sampling.js'
import type { TrainingData, ValidationData } from './training-data.js'
import { addBias, constantTree, shrink, type Tree } from './tree.js'

export interface BoostingInputs {
  data: BinnedData
  training: TrainingData
  validations: readonly ValidationData[]
  settings: BoosterSettings
  objective: Objective
  learner: TreeLearner
  rowSampler: RowSampler
  /** Samples by gradient instead. */
  gradientSampler: GradientSampler | undefined
  columnSampler: ColumnSampler
  /** Trees of the model that is continued; its raw scores stand in `training` and `validations` as init scores. */
  earlierTrees: readonly Tree[]
}

/** Gradient boosting, one synchronous round after the other, in LightGBM's order of operations. */
export class Boosting {
  readonly trees: Tree[]
  readonly scores: Scores
  protected readonly objective: Objective
  protected readonly gradients: Float32Array
  protected readonly hessians: Float32Array
  /** Rounds that left trees, without those of a continued model. */
  protected iterations = 0

  constructor(protected readonly inputs: BoostingInputs) {
    const { training, validations, learner, objective, earlierTrees } = inputs
    this.objective = objective
    this.trees = [...earlierTrees]
    this.scores = new Scores(training, validations, objective.classes, learner)
    const size = training.rows * objective.classes
    this.gradients = learner.backend.float32(size)
    this.hessians = learner.backend.float32(size)
  }

  /**
   * Grows the trees of one round. A round in which no class could be split leaves no trees, except the very first one, which leaves
   * constant trees.
   * @param shrinkage factor on the new trees' outputs
   * @returns false if a further round cannot do better either
   */
  runRound(learningRate: number, shrinkage = learningRate): boolean {
    const { training, rowSampler, gradientSampler } = this.inputs
    const { classes } = this.objective
    const isFirst = this.trees.length === 0
    const startScores = Array.from({ length: classes }, (_, k) => (isFirst ? this.startScore(k) : 0))
    const drawn = rowSampler.draw(this.iterations)
    this.objective.writeGradients(this.scores.training, this.gradients, this.hessians, drawn?.queries)
    const draw = gradientSampler?.draw(this.iterations, learningRate, this.gradients, this.hessians) ?? drawn
    let grown = 0
    for (let k = 0; k < classes; k++) {
      const tree = this.growTree(k, draw)
      const isSplit = tree !== undefined && tree.leaves > 1
      if (isSplit) {
        grown += 1
        shrink(tree, shrinkage)
        this.scores.addGrown(tree, k, draw?.rest)
        if (Math.abs(startScores[k]!) > EPSILON) addBias(tree, startScores[k]!)
      }
      this.trees.push(isSplit ? tree : constantTree(isFirst ? this.constantScore(k, startScores[k]!) : 0, training.rows))
    }
    if (grown === 0) {
      if (this.trees.length > classes) this.trees.length -= classes
      // The first round's constant may have moved the scores.
      return isFirst || this.isRandom
    }
    this.iterations += 1
    return true
  }

  /** To be told before the first round with another learning rate, in which LightGBM draws the columns once more. */
  changeRate(): void {
    this.inputs.columnSampler.drawForTree()
  }

  /** Whether a round may do otherwise than the one before on the same scores. */
  protected get isRandom(): boolean {
    const { rowSampler, gradientSampler, columnSampler, settings } = this.inputs
    const drawsGradients = gradientSampler !== undefined || settings.objective === 'rank_xendcg' || settings.objective === 'none'
    return rowSampler.isRandom || columnSampler.isRandom || drawsGradients || settings.extraTrees
  }

  /** A tree whose outputs are not shrunk yet, of one leaf if nothing could be split; undefined for a class that needs no trees. */
  protected growTree(k: number, draw: RowDraw | undefined): Tree | undefined {
    const { data, learner, settings, training } = this.inputs
    if (data.features.length === 0 || !this.objective.needsTrees(k)) return undefined
    const from = k * training.rows
    const to = from + training.rows
    const isFirst = this.trees.length < this.objective.classes && settings.boosting !== 'rf'
    const tree = learner.grow(this.gradients.subarray(from, to), this.hessians.subarray(from, to), draw?.bag, isFirst)
    this.renewLeaves(tree, this.scoresOfGradients.subarray(from, to))
    return tree
  }

  /** The scores that the gradients were taken at. */
  protected get scoresOfGradients(): Float64Array {
    return this.scores.training
  }

  /** Some losses know better values for the leaves of a grown tree than one Newton step. */
  private renewLeaves(tree: Tree, scores: Float64Array): void {
    if (this.objective.renewLeaf === undefined) return
    const { backend } = this.inputs.learner
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const rows = backend.rowsOf(leaf)
      if (rows.length === 0) continue
      const value = this.objective.renewLeaf(rows, scores)
      if (!Number.isFinite(value)) refuseOverflow(value)
      tree.leafValue[leaf] = roundToZero(value)
    }
  }

  /** Where class `k` starts: at its labels' mean score, unless switched off or given by the caller. */
  private startScore(k: number): number {
    const score = this.meanScore(k)
    if (score !== 0) this.scores.addConstant(k, score)
    return score
  }

  /** The start score of class `k`, 0 if there is none. */
  protected meanScore(k: number): number {
    const { settings, training, data } = this.inputs
    if (training.initScore !== undefined || (!settings.boostFromAverage && data.features.length > 0)) return 0
    const score = this.objective.initScore(k)
    return Math.abs(score) > EPSILON ? score : 0
  }

  /** The value of a first tree that could not be split: without a start score LightGBM puts the mean in here. */
  private constantScore(k: number, startScore: number): number {
    const { settings, training, data } = this.inputs
    if (settings.boostFromAverage || training.initScore !== undefined || data.features.length === 0) return startScore
    const score = this.objective.initScore(k)
    this.scores.addConstant(k, score)
    return score
  }
}

/** Linear leaves multiply whatever stands in the features. */
function refuseOverflow(value: number): never {
  const rule = 'scores must stay finite (linearTree needs finite features of moderate size)'
  throw new BarcastError('boosting/overflow', `Train booster: ${rule}, found a leaf of ${value}`, { value })
}
