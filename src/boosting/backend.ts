import type { BinnedFeature } from './binned-data.js'
import type { Objective } from './objective.js'
import type { Target } from './objectives/target.js'
import type { LeafSums, SearchedLeaf, SplitCandidate } from './split.js'
import type { Tree } from './tree.js'

/** One leaf while its tree grows. */
export interface Leaf extends SearchedLeaf {
  /** Node whose child this leaf is, −1 for the root. */
  parent: number
  /** Number of its histogram in the backend, −1 without one. */
  histogram: number
  readonly best: SplitCandidate
}

/** The leaves whose splits are to be found: the two children of the last split, or the root alone. */
export interface LeafPair {
  /** The one with fewer rows; its histogram is added up. */
  small: Leaf
  smallIndex: number
  /** The other one; its histogram is what is left of the parent's. Undefined for the root. */
  large: Leaf | undefined
  /** Histogram of the split leaf, −1 for the root; it becomes the large leaf's. */
  parentHistogram: number
  /** Per feature, 1 if this tree may use it. */
  treeMask: Uint8Array
  /** Per feature, 1 if the leaf may split on it. */
  smallMask: Uint8Array
  largeMask: Uint8Array
}

/**
 * Holds the binned rows, who is in which leaf, and the leaves' histograms, and does the passes over them. The grower decides; a backend
 * only counts. Leaves are numbered as in the tree; within a leaf rows stay in ascending order.
 */
export interface TreeBackend {
  /** Arrays for scores, gradients and hessians, where this backend reads them fastest. */
  float32(length: number): Float32Array
  float64(length: number): Float64Array
  /** Puts the rows of `bag` (all if undefined) into leaf 0, forgets all histograms, and gives the root's sums. */
  start(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined): LeafSums
  /** Moves the rows of `leaf` that `split` sends right to `newLeaf`. */
  split(leaf: number, newLeaf: number, split: SplitCandidate): void
  /** Puts the rows of `newLeaf` back; the two must have been split last. */
  unsplit(leaf: number, newLeaf: number): void
  rowCount(leaf: number): number
  /** The rows of a leaf, ascending; valid until the next split. */
  rowsOf(leaf: number): Int32Array
  /** Finds the best split of each leaf of the pair, into its `best`. */
  searchPair(pair: LeafPair): void
  /**
   * Seeks the best split of a leaf that was searched before anew, on the histogram it still has, among the features that could be split
   * then: `mask` and `treeMask` as in {@link LeafPair}. The sums are those of `leaf`.
   */
  searchAgain(leaf: Leaf, treeMask: Uint8Array, mask: Uint8Array): void
  /** Takes back a leaf's histogram. */
  release(leaf: Leaf): void
  /** The bin of a row. */
  binOf(position: number, row: number): number
  /** Adds the leaves' values to the scores of their rows. */
  addToScores(tree: Tree, scores: Float64Array | Float32Array): void
  /** A faster `writeGradients` of the objective, with the same bits; arrays from {@link float64} and {@link float32}. */
  gradientWriter?(objective: Objective, target: Target): Objective['writeGradients']
  /** Ends what it runs beside this thread. */
  close?(): void
  readonly features: readonly BinnedFeature[]
}
