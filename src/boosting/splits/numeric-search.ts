import type { BinnedFeature } from '../binned-data.js'
import { EPSILON } from '../constants.js'
import type { MonotoneConstraints, SplitBounds } from '../constraints/split-bounds.js'
import type { SearchedLeaf, SplitCandidate, SplitSearch, SplitSettings } from '../split.js'
import { MISSING_NAN, MISSING_NONE, MISSING_ZERO } from '../tree.js'
import { boundedGain, clip, type Side } from './bounded-gain.js'
import type { LeafRule } from './leaf-rule.js'
import type { RandomThresholds } from './random-thresholds.js'

const NO_LEAF: SearchedLeaf = { index: 0, depth: 0, output: 0, gradient: 0, hessian: 0, rows: 0 }

/**
 * Searches a numeric feature as LightGBM does where any option bends the plain search: limited or smoothed outputs, monotone constraints,
 * random thresholds, zeros as missing. Slower than {@link SplitFinder}, which finds the same splits without them.
 */
export class NumericSearch implements SplitSearch {
  private leaf = NO_LEAF
  /** The leaf's hessian as the search sees it. */
  private hessian = 0
  private shift = 0
  private direction = 0
  private bounds: SplitBounds | undefined
  /** The only threshold to look at, −1 for all. */
  private only = -1
  private splittable = false
  private bestGain = -Infinity
  private bestBin = 0
  private readonly best: Side = { gradient: 0, hessian: 0, rows: 0 }
  private readonly left: Side = { gradient: 0, hessian: 0, rows: 0 }
  private readonly right: Side = { gradient: 0, hessian: 0, rows: 0 }
  /** The bounds at the last split that gained more than all before it. */
  private leftMin = 0
  private leftMax = 0
  private rightMin = 0
  private rightMax = 0

  constructor(
    private readonly settings: SplitSettings,
    private readonly rule: LeafRule,
    private readonly constraints: MonotoneConstraints | undefined,
    private readonly thresholds: RandomThresholds | undefined,
  ) {}

  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean {
    const { missing, binCount, zeroBin } = feature.mapper
    this.leaf = leaf
    this.hessian = leaf.hessian + 2 * EPSILON
    this.shift = this.rule.gain(leaf.gradient, this.hessian, leaf.rows, leaf.output) + this.settings.minGainToSplit
    this.direction = this.constraints?.directionOf(position) ?? 0
    this.bounds = this.constraints?.boundsOf(leaf.index, position)
    this.only = this.thresholds === undefined ? -1 : this.thresholds.draw(position, binCount - 2)
    this.splittable = false
    found.clear()
    found.monotone = this.direction
    const bothWays = missing !== MISSING_NONE && binCount > 2
    const skipped = bothWays && missing === MISSING_ZERO ? zeroBin : -1
    this.scanFromRight(sums, feature.offset, bothWays && missing === MISSING_NAN ? binCount - 2 : binCount - 1, skipped)
    this.keep(found, missing !== MISSING_NAN || bothWays)
    if (bothWays) {
      this.scanFromLeft(sums, feature, skipped)
      this.keep(found, false)
    }
    if (found.gain > -Infinity) found.feature = position
    return this.splittable
  }

  private scanFromRight(sums: Float64Array, offset: number, top: number, skipped: number): void {
    const { minDataInLeaf, minSumHessianInLeaf } = this.settings
    const { leaf, hessian, left, right } = this
    const rowsPerHessian = leaf.rows / hessian
    this.startScan(true)
    right.gradient = 0
    right.hessian = EPSILON
    right.rows = 0
    for (let bin = top; bin > 0; bin--) {
      if (bin === skipped) continue
      const k = 2 * (offset + bin)
      right.gradient += sums[k]!
      right.hessian += sums[k + 1]!
      right.rows += (sums[k + 1]! * rowsPerHessian + 0.5) | 0
      if (right.rows < minDataInLeaf || right.hessian < minSumHessianInLeaf) continue
      left.rows = leaf.rows - right.rows
      if (left.rows < minDataInLeaf) break
      left.hessian = hessian - right.hessian
      if (left.hessian < minSumHessianInLeaf) break
      if (this.only >= 0 && this.only !== bin - 1) continue
      left.gradient = leaf.gradient - right.gradient
      this.bounds?.moveTo(bin)
      this.consider(bin - 1)
    }
  }

  private scanFromLeft(sums: Float64Array, { offset, mapper }: BinnedFeature, skipped: number): void {
    const { minDataInLeaf, minSumHessianInLeaf } = this.settings
    const { leaf, hessian, left, right } = this
    const rowsPerHessian = leaf.rows / hessian
    const isImplied = mapper.mostFrequentBin === 0
    this.startScan(false)
    left.gradient = 0
    left.hessian = EPSILON
    left.rows = 0
    if (isImplied && mapper.missing === MISSING_NAN) this.startFromImpliedBin(sums, offset, mapper.binCount)
    // A bin 0 that is not added up takes no part where zeros are missing: LightGBM leaves it right of every threshold.
    for (let bin = isImplied && mapper.missing === MISSING_ZERO ? 1 : 0; bin <= mapper.binCount - 2; bin++) {
      if (bin === skipped) continue
      if (bin > 0 || !isImplied) {
        const k = 2 * (offset + bin)
        left.gradient += sums[k]!
        left.hessian += sums[k + 1]!
        left.rows += (sums[k + 1]! * rowsPerHessian + 0.5) | 0
      }
      if (left.rows < minDataInLeaf || left.hessian < minSumHessianInLeaf) continue
      right.rows = leaf.rows - left.rows
      if (right.rows < minDataInLeaf) break
      right.hessian = hessian - left.hessian
      if (right.hessian < minSumHessianInLeaf) break
      if (this.only >= 0 && this.only !== bin) continue
      right.gradient = leaf.gradient - left.gradient
      this.consider(bin)
    }
  }

  /** Bin 0 is what all other bins leave of the leaf. */
  private startFromImpliedBin(sums: Float64Array, offset: number, binCount: number): void {
    const { leaf, hessian, left } = this
    const rowsPerHessian = leaf.rows / hessian
    left.gradient = leaf.gradient
    left.hessian = hessian - EPSILON
    left.rows = leaf.rows
    for (let k = 2 * (offset + 1); k < 2 * (offset + binCount); k += 2) {
      left.gradient -= sums[k]!
      left.hessian -= sums[k + 1]!
      left.rows -= (sums[k + 1]! * rowsPerHessian + 0.5) | 0
    }
  }

  private startScan(fromRight: boolean): void {
    this.bestGain = -Infinity
    this.bounds?.start(fromRight)
  }

  private consider(bin: number): void {
    const { left, right, rule, leaf, bounds } = this
    const gain =
      bounds === undefined
        ? rule.gain(left.gradient, left.hessian, left.rows, leaf.output) + rule.gain(right.gradient, right.hessian, right.rows, leaf.output)
        : boundedGain(rule, left, right, leaf.output, bounds, this.direction)
    if (gain <= this.shift) return
    this.splittable = true
    if (!(gain > this.bestGain)) return
    if (bounds !== undefined && !this.takeBounds(bounds)) return
    this.bestGain = gain
    this.bestBin = bin
    this.best.gradient = left.gradient
    this.best.hessian = left.hessian
    this.best.rows = left.rows
  }

  /** LightGBM keeps the bounds also of a split that it then refuses because they exclude each other. */
  private takeBounds({ leftMin, leftMax, rightMin, rightMax }: SplitBounds): boolean {
    this.leftMin = leftMin
    this.leftMax = leftMax
    this.rightMin = rightMin
    this.rightMax = rightMax
    return !(rightMin > rightMax || leftMin > leftMax)
  }

  /** Takes over the last scan's split if it gains more than `found`, in LightGBM's order of rounding. */
  private keep(found: SplitCandidate, defaultLeft: boolean): void {
    if (!(this.splittable && this.bestGain > found.gain + this.shift)) return
    const { best, leaf, hessian, rule } = this
    const rightGradient = leaf.gradient - best.gradient
    const rightHessian = hessian - best.hessian
    const leftOutput = rule.output(best.gradient, best.hessian, best.rows, leaf.output)
    const rightOutput = rule.output(rightGradient, rightHessian, leaf.rows - best.rows, leaf.output)
    const isFree = this.bounds === undefined
    found.bin = this.bestBin
    found.defaultLeft = defaultLeft
    found.leftGradient = best.gradient
    found.leftHessian = best.hessian - EPSILON
    found.leftOutput = isFree ? leftOutput : clip(leftOutput, this.leftMin, this.leftMax)
    found.rightGradient = rightGradient
    found.rightHessian = rightHessian - EPSILON
    found.rightOutput = isFree ? rightOutput : clip(rightOutput, this.rightMin, this.rightMax)
    found.gain = this.bestGain - this.shift
  }
}
