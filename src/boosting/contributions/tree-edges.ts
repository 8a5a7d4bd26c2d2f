import type { Tree } from '../tree.js'
import { quadrature } from './quadrature.js'
import type { TreePaths } from './tree-paths.js'

/**
 * The edges of a tree, prepared for {@link ContributionWalk}. Edge `2 · node + 1` leads to the left child, `2 · node` to the right one.
 *
 * With the product over a way's features inside the integral of {@link LeafShares}, going down an edge exchanges its feature's factor:
 * `ratios`; going up, what lies below is weighted by what its feature contributes there instead of above: `gains`. Both depend on whether
 * the row takes the edge (`o`) and the feature's edge above it (`p`; 1 if there is none), so each edge has three rows, `o + p`.
 */
export interface TreeEdges {
  /** Numbers per row of the tables: the quadrature's points. */
  readonly points: number
  /** All inner nodes, each before those below it. */
  readonly order: Int32Array
  /** Per edge the edge above that asks for the same feature, or the number of edges if there is none. */
  readonly above: Int32Array
  readonly ratios: Float64Array
  readonly gains: Float64Array
}

interface Reached {
  readonly node: number
  /** The last edge of each feature so far, and the share of rows it leaves. */
  readonly last: ReadonlyMap<number, number>
}

export function treeEdges(tree: Tree, { most }: TreePaths, weightOf: (child: number) => number): TreeEdges {
  const { points, complements, weights } = quadrature(Math.max(1, Math.ceil(most / 2)))
  const nodes = tree.leaves - 1
  const n = points.length
  const edges: TreeEdges = {
    points: n,
    order: new Int32Array(nodes),
    above: new Int32Array(2 * nodes),
    ratios: new Float64Array(6 * nodes * n),
    gains: new Float64Array(6 * nodes * n),
  }
  const share = new Float64Array(2 * nodes + 1).fill(1)
  const factor = (edge: number, taken: number, q: number): number => {
    if (edge === 2 * nodes) return 1
    return share[edge]! * complements[q]! + taken * points[q]!
  }
  /** What the feature of an edge contributes per unit of the product. */
  const worth = (edge: number, taken: number, q: number): number => {
    const own = factor(edge, taken, q)
    return edge === 2 * nodes || own === 0 ? 0 : (weights[q]! * (taken - share[edge]!)) / own
  }
  const open: Reached[] = nodes === 0 ? [] : [{ node: 0, last: new Map() }]
  for (let at = 0, reached = open.pop(); reached !== undefined; at++, reached = open.pop()) {
    const { node, last } = reached
    const feature = tree.splitFeature[node]!
    edges.order[at] = node
    for (const side of [0, 1]) {
      const edge = 2 * node + side
      const child = side === 1 ? tree.leftChild[node]! : tree.rightChild[node]!
      const above = last.get(feature) ?? 2 * nodes
      edges.above[edge] = above
      share[edge] = share[above]! * (weightOf(child) / weightOf(node))
      for (let row = 0; row < 3; row++) {
        const [taken, takenAbove] = [Number(row === 2), Number(row > 0)]
        for (let q = 0; q < n; q++) {
          const to = (3 * edge + row) * n + q
          const before = factor(above, takenAbove, q)
          edges.ratios[to] = factor(edge, taken, q) / before
          edges.gains[to] = worth(edge, taken, q) - worth(above, takenAbove, q)
        }
      }
      if (child >= 0) open.push({ node: child, last: new Map(last).set(feature, edge) })
    }
  }
  return edges
}
