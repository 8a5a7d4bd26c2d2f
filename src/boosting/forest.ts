import { goesLeft, type Tree } from './tree.js'

/** All trees of a model in flat arrays: what prediction walks through. */
export class Forest {
  readonly trees: number
  /** First node of each tree, or `~leaf` for a tree of one leaf; leaves are numbered through all trees. */
  private readonly root: Int32Array
  private readonly firstLeaf: Int32Array
  private readonly feature: Int32Array
  private readonly threshold: Float64Array
  private readonly decisionType: Uint8Array
  private readonly left: Int32Array
  private readonly right: Int32Array
  private readonly leafValue: Float64Array

  constructor(trees: readonly Tree[]) {
    const leaves = trees.reduce((sum, tree) => sum + tree.leaves, 0)
    const nodes = leaves - trees.length
    this.trees = trees.length
    this.root = new Int32Array(trees.length)
    this.firstLeaf = new Int32Array(trees.length)
    this.feature = new Int32Array(nodes)
    this.threshold = new Float64Array(nodes)
    this.decisionType = new Uint8Array(nodes)
    this.left = new Int32Array(nodes)
    this.right = new Int32Array(nodes)
    this.leafValue = new Float64Array(leaves)
    let node = 0
    let leaf = 0
    trees.forEach((tree, t) => {
      const move = (child: number): number => (child >= 0 ? child + node : ~(~child + leaf))
      this.root[t] = tree.leaves === 1 ? ~leaf : node
      this.firstLeaf[t] = leaf
      this.feature.set(tree.splitFeature, node)
      this.threshold.set(tree.threshold, node)
      this.decisionType.set(tree.decisionType, node)
      this.left.set(tree.leftChild.map(move), node)
      this.right.set(tree.rightChild.map(move), node)
      this.leafValue.set(tree.leafValue, leaf)
      node += tree.leaves - 1
      leaf += tree.leaves
    })
  }

  private find(tree: number, values: Float64Array): number {
    const { feature, threshold, decisionType, left, right } = this
    let node = this.root[tree]!
    while (node >= 0) {
      const value = values[feature[node]!]!
      const type = decisionType[node]!
      // Bits 2–3 hold the kind of missing value; only kind 1 (zero) and NaN itself need a closer look.
      const below = (type & 4) === 0 && !Number.isNaN(value) ? value <= threshold[node]! : goesLeft(value, threshold[node]!, type)
      node = below ? left[node]! : right[node]!
    }
    return ~node
  }

  /** Adds the trees' outputs for one row to `out[at …]`, tree after tree; tree `t` belongs to class `t % classes`. */
  addScores(values: Float64Array, out: Float64Array, at: number, classes: number): void {
    if (classes === 1) {
      let sum = out[at]!
      for (let t = 0; t < this.trees; t++) sum += this.leafValue[this.find(t, values)]!
      out[at] = sum
      return
    }
    for (let t = 0; t < this.trees; t++) out[at + (t % classes)]! += this.leafValue[this.find(t, values)]!
  }

  /** Writes the leaf number of one row in each tree to `out[at …]`. */
  writeLeaves(values: Float64Array, out: Float64Array, at: number): void {
    for (let t = 0; t < this.trees; t++) out[at + t] = this.find(t, values) - this.firstLeaf[t]!
  }
}
