/**
 * Trees in flat arrays. A child ≥ 0 is a node, a negative one is `~leaf`; children come after their parents. A row goes to the first child
 * where its value is at most the threshold, to the second where it is above.
 */
export interface Trees {
  /** First node of each tree, or `~leaf` for a tree of one leaf. */
  readonly root: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float64Array
  /** Children of node `i`: `[2 * i]` and `[2 * i + 1]`. */
  readonly children: Int32Array
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
    children: new Int32Array(2 * nodes),
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
    joined.children.set(part.children.map(move), 2 * node)
    joined.leafShares.set(part.leafShares, leaf * classes)
    tree += part.root.length
    node += part.feature.length
    leaf += part.leafShares.length / classes
  }
  return joined
}

/**
 * Adds the class shares of the leaf that a row reaches in each tree to `out`, tree after tree. Two trees are walked through side by side
 * and without branches on the values: half the time is waiting for memory otherwise.
 */
export function addShares({ root, feature, threshold, children, leafShares }: Trees, values: Float64Array, out: Float64Array): void {
  const classes = out.length
  const last = root.length - 1
  for (let t = 0; t <= last; t += 2) {
    let a = root[t]!
    let b = t < last ? root[t + 1]! : -1
    while (a >= 0 && b >= 0) {
      a = children[2 * a + Number(values[feature[a]!]! > threshold[a]!)]!
      b = children[2 * b + Number(values[feature[b]!]! > threshold[b]!)]!
    }
    while (a >= 0) a = children[2 * a + Number(values[feature[a]!]! > threshold[a]!)]!
    while (b >= 0) b = children[2 * b + Number(values[feature[b]!]! > threshold[b]!)]!
    for (let k = 0; k < classes; k++) out[k]! += leafShares[~a * classes + k]!
    if (t === last) return
    for (let k = 0; k < classes; k++) out[k]! += leafShares[~b * classes + k]!
  }
}
