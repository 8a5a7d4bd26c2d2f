import { digamma, log, logGamma, type SmoothFunction } from '../../../core/index.js'
import { LogRecursion } from './log-recursion.js'
import { type GarchSpec, type Layout, layoutOf } from './model.js'
import type { VarianceRecursion } from './recursion.js'
import type { Sample } from './sample.js'
import { ShockRecursion } from './shock-recursion.js'

const LOG_TWO_PI = 1.8378770664093453
/** Factors below 1e17, and above 1e-12, multiplied before one logarithm is taken of them. */
const FACTORS = 16

/** Minus the log-likelihood of scaled returns, with its slopes. */
export class GarchLikelihood implements SmoothFunction {
  readonly layout: Layout
  readonly recursion: VarianceRecursion
  /** Per row, of minus its log-likelihood: slope with respect to ln h and to the shock. */
  readonly logSlopes: Float64Array
  readonly shockSlopes: Float64Array
  private readonly count: number

  constructor(spec: GarchSpec, sample: Sample) {
    this.layout = layoutOf(spec)
    this.recursion = spec.model === 'egarch' ? new LogRecursion(this.layout, sample) : new ShockRecursion(this.layout, sample)
    this.count = sample.returns.length
    this.logSlopes = new Float64Array(this.count)
    this.shockSlopes = new Float64Array(this.count)
  }

  /** Minus the log-likelihood alone. */
  value(x: Float64Array): number {
    this.recursion.run(x)
    return this.layout.inverseNu < 0 ? this.normal() : this.student(1 / x[this.layout.inverseNu]!)
  }

  evaluate(x: Float64Array, gradient: Float64Array): number {
    const value = this.value(x)
    gradient.fill(0)
    if (this.layout.inverseNu >= 0) gradient[this.layout.inverseNu] = this.ofInverseNu
    this.recursion.pullBack(x, this.logSlopes, this.shockSlopes, gradient)
    return value
  }

  /** d value / d (1/nu) of the last value. */
  private ofInverseNu = 0

  private normal(): number {
    const { shocks, variances } = this.recursion
    const { logSlopes, shockSlopes, count } = this
    let logs = 0
    let squares = 0
    let product = 1
    for (let t = 0; t < count; t++) {
      const variance = variances[t]!
      const weighted = shocks[t]! / variance
      const square = weighted * shocks[t]!
      product *= variance
      if (t % FACTORS === FACTORS - 1) {
        logs += log(product)
        product = 1
      }
      squares += square
      logSlopes[t] = 0.5 - 0.5 * square
      shockSlopes[t] = weighted
    }
    return 0.5 * (count * LOG_TWO_PI + logs + log(product) + squares)
  }

  private student(nu: number): number {
    const { shocks, variances } = this.recursion
    const { logSlopes, shockSlopes, count } = this
    const half = 0.5 * (nu + 1)
    const spread = 1 / (nu - 2)
    let logs = 0
    let tails = 0
    let shares = 0
    let product = 1
    let tailProduct = 1
    for (let t = 0; t < count; t++) {
      const variance = variances[t]!
      const weighted = (shocks[t]! / variance) * spread
      const tail = 1 + weighted * shocks[t]!
      const share = (tail - 1) / tail
      product *= variance
      tailProduct *= tail
      if (t % FACTORS === FACTORS - 1) {
        logs += log(product)
        tails += log(tailProduct)
        product = 1
        tailProduct = 1
      }
      shares += share
      logSlopes[t] = 0.5 - half * share
      shockSlopes[t] = ((nu + 1) * weighted) / tail
    }
    tails += log(tailProduct)
    const constant = logGamma(half) - logGamma(0.5 * nu) - 0.5 * log(Math.PI * (nu - 2))
    const ofNu = count * (0.5 * (digamma(0.5 * nu) - digamma(half)) + 0.5 * spread) + 0.5 * tails - half * spread * shares
    this.ofInverseNu = -ofNu * nu * nu
    return 0.5 * (logs + log(product)) + half * tails - count * constant
  }

  /**
   * The expected information, had the shocks been normal: Σ ½ · (d ln h)(d ln h)ᵀ, with 1 / h added for mu. Where the columns are all but dependent the diagonal is raised a little; 1/nu has
   * its own curvature there.
   */
  curvature(x: Float64Array): Float64Array {
    const { layout, count } = this
    const size = layout.size
    this.recursion.run(x)
    const columns = this.recursion.sensitivities(x)
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let k = 0; k <= i; k++) {
        let sum = 0
        for (let t = 0; t < count; t++) sum += columns[i]![t]! * columns[k]![t]!
        matrix[i * size + k] = 0.5 * sum
        matrix[k * size + i] = 0.5 * sum
      }
    }
    if (layout.mu >= 0) for (let t = 0; t < count; t++) matrix[layout.mu * size + layout.mu]! += 1 / this.recursion.variances[t]!
    const place = layout.inverseNu
    if (place >= 0) matrix[place * size + place] = this.tailCurvature(x[place]!)
    for (let i = 0; i < size; i++) matrix[i * size + i] = matrix[i * size + i]! * (1 + 1e-9) + 1e-8 * count
    return matrix
  }

  private tailCurvature(inverseNu: number): number {
    const step = 1e-3 * (0.5 - inverseNu)
    this.student(1 / (inverseNu + step))
    const above = this.ofInverseNu
    this.student(1 / (inverseNu - step))
    // Convex near the maximum only: elsewhere a step of about a tenth.
    return Math.max((above - this.ofInverseNu) / (2 * step), 10 * Math.abs(above), 1e-3 * this.count)
  }

  /** Slopes of each row's minus log-likelihood, a column per parameter, at the last value. */
  scores(x: Float64Array): Float64Array[] {
    const { layout, count, logSlopes, shockSlopes } = this
    this.value(x)
    const columns = this.recursion.sensitivities(x)
    columns.forEach((column, place) => {
      for (let t = 0; t < count; t++) column[t] = column[t]! * logSlopes[t]! - (place === layout.mu ? shockSlopes[t]! : 0)
    })
    if (layout.inverseNu >= 0) this.tailScores(1 / x[layout.inverseNu]!, columns[layout.inverseNu]!)
    return columns
  }

  private tailScores(nu: number, column: Float64Array): void {
    const { shocks, variances } = this.recursion
    const half = 0.5 * (nu + 1)
    const spread = 1 / (nu - 2)
    const constant = 0.5 * (digamma(0.5 * nu) - digamma(half)) + 0.5 * spread
    for (let t = 0; t < this.count; t++) {
      const tail = 1 + (shocks[t]! / variances[t]!) * shocks[t]! * spread
      column[t] = -nu * nu * (constant + 0.5 * log(tail) - half * spread * ((tail - 1) / tail))
    }
  }
}
