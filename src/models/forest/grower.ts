import type { Random } from '../../core/index.js'
import type { ForestBins } from './bins.js'
import type { Impurity } from './impurity.js'
import { SplitSearch } from './split-search.js'
import type { Trees } from './trees.js'

/** What bounds the growth of a tree, in rows and weights. */
export interface GrowthLimits {
  maxDepth: number
  minSamplesSplit: number
  minSamplesLeaf: number
  minWeightFractionLeaf: number
  maxFeatures: number
  maxLeafNodes: number
  minImpurityDecrease: number
}

/** A node's rows. */
interface NodeRange {
  /** Where it hangs: `2 * parent` on the left, `2 * parent + 1` on the right; −1 for the root. */
  place: number
  from: number
  to: number
  depth: number
}

/** A node whose best split is known but not yet made. Its rows are already in the order of that split. */
interface OpenNode extends NodeRange {
  middle: number
  feature: number
  threshold: number
  /** Weighted decrease of impurity, not divided by the tree's weight. */
  decrease: number
}

/** Below this, scikit-learn takes an impurity for 0. */
const EPSILON = Number.EPSILON

/** How many rows × columns are looked at between two yields: some milliseconds' work. */
const WORK_BETWEEN_YIELDS = 500_000

/** Grows classification trees as scikit-learn does, on bins. One grower serves many trees, one after the other. */
export class TreeGrower {
  /** Rows of the tree, those of each node side by side. */
  private readonly rows: Int32Array
  private readonly spare: Int32Array
  private readonly sums: Float64Array
  private readonly search: SplitSearch
  private readonly feature: Int32Array
  private readonly threshold: Float64Array
  private readonly children: Int32Array
  private readonly leafShares: Float64Array
  private nodes = 0
  private leaves = 0
  private root = 0
  private work = 0
  private treeWeight = 0
  private nodeWeight = 0
  private nodeImpurity = 0
  private weights: Float64Array = new Float64Array(0)
  private decreases: Float64Array = new Float64Array(0)

  constructor(
    private readonly data: ForestBins,
    private readonly value: Int32Array,
    private readonly classes: number,
    private readonly limits: GrowthLimits,
    private readonly impurity: Impurity,
  ) {
    const most = Math.min(data.rows, limits.maxLeafNodes)
    this.rows = new Int32Array(data.rows)
    this.spare = new Int32Array(data.rows)
    this.sums = new Float64Array(classes)
    this.search = new SplitSearch(data, value, classes, limits, impurity)
    this.feature = new Int32Array(most)
    this.threshold = new Float64Array(most)
    this.children = new Int32Array(2 * most)
    this.leafShares = new Float64Array(most * classes)
  }

  /**
   * Grows one tree; yields now and then.
   *
   * @param weights weight of each row in this tree; rows of weight 0 take no part
   * @param decreases the decrease of impurity by each column's splits is written here, weighted by the rows, not normalised
   */
  *grow(weights: Float64Array, random: Random, decreases: Float64Array): Generator<void, Trees> {
    this.weights = weights
    this.decreases = decreases.fill(0)
    const open: OpenNode[] = []
    const ranges: NodeRange[] = [{ place: -1, from: 0, to: this.start(random), depth: 0 }]
    let budget = this.limits.maxLeafNodes - 1
    for (;;) {
      for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
        let searching = this.begin(range)
        while (searching) {
          searching = this.search.searchNext()
          this.work += range.to - range.from
          if (this.work < WORK_BETWEEN_YIELDS) continue
          this.work = 0
          yield
        }
        this.conclude(range, open)
      }
      const node = this.take(open)
      if (node === undefined) return this.finish()
      if (budget === 0) {
        this.addLeaf(node)
        continue
      }
      budget -= 1
      const index = this.addNode(node)
      const depth = node.depth + 1
      ranges.push(
        { place: 2 * index, from: node.from, to: node.middle, depth },
        { place: 2 * index + 1, from: node.middle, to: node.to, depth },
      )
    }
  }

  /** Lines up the rows that take part; returns how many they are. */
  private start(random: Random): number {
    const { weights, rows } = this
    let count = 0
    this.treeWeight = 0
    for (let row = 0; row < weights.length; row++) {
      if (weights[row] === 0) continue
      this.treeWeight += weights[row]!
      rows[count++] = row
    }
    this.nodes = 0
    this.leaves = 0
    this.search.startTree(rows, weights, random, this.limits.minWeightFractionLeaf * this.treeWeight)
    return count
  }

  /** The next node to split: the newest (so that few are open at a time), or the best where leaves are limited. */
  private take(open: OpenNode[]): OpenNode | undefined {
    if (this.limits.maxLeafNodes === Infinity) return open.pop()
    let best = 0
    for (let i = 1; i < open.length; i++) if (open[i]!.decrease > open[best]!.decrease) best = i
    return open.splice(best, 1)[0]
  }

  /** Adds up a node's classes; begins the search for its split if it may have one. */
  private begin({ from, to, depth }: NodeRange): boolean {
    const { limits, sums } = this
    const weight = this.addUp(from, to)
    this.nodeWeight = weight
    this.nodeImpurity = this.impurity.of(sums, weight)
    const { minSamplesSplit, minSamplesLeaf, minWeightFractionLeaf, maxDepth } = limits
    const rows = to - from
    const isLarge = rows >= minSamplesSplit && rows >= 2 * minSamplesLeaf && weight >= 2 * minWeightFractionLeaf * this.treeWeight
    this.search.startNode(from, to, sums, weight)
    return isLarge && depth < maxDepth && this.nodeImpurity > EPSILON
  }

  /** Opens the node if a split was found that is worth it, makes it a leaf otherwise. */
  private conclude(range: NodeRange, open: OpenNode[]): void {
    const split = this.search.best()
    if (split === undefined) {
      this.addLeaf(range)
      return
    }
    const { feature, bin, threshold, leftWeight, leftImpurity, rightWeight, rightImpurity } = split
    const decrease = this.nodeWeight * this.nodeImpurity - leftWeight * leftImpurity - rightWeight * rightImpurity
    if (decrease / this.treeWeight + EPSILON < this.limits.minImpurityDecrease) {
      this.addLeaf(range)
      return
    }
    const middle = this.partition(range.from, range.to, feature, bin)
    open.push({ ...range, middle, feature, threshold, decrease })
  }

  /** Weight of each class in rows `from` … `to − 1`, into `sums`; returns their sum. */
  private addUp(from: number, to: number): number {
    const { rows, weights, value, sums } = this
    sums.fill(0)
    for (let i = from; i < to; i++) sums[value[rows[i]!]!]! += weights[rows[i]!]!
    let weight = 0
    for (let k = 0; k < sums.length; k++) weight += sums[k]!
    return weight
  }

  /** Puts the rows up to `bin` first, both sides in their old order; returns where the others begin. */
  private partition(from: number, to: number, feature: number, bin: number): number {
    const { rows, spare } = this
    const { bins } = this.data
    const offset = feature * this.data.rows
    let middle = from
    let right = 0
    for (let i = from; i < to; i++) {
      const row = rows[i]!
      if (bins[offset + row]! <= bin) rows[middle++] = row
      else spare[right++] = row
    }
    for (let i = 0; i < right; i++) rows[middle + i] = spare[i]!
    return middle
  }

  private hang(place: number, child: number): void {
    if (place < 0) this.root = child
    else this.children[place] = child
  }

  private addNode({ place, feature, threshold, decrease }: OpenNode): number {
    const index = this.nodes
    this.nodes += 1
    this.hang(place, index)
    this.feature[index] = feature
    this.threshold[index] = threshold
    this.decreases[feature]! += decrease
    return index
  }

  private addLeaf({ place, from, to }: NodeRange): void {
    const weight = this.addUp(from, to)
    const at = this.leaves * this.classes
    for (let k = 0; k < this.classes; k++) this.leafShares[at + k] = this.sums[k]! / weight
    this.hang(place, ~this.leaves)
    this.leaves += 1
  }

  private finish(): Trees {
    const { nodes } = this
    return {
      root: Int32Array.of(this.root),
      feature: this.feature.slice(0, nodes),
      threshold: this.threshold.slice(0, nodes),
      children: this.children.slice(0, 2 * nodes),
      leafShares: this.leafShares.slice(0, this.leaves * this.classes),
    }
  }
}
