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

/** A node whose best split is known but not yet made. Its rows are already in the order of that split. */
interface OpenNode {
  /** Where it hangs: `2 * parent` on the left, `2 * parent + 1` on the right; −1 for the root. */
  place: number
  from: number
  middle: number
  to: number
  depth: number
  feature: number
  threshold: number
  /** Weighted decrease of impurity, not divided by the tree's weight. */
  decrease: number
}

/** Below this, scikit-learn takes an impurity for 0. */
const EPSILON = Number.EPSILON

/** How many rows × columns may be looked at between two yields: some milliseconds' work. */
const WORK_BETWEEN_YIELDS = 1_000_000

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
    const count = this.start()
    this.search.startTree(this.rows, weights, random)
    const open: OpenNode[] = []
    this.examine(-1, 0, count, 0, open)
    let budget = this.limits.maxLeafNodes - 1
    while (open.length > 0) {
      const node = this.take(open)
      if (budget === 0) {
        this.addLeaf(node.place, node.from, node.to)
        continue
      }
      budget -= 1
      const index = this.addNode(node)
      this.examine(2 * index + 1, node.middle, node.to, node.depth + 1, open)
      this.examine(2 * index, node.from, node.middle, node.depth + 1, open)
      if (this.work < WORK_BETWEEN_YIELDS) continue
      this.work = 0
      yield
    }
    return this.finish()
  }

  private start(): number {
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
    return count
  }

  /** The next node to split: the newest (so that few are open at a time), or the best where leaves are limited. */
  private take(open: OpenNode[]): OpenNode {
    if (this.limits.maxLeafNodes === Infinity) return open.pop()!
    let best = 0
    for (let i = 1; i < open.length; i++) if (open[i]!.decrease > open[best]!.decrease) best = i
    return open.splice(best, 1)[0]!
  }

  /** Opens the node if it is to be split, makes it a leaf otherwise. */
  private examine(place: number, from: number, to: number, depth: number, open: OpenNode[]): void {
    const { limits, sums, treeWeight } = this
    const weight = this.addUp(from, to)
    const mixed = this.impurity.of(sums, weight)
    const minWeight = limits.minWeightFractionLeaf * treeWeight
    const tooSmall = to - from < limits.minSamplesSplit || to - from < 2 * limits.minSamplesLeaf || weight < 2 * minWeight
    if (!tooSmall && depth < limits.maxDepth && mixed > EPSILON) {
      const split = this.search.find(from, to, sums, weight, minWeight)
      this.work += (to - from) * split.searched
      const decrease = weight * mixed - split.leftWeight * split.leftImpurity - split.rightWeight * split.rightImpurity
      if (split.feature >= 0 && decrease / treeWeight + EPSILON >= limits.minImpurityDecrease) {
        const middle = this.partition(from, to, split.feature, split.bin)
        open.push({ place, from, middle, to, depth, feature: split.feature, threshold: split.threshold, decrease })
        return
      }
    }
    this.addLeaf(place, from, to)
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

  private addLeaf(place: number, from: number, to: number): void {
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
