import type { Leaf } from '../backend.js'
import type { SplitCandidate } from '../split.js'
import type { Tree } from '../tree.js'

/** Within which limits the outputs of the two sides of a split must stay. */
export interface SplitBounds {
  /** To be called before a scan over thresholds, with its direction, and before a search over categories. */
  start(fromRight: boolean): void
  /** During a scan from the right: bins from `bin` on lie right. */
  moveTo(bin: number): void
  readonly leftMin: number
  readonly leftMax: number
  readonly rightMin: number
  readonly rightMax: number
}

/** A tree while it grows. */
export interface GrowingTree {
  readonly tree: Tree
  /** Of each node: the position of its feature among the used ones, and the last bin that goes left (or its set of categories). */
  readonly position: Int32Array
  readonly thresholdBin: Int32Array
  /** The node above each node, −1 for the root. */
  readonly parents: Int32Array
  readonly leaves: readonly Leaf[]
}

/** Keeps outputs in the order that monotone constraints ask for while a tree grows. */
export interface MonotoneConstraints {
  /** 1 or −1 if outputs must rise or fall with the feature at `position`, else 0. */
  directionOf(position: number): number
  startTree(growing: GrowingTree): void
  /** Bounds for splits of `leaf` by the feature at `position`. */
  boundsOf(leaf: number, position: number): SplitBounds
  /**
   * After the tree has recorded the split of `leaf`.
   * @returns leaves whose bounds changed, so that their best splits must be sought anew, in LightGBM's order; a leaf may occur twice
   */
  afterSplit(leaf: number, newLeaf: number, split: SplitCandidate): readonly number[]
  /** True if {@link afterSplit} may ever name a leaf. */
  readonly searchesAgain: boolean
}
