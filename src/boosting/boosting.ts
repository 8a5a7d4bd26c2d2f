import type { BinnedData } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { EPSILON } from './constants.js'
import type { TreeLearner } from './grower.js'
import { createObjective, type Objective } from './objective.js'
import type { ColumnSampler, RowSampler } from './sampling.js'
import type { TrainingData, ValidationData } from './training-data.js'
import { addBias, constantTree, leafOf, shrink, type Tree } from './tree.js'

export interface BoostingInputs {
  data: BinnedData
  training: TrainingData
  validation: ValidationData | undefined
  settings: BoosterSettings
  learner: TreeLearner
  rowSampler: RowSampler
  columnSampler: ColumnSampler
}

/** Gradient boosting, one synchronous round after the other, in LightGBM's order of operations. */
export class Boosting {
  readonly trees: Tree[] = []
  /** Raw scores of the validation rows, one class after the other. */
  readonly validScores: Float64Array
  private readonly objective: Objective
  private readonly scores: Float64Array
  private readonly gradients: Float32Array
  private readonly hessians: Float32Array
  private iterations = 0

  constructor(private readonly inputs: BoostingInputs) {
    const { training, validation, settings } = inputs
    this.objective = createObjective(settings, training)
    const size = training.rows * this.objective.classes
    const { backend } = inputs.learner
    this.scores = backend.float64(size)
    if (training.initScore !== undefined) this.scores.set(training.initScore)
    this.validScores = validation?.initScore?.slice() ?? new Float64Array((validation?.rows ?? 0) * this.objective.classes)
    this.gradients = backend.float32(size)
    this.hessians = backend.float32(size)
  }

  /**
   * Grows the trees of one round. A round in which no class could be split leaves no trees, except the very first one, which leaves
   * constant trees.
   * @returns false if a further round cannot do better either
   */
  runRound(): boolean {
    const { training, rowSampler, columnSampler } = this.inputs
    const { classes } = this.objective
    const { rows } = training
    const isFirst = this.trees.length === 0
    const initScores = Array.from({ length: classes }, (_, k) => (isFirst ? this.startScore(k) : 0))
    this.objective.writeGradients(this.scores, this.gradients, this.hessians)
    const draw = rowSampler.draw(this.iterations)
    let grown = 0
    for (let k = 0; k < classes; k++) {
      const from = k * rows
      const tree = this.growTree(k, from, draw)
      if (tree !== undefined) {
        grown += 1
        this.inputs.learner.addToScores(tree, this.scores.subarray(from, from + rows), draw?.rest)
        this.addToValidScores(tree, k)
        if (Math.abs(initScores[k]!) > EPSILON) addBias(tree, initScores[k]!)
      }
      this.trees.push(tree ?? constantTree(isFirst ? this.constantScore(k, initScores[k]!) : 0, rows))
    }
    if (grown === 0) {
      if (this.trees.length > classes) this.trees.length -= classes
      // The first round's constant may have moved the scores.
      return isFirst || rowSampler.isRandom || columnSampler.isRandom
    }
    this.iterations += 1
    return true
  }

  private growTree(k: number, from: number, draw: { bag: Int32Array } | undefined): Tree | undefined {
    const { data, learner, settings, training } = this.inputs
    if (data.features.length === 0 || !this.objective.needsTrees(k)) return undefined
    const to = from + training.rows
    const tree = learner.grow(this.gradients.subarray(from, to), this.hessians.subarray(from, to), draw?.bag)
    if (tree.leaves === 1) return undefined
    shrink(tree, settings.learningRate)
    return tree
  }

  /** Where class `k` starts: at its labels' mean score, unless switched off or given by the caller. */
  private startScore(k: number): number {
    const { settings, training, data } = this.inputs
    if (training.initScore !== undefined || (!settings.boostFromAverage && data.features.length > 0)) return 0
    const score = this.objective.initScore(k)
    if (!(Math.abs(score) > EPSILON)) return 0
    this.addToAll(k, score)
    return score
  }

  /** The value of a first tree that could not be split: without a start score LightGBM puts the mean in here. */
  private constantScore(k: number, startScore: number): number {
    const { settings, training, data } = this.inputs
    if (settings.boostFromAverage || training.initScore !== undefined || data.features.length === 0) return startScore
    const score = this.objective.initScore(k)
    this.addToAll(k, score)
    return score
  }

  private addToAll(k: number, score: number): void {
    const { training, validation } = this.inputs
    addTo(this.scores, k * training.rows, training.rows, score)
    if (validation !== undefined) addTo(this.validScores, k * validation.rows, validation.rows, score)
  }

  private addToValidScores(tree: Tree, k: number): void {
    const { validation } = this.inputs
    if (validation === undefined) return
    const { rows, values } = validation
    const width = values.length / rows
    for (let row = 0; row < rows; row++) this.validScores[k * rows + row]! += tree.leafValue[leafOf(tree, values, row * width)]!
  }
}

function addTo(scores: Float64Array, from: number, count: number, value: number): void {
  for (let i = from; i < from + count; i++) scores[i]! += value
}
