import type { BinnedFeature } from '../binned-data.js'
import { EPSILON } from '../constants.js'
import type { MonotoneConstraints, SplitBounds } from '../constraints/split-bounds.js'
import type { SearchedLeaf, SplitCandidate, SplitSearch, SplitSettings } from '../split.js'
import { boundedGain, clip, type Side } from './bounded-gain.js'
import { LeafRule, type LeafRuleSettings } from './leaf-rule.js'
import type { RandomThresholds } from './random-thresholds.js'
import { sortStably } from './stable-order.js'

export interface CategoricalSettings extends SplitSettings, LeafRuleSettings {
  minDataPerGroup: number
  maxCatThreshold: number
  catL2: number
  catSmooth: number
  maxCatToOnehot: number
}

/** What one search works on. */
interface Histogram {
  sums: Float64Array
  offset: number
  binCount: number
  position: number
  leaf: SearchedLeaf
  /** The leaf's hessian as the search sees it. */
  hessian: number
  rowsPerHessian: number
  bounds: SplitBounds | undefined
}

/**
 * Searches a categorical feature as LightGBM does: one category against the rest where there are few; else the categories that are frequent
 * enough, sorted by their mean gradient, from both ends. Bin 0 (missing, rare, unseen) always goes right.
 */
export class CategoricalSearch implements SplitSearch {
  /** Outputs of sorted sets are held back more. */
  private readonly setRule: LeafRule
  private shift = 0
  private splittable = false
  private bestGain = -Infinity
  private bestBins: number[] = []
  private readonly best: Side = { gradient: 0, hessian: 0, rows: 0 }

  constructor(
    private readonly settings: CategoricalSettings,
    private readonly rule: LeafRule,
    private readonly constraints: MonotoneConstraints | undefined,
    private readonly thresholds: RandomThresholds | undefined,
  ) {
    this.setRule = new LeafRule(settings, settings.lambdaL2 + settings.catL2)
  }

  search({ mapper, offset }: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean {
    const { binCount } = mapper
    const hessian = leaf.hessian + 2 * EPSILON
    const bounds = this.constraints?.boundsOf(leaf.index, position)
    bounds?.start(true)
    this.shift = this.rule.gainBeforeCategories(leaf.gradient, hessian, leaf.rows, leaf.output) + this.settings.minGainToSplit
    this.splittable = false
    this.bestGain = -Infinity
    const histogram = { sums, offset, binCount, position, leaf, hessian, rowsPerHessian: leaf.rows / hessian, bounds }
    const isOneHot = binCount <= this.settings.maxCatToOnehot
    if (isOneHot) this.searchSingles(histogram)
    else this.searchSets(histogram)
    found.clear()
    found.monotone = 0
    if (this.splittable) this.report(found, histogram, isOneHot ? this.rule : this.setRule)
    return this.splittable
  }

  private searchSingles({ sums, offset, binCount, position, leaf, hessian, rowsPerHessian, bounds }: Histogram): void {
    const { minDataInLeaf, minSumHessianInLeaf } = this.settings
    const only = this.thresholds === undefined ? -1 : this.thresholds.draw(position, binCount - 1) + 1
    for (let bin = 1; bin < binCount; bin++) {
      const gradient = sums[2 * (offset + bin)]!
      const binHessian = sums[2 * (offset + bin) + 1]!
      const rows = (binHessian * rowsPerHessian + 0.5) | 0
      if (rows < minDataInLeaf || binHessian < minSumHessianInLeaf || leaf.rows - rows < minDataInLeaf) continue
      const otherHessian = hessian - binHessian - EPSILON
      if (otherHessian < minSumHessianInLeaf || (only >= 0 && only !== bin)) continue
      const own = { gradient, hessian: binHessian + EPSILON, rows }
      const other = { gradient: leaf.gradient - gradient, hessian: otherHessian, rows: leaf.rows - rows }
      this.consider(this.gain(this.rule, other, own, leaf.output, bounds), own, [bin], 1)
    }
  }

  private searchSets(histogram: Histogram): void {
    const { sums, offset, binCount, position, rowsPerHessian } = histogram
    const { catSmooth, maxCatThreshold } = this.settings
    const bins: number[] = []
    const means = new Float64Array(binCount)
    for (let bin = 1; bin < binCount; bin++) {
      const binHessian = sums[2 * (offset + bin) + 1]!
      if (((binHessian * rowsPerHessian + 0.5) | 0) < catSmooth) continue
      bins.push(bin)
      means[bin] = sums[2 * (offset + bin)]! / (binHessian + catSmooth)
    }
    sortStably(bins, means)
    const most = Math.min(maxCatThreshold, (bins.length + 1) >> 1)
    const only = this.thresholds === undefined ? -1 : this.thresholds.draw(position, Math.max(Math.min(most, bins.length) - 1, 0))
    this.addOneByOne(histogram, bins, most, only)
    this.addOneByOne(histogram, bins.toReversed(), most, only)
  }

  /** Moves one category after the other to the left side, and looks at each set that holds enough rows more than the one before. */
  private addOneByOne(
    { sums, offset, leaf, hessian, rowsPerHessian, bounds }: Histogram,
    bins: number[],
    most: number,
    only: number,
  ): void {
    const { minDataInLeaf, minSumHessianInLeaf, minDataPerGroup } = this.settings
    const left = { gradient: 0, hessian: EPSILON, rows: 0 }
    let groupRows = 0
    for (let i = 0; i < bins.length && i < most; i++) {
      const k = 2 * (offset + bins[i]!)
      const rows = (sums[k + 1]! * rowsPerHessian + 0.5) | 0
      left.gradient += sums[k]!
      left.hessian += sums[k + 1]!
      left.rows += rows
      groupRows += rows
      if (left.rows < minDataInLeaf || left.hessian < minSumHessianInLeaf) continue
      const rightRows = leaf.rows - left.rows
      if (rightRows < minDataInLeaf || rightRows < minDataPerGroup) break
      const rightHessian = hessian - left.hessian
      if (rightHessian < minSumHessianInLeaf) break
      if (groupRows < minDataPerGroup) continue
      groupRows = 0
      if (only >= 0 && only !== i) continue
      const right = { gradient: leaf.gradient - left.gradient, hessian: rightHessian, rows: rightRows }
      this.consider(this.gain(this.setRule, left, right, leaf.output, bounds), left, bins, i + 1)
    }
  }

  private gain(rule: LeafRule, left: Side, right: Side, parentOutput: number, bounds: SplitBounds | undefined): number {
    if (bounds !== undefined) return boundedGain(rule, left, right, parentOutput, bounds, 0)
    return (
      rule.gain(left.gradient, left.hessian, left.rows, parentOutput) + rule.gain(right.gradient, right.hessian, right.rows, parentOutput)
    )
  }

  /** The first `count` of `bins` go left. */
  private consider(gain: number, left: Side, bins: number[], count: number): void {
    if (gain <= this.shift) return
    this.splittable = true
    if (!(gain > this.bestGain)) return
    this.bestGain = gain
    this.bestBins = bins.slice(0, count)
    this.best.gradient = left.gradient
    this.best.hessian = left.hessian
    this.best.rows = left.rows
  }

  private report(found: SplitCandidate, { binCount, position, leaf, hessian, bounds }: Histogram, rule: LeafRule): void {
    const { best } = this
    const rightGradient = leaf.gradient - best.gradient
    const rightHessian = hessian - best.hessian
    const leftOutput = rule.output(best.gradient, best.hessian, best.rows, leaf.output)
    const rightOutput = rule.output(rightGradient, rightHessian, leaf.rows - best.rows, leaf.output)
    const goesLeft = new Uint8Array(binCount)
    for (const bin of this.bestBins) goesLeft[bin] = 1
    found.feature = position
    found.bin = 0
    found.categories = goesLeft
    found.defaultLeft = false
    found.leftGradient = best.gradient
    found.leftHessian = best.hessian - EPSILON
    found.leftOutput = bounds === undefined ? leftOutput : clip(leftOutput, bounds.leftMin, bounds.leftMax)
    found.rightGradient = rightGradient
    found.rightHessian = rightHessian - EPSILON
    found.rightOutput = bounds === undefined ? rightOutput : clip(rightOutput, bounds.rightMin, bounds.rightMax)
    found.gain = this.bestGain - this.shift
  }
}
