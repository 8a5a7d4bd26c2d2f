import type { TreeEdges, Walk } from './tree-edges.js'

/**
 * Contributions of all features in one walk down and up a tree: each edge is visited once per row, whatever the depth
 * (the idea of Yu, Xu, Liu: Linear TreeSHAP, NeurIPS 2022, with a quadrature in the place of polynomials). Where WebAssembly's SIMD is there,
 * {@link KernelWalk} does the same operations.
 */
export class PlainWalk implements Walk {
  readonly sides: Uint8Array
  readonly results: Float64Array
  private edges: TreeEdges | undefined
  /** Per node the product at each point, then the sum of all below; per edge to a leaf the sum there. */
  private readonly products: Float64Array
  private readonly sums: Float64Array
  /** Per edge 1 where the row takes it and all above of its feature; 1 behind the last. */
  private readonly taken: Uint8Array

  /**
   * @param rows explained at once
   * @param nodes of the largest tree
   * @param points of the finest tables
   */
  constructor(rows: number, nodes: number, points: number) {
    this.sides = new Uint8Array(rows * nodes)
    this.results = new Float64Array(rows * nodes)
    this.products = new Float64Array(Math.max(nodes, 1) * points)
    this.sums = new Float64Array(2 * nodes * points)
    this.taken = new Uint8Array(2 * nodes + 1)
  }

  load(edges: TreeEdges): void {
    this.edges = edges
    this.taken[edges.child.length] = 1
  }

  explain(rows: number): void {
    const edges = this.edges!
    const nodes = edges.nodes.length
    for (let row = 0; row < rows; row++) {
      this.products.fill(1, 0, edges.points)
      this.goDown(edges, row * nodes)
      this.goUp(edges, row * nodes)
    }
  }

  private goDown({ points, nodes, child, above, leafValue, ratios }: TreeEdges, at: number): void {
    const { products, sums, taken, sides } = this
    for (let edge = 0; edge < 2 * nodes.length; edge++) {
      const place = edge >> 1
      const takenAbove = taken[above[edge]!]!
      const isTaken = (edge & 1) === sides[at + place] ? takenAbove : 0
      taken[edge] = isTaken
      const row = (3 * edge + isTaken + takenAbove) * points
      const from = place * points
      const next = child[edge]!
      const value = leafValue[edge]!
      if (next >= 0) for (let q = 0; q < points; q++) products[next * points + q] = products[from + q]! * ratios[row + q]!
      else for (let q = 0; q < points; q++) sums[edge * points + q] = products[from + q]! * ratios[row + q]! * value
    }
  }

  private goUp({ points, nodes, child, above, gains }: TreeEdges, at: number): void {
    const { products, sums, taken, results } = this
    for (let place = nodes.length - 1; place >= 0; place--) {
      const [right, left] = [2 * place, 2 * place + 1]
      const belowRight = child[right]! >= 0 ? products : sums
      const belowLeft = child[left]! >= 0 ? products : sums
      const a = (child[right]! >= 0 ? child[right]! : right) * points
      const b = (child[left]! >= 0 ? child[left]! : left) * points
      const rightGain = (3 * right + taken[right]! + taken[above[right]!]!) * points
      const leftGain = (3 * left + taken[left]! + taken[above[left]!]!) * points
      // Two sums, as the kernel's vectors have.
      let even = 0
      let odd = 0
      for (let q = 0; q < points; q += 2) {
        const [p0, p1, q0, q1] = [belowRight[a + q]!, belowRight[a + q + 1]!, belowLeft[b + q]!, belowLeft[b + q + 1]!]
        even += p0 * gains[rightGain + q]! + q0 * gains[leftGain + q]!
        odd += p1 * gains[rightGain + q + 1]! + q1 * gains[leftGain + q + 1]!
        products[place * points + q] = p0 + q0
        products[place * points + q + 1] = p1 + q1
      }
      results[at + place] = even + odd
    }
  }
}
