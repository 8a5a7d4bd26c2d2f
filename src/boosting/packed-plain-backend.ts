import type { Leaf, LeafPair } from './backend.js'
import type { BinnedData } from './binned-data.js'
import { gridOf, measureGradients, powerOfTwo, roundToEven, snap } from './gradient-grid.js'
import { PlainBackend } from './plain-backend.js'
import type { LeafSums, SplitSearch } from './split.js'

/** `packed` training in plain TypeScript: the plain backend on gradients and hessians that are rounded to the grid. */
export class PackedPlainBackend extends PlainBackend {
  private readonly roundedGradients: Float32Array<ArrayBuffer>
  private readonly roundedHessians: Float32Array<ArrayBuffer>
  private gradientStep = 1
  private hessianStep = 1

  constructor(data: BinnedData, mostLeaves: number, finder: SplitSearch) {
    super(data, mostLeaves, finder)
    this.roundedGradients = new Float32Array(data.rows)
    this.roundedHessians = new Float32Array(data.rows)
  }

  override start(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): LeafSums {
    const { gradientSum, gradientMost, hessianSum, hessianMost } = measureGradients(gradients, hessians)
    const rows = gradients.length
    const gradientGrid = gridOf(gradientSum, gradientMost, rows)
    const hessianGrid = gridOf(hessianSum, hessianMost, rows)
    this.gradientStep = powerOfTwo(-gradientGrid)
    this.hessianStep = powerOfTwo(-hessianGrid)
    round(gradients, gradientGrid, -Infinity, this.roundedGradients)
    round(hessians, hessianGrid, 0, this.roundedHessians)
    return super.start(this.roundedGradients, this.roundedHessians, bag)
  }

  override searchPair(pair: LeafPair): void {
    this.snap(pair.small)
    if (pair.large !== undefined) this.snap(pair.large)
    super.searchPair(pair)
  }

  override searchAgain(leaf: Leaf, treeMask: Uint8Array, mask: Uint8Array): void {
    this.snap(leaf)
    super.searchAgain(leaf, treeMask, mask)
  }

  /** Finders that add an epsilon to the hessian leave a trace of it in the sums of children. */
  private snap(leaf: Leaf): void {
    leaf.gradient = snap(leaf.gradient, this.gradientStep)
    leaf.hessian = snap(leaf.hessian, this.hessianStep)
  }

  protected override complete(): void {
    // Every bin was added up, and sums are exact.
  }
}

/** Numbers below `least` count as it; all become 0 where they have no grid. */
function round(values: Float32Array, grid: number, least: number, rounded: Float32Array): void {
  if (Number.isNaN(grid)) {
    rounded.fill(0)
    return
  }
  const scale = powerOfTwo(grid)
  const step = powerOfTwo(-grid)
  for (let i = 0; i < values.length; i++) rounded[i] = roundToEven((values[i]! > least ? values[i]! : least) * scale) * step
}
