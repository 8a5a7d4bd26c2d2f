import type { BinnedFeature } from '../binned-data.js'
import type { SearchedLeaf, SplitCandidate, SplitSearch } from '../split.js'
import type { LeafRule } from './leaf-rule.js'
import type { MonotoneBounds } from './monotone-bounds.js'

/** XGBoost keeps no split that gains less. */
const LEAST_GAIN = Math.fround(1e-6)

/**
 * Searches a feature's histogram as XGBoost does: from the left with missing values on the right, and, where the leaf has some, from the
 * right with them on the left (down to bin −1, before which only they are). Gains are float32; the first of equals is kept, so of several thresholds between the same rows the lowest
 * one (from the right: the highest).
 */
export class XgboostSplitSearch implements SplitSearch {
  private readonly gamma: number
  private bestGain = 0
  private bestBin = -1
  private bestLeftGradient = 0
  private bestLeftHessian = 0
  private missingLeft = false
  /** Of the leaf and feature that are searched. */
  private rootGain = 0
  private direction = 0
  private least = -Infinity
  private greatest = Infinity

  constructor(
    private readonly rule: LeafRule,
    gamma: number,
    private readonly bounds: MonotoneBounds | undefined,
  ) {
    this.gamma = Math.fround(gamma)
  }

  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean {
    const { offset, mapper } = feature
    const last = mapper.upperBounds.length - 1
    this.enter(leaf, position)
    this.bestGain = 0
    this.bestBin = -1
    found.clear()
    this.scanFromLeft(sums, offset, last, leaf)
    if (mapper.hasMissing && sums[2 * (offset + last + 1) + 1]! !== 0) this.scanFromRight(sums, offset, last, leaf)
    this.keep(found, position, leaf)
    return true
  }

  private enter({ index, gradient, hessian }: SearchedLeaf, position: number): void {
    const { rule, bounds } = this
    if (bounds === undefined) {
      this.rootGain = rule.gain(gradient, hessian, rule.weight(gradient, hessian))
      return
    }
    this.direction = bounds.directionOf(position)
    this.least = bounds.least[index]!
    this.greatest = bounds.greatest[index]!
    // The gain without a split is that of the parent's bounds.
    const weight = rule.boundedWeight(gradient, hessian, bounds.parentLeast[index]!, bounds.parentGreatest[index]!)
    this.rootGain = rule.gain(gradient, hessian, weight)
  }

  private scanFromLeft(sums: Float64Array, offset: number, last: number, leaf: SearchedLeaf): void {
    const { minChildWeight } = this.rule
    let gradient = 0
    let hessian = 0
    for (let bin = 0; bin <= last; bin++) {
      gradient += sums[2 * (offset + bin)]!
      hessian += sums[2 * (offset + bin) + 1]!
      if (hessian < minChildWeight || leaf.hessian - hessian < minChildWeight) continue
      this.consider(bin, gradient, hessian, leaf.gradient - gradient, leaf.hessian - hessian, false)
    }
  }

  private scanFromRight(sums: Float64Array, offset: number, last: number, leaf: SearchedLeaf): void {
    const { minChildWeight } = this.rule
    let gradient = 0
    let hessian = 0
    for (let bin = last; bin >= 0; bin--) {
      gradient += sums[2 * (offset + bin)]!
      hessian += sums[2 * (offset + bin) + 1]!
      if (hessian < minChildWeight || leaf.hessian - hessian < minChildWeight) continue
      this.consider(bin - 1, leaf.gradient - gradient, leaf.hessian - hessian, gradient, hessian, true)
    }
  }

  private consider(
    bin: number,
    gradient: number,
    hessian: number,
    rightGradient: number,
    rightHessian: number,
    missingLeft: boolean,
  ): void {
    const { rule, direction } = this
    const left = rule.boundedWeight(gradient, hessian, this.least, this.greatest)
    const right = rule.boundedWeight(rightGradient, rightHessian, this.least, this.greatest)
    if (direction > 0 ? left > right : direction < 0 && left < right) return
    const both = Math.fround(rule.gain(gradient, hessian, left) + rule.gain(rightGradient, rightHessian, right))
    const gain = Math.fround(both - this.rootGain)
    if (!(gain > this.bestGain)) return
    this.bestGain = gain
    this.bestBin = bin
    this.bestLeftGradient = gradient
    this.bestLeftHessian = hessian
    this.missingLeft = missingLeft
  }

  private keep(found: SplitCandidate, position: number, leaf: SearchedLeaf): void {
    const rightGradient = leaf.gradient - this.bestLeftGradient
    const rightHessian = leaf.hessian - this.bestLeftHessian
    if (!(this.bestGain > LEAST_GAIN && this.bestGain >= this.gamma)) return
    if (this.bestLeftHessian === 0 || rightHessian === 0) return
    found.gain = this.bestGain
    found.feature = position
    found.bin = this.bestBin
    found.defaultLeft = this.missingLeft
    found.monotone = this.direction
    found.leftGradient = this.bestLeftGradient
    found.leftHessian = this.bestLeftHessian
    found.leftOutput = this.rule.boundedWeight(this.bestLeftGradient, this.bestLeftHessian, this.least, this.greatest)
    found.rightGradient = rightGradient
    found.rightHessian = rightHessian
    found.rightOutput = this.rule.boundedWeight(rightGradient, rightHessian, this.least, this.greatest)
  }
}
