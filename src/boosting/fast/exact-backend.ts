import type { Leaf } from '../backend.js'
import type { BinnedData, BinnedFeature } from '../binned-data.js'
import { type LeafSums, SplitFinder, type SplitSearch, type SplitSettings } from '../split.js'
import type { Arena } from './arena.js'
import { FastBackend, type Plan, type RowKernels } from './fast-backend.js'

/** Bytes of a bin: gradient and hessian as float64. */
export const EXACT_BIN_BYTES = 16

/** What both scans are told of a leaf, and where they write what they found. */
type ScanNumbers = [
  gradient: number,
  hessian: number,
  rows: number,
  shift: number,
  minRows: number,
  minHessian: number,
  l1: number,
  l2: number,
  out: number,
]

export interface ExactKernels extends RowKernels {
  pack(gradients: number, hessians: number, count: number, words: number): void
  sumWords(words: number, count: number, out: number): void
  addBlock(block: number, width: number, rows: number, count: number, words: number, histogram: number, tile: number): void
  addColumn(codes: number, wide: boolean, rows: number, count: number, words: number, histogram: number, bytes: number): void
  complete(histogram: number, bins: number, bin: number, gradient: number, hessian: number): void
  subtract(parent: number, child: number, bins: number): void
  scanFromRight(histogram: number, top: number, ...leaf: ScanNumbers): void
  scanFromLeft(histogram: number, bins: number, implied: boolean, ...leaf: ScanNumbers): void
}

/** The plain search with its two scans done by kernels; `sums` must be the whole memory. */
class KernelSplitFinder extends SplitFinder {
  private readonly result: Float64Array

  constructor(
    settings: SplitSettings,
    private readonly kernels: ExactKernels,
    buffer: ArrayBuffer,
    private readonly resultAt: number,
  ) {
    super(settings)
    this.result = new Float64Array(buffer, resultAt, 4)
  }

  protected override scanFromRight(_: Float64Array, offset: number, top: number, leaf: LeafSums, hessian: number, shift: number): void {
    this.kernels.scanFromRight(EXACT_BIN_BYTES * offset, top, ...this.numbersOf(leaf, hessian, shift))
    this.takeResult()
  }

  protected override scanFromLeft(
    _: Float64Array,
    offset: number,
    binCount: number,
    firstBinIsImplied: boolean,
    leaf: LeafSums,
    hessian: number,
    shift: number,
  ): void {
    this.kernels.scanFromLeft(EXACT_BIN_BYTES * offset, binCount, firstBinIsImplied, ...this.numbersOf(leaf, hessian, shift))
    this.takeResult()
  }

  private numbersOf({ gradient, rows }: LeafSums, hessian: number, shift: number): ScanNumbers {
    const { minDataInLeaf, minSumHessianInLeaf, lambdaL1, lambdaL2 } = this.settings
    return [gradient, hessian, rows, shift, minDataInLeaf, minSumHessianInLeaf, lambdaL1, lambdaL2, this.resultAt]
  }

  private takeResult(): void {
    const { result } = this
    this.report(result[0]!, result[1]!, result[2]!, result[3]!)
  }
}

/** Training in LightGBM's order of float64 operations: the trees of the plain backend, bit for bit. */
export class ExactBackend extends FastBackend {
  private readonly plain: readonly boolean[]
  private readonly plainFinder: SplitFinder
  /** The whole memory: what finders read histograms from. */
  private readonly doubles: Float64Array
  private readonly floats: Float32Array

  constructor(
    data: BinnedData,
    mostLeaves: number,
    plan: Plan,
    arena: Arena,
    protected override readonly kernels: ExactKernels,
    settings: SplitSettings,
    isPlain: (feature: BinnedFeature) => boolean,
    finder: SplitSearch,
  ) {
    super(data, mostLeaves, plan, arena, kernels, finder)
    this.doubles = new Float64Array(arena.buffer)
    this.floats = new Float32Array(arena.buffer)
    this.plain = data.features.map(isPlain)
    this.plainFinder = new KernelSplitFinder(settings, kernels, arena.buffer, this.resultAt)
  }

  protected override writeWords(gradients: Float32Array, hessians: Float32Array): void {
    const [from, hessiansFrom] = [this.addressOf(gradients), this.addressOf(hessians)]
    if (from >= 0 && hessiansFrom >= 0) {
      this.kernels.pack(from, hessiansFrom, this.rowCountAll, this.wordsAt)
      return
    }
    const at = this.wordsAt >>> 2
    for (let i = 0; i < this.rowCountAll; i++) {
      this.floats[at + 2 * i] = gradients[i]!
      this.floats[at + 2 * i + 1] = hessians[i]!
    }
  }

  protected override sumRoot(words: number, count: number): { gradient: number; hessian: number } {
    this.kernels.sumWords(words, count, this.resultAt)
    const at = this.resultAt >>> 3
    return { gradient: this.doubles[at]!, hessian: this.doubles[at + 1]! }
  }

  protected override histogramOf(position: number): number {
    return EXACT_BIN_BYTES * this.plan.histogramAt[position]!
  }

  protected override addBlock(block: number, width: number, rows: number, count: number, words: number, histogram: number): void {
    this.kernels.addBlock(block, width, rows, count, words, histogram, this.tileAt)
  }

  protected override addColumn(position: number, rows: number, count: number, words: number, histogram: number): void {
    const bytes = EXACT_BIN_BYTES * this.features[position]!.mapper.binCount
    const at = histogram + this.histogramOf(position)
    this.kernels.addColumn(this.codesAt[position]!, this.plan.wide, rows, count, words, at, bytes)
  }

  protected override complete(position: number, histogram: number, { gradient, hessian }: LeafSums): void {
    const { mostFrequentBin, binCount } = this.features[position]!.mapper
    if (mostFrequentBin !== 0) this.kernels.complete(histogram, binCount, mostFrequentBin, gradient, hessian)
  }

  protected override subtract(parent: number, child: number, bins: number): void {
    this.kernels.subtract(parent, child, bins)
  }

  protected override beginSearch(): void {
    // Finders read what they need from the leaf.
  }

  protected override searchFeature(position: number, histogram: number, leaf: Leaf, _: 0 | 1, allowed: boolean): boolean {
    const finder = this.plain[position] === true ? this.plainFinder : this.finder
    return this.search(finder, position, this.doubles, histogram / EXACT_BIN_BYTES, leaf, allowed)
  }
}
