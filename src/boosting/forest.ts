import { ZERO_THRESHOLD } from './constants.js'
import { CATEGORY, categoryOf, isInSet, NUMBER_NAN_IS_ZERO, NUMBER_OR_ZERO, nodeTestsOf } from './predictor/node-tests.js'
import { outputOf, type Tree } from './tree.js'

/** All trees of a model in flat arrays, walked row by row: the plain prediction, which every faster one must equal to the bit. */
export class Forest {
  /** First node of each tree, or `~leaf` for a tree of one leaf; leaves are numbered through all trees. */
  private readonly root: Int32Array
  private readonly firstLeaf: Int32Array
  private readonly feature: Int32Array
  private readonly limit: Float64Array
  private readonly kind: Uint8Array
  private readonly missingLeft: Uint8Array
  private readonly left: Int32Array
  private readonly right: Int32Array
  private readonly leafValue: Float64Array
  /** The tree of each node; sets of categories are found there. */
  private readonly treeOf: Int32Array

  constructor(
    private readonly trees: readonly Tree[],
    private readonly isFloat32: boolean,
  ) {
    const leaves = trees.reduce((sum, tree) => sum + tree.leaves, 0)
    const nodes = leaves - trees.length
    this.root = new Int32Array(trees.length)
    this.firstLeaf = new Int32Array(trees.length)
    this.feature = new Int32Array(nodes)
    this.limit = new Float64Array(nodes)
    this.kind = new Uint8Array(nodes)
    this.missingLeft = new Uint8Array(nodes)
    this.left = new Int32Array(nodes)
    this.right = new Int32Array(nodes)
    this.leafValue = new Float64Array(leaves)
    this.treeOf = new Int32Array(nodes)
    let node = 0
    let leaf = 0
    trees.forEach((tree, t) => {
      const move = (child: number): number => (child >= 0 ? child + node : ~(~child + leaf))
      const tests = nodeTestsOf(tree, isFloat32)
      this.root[t] = tree.leaves === 1 ? ~leaf : node
      this.firstLeaf[t] = leaf
      this.feature.set(tree.splitFeature, node)
      this.limit.set(tests.limit, node)
      this.kind.set(tests.kind, node)
      this.missingLeft.set(tests.missingLeft, node)
      this.left.set(tree.leftChild.map(move), node)
      this.right.set(tree.rightChild.map(move), node)
      this.leafValue.set(tree.leafValue, leaf)
      node += tree.leaves - 1
      this.treeOf.fill(t, node - tree.leaves + 1, node)
      leaf += tree.leaves
    })
  }

  private isLeft(node: number, value: number): boolean {
    const kind = this.kind[node]!
    if (Number.isNaN(value)) return this.missingLeft[node] === 1
    if (kind === CATEGORY) {
      const { categories } = this.trees[this.treeOf[node]!]!
      return isInSet(categories!, this.limit[node]!, categoryOf(value, this.isFloat32))
    }
    const isMissing = kind === NUMBER_OR_ZERO && Math.abs(value) <= ZERO_THRESHOLD
    return isMissing ? this.missingLeft[node] === 1 : value <= this.limit[node]!
  }

  private find(tree: number, values: Float64Array): number {
    const { feature, limit, kind, left, right } = this
    let node = this.root[tree]!
    while (node >= 0) {
      const value = values[feature[node]!]!
      const isLeft = kind[node]! <= NUMBER_NAN_IS_ZERO && !Number.isNaN(value) ? value <= limit[node]! : this.isLeft(node, value)
      node = isLeft ? left[node]! : right[node]!
    }
    return ~node
  }

  /** What one tree gives for a row: a leaf's value or its linear model's. */
  private output(tree: number, values: Float64Array): number {
    const leaf = this.find(tree, values)
    if (this.trees[tree]!.linear === undefined) return this.leafValue[leaf]!
    return outputOf(this.trees[tree]!, leaf - this.firstLeaf[tree]!, values, 0)
  }

  /**
   * Adds the outputs of the trees from `first` up to `end` for one row to `out[at …]`, tree after tree; tree `t` belongs to class
   * `t % classes`. Sums of a float32 model are rounded to float32 after each tree.
   */
  addScores(values: Float64Array, first: number, end: number, out: Float64Array, at: number, classes: number): void {
    for (let t = first, k = 0; t < end; t++) {
      const output = this.output(t, values)
      out[at + k] = this.isFloat32 ? Math.fround(out[at + k]! + Math.fround(output)) : out[at + k]! + output
      k = k + 1 === classes ? 0 : k + 1
    }
  }

  /** Writes the leaf number of one row in each of the trees to `out[at …]`. */
  writeLeaves(values: Float64Array, first: number, end: number, out: Float64Array, at: number): void {
    for (let t = first; t < end; t++) out[at + t - first] = this.find(t, values) - this.firstLeaf[t]!
  }
}
