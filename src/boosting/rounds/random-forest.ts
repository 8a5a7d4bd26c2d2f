import { Boosting, type BoostingInputs } from '../boosting.js'
import { EPSILON } from '../constants.js'
import type { RowDraw } from '../sampling.js'
import { addBias, constantTree, type Tree } from '../tree.js'

/**
 * A random forest by the means of boosting: every tree is grown on the gradients at the start scores, holds the start score itself, and
 * counts as much as the others. Scores are the mean over the rounds. A tree that could not be split is one leaf like any other; LightGBM
 * leaves the start score out of it.
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
      const tree = this.growWithBias(k, draw)
      this.scores.multiply(k, this.iterations)
      if (tree.leaves > 1) this.scores.addGrown(tree, k, draw?.rest)
      else this.scores.addConstant(k, tree.leafValue[0]!)
      this.scores.multiply(k, 1 / (this.iterations + 1))
      this.trees.push(tree)
    }
    this.iterations += 1
    return true
  }

  private growWithBias(k: number, draw: RowDraw | undefined): Tree {
    const grown = this.growTree(k, draw)
    const start = this.startScores[k]!
    if (grown === undefined || grown.leaves === 1) return this.oneLeaf(k, grown?.leafValue[0])
    if (Math.abs(start) > EPSILON) addBias(grown, start)
    return grown
  }

  private oneLeaf(k: number, output = 0): Tree {
    const value = this.objective.needsTrees(k) ? this.startScores[k]! + output : this.objective.initScore(k)
    return constantTree(value, this.inputs.training.rows)
  }
}
