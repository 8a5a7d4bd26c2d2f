import type { Leaf, LeafPair, TreeBackend } from '../backend.js'
import { missingBinOf } from '../bin-mapper.js'
import type { BinnedData, BinnedFeature } from '../binned-data.js'
import type { Objective } from '../objective.js'
import type { Target } from '../objectives/target.js'
import { type LeafSums, SplitCandidate, type SplitSearch } from '../split.js'
import type { Tree } from '../tree.js'
import { type Arena, roundUp } from './arena.js'
import { type Block, isWide, planBlocks } from './blocks.js'
import { createGradientWriter, GRADIENT_BYTES } from './gradient-writer.js'
import { HistogramPool } from './histogram-pool.js'

/** Histograms kept in the arena take at most so much; further ones are copied in and out. */
const POOL_BYTES = 2 ** 29
export const TILE_BYTES = 64 * 16
const BINS_OF_BYTES = 256

/** Kernels that every fast backend has. */
export interface RowKernels {
  fillRows(rows: number, count: number): void
  partition(codes: number, wide: boolean, left: number, rows: number, count: number, spare: number): number
  gather(from: number, rows: number, count: number, to: number): void
  addToScores(scores: number, rows: number, count: number, value: number): void
  interleave(codes: number, count: number, block: number, width: number, lane: number): void
}

/** Where everything lies: the sizes of the parts, planned before the memory is made. */
export interface Plan {
  wide: boolean
  blocks: Block[]
  /** Per feature, where its bins begin in a histogram, in bins. */
  histogramAt: Int32Array
  histogramBytes: number
  /** Histograms in the arena. */
  slots: number
  bytes: number
}

/**
 * @param binBytes bytes of a bin in a histogram
 * @param rowBytes bytes per row that callers will ask for
 */
export function planArena(data: BinnedData, mostLeaves: number, binBytes: number, rowBytes: number, threads = 1): Plan {
  const { rows, features } = data
  const wide = isWide(data)
  const blocks = wide ? [] : planBlocks(features.length, threads)
  const histogramAt = new Int32Array(features.length)
  let bins = 0
  if (wide) {
    features.forEach(({ mapper }, f) => {
      histogramAt[f] = bins
      bins += mapper.binCount + (mapper.binCount & 1)
    })
  } else {
    for (const { first, features: own, width, lane } of blocks) {
      for (let k = 0; k < own; k++) histogramAt[first + k] = BINS_OF_BYTES * (lane + k)
      bins = BINS_OF_BYTES * (lane + width)
    }
  }
  const histogramBytes = roundUp(bins * binBytes)
  const slots = Math.max(2, Math.min(mostLeaves + 1, Math.floor(POOL_BYTES / Math.max(1, histogramBytes))))
  const columns = features.length * roundUp(rows * (wide ? 2 : 1))
  const blockBytes = blocks.reduce((sum, { width }) => sum + roundUp(width * rows), 0)
  // Rows and their spare copy, words in row order and in the order of a leaf, what callers take, and alignment.
  const perRow = 2 * roundUp(4 * rows) + 2 * roundUp(8 * rows) + roundUp(rowBytes * rows) + 256
  const bytes = columns + blockBytes + perRow + (slots + 2) * histogramBytes + TILE_BYTES + 65_536 + GRADIENT_BYTES + 4096
  return { wide, blocks, histogramAt, histogramBytes, slots, bytes }
}

/** A feature as {@link SplitSearch} sees it, where its sums begin being movable. */
export interface MovableFeature extends BinnedFeature {
  offset: number
}

/**
 * The passes over the rows by kernels over one memory. Bins are kept twice: column by column to split leaves, and in blocks of 16 columns,
 * row by row, to add up histograms. Subclasses say what a histogram holds.
 */
export abstract class FastBackend implements TreeBackend {
  readonly features: readonly BinnedFeature[]
  protected readonly arena: Arena
  protected readonly rowCountAll: number
  /** Addresses: rows by leaf, one 8-byte word per row, the words of a leaf side by side, and room for a few results. */
  protected readonly rowsAt: number
  protected readonly wordsAt: number
  protected readonly leafWordsAt: number
  protected readonly resultAt: number
  protected readonly tileAt: number
  protected readonly plan: Plan
  protected readonly pool: HistogramPool
  protected readonly movable: MovableFeature[]
  protected readonly found = new SplitCandidate()
  protected readonly codesAt: number[] = []
  protected readonly blocksAt: number[] = []
  private readonly spareAt: number
  private readonly leftAt: number
  private readonly rows: Int32Array
  private readonly leftTable: Uint8Array
  private readonly begin: Int32Array
  private readonly count: Int32Array
  private readonly active: Uint8Array

  constructor(
    data: BinnedData,
    mostLeaves: number,
    plan: Plan,
    arena: Arena,
    protected readonly kernels: RowKernels,
    protected readonly finder: SplitSearch,
  ) {
    this.features = data.features
    this.rowCountAll = data.rows
    this.plan = plan
    this.arena = arena
    this.rowsAt = arena.take(4 * data.rows)
    this.spareAt = arena.take(4 * data.rows)
    this.wordsAt = arena.take(8 * data.rows)
    this.leafWordsAt = arena.take(8 * data.rows)
    this.tileAt = arena.take(TILE_BYTES)
    this.leftAt = arena.take(65_536)
    this.resultAt = arena.take(256)
    const { buffer } = arena
    this.rows = new Int32Array(buffer, this.rowsAt, data.rows)
    this.leftTable = new Uint8Array(buffer, this.leftAt, 65_536)
    this.begin = new Int32Array(mostLeaves)
    this.count = new Int32Array(mostLeaves)
    this.active = new Uint8Array(data.features.length)
    this.movable = data.features.map((feature) => ({ ...feature }))
    this.layOut(data)
    const poolAt = arena.take((plan.slots + 2) * plan.histogramBytes)
    this.pool = new HistogramPool(buffer, poolAt, plan.slots, plan.histogramBytes, data.features.length)
  }

  /** Copies the bins into the arena, in both orders. */
  private layOut({ features, rows }: BinnedData): void {
    const { arena, kernels, plan } = this
    for (const { codes } of features) {
      const at = arena.take(rows * (plan.wide ? 2 : 1))
      const column = plan.wide ? new Uint16Array(arena.buffer, at, rows) : new Uint8Array(arena.buffer, at, rows)
      column.set(codes)
      this.codesAt.push(at)
    }
    for (const { first, features: own, width } of plan.blocks) {
      const at = arena.take(width * rows)
      for (let lane = 0; lane < own; lane++) kernels.interleave(this.codesAt[first + lane]!, rows, at, width, lane)
      this.blocksAt.push(at)
    }
  }

  float32(length: number): Float32Array<ArrayBuffer> {
    const at = this.arena.tryTake(4 * length)
    return at < 0 ? new Float32Array(length) : new Float32Array(this.arena.buffer, at, length)
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    const at = this.arena.tryTake(8 * length)
    return at < 0 ? new Float64Array(length) : new Float64Array(this.arena.buffer, at, length)
  }

  gradientWriter(objective: Objective, target: Target): Objective['writeGradients'] {
    return createGradientWriter(this.arena, objective, target)
  }

  /** The address of a view of the arena, −1 of any other array. */
  protected addressOf(array: Float32Array | Float64Array): number {
    return array.buffer === this.arena.buffer ? array.byteOffset : -1
  }

  start(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): LeafSums {
    this.pool.clear()
    const total = bag?.length ?? this.rowCountAll
    if (bag === undefined) this.kernels.fillRows(this.rowsAt, total)
    else this.rows.set(bag)
    this.begin[0] = 0
    this.count[0] = total
    this.writeWords(gradients, hessians)
    const sums = this.sumRoot(this.wordsOf(0), total)
    return { ...sums, rows: total }
  }

  /** Fills the words of all rows from their gradients and hessians. */
  protected abstract writeWords(gradients: Float32Array, hessians: Float32Array): void
  /** The sums over `count` words. */
  protected abstract sumRoot(words: number, count: number): { gradient: number; hessian: number }

  /** The address of a leaf's words, side by side. */
  private wordsOf(leaf: number): number {
    const count = this.count[leaf]!
    if (count === this.rowCountAll) return this.wordsAt
    this.gather(this.rowsAt + 4 * this.begin[leaf]!, count)
    return this.leafWordsAt
  }

  /** Copies the words of the row numbers at `rows` to the words of a leaf. */
  protected gather(rows: number, count: number): void {
    this.kernels.gather(this.wordsAt, rows, count, this.leafWordsAt)
  }

  split(leaf: number, newLeaf: number, { feature, bin, defaultLeft, categories }: SplitCandidate): void {
    const { mapper } = this.features[feature]!
    const { binCount } = mapper
    const { leftTable } = this
    if (categories !== undefined) {
      leftTable.fill(0, 0, binCount)
      leftTable.set(categories.subarray(0, binCount))
    } else {
      leftTable.fill(1, 0, bin + 1)
      leftTable.fill(0, bin + 1, binCount)
      const missingBin = missingBinOf(mapper)
      if (missingBin >= 0) leftTable[missingBin] = defaultLeft ? 1 : 0
    }
    const from = this.begin[leaf]!
    const count = this.count[leaf]!
    const at = this.rowsAt + 4 * from
    const stay = this.kernels.partition(this.codesAt[feature]!, this.plan.wide, this.leftAt, at, count, this.spareAt)
    this.count[leaf] = stay
    this.begin[newLeaf] = from + stay
    this.count[newLeaf] = count - stay
  }

  unsplit(leaf: number, newLeaf: number): void {
    this.count[leaf]! += this.count[newLeaf]!
  }

  rowCount(leaf: number): number {
    return this.count[leaf]!
  }

  rowsOf(leaf: number): Int32Array {
    return this.rows.subarray(this.begin[leaf]!, this.begin[leaf]! + this.count[leaf]!)
  }

  searchPair({ small, smallIndex, large, parentHistogram, treeMask, smallMask, largeMask }: LeafPair): void {
    const { active, pool } = this
    const hasParent = large !== undefined && parentHistogram >= 0
    const parentFlags = parentHistogram < 0 ? undefined : pool.splittable(parentHistogram)
    small.histogram = pool.take()
    const own = pool.open(small.histogram, 0)
    const parent = hasParent ? pool.open(parentHistogram, 1) : 0
    const flags = pool.splittable(small.histogram)
    if (large !== undefined) large.histogram = parentHistogram
    for (let f = 0; f < active.length; f++) active[f] = treeMask[f] === 1 && parentFlags?.[f] !== 0 ? 1 : 0
    flags.fill(0)
    this.beginSearch(small, 0)
    if (hasParent) this.beginSearch(large, 1)
    this.addUp(smallIndex, own, parent, active, smallMask, largeMask)
    for (let f = 0; f < active.length; f++) {
      if (active[f] === 0) continue
      const at = this.histogramOf(f)
      this.complete(f, own + at, small)
      flags[f] = this.searchFeature(f, own + at, small, 0, smallMask[f] === 1) ? 1 : 0
      if (!hasParent) continue
      this.subtract(parent + at, own + at, this.features[f]!.mapper.binCount)
      parentFlags![f] = this.searchFeature(f, parent + at, large, 1, largeMask[f] === 1) ? 1 : 0
    }
    pool.close(small.histogram, 0)
    if (hasParent) pool.close(parentHistogram, 1)
  }

  searchAgain(leaf: Leaf, treeMask: Uint8Array, mask: Uint8Array): void {
    const histogram = this.pool.open(leaf.histogram, 0)
    const flags = this.pool.splittable(leaf.histogram)
    leaf.best.clear()
    this.beginSearch(leaf, 0)
    for (let f = 0; f < treeMask.length; f++) {
      if (treeMask[f] !== 1 || flags[f] !== 1) continue
      flags[f] = this.searchFeature(f, histogram + this.histogramOf(f), leaf, 0, mask[f] === 1) ? 1 : 0
    }
    this.pool.close(leaf.histogram, 0)
  }

  /** Where a feature's sums begin in a histogram, in bytes. */
  protected abstract histogramOf(position: number): number
  /** Where a leaf's rows and their words are: `rows` is 0 if they are all rows. */
  protected leafRows(leaf: number): { rows: number; count: number; words: number } {
    const count = this.count[leaf]!
    const words = this.wordsOf(leaf)
    return { rows: count === this.rowCountAll ? 0 : this.rowsAt + 4 * this.begin[leaf]!, count, words }
  }

  /** The histograms of the active features over a leaf; `parent` is 0 without one. */
  protected addUp(
    leaf: number,
    histogram: number,
    _parent: number,
    active: Uint8Array,
    _smallMask: Uint8Array,
    _largeMask: Uint8Array,
  ): void {
    const { plan } = this
    const { rows, count, words } = this.leafRows(leaf)
    if (plan.wide) {
      for (let f = 0; f < active.length; f++) if (active[f] === 1) this.addColumn(f, rows, count, words, histogram)
      return
    }
    plan.blocks.forEach(({ first, features, width }, b) => {
      let wanted = 0
      for (let f = first; f < first + features; f++) wanted += active[f]!
      // A column alone takes about twice its share of a block.
      if (2 * wanted > features) this.addBlock(this.blocksAt[b]!, width, rows, count, words, histogram + this.histogramOf(first))
      else for (let f = first; f < first + features; f++) if (active[f] === 1) this.addColumn(f, rows, count, words, histogram)
    })
  }

  /** @param rows address of the leaf's rows, 0 if they are all rows */
  protected abstract addBlock(block: number, width: number, rows: number, count: number, words: number, histogram: number): void
  protected abstract addColumn(position: number, rows: number, count: number, words: number, histogram: number): void
  /** Makes what is not added up from the leaf's sums. */
  protected abstract complete(position: number, histogram: number, leaf: LeafSums): void
  protected abstract subtract(parent: number, child: number, bins: number): void
  /** Called before the features of a leaf are searched; `which` tells the two leaves of a pair apart. */
  protected abstract beginSearch(leaf: Leaf, which: 0 | 1): void
  /** Puts the feature's split into the leaf's best, if it is better; false if the feature need not be searched below this leaf. */
  protected abstract searchFeature(position: number, histogram: number, leaf: Leaf, which: 0 | 1, allowed: boolean): boolean

  /** Searches a feature whose sums begin at bin `firstBin` of `sums`. */
  protected search(finder: SplitSearch, position: number, sums: Float64Array, firstBin: number, leaf: Leaf, allowed: boolean): boolean {
    const feature = this.movable[position]!
    feature.offset = firstBin
    const splittable = finder.search(feature, position, sums, leaf, this.found)
    if (allowed && this.found.beats(leaf.best)) leaf.best.copyFrom(this.found)
    return splittable
  }

  release(leaf: Leaf): void {
    if (leaf.histogram < 0) return
    this.pool.release(leaf.histogram)
    leaf.histogram = -1
  }

  binOf(position: number, row: number): number {
    return this.features[position]!.codes[row]!
  }

  addToScores(tree: Tree, scores: Float64Array | Float32Array): void {
    const at = scores instanceof Float64Array ? this.addressOf(scores) : -1
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const value = tree.leafValue[leaf]!
      if (at >= 0) this.kernels.addToScores(at, this.rowsAt + 4 * this.begin[leaf]!, this.count[leaf]!, value)
      else for (const row of this.rowsOf(leaf)) scores[row]! += value
    }
  }
}
