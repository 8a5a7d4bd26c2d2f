import type { SplitCandidate } from '../split.js'
import type { GrowingTree, MonotoneConstraints, SplitBounds } from './split-bounds.js'

/** The same bounds for both sides of every split of a leaf. */
export class LeafBounds implements SplitBounds {
  min = -Number.MAX_VALUE
  max = Number.MAX_VALUE

  start(): void {}

  moveTo(): void {}

  get leftMin(): number {
    return this.min
  }
  get leftMax(): number {
    return this.max
  }
  get rightMin(): number {
    return this.min
  }
  get rightMax(): number {
    return this.max
  }

  reset(): void {
    this.min = -Number.MAX_VALUE
    this.max = Number.MAX_VALUE
  }

  copyFrom(other: LeafBounds): void {
    this.min = other.min
    this.max = other.max
  }

  /** Outputs must be at least `least` from now on. */
  raise(least: number): void {
    if (least > this.min) this.min = least
  }

  /** Outputs must be at most `most` from now on. */
  lower(most: number): void {
    if (most < this.max) this.max = most
  }
}

/** LightGBM's `basic` method: below a split on a monotone feature, outputs stay on their side of the middle of the two outputs. */
export class BasicConstraints implements MonotoneConstraints {
  readonly searchesAgain = false
  private readonly bounds: LeafBounds[] = []

  /** @param directions 1, −1 or 0 of every used feature */
  constructor(private readonly directions: Int8Array) {}

  directionOf(position: number): number {
    return this.directions[position]!
  }

  startTree({ tree }: GrowingTree): void {
    while (this.bounds.length < tree.leaves) this.bounds.push(new LeafBounds())
    for (const bounds of this.bounds) bounds.reset()
  }

  boundsOf(leaf: number): SplitBounds {
    return this.bounds[leaf]!
  }

  afterSplit(leaf: number, newLeaf: number, { monotone, categories, leftOutput, rightOutput }: SplitCandidate): readonly number[] {
    const left = this.bounds[leaf]!
    const right = this.bounds[newLeaf]!
    right.copyFrom(left)
    if (categories !== undefined || monotone === 0) return []
    const middle = (leftOutput + rightOutput) / 2
    if (monotone > 0) {
      left.lower(middle)
      right.raise(middle)
    } else {
      left.raise(middle)
      right.lower(middle)
    }
    return []
  }
}
