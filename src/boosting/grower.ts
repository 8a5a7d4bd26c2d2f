import type { Leaf, TreeBackend } from './backend.js'
import { type BinMapper, missingBinOf } from './bin-mapper.js'
import type { BinnedFeature } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { roundToZero } from './constants.js'
import { allowedFeatures } from './constraints/interaction-constraints.js'
import type { GrowingTree, MonotoneConstraints } from './constraints/split-bounds.js'
import type { ColumnDraws } from './sampling.js'
import { type LeafSums, leafOutput, SplitCandidate } from './split.js'
import { GrowingSets } from './splits/growing-sets.js'
import { CATEGORICAL, DEFAULT_LEFT, emptyTree, type Tree, trimTree } from './tree.js'

/** What grows the trees. */
export interface TreeLearner {
  /**
   * Grows one tree of one or more leaves; leaf values are not shrunk yet.
   * @param bag rows to learn from, ascending; all if undefined
   * @param isFirst whether it is its class's first tree: its leaves stay constants where others are linear
   */
  grow(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined, isFirst: boolean): Tree
  /** Adds the last tree's (by now final) leaf values to the scores of its rows, and to those of `rest`, which it did not learn from. */
  addToScores(tree: Tree, scores: Float64Array | Float32Array, rest: Int32Array | undefined): void
  readonly backend: TreeBackend
}

/** Leaves that a tree over `rows` rows may have. */
export function mostLeavesOf(settings: BoosterSettings, rows: number): number {
  return Math.min(settings.numLeaves, Math.max(2, rows))
}

/** Grows trees leaf by leaf, always splitting the leaf that gains most, in LightGBM's order of operations. */
export class LeafWiseGrower implements TreeLearner, GrowingTree {
  readonly leaves: Leaf[] = []
  readonly tree: Tree
  /** Of each node: the threshold as a bin (or the number of its set of categories), the split feature's position, the node above. */
  readonly thresholdBin: Int32Array
  readonly position: Int32Array
  readonly parents: Int32Array
  private readonly sets = new GrowingSets()
  private treeMask: Uint8Array

  constructor(
    readonly backend: TreeBackend,
    private readonly settings: BoosterSettings,
    private readonly columns: ColumnDraws,
    mostLeaves: number,
    private readonly constraints?: Pick<MonotoneConstraints, 'startTree' | 'afterSplit' | 'searchesAgain'>,
  ) {
    this.tree = emptyTree(mostLeaves)
    this.parents = new Int32Array(mostLeaves - 1)
    this.thresholdBin = new Int32Array(mostLeaves - 1)
    this.position = new Int32Array(mostLeaves - 1)
    this.treeMask = new Uint8Array(backend.features.length)
  }

  grow(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined, _isFirst?: boolean): Tree {
    this.treeMask = this.columns.drawForTree()
    this.sets.clear()
    this.startRoot(this.backend.start(gradients, hessians, bag))
    this.constraints?.startTree(this)
    let leafCount = 1
    let left = 0
    let right = -1
    while (leafCount < this.tree.leaves) {
      if (this.maySplit(left, right)) this.searchPair(left, right)
      const best = this.pickLeaf(leafCount)
      if (!(this.leaves[best]!.best.gain > 0)) break
      if (this.splitLeaf(best, leafCount)) {
        left = best
        right = leafCount
        leafCount += 1
      } else {
        this.leaves[best]!.best.clear()
        this.backend.release(this.leaves[best]!)
        left = -1
        right = -1
      }
    }
    const tree = trimTree(this.tree, leafCount)
    const categories = this.sets.toCategories()
    if (categories !== undefined) tree.categories = categories
    return tree
  }

  private leafAt(index: number): Leaf {
    while (this.leaves.length <= index) {
      const sums = { gradient: 0, hessian: 0, rows: 0, output: 0 }
      this.leaves.push({ ...sums, index: this.leaves.length, depth: 0, parent: -1, histogram: -1, best: new SplitCandidate() })
    }
    return this.leaves[index]!
  }

  private startRoot({ gradient, hessian, rows }: LeafSums): void {
    const root = this.leafAt(0)
    root.gradient = gradient
    root.hessian = hessian
    root.rows = rows
    root.depth = 0
    root.parent = -1
    root.histogram = -1
    root.best.clear()
    root.output = leafOutput(gradient, hessian, this.settings)
    // Without rows, or with weights of 0 only, there is nothing to put out.
    this.tree.leafValue[0] = Number.isNaN(root.output) ? 0 : roundToZero(root.output)
    this.tree.shrinkage = 1
  }

  /** Whether the two leaves of the last split (the root alone at first) are worth a search. */
  private maySplit(left: number, right: number): boolean {
    if (left < 0) return false
    const { maxDepth, minDataInLeaf } = this.settings
    const leftLeaf = this.leaves[left]!
    const rightLeaf = right < 0 ? undefined : this.leaves[right]!
    const tooDeep = maxDepth > 0 && leftLeaf.depth >= maxDepth
    const tooFew = leftLeaf.rows < 2 * minDataInLeaf && (rightLeaf === undefined || rightLeaf.rows < 2 * minDataInLeaf)
    if (!tooDeep && !tooFew) return true
    leftLeaf.best.clear()
    rightLeaf?.best.clear()
    this.backend.release(leftLeaf)
    return false
  }

  /** Finds the best splits of both children, or of the root. */
  private searchPair(left: number, right: number): void {
    const leftIsSmaller = right < 0 || this.leaves[left]!.rows < this.leaves[right]!.rows
    const smallIndex = leftIsSmaller ? left : right
    const small = this.leaves[smallIndex]!
    const large = right < 0 ? undefined : this.leaves[leftIsSmaller ? right : left]!
    const parentHistogram = right < 0 ? -1 : this.leaves[left]!.histogram
    small.best.clear()
    large?.best.clear()
    const smallMask = this.drawColumns(small)
    const largeMask = large === undefined ? smallMask : this.drawColumns(large)
    this.backend.searchPair({ small, smallIndex, large, parentHistogram, treeMask: this.treeMask, smallMask, largeMask })
    this.releaseHopeless(small)
    if (large !== undefined) this.releaseHopeless(large)
  }

  private releaseHopeless(leaf: Leaf): void {
    if (this.constraints?.searchesAgain === true ? leaf.best.gain === -Infinity : !(leaf.best.gain > 0)) this.backend.release(leaf)
  }

  /** The features that `leaf` may split on. */
  private drawColumns(leaf: Leaf): Uint8Array {
    const { interactionConstraints } = this.settings
    if (interactionConstraints === undefined || interactionConstraints.length === 0) return this.columns.drawForNode(leaf.depth)
    return this.columns.drawForNode(leaf.depth, allowedFeatures(interactionConstraints, this.branchOf(leaf), this.backend.features))
  }

  /** The columns that the splits above a leaf ask for. */
  private branchOf({ parent }: Leaf): number[] {
    const columns: number[] = []
    for (let node = parent; node >= 0; node = this.parents[node]!) columns.push(this.tree.splitFeature[node]!)
    return columns
  }

  /** Another leaf's split changed what this one may put out. LightGBM takes the leaf's sums from its best split so far. */
  private searchAgain(index: number): void {
    const leaf = this.leaves[index]!
    const { best } = leaf
    if (best.gain === -Infinity) return
    leaf.gradient = best.leftGradient + best.rightGradient
    leaf.hessian = best.leftHessian + best.rightHessian
    leaf.output = leafOutput(leaf.gradient, leaf.hessian, this.settings)
    this.backend.searchAgain(leaf, this.treeMask, this.drawColumns(leaf))
  }

  /** The leaf to split next: the one that gains most. */
  protected pickLeaf(leafCount: number): number {
    let best = 0
    for (let i = 1; i < leafCount; i++) if (this.leaves[i]!.best.beats(this.leaves[best]!.best)) best = i
    return best
  }

  /** Carries out the best split of `index`; false if all rows are on one side after all (bins' row counts are estimates). */
  private splitLeaf(index: number, newLeaf: number): boolean {
    const leaf = this.leaves[index]!
    const { best } = leaf
    const feature = this.backend.features[best.feature]!
    this.backend.split(index, newLeaf, best)
    const leftRows = this.backend.rowCount(index)
    const rightRows = this.backend.rowCount(newLeaf)
    if (leftRows === 0 || rightRows === 0) {
      this.backend.unsplit(index, newLeaf)
      return false
    }
    this.recordSplit(index, newLeaf, feature, leftRows, rightRows)
    const other = this.leafAt(newLeaf)
    const node = newLeaf - 1
    other.gradient = best.rightGradient
    other.hessian = best.rightHessian
    other.output = best.rightOutput
    other.rows = rightRows
    other.depth = leaf.depth + 1
    other.parent = node
    other.histogram = -1
    other.best.clear()
    leaf.gradient = best.leftGradient
    leaf.hessian = best.leftHessian
    leaf.output = best.leftOutput
    leaf.rows = leftRows
    leaf.depth += 1
    leaf.parent = node
    const changed = this.constraints?.afterSplit(index, newLeaf, best) ?? []
    leaf.best.clear()
    for (const neighbour of changed) this.searchAgain(neighbour)
    return true
  }

  private recordSplit(index: number, newLeaf: number, feature: BinnedFeature, leftRows: number, rightRows: number): void {
    const { tree } = this
    const { best, parent } = this.leaves[index]!
    const node = newLeaf - 1
    if (parent >= 0) {
      if (tree.leftChild[parent] === ~index) tree.leftChild[parent] = node
      else tree.rightChild[parent] = node
    }
    this.position[node] = best.feature
    this.parents[node] = parent
    tree.splitFeature[node] = feature.column
    this.recordDecision(node, best, feature)
    tree.splitGain[node] = Math.fround(best.gain + this.settings.minGainToSplit)
    tree.leftChild[node] = ~index
    tree.rightChild[node] = ~newLeaf
    tree.nodeValue[node] = tree.leafValue[index]!
    tree.nodeWeight[node] = best.leftHessian + best.rightHessian
    tree.nodeCount[node] = leftRows + rightRows
    tree.leafValue[index] = Number.isNaN(best.leftOutput) ? 0 : best.leftOutput
    tree.leafWeight[index] = best.leftHessian
    tree.leafCount[index] = leftRows
    tree.leafValue[newLeaf] = Number.isNaN(best.rightOutput) ? 0 : best.rightOutput
    tree.leafWeight[newLeaf] = best.rightHessian
    tree.leafCount[newLeaf] = rightRows
  }

  private recordDecision(node: number, { bin, categories, defaultLeft }: SplitCandidate, { mapper }: BinnedFeature): void {
    const { tree } = this
    const missing = this.missingType(mapper.missing) << 2
    if (categories === undefined) {
      this.thresholdBin[node] = bin
      tree.threshold[node] = this.thresholdOf(mapper, bin)
      tree.decisionType[node] = (defaultLeft ? DEFAULT_LEFT : 0) | missing
      return
    }
    this.thresholdBin[node] = this.sets.add(categories, mapper.categories!)
    tree.threshold[node] = this.thresholdBin[node]!
    tree.decisionType[node] = CATEGORICAL | missing
  }

  /** The largest value of `bin`. */
  protected thresholdOf({ upperBounds }: BinMapper, bin: number): number {
    return upperBounds[bin]!
  }

  /** What prediction takes for missing at a node; where training saw no NaN, LightGBM reads it as 0. */
  protected missingType(missing: number): number {
    return missing
  }

  addToScores(tree: Tree, scores: Float64Array | Float32Array, rest: Int32Array | undefined): void {
    this.backend.addToScores(tree, scores)
    if (rest === undefined) return
    for (let i = 0; i < rest.length; i++) scores[rest[i]!]! += tree.leafValue[this.leafOfRow(tree, rest[i]!)]!
  }

  protected leafOfRow(tree: Tree, row: number): number {
    let node = tree.leaves > 1 ? 0 : ~0
    while (node >= 0) node = this.rowGoesLeft(tree, node, row) ? tree.leftChild[node]! : tree.rightChild[node]!
    return ~node
  }

  private rowGoesLeft(tree: Tree, node: number, row: number): boolean {
    const { mapper } = this.backend.features[this.position[node]!]!
    const bin = this.backend.binOf(this.position[node]!, row)
    const type = tree.decisionType[node]!
    if ((type & CATEGORICAL) !== 0) return this.sets.goesLeft(this.thresholdBin[node]!, bin)
    return bin === missingBinOf(mapper) ? (type & DEFAULT_LEFT) !== 0 : bin <= this.thresholdBin[node]!
  }
}
