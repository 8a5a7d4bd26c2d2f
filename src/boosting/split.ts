import type { BinnedFeature } from './binned-data.js'
import { EPSILON } from './constants.js'
import { MISSING_ZERO } from './tree.js'

/** Sums over the rows of one leaf. */
export interface LeafSums {
  gradient: number
  hessian: number
  rows: number
}

/** A leaf whose best split is sought. */
export interface SearchedLeaf extends LeafSums {
  /** Its number in the tree, and how many splits lie above it. */
  readonly index: number
  depth: number
  /** The output it would have without a further split, unrounded. */
  output: number
}

/** The settings that decide what a split may be. */
export interface SplitSettings {
  minDataInLeaf: number
  minSumHessianInLeaf: number
  lambdaL1: number
  lambdaL2: number
  minGainToSplit: number
  maxDeltaStep: number
}

/** The best split found for a leaf; `gain` is −Infinity where there is none. */
export class SplitCandidate {
  gain = -Infinity
  /** Position among the used features. */
  feature = -1
  /** Last bin that goes left; 0 where `categories` decides. */
  bin = 0
  /** For each bin of a categorical feature a 1 if it goes left; undefined for a numeric split. */
  categories: Uint8Array | undefined = undefined
  /** 1 or −1 if outputs must rise or fall with the feature. */
  monotone = 0
  defaultLeft = true
  leftGradient = 0
  leftHessian = 0
  leftOutput = 0
  rightGradient = 0
  rightHessian = 0
  rightOutput = 0

  clear(): void {
    this.gain = -Infinity
    this.feature = -1
    this.categories = undefined
  }

  copyFrom(other: SplitCandidate): void {
    this.gain = other.gain
    this.feature = other.feature
    this.bin = other.bin
    this.categories = other.categories
    this.monotone = other.monotone
    this.defaultLeft = other.defaultLeft
    this.leftGradient = other.leftGradient
    this.leftHessian = other.leftHessian
    this.leftOutput = other.leftOutput
    this.rightGradient = other.rightGradient
    this.rightHessian = other.rightHessian
    this.rightOutput = other.rightOutput
  }

  /** True if this split is to be preferred: the larger gain, or at equal gains the feature that stands first. */
  beats(other: SplitCandidate): boolean {
    if (this.gain !== other.gain) return this.gain > other.gain
    return this.feature >= 0 && (other.feature < 0 || this.feature < other.feature)
  }
}

/** sign(g) · max(0, |g| − l1) */
export function softThreshold(gradient: number, l1: number): number {
  const size = Math.abs(gradient) - l1
  if (!(size > 0)) return 0
  return gradient > 0 ? size : -size
}

/** Twice the loss that a leaf of these sums takes away. Divisions stay divisions: a reciprocal would round differently. */
function leafGain(gradient: number, hessian: number, l1: number, l2: number): number {
  const g = l1 > 0 ? softThreshold(gradient, l1) : gradient
  return (g * g) / (hessian + l2)
}

/** The value that minimises the loss in a leaf of these sums, no larger than `maxDeltaStep`. */
export function leafOutput(gradient: number, hessian: number, { lambdaL1, lambdaL2, maxDeltaStep }: SplitSettings): number {
  const output = -(lambdaL1 > 0 ? softThreshold(gradient, lambdaL1) : gradient) / (hessian + lambdaL2)
  if (maxDeltaStep > 0 && Math.abs(output) > maxDeltaStep) return output > 0 ? maxDeltaStep : -maxDeltaStep
  return output
}

/** What decides whether a feature's splits are found by {@link SplitFinder} or any search that does the same. */
export interface SearchOptions {
  maxDeltaStep: number
  pathSmooth: number
  extraTrees: boolean
  monotoneConstraints?: readonly number[] | undefined
  featureContri?: readonly number[] | undefined
}

/**
 * True if `feature` is numeric and no option bends its search. Monotone constraints on any feature bend the search on all of them, because
 * they bound outputs.
 */
export function isPlainSearch(settings: SearchOptions, { column, mapper }: BinnedFeature): boolean {
  const { maxDeltaStep, pathSmooth, extraTrees, monotoneConstraints, featureContri } = settings
  if (maxDeltaStep > 0 || pathSmooth > EPSILON || extraTrees || (monotoneConstraints?.length ?? 0) > 0) return false
  return mapper.categories === undefined && mapper.missing !== MISSING_ZERO && (featureContri?.[column] ?? 1) === 1
}

/** Searches one feature's histogram for its best split of a leaf. */
export interface SplitSearch {
  /**
   * @param sums gradient and hessian of each bin, alternating
   * @param found receives the split; its gain is −Infinity if there is none
   * @returns false if the feature need not be looked at again below this leaf
   */
  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean
}

/**
 * Searches one feature's histogram for its best split of a leaf, as LightGBM does: once from the right with missing values on the left,
 * and, where values are missing, once from the left with them on the right. Row counts of bins are estimated from their hessians.
 */
export class SplitFinder implements SplitSearch {
  private splittable = false
  private bestGain = -Infinity
  private bestBin = 0
  private bestGradient = 0
  private bestHessian = 0

  constructor(protected readonly settings: SplitSettings) {}

  /**
   * @param sums gradient and hessian of each bin, alternating
   * @param found receives the split; its gain is −Infinity if there is none
   * @returns whether any split gained more than none; features without are not looked at again below this leaf
   */
  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: LeafSums, found: SplitCandidate): boolean {
    const { hasMissing, binCount, mostFrequentBin } = feature.mapper
    const { lambdaL1, lambdaL2, minGainToSplit } = this.settings
    const hessian = leaf.hessian + 2 * EPSILON
    const shift = leafGain(leaf.gradient, hessian, lambdaL1, lambdaL2) + minGainToSplit
    found.clear()
    this.splittable = false
    const bothWays = hasMissing && binCount > 2
    this.scanFromRight(sums, feature.offset, bothWays ? binCount - 2 : binCount - 1, leaf, hessian, shift)
    this.keep(found, leaf, hessian, shift, !hasMissing || bothWays)
    if (bothWays) {
      this.scanFromLeft(sums, feature.offset, binCount, mostFrequentBin === 0, leaf, hessian, shift)
      this.keep(found, leaf, hessian, shift, false)
    }
    if (found.gain > -Infinity) found.feature = position
    return this.splittable
  }

  protected scanFromRight(sums: Float64Array, offset: number, top: number, leaf: LeafSums, hessian: number, shift: number): void {
    const { minDataInLeaf, minSumHessianInLeaf, lambdaL1, lambdaL2 } = this.settings
    const { gradient, rows } = leaf
    const rowsPerHessian = rows / hessian
    let bestGain = shift
    let bestBin = -1
    let bestGradient = 0
    let bestHessian = 0
    let rightGradient = 0
    let rightHessian = EPSILON
    let rightRows = 0
    for (let k = 2 * (offset + top); k > 2 * offset; k -= 2) {
      const binHessian = sums[k + 1]!
      rightGradient += sums[k]!
      rightHessian += binHessian
      rightRows += (binHessian * rowsPerHessian + 0.5) | 0
      if (rightRows < minDataInLeaf || rightHessian < minSumHessianInLeaf) continue
      if (rows - rightRows < minDataInLeaf) break
      const leftHessian = hessian - rightHessian
      if (leftHessian < minSumHessianInLeaf) break
      const leftGradient = gradient - rightGradient
      const gain = leafGain(leftGradient, leftHessian, lambdaL1, lambdaL2) + leafGain(rightGradient, rightHessian, lambdaL1, lambdaL2)
      if (gain > bestGain) {
        bestGain = gain
        bestBin = k / 2 - offset - 1
        bestGradient = leftGradient
        bestHessian = leftHessian
      }
    }
    this.report(bestGain, bestBin, bestGradient, bestHessian)
  }

  protected scanFromLeft(
    sums: Float64Array,
    offset: number,
    binCount: number,
    firstBinIsImplied: boolean,
    leaf: LeafSums,
    hessian: number,
    shift: number,
  ): void {
    const { minDataInLeaf, minSumHessianInLeaf, lambdaL1, lambdaL2 } = this.settings
    const { gradient, rows } = leaf
    const rowsPerHessian = rows / hessian
    let bestGain = shift
    let bestBin = -1
    let bestGradient = 0
    let bestHessian = 0
    let leftGradient = 0
    let leftHessian = EPSILON
    let leftRows = 0
    if (firstBinIsImplied) {
      leftGradient = gradient
      leftHessian = hessian - EPSILON
      leftRows = rows
      for (let bin = 1; bin < binCount; bin++) {
        const k = 2 * (offset + bin)
        leftGradient -= sums[k]!
        leftHessian -= sums[k + 1]!
        leftRows -= (sums[k + 1]! * rowsPerHessian + 0.5) | 0
      }
    }
    for (let bin = 0; bin <= binCount - 2; bin++) {
      if (bin > 0 || !firstBinIsImplied) {
        const k = 2 * (offset + bin)
        const binHessian = sums[k + 1]!
        leftGradient += sums[k]!
        leftHessian += binHessian
        leftRows += (binHessian * rowsPerHessian + 0.5) | 0
      }
      if (leftRows < minDataInLeaf || leftHessian < minSumHessianInLeaf) continue
      if (rows - leftRows < minDataInLeaf) break
      const rightHessian = hessian - leftHessian
      if (rightHessian < minSumHessianInLeaf) break
      const rightGradient = gradient - leftGradient
      const gain = leafGain(leftGradient, leftHessian, lambdaL1, lambdaL2) + leafGain(rightGradient, rightHessian, lambdaL1, lambdaL2)
      if (gain > bestGain) {
        bestGain = gain
        bestBin = bin
        bestGradient = leftGradient
        bestHessian = leftHessian
      }
    }
    this.report(bestGain, bestBin, bestGradient, bestHessian)
  }

  /** What a scan found: a bin of −1 for nothing that gains more than its start. */
  protected report(gain: number, bin: number, gradient: number, hessian: number): void {
    this.bestGain = gain
    this.bestBin = bin
    this.bestGradient = gradient
    this.bestHessian = hessian
  }

  /** Takes over the last scan's split if it gains more than `found`, in LightGBM's order of rounding. */
  private keep(found: SplitCandidate, leaf: LeafSums, hessian: number, shift: number, defaultLeft: boolean): void {
    if (this.bestBin < 0) return
    this.splittable = true
    if (!(this.bestGain > found.gain + shift)) return
    const rightGradient = leaf.gradient - this.bestGradient
    const rightHessian = hessian - this.bestHessian
    found.bin = this.bestBin
    found.defaultLeft = defaultLeft
    found.leftGradient = this.bestGradient
    found.leftHessian = this.bestHessian - EPSILON
    found.leftOutput = leafOutput(this.bestGradient, this.bestHessian, this.settings)
    found.rightGradient = rightGradient
    found.rightHessian = rightHessian - EPSILON
    found.rightOutput = leafOutput(rightGradient, rightHessian, this.settings)
    found.gain = this.bestGain - shift
  }
}
