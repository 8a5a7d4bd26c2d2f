import type { Tree } from '../tree.js'
import { quadrature } from './quadrature.js'
import type { TreePaths } from './tree-paths.js'

/**
 * The inner nodes of a tree, each before those below it, with their edges, prepared for a {@link Walk}: edge `2 · place + 1` leads to the left
 * child of the node at that place, `2 · place` to the right one.
 *
 * With the product over a way's features inside the integral of `LeafShares`, going down an edge exchanges its feature's factor: `ratios`; going
 * up, what lies below is weighted by what its feature contributes there instead of above: `gains`. Both depend on whether the row takes the edge
 * (`o`) and the feature's edge above it (`p`; 1 if there is none), so each edge has three rows, `o + p`.
 */
export interface TreeEdges {
  /** Numbers per row of the tables: the quadrature's points, filled up to an even number. */
  readonly points: number
  readonly nodes: Int32Array
  /** Per edge the place of the node it leads to; −1 for a leaf. */
  readonly child: Int32Array
  /** Per edge the edge above that asks for the same feature, or the number of edges if there is none. */
  readonly above: Int32Array
  /** Per edge the value of the leaf. */
  readonly leafValue: Float64Array
  readonly ratios: Float64Array
  readonly gains: Float64Array
}

/** One way to compute the contributions of a tree's nodes for some rows. */
export interface Walk {
  /** Per row and node (by place) 1 where the row goes left. */
  readonly sides: Uint8Array
  /** Per row and node what its feature contributes there. */
  readonly results: Float64Array
  /** Turns to a tree. */
  load(edges: TreeEdges): void
  /** Fills `results` from `sides`. */
  explain(rows: number): void
}

interface Reached {
  readonly node: number
  /** The last edge of each feature so far. */
  readonly last: ReadonlyMap<number, number>
}

export function treeEdges(tree: Tree, { most }: TreePaths, weightOf: (child: number) => number): TreeEdges {
  const { points, complements, weights } = quadrature(Math.max(1, Math.ceil(most / 2)))
  const inner = tree.leaves - 1
  const none = 2 * inner
  const width = points.length + (points.length % 2)
  const edges: TreeEdges = {
    points: width,
    nodes: new Int32Array(inner),
    child: new Int32Array(none),
    above: new Int32Array(none),
    leafValue: new Float64Array(none),
    ratios: new Float64Array(3 * none * width).fill(1),
    gains: new Float64Array(3 * none * width),
  }
  const share = new Float64Array(none + 1).fill(1)
  const factor = (edge: number, taken: number, q: number): number =>
    edge === none ? 1 : share[edge]! * complements[q]! + taken * points[q]!
  /** What the feature of an edge contributes per unit of the product. */
  const worth = (edge: number, taken: number, q: number): number => {
    const own = factor(edge, taken, q)
    return edge === none || own === 0 ? 0 : (weights[q]! * (taken - share[edge]!)) / own
  }
  const placeOf = new Int32Array(inner)
  const open: Reached[] = inner === 0 ? [] : [{ node: 0, last: new Map() }]
  for (let place = 0, reached = open.pop(); reached !== undefined; place++, reached = open.pop()) {
    const { node, last } = reached
    const feature = tree.splitFeature[node]!
    const above = last.get(feature) ?? none
    edges.nodes[place] = node
    placeOf[node] = place
    for (const side of [0, 1]) {
      const edge = 2 * place + side
      const child = side === 1 ? tree.leftChild[node]! : tree.rightChild[node]!
      edges.above[edge] = above
      share[edge] = share[above]! * (weightOf(child) / weightOf(node))
      for (let row = 0; row < 3; row++) {
        const [taken, takenAbove] = [Number(row === 2), Number(row > 0)]
        for (let q = 0; q < points.length; q++) {
          const to = (3 * edge + row) * width + q
          edges.ratios[to] = factor(edge, taken, q) / factor(above, takenAbove, q)
          edges.gains[to] = worth(edge, taken, q) - worth(above, takenAbove, q)
        }
      }
      if (child >= 0) open.push({ node: child, last: new Map(last).set(feature, edge) })
      else edges.leafValue[edge] = tree.leafValue[~child]!
    }
  }
  edges.nodes.forEach((node, place) => {
    ;[tree.rightChild[node]!, tree.leftChild[node]!].forEach((child, side) => {
      edges.child[2 * place + side] = child >= 0 ? placeOf[child]! : -1
    })
  })
  return edges
}
