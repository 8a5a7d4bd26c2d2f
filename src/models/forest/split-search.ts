import type { Random } from '../../core/index.js'
import type { ForestBins } from './bins.js'
import { gini, type Impurity } from './impurity.js'

interface SearchLimits {
  maxFeatures: number
  minSamplesLeaf: number
}

/** The best split of one node: rows up to `bin` of `feature` go left. */
export interface FoundSplit {
  /** −1 when there is none. */
  feature: number
  bin: number
  /** Mid-way between the neighbouring values that the node's rows have left and right of the split. */
  threshold: number
  leftWeight: number
  leftImpurity: number
  rightWeight: number
  rightImpurity: number
}

/**
 * Finds the split of a node that lessens impurity most among columns drawn at random. Counts the classes in each bin, then walks through
 * the bins that occur; which those are is kept in a bit set, so that a node of few rows never looks at all 255.
 */
export class SplitSearch {
  private readonly order: Int32Array
  /** Class weights of each bin, `[bin * stride + k]`, and its number of rows. */
  private readonly stride: number
  private readonly binSums: Float64Array
  private readonly binRows = new Int32Array(256)
  private readonly occupied = new Int32Array(8)
  /** Gini impurity of two or three classes has a walk of its own. */
  private readonly inLocals: boolean
  private readonly left: Float64Array
  private readonly right: Float64Array
  private readonly bestLeft: Float64Array
  /** Class and weight of the node's rows, in their order. */
  private readonly labels: Int32Array
  private readonly weightOf: Float64Array
  private bestScore = 0
  private binAfter = 0
  private rows: Int32Array = new Int32Array(0)
  private weights: Float64Array = new Float64Array(0)
  private random: Random | undefined
  private minWeight = 0
  private from = 0
  private to = 0
  private total: Float64Array = new Float64Array(0)
  private weight = 0
  private varying = 0
  private drawn = 0
  private readonly found: FoundSplit = {
    feature: -1,
    bin: 0,
    threshold: 0,
    leftWeight: 0,
    leftImpurity: 0,
    rightWeight: 0,
    rightImpurity: 0,
  }

  constructor(
    private readonly data: ForestBins,
    private readonly value: Int32Array,
    private readonly classes: number,
    private readonly limits: SearchLimits,
    private readonly impurity: Impurity,
  ) {
    this.order = new Int32Array(data.columns)
    this.stride = Math.max(3, classes)
    this.inLocals = impurity === gini && classes <= 3
    this.binSums = new Float64Array(256 * this.stride)
    this.left = new Float64Array(classes)
    this.right = new Float64Array(classes)
    this.bestLeft = new Float64Array(classes)
    this.labels = new Int32Array(data.rows)
    this.weightOf = new Float64Array(data.rows)
  }

  /** Begins a tree, which depends on none before it. `rows` is the array that holds each node's rows side by side. */
  startTree(rows: Int32Array, weights: Float64Array, random: Random, minWeight: number): void {
    this.rows = rows
    this.weights = weights
    this.random = random
    this.minWeight = minWeight
    for (let j = 0; j < this.order.length; j++) this.order[j] = j
  }

  /**
   * Begins the node of rows `from` … `to − 1`, where no split has been found yet.
   *
   * @param total weight of each class in the node, `weight` in all
   */
  startNode(from: number, to: number, total: Float64Array, weight: number): void {
    this.from = from
    this.to = to
    this.total = total
    this.weight = weight
    this.bestScore = -Infinity
    this.found.feature = -1
    this.varying = 0
    this.drawn = 0
  }

  /**
   * Searches the next column, drawn without replacement; false when it was the last: when `maxFeatures` have been searched and one
   * of them varied. The first of equal splits wins.
   */
  searchNext(): boolean {
    const { order } = this
    if (this.drawn === 0) this.gather()
    const at = this.random!.integer(this.drawn, order.length)
    const feature = order[at]!
    order[at] = order[this.drawn]!
    order[this.drawn] = feature
    this.drawn += 1
    this.count(feature)
    if ((this.inLocals ? this.walkFewClasses(feature) : this.walk(feature)) > 1) this.varying += 1
    return this.drawn < order.length && (this.drawn < this.limits.maxFeatures || this.varying === 0)
  }

  /** The best split so far; overwritten by the next node. */
  best(): FoundSplit | undefined {
    if (this.found.feature < 0) return undefined
    this.describe()
    return this.found
  }

  /** Classes and weights of the node's rows, side by side. */
  private gather(): void {
    const { rows, labels, weightOf, value, weights, to } = this
    for (let i = this.from; i < to; i++) {
      labels[i] = value[rows[i]!]!
      weightOf[i] = weights[rows[i]!]!
    }
  }

  private count(feature: number): void {
    const { from, to, rows, binSums, binRows, occupied, labels, weightOf, stride } = this
    const { bins } = this.data
    const offset = feature * this.data.rows
    for (let i = from; i < to; i++) {
      const bin = bins[offset + rows[i]!]!
      binRows[bin]! += 1
      binSums[bin * stride + labels[i]!]! += weightOf[i]!
      occupied[bin >>> 5]! |= 1 << (bin & 31)
    }
  }

  /** Tries every split between occupied bins and empties them on the way; returns how many there are. */
  private walk(feature: number): number {
    const { weight, minWeight, binSums, binRows, occupied, left, classes, stride } = this
    const { minSamplesLeaf } = this.limits
    const count = this.to - this.from
    left.fill(0)
    let seen = 0
    let leftRows = 0
    let leftWeight = 0
    let before = 0
    for (let word = 0; word < 8; word++) {
      let bits = occupied[word]!
      occupied[word] = 0
      while (bits !== 0) {
        const bin = (word << 5) + 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        const enoughRows = seen > 0 && leftRows >= minSamplesLeaf && count - leftRows >= minSamplesLeaf
        if (enoughRows && leftWeight >= minWeight && weight - leftWeight >= minWeight) {
          this.consider(feature, before, bin, leftWeight)
        }
        for (let at = bin * stride, k = 0; k < classes; k++, at++) {
          left[k]! += binSums[at]!
          leftWeight += binSums[at]!
          binSums[at] = 0
        }
        leftRows += binRows[bin]!
        binRows[bin] = 0
        before = bin
        seen += 1
      }
    }
    return seen
  }

  /**
   * The same for at most three classes and Gini impurity, with the class weights left of the split in local variables: a third of the
   * training time less, and two or three classes are what forests mostly see.
   */
  private walkFewClasses(feature: number): number {
    const { total, weight, minWeight, binSums, binRows, occupied, left, classes } = this
    const { minSamplesLeaf } = this.limits
    const count = this.to - this.from
    const totalA = total[0]!
    const totalB = total[1]!
    const totalC = classes > 2 ? total[2]! : 0
    let a = 0
    let b = 0
    let c = 0
    let seen = 0
    let leftRows = 0
    let leftWeight = 0
    let before = 0
    for (let word = 0; word < 8; word++) {
      let bits = occupied[word]!
      occupied[word] = 0
      while (bits !== 0) {
        const bin = (word << 5) + 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        const restA = totalA - a
        const restB = totalB - b
        const restC = totalC - c
        const score = (a * a + b * b + c * c) / leftWeight + (restA * restA + restB * restB + restC * restC) / (weight - leftWeight)
        // Before the first bin the score is NaN, which is not above anything.
        if (
          score > this.bestScore &&
          leftRows >= minSamplesLeaf &&
          count - leftRows >= minSamplesLeaf &&
          leftWeight >= minWeight &&
          weight - leftWeight >= minWeight
        ) {
          left[0] = a
          left[1] = b
          if (classes > 2) left[2] = c
          this.consider(feature, before, bin, leftWeight)
        }
        const at = bin * 3
        a += binSums[at]!
        b += binSums[at + 1]!
        c += binSums[at + 2]!
        leftWeight = a + b + c
        binSums[at] = 0
        binSums[at + 1] = 0
        binSums[at + 2] = 0
        leftRows += binRows[bin]!
        binRows[bin] = 0
        before = bin
        seen += 1
      }
    }
    return seen
  }

  /** Keeps the split between two neighbouring bins if it is the best so far. */
  private consider(feature: number, before: number, bin: number, leftWeight: number): void {
    const rightWeight = this.weight - leftWeight
    if (!(rightWeight > 0)) return
    const score = this.impurity.score(this.left, leftWeight, this.total, rightWeight)
    if (!(score > this.bestScore)) return
    this.bestScore = score
    this.bestLeft.set(this.left)
    this.binAfter = bin
    this.found.feature = feature
    this.found.bin = before
    this.found.leftWeight = leftWeight
  }

  private describe(): void {
    const { total, weight, found, bestLeft, right, impurity, data } = this
    for (let k = 0; k < right.length; k++) right[k] = total[k]! - bestLeft[k]!
    found.rightWeight = weight - found.leftWeight
    found.leftImpurity = impurity.of(bestLeft, found.leftWeight)
    found.rightImpurity = impurity.of(right, found.rightWeight)
    const below = data.highest[found.feature * 256 + found.bin]!
    const above = data.lowest[found.feature * 256 + this.binAfter]!
    // Half of each, so that the sum cannot overflow; neighbouring doubles have no number between them.
    const middle = below / 2 + above / 2
    found.threshold = middle >= below && middle < above ? middle : below
  }
}
