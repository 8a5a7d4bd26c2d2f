import { compileKernel, instantiateKernel, PAGE_BYTES } from '../kernel.js'
import { code as blockCode } from '../kernels/predict-block.wasm.js'
import { code as rowCode } from '../kernels/predict-row.wasm.js'
import type { Layout } from './layout.js'

/** Kernel of blocks of rows; see assembly/boosting/predict-block.ts. */
export interface BlockKernel {
  codeColumns(
    base: number,
    columns: number,
    count: number,
    source: number,
    values: number,
    columnStride: number,
    rowStride: number,
    rows: number,
    codes: number,
  ): void
  codeCategories(
    base: number,
    inputs: number,
    count: number,
    source: number,
    values: number,
    columnStride: number,
    rowStride: number,
    rows: number,
    above: number,
    places: number,
  ): void
  testSets(base: number, sets: number, count: number, places: number, rows: number, codes: number): void
  findBlock(trees: number, count: number, nodes: number, codes: number, answers: number, rows: number, leaves: number): void
  addTrees(
    trees: number,
    count: number,
    nodes: number,
    values: number,
    codes: number,
    answers: number,
    leaves: number,
    rows: number,
    scores: number,
    isFloat32: number,
  ): void
}

/** Kernel of single rows; see assembly/boosting/predict-row.ts. */
export interface RowKernel {
  codeRow(base: number, columns: number, count: number, values: number, codes: number): void
  codeRowCategories(base: number, inputs: number, count: number, values: number, above: number, places: number): void
  testRowSets(base: number, sets: number, count: number, places: number, codes: number): void
  addSmallTrees(trees: number, values: number, count: number, codes: number, quarters: number, sum: number, isFloat32: number): number
  addWalkedTrees(nodes: number, values: number, roots: number, count: number, codes: number, sum: number, isFloat32: number): number
}

const LIMIT_BYTES = 64 * 1024 * 1024
const ALIGNMENT = 64

/**
 * The memory that all models predict in: creating one per model would cost address space. Models are put in when they are used; when the
 * space is used up, it begins anew, and they are put in again.
 */
export class KernelMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 })
  readonly block: BlockKernel
  readonly row: RowKernel
  /** Grows when everything put in before is forgotten. */
  generation = 0
  private used = 0

  constructor(block: WebAssembly.Module, row: WebAssembly.Module) {
    this.block = instantiateKernel(block, this.memory) as unknown as BlockKernel
    this.row = instantiateKernel(row, this.memory) as unknown as RowKernel
  }

  /** @returns the first byte of the tables */
  place(layout: Layout): number {
    if (this.used > 0 && this.used + layout.size > LIMIT_BYTES) {
      this.used = 0
      this.generation += 1
    }
    const base = this.used
    this.used = Math.ceil((base + layout.size) / ALIGNMENT) * ALIGNMENT
    const missing = this.used - this.memory.buffer.byteLength
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES))
    layout.writeTo(new Uint8Array(this.memory.buffer, base, layout.size))
    return base
  }
}

let shared: KernelMemory | undefined

/** The memory with its kernels; undefined where WebAssembly's SIMD is missing. */
export function kernelMemory(): KernelMemory | undefined {
  if (shared !== undefined) return shared
  const block = compileKernel(blockCode)
  const row = compileKernel(rowCode)
  if (block !== undefined && row !== undefined) shared = new KernelMemory(block, row)
  return shared
}

/** Tables in the memory, put in again after they were forgotten. */
export class PlacedTables {
  private base = 0
  private generation = -1
  private buffer: ArrayBuffer | undefined

  constructor(
    private readonly space: KernelMemory,
    private readonly layout: Layout,
    private readonly onMove: (base: number, buffer: ArrayBuffer) => void,
  ) {}

  /** To be called before each use: calls `onMove` when addresses or views are no longer those of the last time. */
  ready(): void {
    const { space } = this
    if (this.generation !== space.generation) {
      this.base = space.place(this.layout)
      this.generation = space.generation
      this.buffer = undefined
    }
    if (this.buffer === space.memory.buffer) return
    this.buffer = space.memory.buffer
    this.onMove(this.base, this.buffer)
  }
}
