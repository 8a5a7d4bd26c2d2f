import type { SplitCandidate } from '../split.js'
import { LeafBounds } from './basic-constraints.js'
import type { GrowingTree, MonotoneConstraints, SplitBounds } from './split-bounds.js'
import { type Path, TreeClimb } from './tree-climb.js'

/** What a leaf's outputs must keep within, whatever form it takes. */
export interface Bounds {
  reset(): void
  copyFrom(other: this): void
  raise(least: number): void
  lower(most: number): void
  /** The same for a leaf that another leaf's split touches; true if its best split must be sought anew. */
  raiseByNeighbour(least: number): boolean
  lowerByNeighbour(most: number): boolean
  of(position: number): SplitBounds
}

/** One pair of bounds for a leaf. */
export class SingleBounds extends LeafBounds implements Bounds {
  override copyFrom(other: SingleBounds): void {
    super.copyFrom(other)
  }

  raiseByNeighbour(least: number): boolean {
    if (!(least > this.min)) return false
    this.min = least
    return true
  }

  lowerByNeighbour(most: number): boolean {
    if (!(most < this.max)) return false
    this.max = most
    return true
  }

  of(): SplitBounds {
    return this
  }
}

/** Where the two new leaves of a split lie: the walk down needs to know which of them a leaf can touch. */
interface NewSplit {
  readonly split: SplitCandidate
  readonly path: Path
  /** True if neighbours must stay below the new leaves, else above. */
  readonly lowers: boolean
}

/**
 * LightGBM's methods `intermediate` and `advanced`: outputs are held against those of the neighbouring leaves instead of a middle, and when a
 * split changes these, the neighbours' bounds change too.
 */
export class NeighbourConstraints<B extends Bounds> implements MonotoneConstraints {
  readonly searchesAgain = true
  private readonly bounds: B[] = []
  /** Whether a monotone split lies above a leaf. */
  private isBelowMonotone: boolean[] = []
  private climb: TreeClimb | undefined
  private changed: number[] = []

  /**
   * @param directions 1, −1 or 0 of every used feature
   * @param createBounds makes the bounds of one leaf
   */
  constructor(
    private readonly directions: Int8Array,
    private readonly createBounds: (leaf: number, climb: () => TreeClimb) => B,
  ) {}

  directionOf(position: number): number {
    return this.directions[position]!
  }

  startTree(growing: GrowingTree): void {
    for (const bounds of this.bounds) bounds.reset()
    this.isBelowMonotone = []
    this.climb = new TreeClimb(growing)
  }

  /** Leaves are numbered one after the other, so that bounds come into being in that order. */
  private at(leaf: number): B {
    while (this.bounds.length <= leaf) this.bounds.push(this.createBounds(this.bounds.length, () => this.climb!))
    return this.bounds[leaf]!
  }

  boundsOf(leaf: number, position: number): SplitBounds {
    return this.at(leaf).of(position)
  }

  afterSplit(leaf: number, newLeaf: number, split: SplitCandidate): readonly number[] {
    this.changed = []
    if (split.monotone === 0 && this.isBelowMonotone[leaf] !== true) return this.changed
    this.isBelowMonotone[leaf] = true
    this.isBelowMonotone[newLeaf] = true
    this.boundNewLeaves(this.at(leaf), this.at(newLeaf), split)
    const climb = this.climb!
    climb.climb(newLeaf - 1, ({ node, fromRight, other, mayTouch }, path) => {
      const direction = this.directions[climb.growing.position[node]!]!
      if (!mayTouch || direction === 0) return
      const lowers = direction < 0 ? !fromRight : fromRight
      this.visit(other, { split, path, lowers }, true, true)
    })
    return this.changed
  }

  private boundNewLeaves(left: B, right: B, { monotone, categories, leftOutput, rightOutput }: SplitCandidate): void {
    right.copyFrom(left)
    if (categories !== undefined) return
    if (monotone < 0) {
      left.raise(rightOutput)
      right.lower(leftOutput)
    } else if (monotone > 0) {
      left.lower(rightOutput)
      right.raise(leftOutput)
    }
  }

  /** Goes down to the leaves that touch the new left leaf, the new right one, or both. */
  private visit(node: number, added: NewSplit, touchesLeft: boolean, touchesRight: boolean): void {
    if (node < 0) {
      this.boundNeighbour(~node, added, touchesLeft, touchesRight)
      return
    }
    const climb = this.climb!
    const { tree, position, thresholdBin } = climb.growing
    const { left, right } = climb.touchingChildren(node, added.path)
    const { split } = added
    const isSameFeature = climb.isNumeric(node) && position[node] === split.feature
    const bin = thresholdBin[node]!
    if (left) this.visit(tree.leftChild[node]!, added, touchesLeft, touchesRight && !(isSameFeature && bin <= split.bin))
    if (right) this.visit(tree.rightChild[node]!, added, touchesLeft && !(isSameFeature && bin >= split.bin), touchesRight)
  }

  private boundNeighbour(leaf: number, { split, lowers }: NewSplit, touchesLeft: boolean, touchesRight: boolean): void {
    // A leaf that is not to be split any more keeps its bounds.
    if (this.climb!.growing.leaves[leaf]!.best.gain === -Infinity) return
    const { leftOutput, rightOutput } = split
    let low = touchesRight ? rightOutput : leftOutput
    let high = low
    if (touchesLeft && touchesRight) {
      if (leftOutput < rightOutput) low = leftOutput
      else high = leftOutput
    }
    const bounds = this.at(leaf)
    if (lowers ? bounds.lowerByNeighbour(low) : bounds.raiseByNeighbour(high)) this.changed.push(leaf)
  }
}
