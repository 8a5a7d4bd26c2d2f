import { minimise } from '../../core/index.js'
import type { RegressionSettings } from './config.js'
import { LogisticLoss } from './logistic-loss.js'
import { type Standardised, standardise } from './standardised.js'

/** Rows to learn from, all of weight above 0, in classes 0 … classes − 1 that all occur. */
export interface RegressionRows {
  columns: readonly Float64Array[]
  value: Int32Array
  classes: number
  /** All 1 when undefined. */
  weights: Float64Array | undefined
}

export interface FittedRegression {
  /** One row for two classes, one per class for more. */
  coefficients: number[][]
  intercepts: number[]
  converged: boolean
  iterations: number
  /** Standard deviation of each column. */
  deviation: Float64Array
}

/** How much further the mean loss may be expected to fall (twice that) at which nothing is left to gain, and at which it does for `converged`. */
const TOLERANCE = 1e-24
const GOOD_ENOUGH = 1e-12

/** A penalty this high holds a coefficient at 0 to the last digit, and its sums stay finite. */
const MOST_PENALTY = 1e250

/** The penalty ½‖w‖² / (C · weight) on coefficients w = u / scale, as factors of u². */
function penalise({ width, scale }: Standardised, strength: number): Float64Array {
  const penalty = new Float64Array(width)
  for (let j = 0; j < scale.length; j++) penalty[j] = Math.min(MOST_PENALTY, scale[j] === 0 ? strength : strength / scale[j]! / scale[j]!)
  return penalty
}

/** Coefficients and intercept of the raw columns. */
function unscale({ width, centre, scale }: Standardised, row: Float64Array): { coefficients: number[]; intercept: number } {
  const coefficients = Array.from(scale, (by, j) => (by === 0 ? 0 : row[j]! / by))
  let intercept = width > scale.length ? row[width - 1]! : 0
  coefficients.forEach((coefficient, j) => {
    intercept -= coefficient * centre[j]!
  })
  return { coefficients, intercept }
}

/** Largest component of the gradient by the raw coefficients and intercepts. */
function steepest({ width, centre, scale }: Standardised, gradient: Float64Array, logits: number): number {
  let most = 0
  for (let k = 0; k < logits; k++) {
    const byIntercept = width > scale.length ? gradient[k * width + width - 1]! : 0
    most = Math.max(most, Math.abs(byIntercept))
    for (let j = 0; j < scale.length; j++) most = Math.max(most, Math.abs(scale[j]! * gradient[k * width + j]! + centre[j]! * byIntercept))
  }
  return most
}

/** Minimises the penalised mean loss; yields now and then. */
export function* fitRegression(
  { columns, value, classes, weights }: RegressionRows,
  { C, fitIntercept, maxIter, tol }: RegressionSettings,
  onIteration: (iteration: number) => void,
): Generator<void, FittedRegression> {
  const x = yield* standardise(columns, fitIntercept)
  const total = weights === undefined ? value.length : weights.reduce((sum, weight) => sum + weight, 0)
  const loss = new LogisticLoss({ x, value, classes, weights, penalty: penalise(x, 1 / C / total) })
  const solution = new Float64Array(loss.logits * x.width)
  const { gradient, iterations, decrement } = yield* minimise(loss, solution, { maxIterations: maxIter, tolerance: TOLERANCE, onIteration })
  const rows = Array.from({ length: loss.logits }, (_, k) => unscale(x, solution.subarray(k * x.width, (k + 1) * x.width)))
  return {
    coefficients: rows.map((row) => row.coefficients),
    intercepts: rows.map((row) => row.intercept),
    converged: decrement <= GOOD_ENOUGH || steepest(x, gradient, loss.logits) <= tol,
    iterations,
    deviation: x.deviation,
  }
}
