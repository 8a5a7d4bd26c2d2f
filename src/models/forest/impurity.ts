import { log } from '../../core/index.js'

/** How mixed the classes of a node are, from the weight of each class; and how good a split is. */
export interface Impurity {
  /** Impurity of a node of class weights `sums` that add up to `weight`. */
  of(sums: Float64Array, weight: number): number
  /**
   * A number that is greater the better the split into `left` and `total − left` is; comparable between the splits of one node.
   */
  score(left: Float64Array, leftWeight: number, total: Float64Array, rightWeight: number): number
}

/** 1 − Σ share². A split's score is scikit-learn's: the children's Σ weight² over their weight. */
export const gini: Impurity = {
  of(sums, weight) {
    let squares = 0
    for (let k = 0; k < sums.length; k++) squares += sums[k]! * sums[k]!
    return 1 - squares / (weight * weight)
  },
  score(left, leftWeight, total, rightWeight) {
    let leftSquares = 0
    let rightSquares = 0
    for (let k = 0; k < left.length; k++) {
      const ofLeft = left[k]!
      const ofRight = total[k]! - ofLeft
      leftSquares += ofLeft * ofLeft
      rightSquares += ofRight * ofRight
    }
    return leftSquares / leftWeight + rightSquares / rightWeight
  },
}

/**
 * −Σ share · log₂ share, by x log x of the weights. Whole weights up to `most`, as bootstrap samples have, are looked up: logarithms
 * would take most of the time.
 */
export function createEntropy(most: number): Impurity {
  const table = Float64Array.from({ length: most + 1 }, (_, x) => (x === 0 ? 0 : x * log(x)))
  const xLogX = (x: number): number => {
    if (x <= most && Number.isInteger(x)) return table[x]!
    return x > 0 ? x * log(x) : 0
  }
  return {
    of(sums, weight) {
      let inner = 0
      for (let k = 0; k < sums.length; k++) inner += xLogX(sums[k]!)
      return (xLogX(weight) - inner) / (weight * Math.LN2)
    },
    score(left, leftWeight, total, rightWeight) {
      let sum = 0
      for (let k = 0; k < left.length; k++) sum += xLogX(left[k]!) + xLogX(total[k]! - left[k]!)
      return sum - xLogX(leftWeight) - xLogX(rightWeight)
    },
  }
}
