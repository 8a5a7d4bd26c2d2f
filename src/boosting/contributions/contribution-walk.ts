import type { NodeTests } from '../predictor/node-tests.js'
import type { Tree } from '../tree.js'
import { sideOf } from './decision.js'
import type { TreeEdges } from './tree-edges.js'

/**
 * Contributions of all features in one walk down and up a tree: each edge is visited once per row, whatever the depth
 * (the idea of Yu, Xu, Liu: Linear TreeSHAP, NeurIPS 2022, with a quadrature in the place of polynomials).
 */
export class ContributionWalk {
  /** Per inner node the product at each point, then the sum of all below. */
  private readonly products: Float64Array
  /** Per edge 1 where the row takes it and all above of its feature; 1 behind the last. */
  private readonly taken: Uint8Array
  private readonly sums: Float64Array

  /**
   * @param nodes of the largest tree
   * @param points of the finest quadrature
   */
  constructor(nodes: number, points: number) {
    this.products = new Float64Array(nodes * points)
    this.sums = new Float64Array(2 * nodes * points)
    this.taken = new Uint8Array(2 * nodes + 1)
  }

  /** Adds the contributions of the row `values[from …]` to `out[at …]`. */
  add(
    tree: Tree,
    tests: NodeTests,
    edges: TreeEdges,
    isFloat32: boolean,
    values: Float64Array,
    from: number,
    out: Float64Array,
    at: number,
  ): void {
    if (tree.leaves === 1) return
    this.goDown(tree, tests, edges, isFloat32, values, from)
    this.goUp(tree, edges, out, at)
  }

  private goDown(tree: Tree, tests: NodeTests, edges: TreeEdges, isFloat32: boolean, values: Float64Array, from: number): void {
    const { products, sums, taken } = this
    const { splitFeature, leftChild, rightChild, leafValue } = tree
    const { points, order, above, ratios } = edges
    taken[2 * order.length] = 1
    products.fill(1, 0, points)
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!
      const side = sideOf(tree, tests, node, values[from + splitFeature[node]!]!, isFloat32)
      const product = node * points
      for (let edge = 2 * node; edge < 2 * node + 2; edge++) {
        const takenAbove = taken[above[edge]!]!
        const isTaken = (edge & 1) === side ? takenAbove : 0
        taken[edge] = isTaken
        const row = (3 * edge + isTaken + takenAbove) * points
        const child = (edge & 1) === 1 ? leftChild[node]! : rightChild[node]!
        if (child >= 0) for (let q = 0; q < points; q++) products[child * points + q] = products[product + q]! * ratios[row + q]!
        else {
          const value = leafValue[~child]!
          for (let q = 0; q < points; q++) sums[edge * points + q] = products[product + q]! * ratios[row + q]! * value
        }
      }
    }
  }

  private goUp(tree: Tree, edges: TreeEdges, out: Float64Array, at: number): void {
    const { products, sums, taken } = this
    const { splitFeature, leftChild, rightChild } = tree
    const { points, order, above, gains } = edges
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!
      const total = node * points
      let contribution = 0
      for (let edge = 2 * node; edge < 2 * node + 2; edge++) {
        const row = (3 * edge + taken[edge]! + taken[above[edge]!]!) * points
        const child = (edge & 1) === 1 ? leftChild[node]! : rightChild[node]!
        const below = child >= 0 ? products : sums
        const base = (child >= 0 ? child : edge) * points
        const isFirst = (edge & 1) === 0
        for (let q = 0; q < points; q++) {
          const sum = below[base + q]!
          contribution += sum * gains[row + q]!
          products[total + q] = isFirst ? sum : products[total + q]! + sum
        }
      }
      out[at + splitFeature[node]!]! += contribution
    }
  }
}
