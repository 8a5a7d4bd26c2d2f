/*
 * Gradients and hessians of losses of the logistic function, two rows at a time, in the order of operations of the objectives in
 * TypeScript. Rows `from` … `to` − 1; of an odd number the last but one is done twice, so there must be two.
 */
import { exponential } from './_exponential'

// @ts-ignore: decorator
@inline
function loadPair(floats: usize, row: i32): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(floats + ((<usize>row) << 2)))
}

// @ts-ignore: decorator
@inline
function storePair(floats: usize, row: i32, values: v128): void {
  v128.store64_lane(floats + ((<usize>row) << 2), f32x4.demote_f64x2_zero(values), 0)
}

// @ts-ignore: decorator
@inline
function binaryPair(
  row: i32,
  scores: usize,
  labels: usize,
  positive: f64,
  weights: usize,
  sigmoid: f64,
  positiveWeight: f64,
  negativeWeight: f64,
  table: usize,
  gradients: usize,
  hessians: usize,
): void {
  const label = loadPair(labels, row)
  const isPositive = positive < 0 ? f64x2.gt(label, f64x2.splat(0)) : f64x2.eq(label, f64x2.splat(positive))
  const slope = v128.bitselect(f64x2.splat(sigmoid), f64x2.splat(-sigmoid), isPositive)
  const labelWeight = v128.bitselect(f64x2.splat(positiveWeight), f64x2.splat(negativeWeight), isPositive)
  const score = v128.load(scores + ((<usize>row) << 3))
  const power = exponential(f64x2.mul(slope, score), table)
  const response = f64x2.div(f64x2.neg(slope), f64x2.add(f64x2.splat(1), power))
  const size = f64x2.abs(response)
  let gradient = f64x2.mul(response, labelWeight)
  let hessian = f64x2.mul(f64x2.mul(size, f64x2.sub(f64x2.splat(sigmoid), size)), labelWeight)
  if (weights != 0) {
    const weight = loadPair(weights, row)
    gradient = f64x2.mul(gradient, weight)
    hessian = f64x2.mul(hessian, weight)
  }
  storePair(gradients, row, gradient)
  storePair(hessians, row, hessian)
}

/** @param positive the label of positive rows; negative: any label above 0 */
export function binary(
  from: i32,
  to: i32,
  scores: usize,
  labels: usize,
  positive: f64,
  weights: usize,
  sigmoid: f64,
  positiveWeight: f64,
  negativeWeight: f64,
  table: usize,
  gradients: usize,
  hessians: usize,
): void {
  for (let i = from; i < to; i += 2) {
    const row = min(i, to - 2)
    binaryPair(row, scores, labels, positive, weights, sigmoid, positiveWeight, negativeWeight, table, gradients, hessians)
  }
}

/** Scores, gradients and hessians hold `rows` numbers of each class, one class after the other; `powers` has room for 16 bytes per class. */
export function softmax(
  from: i32,
  to: i32,
  rows: i32,
  classes: i32,
  scores: usize,
  labels: usize,
  weights: usize,
  factor: f64,
  table: usize,
  powers: usize,
  gradients: usize,
  hessians: usize,
): void {
  const stride = (<usize>rows) << 3
  const one = f64x2.splat(1)
  for (let i = from; i < to; i += 2) {
    const row = min(i, to - 2)
    const first = scores + ((<usize>row) << 3)
    let most = v128.load(first)
    for (let k = 1; k < classes; k++) {
      const score = v128.load(first + <usize>k * stride)
      most = v128.bitselect(score, most, f64x2.gt(score, most))
    }
    let sum = f64x2.splat(0)
    for (let k = 0; k < classes; k++) {
      const power = exponential(f64x2.sub(v128.load(first + <usize>k * stride), most), table)
      v128.store(powers + ((<usize>k) << 4), power)
      sum = f64x2.add(sum, power)
    }
    const label = loadPair(labels, row)
    const weight = weights == 0 ? one : loadPair(weights, row)
    for (let k = 0; k < classes; k++) {
      const p = f64x2.div(v128.load(powers + ((<usize>k) << 4)), sum)
      const isLabel = f64x2.eq(label, f64x2.splat(<f64>k))
      const gradient = f64x2.sub(p, v128.and(isLabel, one))
      const hessian = f64x2.mul(f64x2.mul(f64x2.splat(factor), p), f64x2.sub(one, p))
      const at = k * rows + row
      storePair(gradients, at, f64x2.mul(gradient, weight))
      storePair(hessians, at, f64x2.mul(hessian, weight))
    }
  }
}
