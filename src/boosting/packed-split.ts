import type { BinnedFeature } from './binned-data.js'
import { type LeafSums, leafOutput, type SearchedLeaf, type SplitCandidate, type SplitSearch, type SplitSettings } from './split.js'

/** Where `d` is smaller than this share of what it is the difference of, it is nothing but rounding. */
const NOISE = 2 ** -50

/**
 * What orders the borders of one leaf. With GL + GR = G, HL + HR = H and H′ = H + 2λ,
 * GL² / (HL + λ) + GR² / (HR + λ) = G² / H′ + H′ · d² / ((HL + λ) · (HR + λ)), where d = GL − G / H′ · (HL + λ): one quotient per border.
 */
export class BorderScale {
  /** G / H′ */
  ratio = 0
  /** Hessian that each side needs: the least sum, and the share of `minDataInLeaf` rows. */
  least = 0
  private factor = 0
  private constant = 0

  constructor(private readonly settings: SplitSettings) {}

  set({ gradient, hessian, rows }: LeafSums): void {
    const { lambdaL2, minDataInLeaf, minSumHessianInLeaf, minGainToSplit } = this.settings
    this.factor = hessian + 2 * lambdaL2
    this.ratio = gradient / this.factor
    this.least = Math.max(minSumHessianInLeaf, (minDataInLeaf * hessian) / rows)
    this.constant = (lambdaL2 * gradient * this.ratio) / (hessian + lambdaL2) + minGainToSplit
  }

  /** The gain over no split of a border with this quotient. */
  gain(quotient: number): number {
    return this.factor * quotient - this.constant
  }

  /** Fills in a split with these sums on its left; false if its gain is only rounding. */
  describe(found: SplitCandidate, leaf: LeafSums, leftGradient: number, leftHessian: number): boolean {
    const share = this.ratio * (leftHessian + this.settings.lambdaL2)
    if (!(Math.abs(leftGradient - share) > NOISE * Math.max(Math.abs(leftGradient), Math.abs(share)))) return false
    found.leftGradient = leftGradient
    found.leftHessian = leftHessian
    found.leftOutput = leafOutput(leftGradient, leftHessian, this.settings)
    found.rightGradient = leaf.gradient - leftGradient
    found.rightHessian = leaf.hessian - leftHessian
    found.rightOutput = leafOutput(found.rightGradient, found.rightHessian, this.settings)
    return true
  }
}

/** True if {@link PackedSplitFinder} searches plain features by itself: with an L1 penalty, one quotient does not order the borders. */
export function hasPackedSearch({ lambdaL1 }: SplitSettings): boolean {
  return !(lambdaL1 > 0)
}

/**
 * Searches a histogram whose sums are exact. Of borders that gain the same the highest wins; missing values go left unless they gain more
 * on the right. The share of the hessian stands for the number of rows. Whatever is not a plain numeric search is left to another finder.
 */
export class PackedSplitFinder implements SplitSearch {
  private readonly scale: BorderScale
  private quotient = 0
  private bin = -1
  private gradient = 0
  private hessian = 0

  constructor(
    private readonly settings: SplitSettings,
    private readonly isPlain: (feature: BinnedFeature) => boolean,
    private readonly others: SplitSearch,
  ) {
    this.scale = new BorderScale(settings)
  }

  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean {
    if (!this.isPlain(feature)) return this.others.search(feature, position, sums, leaf, found)
    const { hasMissing, binCount } = feature.mapper
    const first = 2 * feature.offset
    this.scale.set(leaf)
    found.clear()
    if (!hasMissing) {
      this.scan(sums, first, binCount, 0, 0, leaf)
      this.keep(found, position, leaf, true)
      return true
    }
    const missing = first + 2 * (binCount - 1)
    if (binCount > 2 && (sums[missing]! !== 0 || sums[missing + 1]! !== 0)) {
      this.scan(sums, first, binCount - 1, sums[missing]!, sums[missing + 1]!, leaf)
      this.keep(found, position, leaf, true)
    }
    this.scan(sums, first, binCount - 1, 0, 0, leaf)
    this.keep(found, position, leaf, false)
    return true
  }

  private scan(sums: Float64Array, first: number, bins: number, gradient: number, hessian: number, leaf: LeafSums): void {
    const { ratio, least } = this.scale
    const { lambdaL2 } = this.settings
    this.quotient = 0
    this.bin = -1
    let leftGradient = gradient
    let leftHessian = hessian
    for (let bin = 0; bin < bins; bin++) {
      leftGradient += sums[first + 2 * bin]!
      leftHessian += sums[first + 2 * bin + 1]!
      const rightHessian = leaf.hessian - leftHessian
      if (!(leftHessian >= least && rightHessian >= least && leftHessian > 0 && rightHessian > 0)) continue
      const left = leftHessian + lambdaL2
      const d = leftGradient - ratio * left
      const quotient = (d * d) / (left * (rightHessian + lambdaL2))
      if (!(quotient >= this.quotient)) continue
      this.quotient = quotient
      this.bin = bin
      this.gradient = leftGradient
      this.hessian = leftHessian
    }
  }

  private keep(found: SplitCandidate, position: number, leaf: LeafSums, defaultLeft: boolean): void {
    if (this.bin < 0) return
    const gain = this.scale.gain(this.quotient)
    if (!(gain > found.gain && gain > 0)) return
    if (!this.scale.describe(found, leaf, this.gradient, this.hessian)) return
    found.gain = gain
    found.feature = position
    found.bin = this.bin
    found.defaultLeft = defaultLeft
  }
}
