import type { BinnedFeature } from '../binned-data.js'
import { type LeafSums, type SplitCandidate, type SplitSearch, softThreshold } from '../split.js'
import type { XgboostSettings } from './config.js'

/** XGBoost keeps no split that gains less. */
const LEAST_GAIN = Math.fround(1e-6)

/** Twice the loss that a leaf of these sums takes away; a float32 quotient of float32 numbers, as in XGBoost. */
function leafGain(gradient: number, hessian: number, { regLambda, regAlpha }: XgboostSettings): number {
  if (!(hessian > 0)) return 0
  const g = softThreshold(gradient, regAlpha)
  return Math.fround(Math.fround(g * g) / Math.fround(hessian + regLambda))
}

/** The value that minimises the loss in a leaf of these sums, a float32; 0 in a leaf that may not be. */
export function xgboostLeafOutput(gradient: number, hessian: number, { regLambda, regAlpha, minChildWeight }: XgboostSettings): number {
  if (hessian < minChildWeight || !(hessian > 0)) return 0
  return Math.fround(-softThreshold(gradient, regAlpha) / (hessian + regLambda))
}

/**
 * Searches a feature's histogram as XGBoost does: from the left with missing values on the right, and, where the leaf has some, from the
 * right with them on the left. Gains are float32; the first of equals is kept, so of several thresholds between the same rows the lowest
 * one (from the right: the highest).
 */
export class XgboostSplitSearch implements SplitSearch {
  private bestGain = 0
  private bestBin = -1
  private bestLeftGradient = 0
  private bestLeftHessian = 0
  private missingLeft = false

  constructor(private readonly settings: XgboostSettings) {}

  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: LeafSums, found: SplitCandidate): boolean {
    const { offset, mapper } = feature
    const last = mapper.upperBounds.length - 1
    const rootGain = leafGain(leaf.gradient, leaf.hessian, this.settings)
    this.bestGain = 0
    this.bestBin = -1
    found.clear()
    this.scanFromLeft(sums, offset, last, leaf, rootGain)
    if (mapper.hasMissing && sums[2 * (offset + last + 1) + 1]! !== 0) this.scanFromRight(sums, offset, last, leaf, rootGain)
    this.keep(found, position, leaf)
    return true
  }

  private scanFromLeft(sums: Float64Array, offset: number, last: number, leaf: LeafSums, rootGain: number): void {
    const { minChildWeight } = this.settings
    let gradient = 0
    let hessian = 0
    for (let bin = 0; bin <= last; bin++) {
      gradient += sums[2 * (offset + bin)]!
      hessian += sums[2 * (offset + bin) + 1]!
      if (hessian < minChildWeight || leaf.hessian - hessian < minChildWeight) continue
      this.consider(bin, gradient, hessian, leaf, rootGain, false)
    }
  }

  private scanFromRight(sums: Float64Array, offset: number, last: number, leaf: LeafSums, rootGain: number): void {
    const { minChildWeight } = this.settings
    let gradient = 0
    let hessian = 0
    for (let bin = last; bin > 0; bin--) {
      gradient += sums[2 * (offset + bin)]!
      hessian += sums[2 * (offset + bin) + 1]!
      if (hessian < minChildWeight || leaf.hessian - hessian < minChildWeight) continue
      this.consider(bin - 1, leaf.gradient - gradient, leaf.hessian - hessian, leaf, rootGain, true)
    }
  }

  private consider(bin: number, gradient: number, hessian: number, leaf: LeafSums, rootGain: number, missingLeft: boolean): void {
    const right = leafGain(leaf.gradient - gradient, leaf.hessian - hessian, this.settings)
    const gain = Math.fround(leafGain(gradient, hessian, this.settings) + right - rootGain)
    if (!(gain > this.bestGain)) return
    this.bestGain = gain
    this.bestBin = bin
    this.bestLeftGradient = gradient
    this.bestLeftHessian = hessian
    this.missingLeft = missingLeft
  }

  private keep(found: SplitCandidate, position: number, leaf: LeafSums): void {
    const rightGradient = leaf.gradient - this.bestLeftGradient
    const rightHessian = leaf.hessian - this.bestLeftHessian
    if (!(this.bestGain > LEAST_GAIN && this.bestGain >= Math.fround(this.settings.gamma))) return
    if (this.bestLeftHessian === 0 || rightHessian === 0) return
    found.gain = this.bestGain
    found.feature = position
    found.bin = this.bestBin
    found.defaultLeft = this.missingLeft
    found.leftGradient = this.bestLeftGradient
    found.leftHessian = this.bestLeftHessian
    found.leftOutput = xgboostLeafOutput(this.bestLeftGradient, this.bestLeftHessian, this.settings)
    found.rightGradient = rightGradient
    found.rightHessian = rightHessian
    found.rightOutput = xgboostLeafOutput(rightGradient, rightHessian, this.settings)
  }
}
