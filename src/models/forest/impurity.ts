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

function bits(share: number): number {
  return share > 0 ? (share * log(share)) / Math.LN2 : 0
}

/** −Σ share · log₂ share. */
export const entropy: Impurity = {
  of(sums, weight) {
    let sum = 0
    for (let k = 0; k < sums.length; k++) sum -= bits(sums[k]! / weight)
    return sum
  },
  score(left, leftWeight, total, rightWeight) {
    let ofLeft = 0
    let ofRight = 0
    for (let k = 0; k < left.length; k++) {
      ofLeft += bits(left[k]! / leftWeight)
      ofRight += bits((total[k]! - left[k]!) / rightWeight)
    }
    return leftWeight * ofLeft + rightWeight * ofRight
  },
}
