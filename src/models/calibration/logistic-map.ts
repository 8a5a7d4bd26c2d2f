import { exp, factorCholesky, log1p, minimise, type Objective, solveCholesky } from '../../core/index.js'

/** Targets are shares 0 … 1, not only 0 and 1; weights are all at least 0. */
export interface LogisticTarget {
  target: Float64Array
  weights: Float64Array
}

const MAX_ITERATIONS = 500
const ROWS_PER_YIELD = 65536
/** Twice the fall of the mean loss that is not worth another step. */
const TOLERANCE = 1e-26

/** 1 / (1 + e⁻ᶻ) without overflow. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + exp(-z))
  const odds = exp(z)
  return odds / (1 + odds)
}

/** Mean cross-entropy of σ(x w + intercept) with the penalty ½ λ‖w‖²; the coefficients are the columns' and then the intercept. */
class MeanCrossEntropy implements Objective {
  private readonly share: Float64Array
  private readonly hessian: Float64Array
  private readonly width: number

  constructor(
    private readonly columns: readonly Float64Array[],
    private readonly target: Float64Array,
    weights: Float64Array,
    private readonly penalty: number,
  ) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    this.share = weights.map((weight) => weight / total)
    this.width = columns.length + 1
    this.hessian = new Float64Array(this.width * this.width)
  }

  private value(column: number, row: number): number {
    return column < this.columns.length ? this.columns[column]![row]! : 1
  }

  private score(x: Float64Array, row: number): number {
    let z = x[this.width - 1]!
    for (let j = 0; j < this.columns.length; j++) z += x[j]! * this.columns[j]![row]!
    return z
  }

  *evaluate(x: Float64Array, gradient: Float64Array): Generator<void, number> {
    let loss = 0
    gradient.fill(0)
    for (let row = 0; row < this.target.length; row++) {
      const z = this.score(x, row)
      const share = this.share[row]!
      const power = exp(-Math.abs(z))
      loss += share * (log1p(power) + Math.max(z, 0) - this.target[row]! * z)
      const residual = share * ((z >= 0 ? 1 : power) / (1 + power) - this.target[row]!)
      for (let j = 0; j < this.width; j++) gradient[j]! += residual * this.value(j, row)
      if (row % ROWS_PER_YIELD === ROWS_PER_YIELD - 1) yield
    }
    for (let j = 0; j < this.columns.length; j++) {
      gradient[j]! += this.penalty * x[j]!
      loss += 0.5 * this.penalty * x[j]! * x[j]!
    }
    return loss
  }

  *prepare(x: Float64Array): Generator<void> {
    const { hessian, width } = this
    hessian.fill(0)
    for (let row = 0; row < this.target.length; row++) {
      const power = exp(-Math.abs(this.score(x, row)))
      const curvature = (this.share[row]! * power) / ((1 + power) * (1 + power))
      for (let j = 0; j < width; j++)
        for (let k = 0; k <= j; k++) hessian[j * width + k]! += curvature * this.value(j, row) * this.value(k, row)
    }
    for (let j = 0; j < this.columns.length; j++) hessian[j * width + j]! += this.penalty
    yield* factorCholesky(hessian, width)
  }

  precondition(vector: Float64Array): void {
    solveCholesky(this.hessian, this.width, vector, 0)
  }
}

/**
 * The weights of `columns` and, last, the intercept that minimise Σ weight · cross-entropy(target, σ(x w + intercept)) + ½ penalty ‖w‖², by Newton steps from no slope and
 * `startIntercept`.
 */
export function fitLogisticMap(
  columns: readonly Float64Array[],
  { target, weights }: LogisticTarget,
  penalty: number,
  startIntercept: number,
): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const solution = new Float64Array(columns.length + 1)
  solution[columns.length] = startIntercept
  const objective = new MeanCrossEntropy(columns, target, weights, penalty / total)
  const steps = minimise(objective, solution, { maxIterations: MAX_ITERATIONS, tolerance: TOLERANCE })
  while (steps.next().done !== true);
  return solution
}
