import { BarcastError } from '../../core/index.js'
import { createExactBackend } from '../backends.js'
import type { BinnedData } from '../binned-data.js'
import type { BoosterSettings } from '../config.js'
import { mostLeavesOf } from '../grower.js'
import { PlainBackend } from '../plain-backend.js'
import type { Tree } from '../tree.js'
import type { XgboostSettings } from './config.js'
import { type GrowOrder, XgboostGrower } from './grower.js'
import { LeafRule } from './leaf-rule.js'
import { MonotoneBounds } from './monotone-bounds.js'
import type { XgboostObjective } from './objective.js'
import { RowDraws, XgboostColumnDraws } from './sampling.js'
import { XgboostSplitSearch } from './split.js'

const { fround } = Math

function orderOf({ maxLeaves, growPolicy }: XgboostSettings): GrowOrder {
  if (maxLeaves === 0) return 'depth-first'
  return growPolicy === 'lossguide' ? 'by-gain' : 'by-level'
}

/** Leaf values as XGBoost keeps them: float32, times the learning rate; nodes keep theirs without it. */
function shrinkFloats(tree: Tree, rate: number): void {
  for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = fround(fround(tree.leafValue[i]!) * rate)
  for (let i = 0; i < tree.leaves - 1; i++) tree.nodeValue[i] = fround(tree.nodeValue[i]!)
  tree.shrinkage = rate
}

/** XGBoost's rounds: every class gets a tree (or several) in each, also one that could not be split. */
export class XgboostRounds {
  /** Round after round; within a round one tree of every class, then, in a forest, the next of every class. */
  readonly trees: Tree[] = []
  private readonly scores: Float32Array
  private readonly gradients: Float32Array
  private readonly hessians: Float32Array
  private readonly rule: LeafRule
  private readonly grower: XgboostGrower
  private readonly rowDraws: RowDraws
  /** Learning rate of each tree: a forest's trees share it. */
  private readonly rate: number

  constructor(
    private readonly objective: XgboostObjective,
    private readonly settings: XgboostSettings,
    private readonly rows: number,
    data: BinnedData,
    engine: BoosterSettings,
  ) {
    const { classes, startScores } = objective
    const { monotoneConstraints, gamma, learningRate, numParallelTree, subsample, seed } = settings
    this.scores = new Float32Array(rows * classes)
    this.rule = new LeafRule(settings)
    this.rate = fround(fround(learningRate) / numParallelTree)
    const mostLeaves = mostLeavesOf(engine, rows)
    const bounds = monotoneConstraints === undefined ? undefined : new MonotoneBounds(monotoneConstraints, data.features)
    const search = new XgboostSplitSearch(this.rule, gamma, bounds)
    const backend = createExactBackend(data, mostLeaves, engine, search, () => false) ?? new PlainBackend(data, mostLeaves, search)
    this.gradients = backend.float32(rows * classes)
    this.hessians = backend.float32(rows * classes)
    this.grower = new XgboostGrower(backend, engine, new XgboostColumnDraws(data, settings), mostLeaves, orderOf(settings), bounds)
    this.rowDraws = new RowDraws(rows, subsample, seed)
    for (let k = 0; k < classes; k++) this.scores.fill(startScores[k]!, k * rows, (k + 1) * rows)
  }

  run(): void {
    const { objective, rows, scores, gradients, hessians } = this
    const { classes } = objective
    const { numParallelTree } = this.settings
    objective.writeGradients(scores, gradients, hessians)
    const first = this.trees.length
    for (let k = 0; k < classes; k++) {
      const [from, to] = [k * rows, (k + 1) * rows]
      const own = scores.subarray(from, to)
      const before = objective.renewLeaf !== undefined && numParallelTree > 1 ? own.slice() : own
      for (let p = 0; p < numParallelTree; p++)
        this.trees[first + p * classes + k] = this.grow(gradients.subarray(from, to), hessians.subarray(from, to), own, before)
    }
  }

  /** @param before the scores before this round */
  private grow(gradients: Float32Array, hessians: Float32Array, scores: Float32Array, before: Float32Array): Tree {
    const draw = this.rowDraws.draw()
    const tree = this.grower.grow(gradients, hessians, draw?.bag)
    if (tree.leaves === 1) this.fillRoot(tree, gradients, hessians, draw?.bag)
    this.renewLeaves(tree, before)
    shrinkFloats(tree, this.rate)
    this.checkFinite(tree)
    this.grower.addToScores(tree, scores, draw?.rest)
    return tree
  }

  /** Scores that run away (a high learning rate, labels near the end of float32) end in infinite gradients: no model to trade on. */
  private checkFinite({ leaves, leafValue, leafWeight }: Tree): void {
    for (let leaf = 0; leaf < leaves; leaf++) {
      if (Math.abs(leafValue[leaf]!) < Infinity && Math.abs(leafWeight[leaf]!) < Infinity) continue
      const { objective, learningRate } = this.settings
      const rule = 'gradients must stay finite (lower learningRate, or scale the labels)'
      const found = `a leaf of ${leafValue[leaf]} for ${objective} with learningRate ${learningRate}`
      throw new BarcastError('boosting/overflow', `Train booster: ${rule}, found ${found}`, { value: leafValue[leaf] })
    }
  }

  private fillRoot(tree: Tree, gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): void {
    let gradient = 0
    let hessian = 0
    const count = bag?.length ?? this.rows
    for (let i = 0; i < count; i++) {
      const row = bag === undefined ? i : bag[i]!
      gradient += gradients[row]!
      hessian += hessians[row]!
    }
    tree.leafValue[0] = this.rule.weight(gradient, hessian)
    tree.leafWeight[0] = hessian
    tree.leafCount[0] = count
  }

  private renewLeaves(tree: Tree, scores: Float32Array): void {
    const { objective, grower } = this
    if (objective.renewLeaf === undefined) return
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const rows = grower.backend.rowsOf(leaf)
      if (rows.length > 0) tree.leafValue[leaf] = objective.renewLeaf(rows, scores)
    }
  }
}
