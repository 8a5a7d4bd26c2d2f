/**
 * Trees in flat arrays. A child ≥ 0 is a node, a negative one is `~leaf`; children come after their parents. A row goes left where
 * its value is at most the threshold.
 */
export interface Trees {
  /** First node of each tree, or `~leaf` for a tree of one leaf. */
  readonly root: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** Share of each class in each leaf: `[leaf * classes + k]`. */
  readonly leafShares: Float64Array
}

/** One forest of several, nodes and leaves numbered through all. */
export function joinTrees(parts: readonly Trees[], classes: number): Trees {
  const count = (of: (tree: Trees) => { length: number }): number => parts.reduce((sum, tree) => sum + of(tree).length, 0)
  const nodes = count((tree) => tree.feature)
  const joined = {
    root: new Int32Array(count((tree) => tree.root)),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    leafShares: new Float64Array(count((tree) => tree.leafShares)),
  }
  let tree = 0
  let node = 0
  let leaf = 0
  for (const part of parts) {
    const move = (child: number): number => (child >= 0 ? child + node : ~(~child + leaf))
    joined.root.set(part.root.map(move), tree)
    joined.feature.set(part.feature, node)
    joined.threshold.set(part.threshold, node)
    joined.left.set(part.left.map(move), node)
    joined.right.set(part.right.map(move), node)
    joined.leafShares.set(part.leafShares, leaf * classes)
    tree += part.root.length
    node += part.feature.length
    leaf += part.leafShares.length / classes
  }
  return joined
}

/** Adds the class shares of the leaf that a row reaches in each tree to `out`. */
export function addShares({ root, feature, threshold, left, right, leafShares }: Trees, values: Float64Array, out: Float64Array): void {
  const classes = out.length
  for (let t = 0; t < root.length; t++) {
    let node = root[t]!
    while (node >= 0) node = values[feature[node]!]! <= threshold[node]! ? left[node]! : right[node]!
    const at = ~node * classes
    for (let k = 0; k < classes; k++) out[k]! += leafShares[at + k]!
  }
}
