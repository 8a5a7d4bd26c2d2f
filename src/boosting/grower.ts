import type { BinnedData, BinnedFeature } from './binned-data.js'
import type { BoosterSettings } from './config.js'
import { roundToZero } from './constants.js'
import { buildHistograms, completeHistogram, createHistogram, type Histogram, type LeafRows, subtractHistogram } from './histogram.js'
import { RowPartition } from './row-partition.js'
import type { ColumnDraws } from './sampling.js'
import { type LeafSums, leafOutput, SplitCandidate, SplitFinder, type SplitSearch } from './split.js'
import { DEFAULT_LEFT, emptyTree, MISSING_NAN, MISSING_NONE, type Tree, trimTree } from './tree.js'

/** What grows the trees. The plain TypeScript learner below is the reference for any faster one. */
export interface TreeLearner {
  /**
   * Grows one tree of one or more leaves; leaf values are not shrunk yet.
   * @param bag rows to learn from, ascending; all if undefined
   */
  grow(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): Tree
  /** Adds the last tree's (by now final) leaf values to the scores of its rows, and to those of `rest`, which it did not learn from. */
  addToScores(tree: Tree, scores: Float64Array | Float32Array, rest: Int32Array | undefined): void
}

interface Leaf extends LeafSums {
  depth: number
  /** Node whose child this leaf is, −1 for the root. */
  parent: number
  histogram: Histogram | undefined
  readonly best: SplitCandidate
}

/** Grows trees leaf by leaf, always splitting the leaf that gains most, in LightGBM's order of operations. */
export class LeafWiseGrower implements TreeLearner {
  private readonly partition: RowPartition
  protected readonly leaves: Leaf[] = []
  private readonly free: Histogram[] = []
  private readonly found = new SplitCandidate()
  private readonly orderedGradients: Float32Array
  private readonly orderedHessians: Float32Array
  private readonly tree: Tree
  /** Threshold of each node as a bin, and the split feature's position. */
  private readonly thresholdBin: Int32Array
  private readonly position: Int32Array
  private treeMask: Uint8Array
  /** Features to search in the current pair of leaves. */
  private readonly active: Uint8Array

  constructor(
    private readonly data: BinnedData,
    private readonly settings: BoosterSettings,
    private readonly columns: ColumnDraws,
    private readonly finder: SplitSearch = new SplitFinder(settings),
  ) {
    const most = Math.min(settings.numLeaves, Math.max(2, data.rows))
    this.partition = new RowPartition(data.rows, most)
    this.orderedGradients = new Float32Array(data.rows)
    this.orderedHessians = new Float32Array(data.rows)
    this.tree = emptyTree(most)
    this.thresholdBin = new Int32Array(most - 1)
    this.position = new Int32Array(most - 1)
    this.treeMask = new Uint8Array(data.features.length)
    this.active = new Uint8Array(data.features.length)
  }

  grow(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): Tree {
    this.treeMask = this.columns.drawForTree()
    this.partition.reset(bag)
    this.startRoot(gradients, hessians)
    let leafCount = 1
    let left = 0
    let right = -1
    while (leafCount < this.tree.leaves) {
      if (this.maySplit(left, right)) this.searchPair(left, right, gradients, hessians)
      const best = this.pickLeaf(leafCount)
      if (!(this.leaves[best]!.best.gain > 0)) break
      if (this.splitLeaf(best, leafCount)) {
        left = best
        right = leafCount
        leafCount += 1
      } else {
        this.leaves[best]!.best.clear()
        this.release(this.leaves[best])
        left = -1
        right = -1
      }
    }
    for (let i = 0; i < leafCount; i++) this.release(this.leaves[i])
    return trimTree(this.tree, leafCount)
  }

  private leafAt(index: number): Leaf {
    while (this.leaves.length <= index) {
      this.leaves.push({ gradient: 0, hessian: 0, rows: 0, depth: 0, parent: -1, histogram: undefined, best: new SplitCandidate() })
    }
    return this.leaves[index]!
  }

  private startRoot(gradients: Float32Array, hessians: Float32Array): void {
    const { rows, count } = this.partition
    const total = count[0]!
    let gradient = 0
    let hessian = 0
    for (let i = 0; i < total; i++) {
      const row = rows[i]!
      gradient += gradients[row]!
      hessian += hessians[row]!
    }
    const root = this.leafAt(0)
    root.gradient = gradient
    root.hessian = hessian
    root.rows = total
    root.depth = 0
    root.parent = -1
    root.best.clear()
    this.tree.leafValue[0] = roundToZero(leafOutput(gradient, hessian, this.settings))
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
    this.release(leftLeaf)
    return false
  }

  /** Finds the best splits of both children: adds up the smaller one's histogram and gets the larger one's by subtraction. */
  private searchPair(left: number, right: number, gradients: Float32Array, hessians: Float32Array): void {
    const leftIsSmaller = right < 0 || this.leaves[left]!.rows < this.leaves[right]!.rows
    const smallIndex = leftIsSmaller ? left : right
    const small = this.leaves[smallIndex]!
    const large = right < 0 ? undefined : this.leaves[leftIsSmaller ? right : left]!
    const parent = right < 0 ? undefined : this.leaves[left]!.histogram
    const own = this.free.pop() ?? createHistogram(this.data)
    if (large !== undefined) large.histogram = parent
    small.histogram = own
    small.best.clear()
    large?.best.clear()
    const smallMask = this.columns.drawForNode(small.depth)
    const largeMask = large === undefined ? smallMask : this.columns.drawForNode(large.depth)
    const { active } = this
    own.splittable.fill(0)
    for (let f = 0; f < active.length; f++) active[f] = this.treeMask[f] === 1 && parent?.splittable[f] !== 0 ? 1 : 0
    const rows = this.orderRows(smallIndex, gradients, hessians)
    for (const group of this.data.groups) {
      buildHistograms(group, this.data.laneBits, own.sums, rows, active)
      for (let lane = 0; lane < group.features.length; lane++) {
        const f = group.first + lane
        if (active[f] === 0) continue
        const feature = group.features[lane]!
        completeHistogram(feature, own.sums, small.gradient, small.hessian)
        this.searchFeature(feature, f, small, own, smallMask[f] === 1)
        if (large === undefined || parent === undefined) continue
        subtractHistogram(feature, parent.sums, own.sums)
        this.searchFeature(feature, f, large, parent, largeMask[f] === 1)
      }
    }
    if (!(small.best.gain > 0)) this.release(small)
    if (large !== undefined && !(large.best.gain > 0)) this.release(large)
  }

  private searchFeature(feature: BinnedFeature, position: number, leaf: Leaf, histogram: Histogram, allowed: boolean): void {
    const splittable = this.finder.search(feature, position, histogram.sums, leaf, this.found)
    histogram.splittable[position] = splittable ? 1 : 0
    if (allowed && this.found.beats(leaf.best)) leaf.best.copyFrom(this.found)
  }

  /** The leaf's rows with their gradients and hessians side by side. */
  private orderRows(leaf: number, gradients: Float32Array, hessians: Float32Array): LeafRows {
    const rows = this.partition.rowsOf(leaf)
    const count = rows.length
    if (count === this.data.rows) return { rows, count, gradients, hessians }
    for (let i = 0; i < count; i++) {
      const row = rows[i]!
      this.orderedGradients[i] = gradients[row]!
      this.orderedHessians[i] = hessians[row]!
    }
    return { rows, count, gradients: this.orderedGradients, hessians: this.orderedHessians }
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
    const feature = this.data.features[best.feature]!
    this.partition.split(index, newLeaf, feature, best.bin, best.defaultLeft)
    const leftRows = this.partition.count[index]!
    const rightRows = this.partition.count[newLeaf]!
    if (leftRows === 0 || rightRows === 0) {
      this.partition.count[index] = leftRows + rightRows
      return false
    }
    this.recordSplit(index, newLeaf, feature, leftRows, rightRows)
    const other = this.leafAt(newLeaf)
    const node = newLeaf - 1
    other.gradient = best.rightGradient
    other.hessian = best.rightHessian
    other.rows = rightRows
    other.depth = leaf.depth + 1
    other.parent = node
    other.histogram = undefined
    other.best.clear()
    leaf.gradient = best.leftGradient
    leaf.hessian = best.leftHessian
    leaf.rows = leftRows
    leaf.depth += 1
    leaf.parent = node
    leaf.best.clear()
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
    const { upperBounds, hasMissing } = feature.mapper
    this.position[node] = best.feature
    this.thresholdBin[node] = best.bin
    tree.splitFeature[node] = feature.column
    tree.threshold[node] = upperBounds[best.bin]!
    tree.splitGain[node] = Math.fround(best.gain + this.settings.minGainToSplit)
    tree.decisionType[node] = (best.defaultLeft ? DEFAULT_LEFT : 0) | (this.missingType(hasMissing) << 2)
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

  /** What prediction takes for missing at a node; where training saw no NaN, LightGBM reads it as 0. */
  protected missingType(hasMissing: boolean): number {
    return hasMissing ? MISSING_NAN : MISSING_NONE
  }

  /** Takes back the histogram of a leaf that will not be split any more. */
  private release(leaf: Leaf | undefined): void {
    if (leaf?.histogram === undefined) return
    this.free.push(leaf.histogram)
    leaf.histogram = undefined
  }

  addToScores(tree: Tree, scores: Float64Array | Float32Array, rest: Int32Array | undefined): void {
    const { rows, begin, count } = this.partition
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const value = tree.leafValue[leaf]!
      const to = begin[leaf]! + count[leaf]!
      for (let i = begin[leaf]!; i < to; i++) scores[rows[i]!]! += value
    }
    if (rest === undefined) return
    for (let i = 0; i < rest.length; i++) scores[rest[i]!]! += tree.leafValue[this.leafOfRow(tree, rest[i]!)]!
  }

  private leafOfRow(tree: Tree, row: number): number {
    let node = 0
    while (node >= 0) {
      const { words, shift, mask, mapper } = this.data.features[this.position[node]!]!
      const bin = (words[row]! >>> shift) & mask
      const left =
        mapper.hasMissing && bin === mapper.binCount - 1 ? (tree.decisionType[node]! & DEFAULT_LEFT) !== 0 : bin <= this.thresholdBin[node]!
      node = left ? tree.leftChild[node]! : tree.rightChild[node]!
    }
    return ~node
  }
}
