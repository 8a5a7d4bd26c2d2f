import type { TreeLearner } from '../grower.js'
import type { TrainingData, ValidationData } from '../training-data.js'
import { leafOf, outputOf, type Tree } from '../tree.js'
import { writeLeavesOfRows } from './row-leaves.js'

/** Raw scores of the training rows and of every validation set, one class after the other, kept up with the trees. */
export class Scores {
  readonly training: Float64Array
  readonly valid: readonly Float64Array[]
  private readonly rows: number
  private readonly leaves: Int32Array
  private readonly float32: Float64Array[] = []

  constructor(
    private readonly data: TrainingData,
    private readonly validations: readonly ValidationData[],
    classes: number,
    private readonly learner: TreeLearner,
  ) {
    this.rows = data.rows
    this.training = learner.backend.float64(data.rows * classes)
    if (data.initScore !== undefined) this.training.set(data.initScore)
    this.valid = validations.map((set) => set.initScore?.slice() ?? new Float64Array(set.rows * classes))
    this.leaves = new Int32Array(data.rows)
  }

  addConstant(k: number, value: number): void {
    this.forEachOf(k, (scores) => {
      for (let i = 0; i < scores.length; i++) scores[i]! += value
    })
  }

  multiply(k: number, factor: number): void {
    this.forEachOf(k, (scores) => {
      for (let i = 0; i < scores.length; i++) scores[i]! *= factor
    })
  }

  /** Adds the tree that was grown last; `rest` are the rows it did not learn from. */
  addGrown(tree: Tree, k: number, rest: Int32Array | undefined): void {
    this.learner.addToScores(tree, this.ofTraining(k), rest)
    this.addToValid(tree, k)
  }

  /** Adds a tree to the scores of the validation rows. */
  addToValid(tree: Tree, k: number): void {
    this.validations.forEach(({ rows, values }, set) => {
      const scores = this.valid[set]!
      const width = values.length / rows
      for (let row = 0; row < rows; row++) {
        const leaf = leafOf(tree, values, row * width)
        scores[k * rows + row]! += outputOf(tree, leaf, tree.linear === undefined ? values : this.float32Values(set), row * width)
      }
    })
  }

  /** In training, linear leaves see float32 values. */
  private float32Values(set: number): Float64Array {
    this.float32[set] ??= this.validations[set]!.values.map(Math.fround)
    return this.float32[set]
  }

  /** Adds a tree of any round to the scores of the training rows. */
  addToTraining(tree: Tree, k: number): void {
    const { leaves, rows } = this
    writeLeavesOfRows(tree, this.learner.backend, leaves)
    const scores = this.ofTraining(k)
    if (tree.linear === undefined) {
      for (let row = 0; row < rows; row++) scores[row]! += tree.leafValue[leaves[row]!]!
      return
    }
    const values = new Float64Array(this.data.columns.length)
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < values.length; j++) values[j] = Math.fround(this.data.columns[j]![row]!)
      scores[row]! += outputOf(tree, leaves[row]!, values, 0)
    }
  }

  private ofTraining(k: number): Float64Array {
    return this.training.subarray(k * this.rows, (k + 1) * this.rows)
  }

  private forEachOf(k: number, change: (scores: Float64Array) => void): void {
    change(this.ofTraining(k))
    this.validations.forEach(({ rows }, set) => {
      change(this.valid[set]!.subarray(k * rows, (k + 1) * rows))
    })
  }
}
