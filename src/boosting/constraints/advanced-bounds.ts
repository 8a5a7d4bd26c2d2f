import type { BinnedFeature } from '../binned-data.js'
import type { Bounds } from './intermediate-constraints.js'
import type { SplitBounds } from './split-bounds.js'
import type { Path, TreeClimb } from './tree-climb.js'

/** Flags of a feature whose bounds are to be found from the tree again. */
const STALE_MIN = 1
const STALE_MAX = 2

/** The strictest limits among the first bins and among the last ones, for one feature at a time; shared by the leaves. */
export class RunningLimits {
  readonly leftMin: Float64Array
  readonly leftMax: Float64Array
  readonly rightMin: Float64Array
  readonly rightMax: Float64Array

  constructor(mostBins: number) {
    this.leftMin = new Float64Array(mostBins)
    this.leftMax = new Float64Array(mostBins)
    this.rightMin = new Float64Array(mostBins)
    this.rightMax = new Float64Array(mostBins)
  }

  /** Left numbers of bin b hold for bins 0 … b, right ones for b and all after it. */
  fill(min: Float64Array, max: Float64Array, offset: number, binCount: number): void {
    const last = binCount - 1
    for (let bin = 0; bin <= last; bin++) {
      const least = min[offset + bin]!
      const most = max[offset + bin]!
      this.leftMin[bin] = bin > 0 ? Math.max(this.leftMin[bin - 1]!, least) : least
      this.leftMax[bin] = bin > 0 ? Math.min(this.leftMax[bin - 1]!, most) : most
    }
    for (let bin = last; bin >= 0; bin--) {
      const least = min[offset + bin]!
      const most = max[offset + bin]!
      this.rightMin[bin] = bin < last ? Math.max(this.rightMin[bin + 1]!, least) : least
      this.rightMax[bin] = bin < last ? Math.min(this.rightMax[bin + 1]!, most) : most
    }
  }
}

/**
 * LightGBM's `advanced` bounds of one leaf: for every feature, limits bin by bin, because a neighbour may hold back only a part of the
 * leaf's box. A side of a split is bound by the strictest limit among its bins.
 */
export class AdvancedBounds implements Bounds, SplitBounds {
  private readonly min: Float64Array
  private readonly max: Float64Array
  /** Flags of each feature; they outlive the tree, as in LightGBM. */
  private readonly stale: Uint8Array
  private offset = 0
  private binCount = 0
  /** The last bin of the left side and the first one of the right side. */
  private lastLeft = 0
  private firstRight = 0

  constructor(
    private readonly leaf: number,
    private readonly features: readonly BinnedFeature[],
    private readonly directions: Int8Array,
    private readonly climb: () => TreeClimb,
    private readonly limits: RunningLimits,
  ) {
    const totalBins = features.reduce((sum, { mapper }) => sum + mapper.binCount, 0)
    this.min = new Float64Array(totalBins)
    this.max = new Float64Array(totalBins)
    this.stale = new Uint8Array(features.length)
  }

  reset(): void {
    this.min.fill(-Number.MAX_VALUE)
    this.max.fill(Number.MAX_VALUE)
  }

  copyFrom(other: this): void {
    this.min.set(other.min)
    this.max.set(other.max)
    this.stale.set(other.stale)
  }

  raise(least: number): void {
    raiseBins(this.min, least, 0, this.min.length)
  }

  lower(most: number): void {
    lowerBins(this.max, most, 0, this.max.length)
  }

  raiseByNeighbour(least: number): boolean {
    this.raise(least)
    for (let f = 0; f < this.stale.length; f++) this.stale[f]! |= STALE_MIN
    return true
  }

  lowerByNeighbour(most: number): boolean {
    this.lower(most)
    for (let f = 0; f < this.stale.length; f++) this.stale[f]! |= STALE_MAX
    return true
  }

  of(position: number): SplitBounds {
    const { offset, mapper } = this.features[position]!
    this.offset = offset
    this.binCount = mapper.binCount
    if (mapper.categories === undefined && this.stale[position] !== 0) this.renew(position)
    return this
  }

  /** Until a threshold is told, LightGBM takes the last bin for the right side; in scans from the left the first one for the left side. */
  start(fromRight: boolean): void {
    this.limits.fill(this.min, this.max, this.offset, this.binCount)
    this.lastLeft = fromRight ? this.binCount - 1 : 0
    this.firstRight = fromRight ? this.binCount - 1 : 0
  }

  moveTo(bin: number): void {
    this.lastLeft = bin - 1
    this.firstRight = bin
  }

  get leftMin(): number {
    return this.limits.leftMin[this.lastLeft]!
  }
  get leftMax(): number {
    return this.limits.leftMax[this.lastLeft]!
  }
  get rightMin(): number {
    return this.limits.rightMin[this.firstRight]!
  }
  get rightMax(): number {
    return this.limits.rightMax[this.firstRight]!
  }

  /** Finds the limits of one feature from the outputs of the leaves that touch this one. Of two stale sides LightGBM renews the lower one. */
  private renew(position: number): void {
    const isMin = (this.stale[position]! & STALE_MIN) !== 0
    this.stale[position] = 0
    const limits = (isMin ? this.min : this.max).subarray(this.offset, this.offset + this.binCount)
    limits.fill(isMin ? -Number.MAX_VALUE : Number.MAX_VALUE)
    const climb = this.climb()
    const { growing } = climb
    let from = 0
    let to = this.binCount
    climb.climb(~this.leaf, ({ node, fromRight, other, mayTouch }, path) => {
      const own = growing.position[node]!
      if (own === position && climb.isNumeric(node)) {
        if (fromRight) from = Math.max(growing.thresholdBin[node]!, from)
        else to = Math.min(growing.thresholdBin[node]! + 1, to)
      }
      const direction = this.directions[own]!
      const bindsFromBelow = direction < 0 ? !fromRight : fromRight
      if (!mayTouch || direction === 0 || bindsFromBelow !== isMin) return
      this.bindBelow(other, { limits, isMin, position, isOwn: own === position, path }, from, to)
    })
  }

  private bindBelow(node: number, sought: Sought, from: number, to: number): void {
    const climb = this.climb()
    const { tree, position, thresholdBin } = climb.growing
    if (node < 0) {
      const output = tree.leafValue[~node]!
      if (sought.isMin) raiseBins(sought.limits, output, from, to)
      else lowerBins(sought.limits, output, from, to)
      return
    }
    const touching = climb.touchingChildren(node, sought.path)
    const isSought = position[node] === sought.position
    const border = thresholdBin[node]! + 1
    const direction = isSought && !sought.isOwn ? 0 : this.directions[position[node]!]!
    // On a monotone split only the child nearer to the bound matters.
    const leftMatters = direction === 0 || direction > 0 !== sought.isMin
    const rightMatters = direction === 0 || direction > 0 === sought.isMin
    if (touching.left && (leftMatters || !touching.right))
      this.bindBelow(tree.leftChild[node]!, sought, from, isSought ? Math.min(border, to) : to)
    if (touching.right && (rightMatters || !touching.left))
      this.bindBelow(tree.rightChild[node]!, sought, isSought ? Math.max(border, from) : from, to)
  }
}

interface Sought {
  readonly limits: Float64Array
  readonly isMin: boolean
  readonly position: number
  /** True where the split at which the walk turned down is on the feature whose limits are sought. */
  readonly isOwn: boolean
  readonly path: Path
}

function raiseBins(limits: Float64Array, least: number, from: number, to: number): void {
  for (let i = from; i < to; i++) if (least > limits[i]!) limits[i] = least
}

function lowerBins(limits: Float64Array, most: number, from: number, to: number): void {
  for (let i = from; i < to; i++) if (most < limits[i]!) limits[i] = most
}
