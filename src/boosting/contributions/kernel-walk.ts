import { compileKernel, instantiateKernel, PAGE_BYTES } from '../kernel.js'
import { code } from '../kernels/explain.wasm.js'
import type { TreeEdges, Walk } from './tree-edges.js'

/** See assembly/boosting/explain.ts. */
interface ExplainKernel {
  explainRows(
    rows: number,
    nodes: number,
    stride: number,
    edges: number,
    ratios: number,
    gains: number,
    sides: number,
    products: number,
    sums: number,
    taken: number,
    results: number,
  ): void
}

const EDGE_BYTES = 16
const ALIGNMENT = 16

let shared: { readonly memory: WebAssembly.Memory; readonly kernel: ExplainKernel } | undefined

function space(): typeof shared {
  const module = compileKernel(code)
  if (module === undefined || shared !== undefined) return shared
  const memory = new WebAssembly.Memory({ initial: 1 })
  shared = { memory, kernel: instantiateKernel(module, memory) as unknown as ExplainKernel }
  return shared
}

/**
 * The same as {@link PlainWalk} by a kernel. All walks share one memory, so a walk must be done before the next begins. A tree's tables are
 * copied there each time: little against what is done with them.
 */
export class KernelWalk implements Walk {
  readonly sides: Uint8Array
  readonly results: Float64Array
  private readonly edges: DataView
  private readonly ratios: Float64Array
  private readonly gains: Float64Array
  private readonly products: Float64Array
  private readonly sums: Float64Array
  private readonly taken: Int32Array
  private nodes = 0
  private points = 0

  private constructor(
    private readonly kernel: ExplainKernel,
    { buffer }: WebAssembly.Memory,
    starts: readonly number[],
    rows: number,
    nodes: number,
    points: number,
  ) {
    const [edges, ratios, gains, products, sums, results, taken, sides] = starts as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    this.edges = new DataView(buffer, edges, 2 * nodes * EDGE_BYTES)
    this.ratios = new Float64Array(buffer, ratios, 6 * nodes * points)
    this.gains = new Float64Array(buffer, gains, 6 * nodes * points)
    this.products = new Float64Array(buffer, products, nodes * points)
    this.sums = new Float64Array(buffer, sums, 2 * nodes * points)
    this.results = new Float64Array(buffer, results, rows * nodes)
    this.taken = new Int32Array(buffer, taken, 2 * nodes + 1)
    this.sides = new Uint8Array(buffer, sides, rows * nodes)
  }

  /** Undefined where WebAssembly's SIMD, or memory for trees of this size, is missing. */
  static create(rows: number, nodes: number, points: number): KernelWalk | undefined {
    const found = space()
    if (found === undefined) return undefined
    const numbers = [
      2 * nodes * EDGE_BYTES,
      ...[6, 6, 1, 2].map((count) => 8 * count * nodes * points),
      8 * rows * nodes,
      4 * (2 * nodes + 1),
      rows * nodes,
    ]
    let end = 0
    const starts = numbers.map((bytes) => {
      const start = end
      end = Math.ceil((end + bytes) / ALIGNMENT) * ALIGNMENT
      return start
    })
    const missing = end - found.memory.buffer.byteLength
    try {
      if (missing > 0) found.memory.grow(Math.ceil(missing / PAGE_BYTES))
    } catch {
      return undefined
    }
    return new KernelWalk(found.kernel, found.memory, starts, rows, nodes, points)
  }

  load({ points, nodes, child, above, leafValue, ratios, gains }: TreeEdges): void {
    this.nodes = nodes.length
    this.points = points
    for (let edge = 0; edge < child.length; edge++) {
      this.edges.setInt32(edge * EDGE_BYTES, child[edge]!, true)
      this.edges.setInt32(edge * EDGE_BYTES + 4, above[edge]!, true)
      this.edges.setFloat64(edge * EDGE_BYTES + 8, leafValue[edge]!, true)
    }
    this.ratios.set(ratios)
    this.gains.set(gains)
    this.taken[child.length] = 1
  }

  explain(rows: number): void {
    const { nodes, points, products } = this
    this.kernel.explainRows(
      rows,
      nodes,
      8 * points,
      this.edges.byteOffset,
      this.ratios.byteOffset,
      this.gains.byteOffset,
      this.sides.byteOffset,
      products.byteOffset,
      this.sums.byteOffset,
      this.taken.byteOffset,
      this.results.byteOffset,
    )
  }
}
