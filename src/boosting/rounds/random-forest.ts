import { Boosting, type BoostingInputs } from '../boosting.js'
import { EPSILON } from '../constants.js'
import { addBias, constantTree, type Tree } from '../tree.js'

/**
 * A random forest by the means of boosting: every tree is grown on the gradients at the start scores, holds the start score itself, and
 * counts as much as the others. Scores are the mean over the rounds.
 */
export class ForestBoosting extends Boosting {
  private readonly startScores: readonly number[]
  private readonly pointOfGradients: Float64Array

  constructor(inputs: BoostingInputs) {
    super(inputs)
    const { rows } = inputs.training
    this.startScores = Array.from({ length: this.objective.classes }, (_, k) => this.meanScore(k))
    this.pointOfGradients = new Float64Array(this.gradients.length)
    this.startScores.forEach((score, k) => {
      this.pointOfGradients.fill(score, k * rows, (k + 1) * rows)
    })
    this.objective.writeGradients(this.pointOfGradients, this.gradients, this.hessians)
  }

  protected override get scoresOfGradients(): Float64Array {
    return this.pointOfGradients
  }

  override runRound(): boolean {
    const draw = this.inputs.rowSampler.draw(this.iterations)
    for (let k = 0; k < this.objective.classes; k++) {
      const tree = this.growTree(k, draw)
      const score = this.startScores[k]!
      if (tree !== undefined && Math.abs(score) > EPSILON) addBias(tree, score)
      this.scores.multiply(k, this.iterations)
      if (tree !== undefined) this.scores.addGrown(tree, k, draw?.rest)
      const kept = tree ?? this.unsplit(k)
      if (tree === undefined && kept.leafValue[0] !== 0) this.scores.addConstant(k, kept.leafValue[0]!)
      this.scores.multiply(k, 1 / (this.iterations + 1))
      this.trees.push(kept)
    }
    this.iterations += 1
    return true
  }

  /** What stands for a tree that could not be split: 0, as in LightGBM, but for the first of a class that needs no trees. */
  private unsplit(k: number): Tree {
    const isFirst = this.iterations === 0
    const value = isFirst && !this.objective.needsTrees(k) ? this.objective.initScore(k) : 0
    return constantTree(value, isFirst ? this.inputs.training.rows : 0)
  }
}
