import type { Leaf, LeafPair, TreeBackend } from './backend.js'
import type { BinnedData, BinnedFeature } from './binned-data.js'
import { buildHistograms, completeHistogram, createHistogram, type Histogram, type LeafRows, subtractHistogram } from './histogram.js'
import { RowPartition } from './row-partition.js'
import { type LeafSums, SplitCandidate, type SplitSearch } from './split.js'
import type { Tree } from './tree.js'

/** The passes over the rows in plain TypeScript, in LightGBM's order of operations: the reference for every faster backend. */
export class PlainBackend implements TreeBackend {
  readonly features: readonly BinnedFeature[]
  private readonly partition: RowPartition
  private readonly histograms: Histogram[] = []
  private free: number[] = []
  private readonly found = new SplitCandidate()
  private gradients = new Float32Array(0)
  private hessians = new Float32Array(0)
  private readonly orderedGradients: Float32Array
  private readonly orderedHessians: Float32Array
  /** Features to search in the current pair of leaves. */
  private readonly active: Uint8Array

  constructor(
    private readonly data: BinnedData,
    mostLeaves: number,
    private readonly finder: SplitSearch,
  ) {
    this.features = data.features
    this.partition = new RowPartition(data.rows, mostLeaves)
    this.orderedGradients = new Float32Array(data.rows)
    this.orderedHessians = new Float32Array(data.rows)
    this.active = new Uint8Array(data.features.length)
  }

  float32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(length)
  }

  float64(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(length)
  }

  start(gradients: Float32Array<ArrayBuffer>, hessians: Float32Array<ArrayBuffer>, bag: Int32Array | undefined): LeafSums {
    this.gradients = gradients
    this.hessians = hessians
    this.partition.reset(bag)
    this.free = this.histograms.map((_, slot) => slot)
    const { rows, count } = this.partition
    const total = count[0]!
    let gradient = 0
    let hessian = 0
    for (let i = 0; i < total; i++) {
      const row = rows[i]!
      gradient += gradients[row]!
      hessian += hessians[row]!
    }
    return { gradient, hessian, rows: total }
  }

  split(leaf: number, newLeaf: number, split: SplitCandidate): void {
    const feature = this.features[split.feature]!
    if (split.categories === undefined) this.partition.split(leaf, newLeaf, feature, split.bin, split.defaultLeft)
    else this.partition.splitCategories(leaf, newLeaf, feature, split.categories)
  }

  unsplit(leaf: number, newLeaf: number): void {
    this.partition.count[leaf]! += this.partition.count[newLeaf]!
  }

  rowCount(leaf: number): number {
    return this.partition.count[leaf]!
  }

  rowsOf(leaf: number): Int32Array {
    return this.partition.rowsOf(leaf)
  }

  searchPair({ small, smallIndex, large, parentHistogram, treeMask, smallMask, largeMask }: LeafPair): void {
    const parent = parentHistogram < 0 ? undefined : this.histograms[parentHistogram]!
    const slot = this.take()
    const own = this.histograms[slot]!
    small.histogram = slot
    if (large !== undefined) large.histogram = parentHistogram
    const { active } = this
    own.splittable.fill(0)
    for (let f = 0; f < active.length; f++) active[f] = treeMask[f] === 1 && parent?.splittable[f] !== 0 ? 1 : 0
    const rows = this.orderRows(smallIndex)
    buildHistograms(this.features, own.sums, rows, active)
    for (let f = 0; f < active.length; f++) {
      if (active[f] === 0) continue
      const feature = this.features[f]!
      this.complete(feature, own.sums, small)
      this.searchFeature(feature, f, small, own, smallMask[f] === 1)
      if (large === undefined || parent === undefined) continue
      subtractHistogram(feature, parent.sums, own.sums)
      this.searchFeature(feature, f, large, parent, largeMask[f] === 1)
    }
  }

  protected complete(feature: BinnedFeature, sums: Float64Array, leaf: LeafSums): void {
    completeHistogram(feature, sums, leaf.gradient, leaf.hessian)
  }

  searchAgain(leaf: Leaf, treeMask: Uint8Array, mask: Uint8Array): void {
    const histogram = this.histograms[leaf.histogram]!
    leaf.best.clear()
    for (let f = 0; f < treeMask.length; f++) {
      if (treeMask[f] === 1 && histogram.splittable[f] === 1) this.searchFeature(this.features[f]!, f, leaf, histogram, mask[f] === 1)
    }
  }

  private take(): number {
    const slot = this.free.pop()
    if (slot !== undefined) return slot
    return this.histograms.push(createHistogram(this.data)) - 1
  }

  private searchFeature(feature: BinnedFeature, position: number, leaf: Leaf, histogram: Histogram, allowed: boolean): void {
    const splittable = this.finder.search(feature, position, histogram.sums, leaf, this.found)
    histogram.splittable[position] = splittable ? 1 : 0
    if (allowed && this.found.beats(leaf.best)) leaf.best.copyFrom(this.found)
  }

  /** The leaf's rows with their gradients and hessians side by side. */
  private orderRows(leaf: number): LeafRows {
    const { gradients, hessians } = this
    const rows = this.partition.rowsOf(leaf)
    const count = rows.length
    if (count === this.data.rows) return { rows, count, gradients, hessians }
    for (let i = 0; i < count; i++) {
      const row = rows[i]!
      this.orderedGradients[i] = gradients[row]!
      this.orderedHessians[i] = hessians[row]!
    }
    return { rows, count, gradients: this.orderedGradients, hessians: this.orderedHessians }
  }

  release(leaf: Leaf): void {
    if (leaf.histogram < 0) return
    this.free.push(leaf.histogram)
    leaf.histogram = -1
  }

  binOf(position: number, row: number): number {
    return this.features[position]!.codes[row]!
  }

  addToScores(tree: Tree, scores: Float64Array | Float32Array): void {
    const { rows, begin, count } = this.partition
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const value = tree.leafValue[leaf]!
      const to = begin[leaf]! + count[leaf]!
      for (let i = begin[leaf]!; i < to; i++) scores[rows[i]!]! += value
    }
  }
}
