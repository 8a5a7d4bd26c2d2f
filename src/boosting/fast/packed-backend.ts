import type { Leaf, LeafPair } from '../backend.js'
import type { BinnedData, BinnedFeature } from '../binned-data.js'
import { type GradientSizes, gridOf, measureGradients, powerOfTwo, roundToEven, snap } from '../gradient-grid.js'
import { BorderScale } from '../packed-split.js'
import type { SplitSearch, SplitSettings } from '../split.js'
import type { Arena } from './arena.js'
import { FastBackend, type Plan, type RowKernels } from './fast-backend.js'

/** Bytes of a bin: gradient and hessian as 32-bit integers in one word. */
export const PACKED_BIN_BYTES = 8

/** What the scans know of a leaf, in steps of the grid. */
type LeafNumbers = [hessian: number, ratio: number, l2: number, least: number]

export interface PackedKernels extends RowKernels {
  measure(gradients: number, hessians: number, count: number, out: number): void
  pack(gradients: number, hessians: number, count: number, gradientScale: number, hessianScale: number, words: number): void
  sumWords(words: number, count: number, out: number): void
  addBlock(block: number, width: number, rows: number, count: number, words: number, histogram: number, tile: number): void
  addColumn(codes: number, wide: boolean, rows: number, count: number, words: number, histogram: number, bytes: number): void
  subtract(parent: number, child: number, bins: number): void
  scan(histogram: number, bins: number, start: number, ...leaf: LeafNumbers): number
  locate(histogram: number, bins: number, start: number, ...rest: [...LeafNumbers, quotient: number, out: number]): number
}

/** What the kernel needs to scan a leaf, in steps of the grid. */
class LeafScan {
  readonly scale: BorderScale
  hessian = 0
  ratio = 0
  least = 0

  constructor(settings: SplitSettings) {
    this.scale = new BorderScale(settings)
  }
}

/**
 * Training on a grid: gradients and hessians are whole multiples of a power of two, so that a pair of them packs into 64 bits and every
 * sum is exact. Grows, bit for bit, the trees of the plain backend on the same grid.
 */
export class PackedBackend extends FastBackend {
  private gradientGrid = 0
  private hessianGrid = 0
  private gradientStep = 1
  private hessianStep = 1
  /** Turns the kernel's quotients into those of unscaled sums. */
  private quotientScale = 1
  protected l2Steps = 0
  protected readonly scans: readonly [LeafScan, LeafScan]
  private readonly integers: Int32Array
  private readonly result: Float64Array
  protected readonly plain: Uint8Array
  private readonly sums: Float64Array

  constructor(
    data: BinnedData,
    mostLeaves: number,
    plan: Plan,
    arena: Arena,
    protected override readonly kernels: PackedKernels,
    private readonly settings: SplitSettings,
    isPlain: (feature: BinnedFeature) => boolean,
    finder: SplitSearch,
  ) {
    super(data, mostLeaves, plan, arena, kernels, finder)
    this.scans = [new LeafScan(settings), new LeafScan(settings)]
    this.integers = new Int32Array(arena.buffer)
    this.result = new Float64Array(arena.buffer, this.resultAt, 4)
    this.plain = Uint8Array.from(data.features, (feature) => (isPlain(feature) ? 1 : 0))
    this.sums = new Float64Array(2 * Math.max(0, ...data.features.map(({ mapper }) => mapper.binCount)))
  }

  protected override writeWords(gradients: Float32Array, hessians: Float32Array): void {
    const { gradientSum, gradientMost, hessianSum, hessianMost } = this.measure(gradients, hessians)
    const rows = this.rowCountAll
    this.gradientGrid = gridOf(gradientSum, gradientMost, rows)
    this.hessianGrid = gridOf(hessianSum, hessianMost, rows)
    this.gradientStep = powerOfTwo(-this.gradientGrid)
    this.hessianStep = powerOfTwo(-this.hessianGrid)
    this.quotientScale = powerOfTwo(2 * (this.hessianGrid - this.gradientGrid))
    const gradientScale = powerOfTwo(this.gradientGrid)
    const hessianScale = powerOfTwo(this.hessianGrid)
    this.l2Steps = this.settings.lambdaL2 * hessianScale
    const [from, hessiansFrom] = [this.addressOf(gradients), this.addressOf(hessians)]
    if (from >= 0 && hessiansFrom >= 0) {
      this.packRows(from, hessiansFrom, gradientScale, hessianScale)
      return
    }
    const at = this.wordsAt >>> 2
    for (let i = 0; i < rows; i++) {
      this.integers[at + 2 * i] = hessians[i]! > 0 ? roundToEven(hessians[i]! * hessianScale) : 0
      this.integers[at + 2 * i + 1] = roundToEven(gradients[i]! * gradientScale)
    }
  }

  private measure(gradients: Float32Array, hessians: Float32Array): GradientSizes {
    const [from, hessiansFrom] = [this.addressOf(gradients), this.addressOf(hessians)]
    if (from < 0 || hessiansFrom < 0) return measureGradients(gradients, hessians)
    return this.measureRows(from, hessiansFrom)
  }

  protected measureRows(gradients: number, hessians: number): GradientSizes {
    this.kernels.measure(gradients, hessians, this.rowCountAll, this.resultAt)
    const { result } = this
    return { gradientSum: result[0]!, gradientMost: result[1]!, hessianSum: result[2]!, hessianMost: result[3]! }
  }

  /** Turns the gradients and hessians that were measured last into words. */
  protected packRows(gradients: number, hessians: number, gradientScale: number, hessianScale: number): void {
    this.kernels.pack(gradients, hessians, this.rowCountAll, gradientScale, hessianScale, this.wordsAt)
  }

  protected override sumRoot(words: number, count: number): { gradient: number; hessian: number } {
    this.kernels.sumWords(words, count, this.resultAt)
    const at = this.resultAt >>> 2
    return { gradient: this.integers[at + 1]! * this.gradientStep, hessian: this.integers[at]! * this.hessianStep }
  }

  protected override histogramOf(position: number): number {
    return PACKED_BIN_BYTES * this.plan.histogramAt[position]!
  }

  protected override addBlock(block: number, width: number, rows: number, count: number, words: number, histogram: number): void {
    this.kernels.addBlock(block, width, rows, count, words, histogram, this.tileAt)
  }

  protected override addColumn(position: number, rows: number, count: number, words: number, histogram: number): void {
    const { binCount } = this.features[position]!.mapper
    const bytes = PACKED_BIN_BYTES * (binCount + (binCount & 1))
    const at = histogram + this.histogramOf(position)
    this.kernels.addColumn(this.codesAt[position]!, this.plan.wide, rows, count, words, at, bytes)
  }

  protected override complete(): void {
    // Sums are exact: every bin was added up, and a difference would be the same.
  }

  protected override subtract(parent: number, child: number, bins: number): void {
    this.kernels.subtract(parent, child, bins)
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

  protected override beginSearch(leaf: Leaf, which: 0 | 1): void {
    const scan = this.scans[which]
    scan.scale.set(leaf)
    scan.hessian = leaf.hessian / this.hessianStep
    scan.ratio = (scan.scale.ratio / this.gradientStep) * this.hessianStep
    scan.least = Math.max(1, scan.scale.least / this.hessianStep)
  }

  protected override searchFeature(position: number, histogram: number, leaf: Leaf, which: 0 | 1, allowed: boolean): boolean {
    if (this.plain[position] === 0) return this.search(this.finder, position, this.readSums(position, histogram), 0, leaf, allowed)
    if (!allowed) return true
    const { hasMissing, binCount } = this.features[position]!.mapper
    if (!hasMissing) {
      this.searchBorders(position, histogram, binCount, 0, leaf, which, true)
      return true
    }
    const missing = histogram + PACKED_BIN_BYTES * (binCount - 1)
    const at = missing >>> 2
    if (binCount > 2 && (this.integers[at] !== 0 || this.integers[at + 1] !== 0))
      this.searchBorders(position, histogram, binCount - 1, missing, leaf, which, true)
    this.searchBorders(position, histogram, binCount - 1, 0, leaf, which, false)
    return true
  }

  /** @param missing address of the word of missing values that go left, 0 if they do not */
  private searchBorders(
    position: number,
    histogram: number,
    bins: number,
    missing: number,
    leaf: Leaf,
    which: 0 | 1,
    defaultLeft: boolean,
  ): void {
    const { scale, hessian, ratio, least } = this.scans[which]
    const { kernels, l2Steps, integers, resultAt } = this
    const quotient = this.measureBorders(position, histogram, bins, missing, which, defaultLeft)
    const gain = scale.gain(quotient * this.quotientScale)
    if (!(gain > 0 && gain > leaf.best.gain)) return
    const bin = kernels.locate(histogram, bins, missing, hessian, ratio, l2Steps, least, quotient, resultAt)
    const leftHessian = integers[resultAt >>> 2]!
    const leftGradient = integers[(resultAt >>> 2) + 1]!
    const { found } = this
    found.clear()
    if (!scale.describe(found, leaf, leftGradient * this.gradientStep, leftHessian * this.hessianStep)) return
    found.gain = gain
    found.feature = position
    found.bin = bin
    found.defaultLeft = defaultLeft
    found.monotone = 0
    leaf.best.copyFrom(found)
  }

  /** The best quotient of a feature's borders in a leaf, 0 if there is none. */
  protected measureBorders(
    _position: number,
    histogram: number,
    bins: number,
    missing: number,
    which: 0 | 1,
    _defaultLeft: boolean,
  ): number {
    const { hessian, ratio, least } = this.scans[which]
    return this.kernels.scan(histogram, bins, missing, hessian, ratio, this.l2Steps, least)
  }

  /** A feature's sums, unscaled. */
  private readSums(position: number, histogram: number): Float64Array {
    const { sums, integers, gradientStep, hessianStep } = this
    const from = histogram >>> 2
    const words = 2 * this.features[position]!.mapper.binCount
    for (let k = 0; k < words; k += 2) {
      sums[k] = integers[from + k + 1]! * gradientStep
      sums[k + 1] = integers[from + k]! * hessianStep
    }
    return sums
  }
}
