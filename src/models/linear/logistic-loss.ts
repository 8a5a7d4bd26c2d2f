import { factorCholesky, type Objective, solveCholesky } from '../../core/index.js'
import { softmax } from './softmax.js'
import type { Standardised } from './standardised.js'

/** What is fitted: rows, their classes 0 … classes − 1 and weights, and the penalty on each standardised coefficient. */
export interface LossData {
  x: Standardised
  value: Int32Array
  classes: number
  /** All 1 when undefined. */
  weights: Float64Array | undefined
  /** Factor of each column's squared coefficient (halved); 0 for the intercept. */
  penalty: Float64Array
}

/** Multiplications between two yields: some milliseconds' work. */
const WORK_BETWEEN_YIELDS = 2_000_000
/** The curvature is added up anew at the start and then every so many iterations. */
const RENEW_EVERY = 15

/**
 * Mean cross-entropy plus L2 penalty as a function of the standardised coefficients: one row of them (log-odds of the second class) for two
 * classes, one row per class for more.
 *
 * The preconditioner is the Hessian with each row's matrix diag(p) − ppᵀ replaced by the multiple of I − 11ᵀ/K that has the same trace. That
 * is exact for two classes, and for more where all are equally likely; it needs one matrix of the size of a single class.
 */
export class LogisticLoss implements Objective {
  /** Rows of coefficients. */
  readonly logits: number
  private readonly weights: Float64Array
  private readonly scores: Float64Array
  private readonly curvature: Float64Array
  private readonly scaled: Float64Array

  constructor(private readonly data: LossData) {
    const { x, classes, weights } = data
    this.logits = classes === 2 ? 1 : classes
    const total = weights === undefined ? x.rows : weights.reduce((sum, weight) => sum + weight, 0)
    this.weights = new Float64Array(x.rows).fill(1 / total)
    if (weights !== undefined) for (let i = 0; i < x.rows; i++) this.weights[i] = weights[i]! / total
    this.scores = new Float64Array(classes)
    this.curvature = new Float64Array(x.width * x.width)
    this.scaled = new Float64Array(x.width)
  }

  /** Probabilities of a row into `scores`; returns the cross-entropy of its class. With two classes the first one's score is 0. */
  private predict(coefficients: Float64Array, row: number): number {
    const { scores, logits } = this
    const { width, data } = this.data.x
    const at = row * width
    scores[0] = 0
    for (let k = 0; k < logits; k++) {
      const from = k * width
      let score = 0
      for (let j = 0; j < width; j++) score += coefficients[from + j]! * data[at + j]!
      scores[scores.length - logits + k] = score
    }
    return softmax(scores, this.data.value[row]!)
  }

  private addGradient(row: number, gradient: Float64Array): void {
    const { scores, logits } = this
    const { width, data } = this.data.x
    const label = this.data.value[row]!
    const at = row * width
    for (let k = 0; k < logits; k++) {
      const ofClass = scores.length - logits + k
      const residual = this.weights[row]! * (scores[ofClass]! - (label === ofClass ? 1 : 0))
      const from = k * width
      for (let j = 0; j < width; j++) gradient[from + j]! += residual * data[at + j]!
    }
  }

  *evaluate(coefficients: Float64Array, gradient: Float64Array): Generator<void, number> {
    const { rows, width } = this.data.x
    const { penalty } = this.data
    const block = this.rowsPerYield(width * this.logits)
    let loss = 0
    for (let i = 0; i < gradient.length; i++) {
      const pull = penalty[i % width]! * coefficients[i]!
      gradient[i] = pull
      loss += 0.5 * pull * coefficients[i]!
    }
    for (let row = 0; row < rows; row++) {
      loss += this.weights[row]! * this.predict(coefficients, row)
      this.addGradient(row, gradient)
      if (row % block === block - 1) yield
    }
    return loss
  }

  *prepare(coefficients: Float64Array, iteration: number): Generator<void> {
    if (iteration % RENEW_EVERY !== 1) return
    const { rows, width } = this.data.x
    const { curvature } = this
    const { penalty } = this.data
    const block = this.rowsPerYield((width * width) / 2)
    curvature.fill(0)
    for (let row = 0; row < rows; row++) {
      this.predict(coefficients, row)
      this.addOuterProduct(row, this.weights[row]! * this.spread())
      if (row % block === block - 1) yield
    }
    for (let j = 0; j < width; j++) curvature[j * width + j]! += penalty[j]!
    yield* factorCholesky(curvature, width)
  }

  /** How much a row's probabilities answer to a change of scores. */
  private spread(): number {
    const { scores, logits } = this
    if (logits === 1) return scores[0]! * scores[1]!
    let squares = 0
    for (let k = 0; k < logits; k++) squares += scores[k]! * scores[k]!
    return Math.max(0, 1 - squares) / (logits - 1)
  }

  /** Adds factor · x xᵀ of one row to the curvature's lower triangle. */
  private addOuterProduct(row: number, factor: number): void {
    const { curvature, scaled } = this
    const { width, data } = this.data.x
    const at = row * width
    for (let j = 0; j < width; j++) scaled[j] = data[at + j]!
    for (let j = 0; j < width; j++) {
      const of = factor * scaled[j]!
      const line = j * width
      for (let k = 0; k <= j; k++) curvature[line + k]! += of * scaled[k]!
    }
  }

  /** A direction that moves all classes alike changes no probability: only differences from the classes' mean are solved for. */
  precondition(vector: Float64Array): void {
    const { logits } = this
    const { width } = this.data.x
    if (logits > 1) {
      for (let j = 0; j < width; j++) {
        let mean = 0
        for (let k = 0; k < logits; k++) mean += vector[k * width + j]! / logits
        for (let k = 0; k < logits; k++) vector[k * width + j]! -= mean
      }
    }
    for (let k = 0; k < logits; k++) solveCholesky(this.curvature, width, vector, k * width)
  }

  private rowsPerYield(workPerRow: number): number {
    return Math.max(1, Math.floor(WORK_BETWEEN_YIELDS / workPerRow))
  }
}
