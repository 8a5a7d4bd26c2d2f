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

/** Multiplications between two yields: some milliseconds' work. A row's softmax takes as long as about fifty. */
const WORK_BETWEEN_YIELDS = 2_000_000
const WORK_OF_SOFTMAX = 50
/** The curvature is added up anew at the start and then every so many iterations. */
const RENEW_EVERY = 20

/**
 * Mean cross-entropy plus L2 penalty as a function of the standardised coefficients: one row of them (log-odds of the second class) for two
 * classes, one row per class for more.
 *
 * The preconditioner for two classes is the inverse Hessian. For more, each class has a matrix of its own, the columns' products weighted by
 * the class's probabilities plus the penalty, and directions that move all classes alike are left out: where a class is equally likely in
 * all rows that is the inverse Hessian too, since diag(1/p) inverts diag(p) − ppᵀ for differences between classes.
 */
export class LogisticLoss implements Objective {
  /** Rows of coefficients. */
  readonly logits: number
  private readonly weights: Float64Array
  private readonly scores: Float64Array
  /** A matrix per row of coefficients, later its triangular factor. */
  private readonly curvature: readonly Float64Array[]

  constructor(private readonly data: LossData) {
    const { x, classes, weights } = data
    this.logits = classes === 2 ? 1 : classes
    const total = weights === undefined ? x.rows : weights.reduce((sum, weight) => sum + weight, 0)
    this.weights = new Float64Array(x.rows).fill(1 / total)
    if (weights !== undefined) for (let i = 0; i < x.rows; i++) this.weights[i] = weights[i]! / total
    this.scores = new Float64Array(classes)
    this.curvature = Array.from({ length: this.logits }, () => new Float64Array(x.width * x.width))
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
    const block = this.rowsPerYield(2 * width * this.logits)
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
    const { scores, logits, weights, curvature } = this
    const { rows, width } = this.data.x
    const { penalty } = this.data
    const block = this.rowsPerYield((logits * width * width) / 2)
    for (const matrix of curvature) matrix.fill(0)
    for (let row = 0; row < rows; row++) {
      this.predict(coefficients, row)
      for (let k = 0; k < logits; k++) {
        const p = scores[scores.length - logits + k]!
        this.addProducts(curvature[k]!, row, weights[row]! * p * (1 - p))
      }
      if (row % block === block - 1) yield
    }
    for (const matrix of curvature) {
      for (let j = 0; j < width; j++) matrix[j * width + j]! += penalty[j]!
      yield* factorCholesky(matrix, width)
    }
  }

  /** Adds factor · x xᵀ of one row to a matrix's lower triangle. */
  private addProducts(matrix: Float64Array, row: number, factor: number): void {
    const { width, data } = this.data.x
    const at = row * width
    for (let j = 0; j < width; j++) {
      const of = factor * data[at + j]!
      const line = j * width
      for (let k = 0; k <= j; k++) matrix[line + k]! += of * data[at + k]!
    }
  }

  precondition(vector: Float64Array): void {
    this.centre(vector)
    for (let k = 0; k < this.logits; k++) solveCholesky(this.curvature[k]!, this.data.x.width, vector, k * this.data.x.width)
    this.centre(vector)
  }

  /** Takes the classes' mean off: a direction that moves all alike changes no probability, and the minimum has none of it. */
  private centre(vector: Float64Array): void {
    const { logits } = this
    const { width } = this.data.x
    if (logits === 1) return
    for (let j = 0; j < width; j++) {
      let sum = 0
      for (let k = 0; k < logits; k++) sum += vector[k * width + j]!
      for (let k = 0; k < logits; k++) vector[k * width + j]! -= sum / logits
    }
  }

  private rowsPerYield(workPerRow: number): number {
    return Math.max(1, Math.floor(WORK_BETWEEN_YIELDS / (workPerRow + WORK_OF_SOFTMAX)))
  }
}
