import type { BinnedFeature } from '../binned-data.js'
import type { Bounds } from './intermediate-constraints.js'
import type { SplitBounds } from './split-bounds.js'
import { StepLimits } from './step-limits.js'
import type { Path, TreeClimb } from './tree-climb.js'

/** Flags of a feature whose limits are to be found from the tree again. */
const STALE_LEAST = 1
const STALE_MOST = 2

/** The limits of one feature that are being found. */
interface Sought {
  readonly limits: StepLimits
  readonly isLeast: boolean
  readonly position: number
  readonly binCount: number
  /** True where the split at which the walk turned down is on the feature itself. */
  readonly isOwn: boolean
  readonly path: Path
}

/**
 * LightGBM's `advanced` bounds of one leaf: for every feature, limits bin by bin, because a neighbour may hold back only a part of the
 * leaf's box. A side of a split is bound by the strictest limit among its bins.
 */
export class AdvancedBounds implements Bounds, SplitBounds {
  private readonly least: readonly StepLimits[]
  private readonly most: readonly StepLimits[]
  /** Flags of each feature; they outlive the tree, as in LightGBM. */
  private readonly stale: Uint8Array
  /** The feature that is being searched. */
  private position = 0

  constructor(
    private readonly leaf: number,
    private readonly features: readonly BinnedFeature[],
    private readonly directions: Int8Array,
    private readonly climb: () => TreeClimb,
  ) {
    this.least = features.map(() => new StepLimits('least'))
    this.most = features.map(() => new StepLimits('most'))
    this.stale = new Uint8Array(features.length)
  }

  reset(): void {
    for (const limits of [...this.least, ...this.most]) limits.reset()
  }

  copyFrom(other: this): void {
    this.least.forEach((limits, position) => {
      limits.copyFrom(other.least[position]!)
    })
    this.most.forEach((limits, position) => {
      limits.copyFrom(other.most[position]!)
    })
    this.stale.set(other.stale)
  }

  raise(least: number): void {
    for (const limits of this.least) limits.tightenAll(least)
  }

  lower(most: number): void {
    for (const limits of this.most) limits.tightenAll(most)
  }

  raiseByNeighbour(least: number): boolean {
    this.raise(least)
    for (let f = 0; f < this.stale.length; f++) this.stale[f]! |= STALE_LEAST
    return true
  }

  lowerByNeighbour(most: number): boolean {
    this.lower(most)
    for (let f = 0; f < this.stale.length; f++) this.stale[f]! |= STALE_MOST
    return true
  }

  of(position: number): SplitBounds {
    this.position = position
    if (this.features[position]!.mapper.categories === undefined && this.stale[position] !== 0) this.renew(position)
    return this
  }

  start(fromRight: boolean): void {
    this.least[this.position]!.startScan(fromRight)
    this.most[this.position]!.startScan(fromRight)
  }

  moveTo(bin: number): void {
    this.least[this.position]!.moveTo(bin)
    this.most[this.position]!.moveTo(bin)
  }

  get leftMin(): number {
    return this.least[this.position]!.left
  }
  get leftMax(): number {
    return this.most[this.position]!.left
  }
  get rightMin(): number {
    return this.least[this.position]!.right
  }
  get rightMax(): number {
    return this.most[this.position]!.right
  }

  /** Finds the limits of one feature from the outputs of the leaves that touch this one. Of two stale sides LightGBM renews the lower one. */
  private renew(position: number): void {
    const isLeast = (this.stale[position]! & STALE_LEAST) !== 0
    this.stale[position] = 0
    const limits = isLeast ? this.least[position]! : this.most[position]!
    limits.reset()
    const climb = this.climb()
    const { growing } = climb
    const { binCount } = this.features[position]!.mapper
    let from = 0
    let to = binCount
    climb.climb(~this.leaf, ({ node, fromRight, other, mayTouch }, path) => {
      const own = growing.position[node]!
      if (own === position && climb.isNumeric(node)) {
        if (fromRight) from = Math.max(growing.thresholdBin[node]!, from)
        else to = Math.min(growing.thresholdBin[node]! + 1, to)
      }
      const direction = this.directions[own]!
      const holdsUp = direction < 0 ? !fromRight : fromRight
      if (!mayTouch || direction === 0 || holdsUp !== isLeast) return
      this.tightenBelow(other, { limits, isLeast, position, binCount, isOwn: own === position, path }, from, to)
    })
  }

  /** Goes down to the leaves that touch this one within the bins `from` … `to − 1`. */
  private tightenBelow(node: number, sought: Sought, from: number, to: number): void {
    const climb = this.climb()
    const { tree, position, thresholdBin } = climb.growing
    if (node < 0) {
      sought.limits.tighten(tree.leafValue[~node]!, from, to, sought.binCount)
      return
    }
    const touching = climb.touchingChildren(node, sought.path)
    const isSought = position[node] === sought.position
    const border = thresholdBin[node]! + 1
    const direction = isSought && !sought.isOwn ? 0 : this.directions[position[node]!]!
    // On a monotone split only the child nearer to the limit matters.
    const leftMatters = direction === 0 || direction > 0 !== sought.isLeast
    const rightMatters = direction === 0 || direction > 0 === sought.isLeast
    if (touching.left && (leftMatters || !touching.right))
      this.tightenBelow(tree.leftChild[node]!, sought, from, isSought ? Math.min(border, to) : to)
    if (touching.right && (rightMatters || !touching.left))
      this.tightenBelow(tree.rightChild[node]!, sought, isSought ? Math.max(border, from) : from, to)
  }
}
