import { exp, log } from '../../../core/index.js'
import type { Layout } from './model.js'
import { accumulate, freeRows, padded, type VarianceRecursion } from './recursion.js'
import type { Sample } from './sample.js'

/** √(2/π), the mean size of a standard normal shock. */
const MEAN_SIZE = 0.7978845608028654
/** Logarithms of variances are held within this, so that every variance is a number. */
const MOST_LOG = 600

function within(level: number): number {
  return level > MOST_LOG ? MOST_LOG : level < -MOST_LOG ? -MOST_LOG : level
}

/** EGARCH: the logarithm of the variance as a sum of past standardised shocks, their sizes, and past logarithms. */
export class LogRecursion implements VarianceRecursion {
  readonly shocks: Float64Array
  readonly variances: Float64Array
  private readonly layout: Layout
  private readonly sample: Sample
  private readonly lags: number
  /** ln h with `lags` rows in front; likewise the standardised shocks and their sizes beyond the mean, which are 0 there. */
  private readonly logs: Float64Array
  private readonly standard: Float64Array
  private readonly sizes: Float64Array
  /** 1 / √h */
  private readonly inverse: Float64Array
  /** Slopes with respect to ln h, with `lags` rows of 0 behind. */
  private readonly slopes: Float64Array

  constructor(layout: Layout, sample: Sample) {
    const length = sample.returns.length
    this.layout = layout
    this.sample = sample
    this.lags = Math.max(layout.shockLags, layout.varianceLags)
    this.shocks = new Float64Array(length)
    this.variances = new Float64Array(length)
    this.inverse = new Float64Array(length)
    this.logs = padded(length, this.lags, log(sample.backcast))
    this.standard = padded(length, this.lags, 0)
    this.sizes = padded(length, this.lags, 0)
    this.slopes = new Float64Array(length + this.lags)
  }

  run(x: Float64Array): void {
    const { layout, sample, lags, shocks, variances, inverse, logs, standard, sizes } = this
    const { returns } = sample
    const { floor, ceiling } = sample.bounds
    const mu = layout.mu < 0 ? 0 : x[layout.mu]!
    const isPlain = layout.shockLags === 1 && layout.varianceLags === 1
    const omega = x[layout.omega]!
    const alpha = x[layout.alpha]!
    const gamma = x[layout.gamma]!
    const beta = x[layout.beta]!
    let level = logs[lags - 1]!
    let z = 0
    let size = 0
    for (let t = 0; t < shocks.length; t++) {
      const row = t + lags
      level = isPlain ? within(omega + alpha * size + gamma * z + beta * level) : this.sum(x, row)
      let factor = exp(-0.5 * level)
      let variance = 1 / (factor * factor)
      if (!(variance >= floor[t]! && variance <= ceiling[t]!)) {
        variance = variance < floor[t]! ? floor[t]! : ceiling[t]!
        level = log(variance)
        factor = 1 / Math.sqrt(variance)
      }
      const shock = returns[t]! - mu
      z = shock * factor
      size = Math.abs(z) - MEAN_SIZE
      logs[row] = level
      variances[t] = variance
      inverse[t] = factor
      shocks[t] = shock
      standard[row] = z
      sizes[row] = size
    }
  }

  next(x: Float64Array): number {
    return Math.max(exp(this.sum(x, this.logs.length)), this.sample.bounds.floor[this.shocks.length - 1]!)
  }

  private sum(x: Float64Array, row: number): number {
    const { layout, logs, standard, sizes } = this
    let level = x[layout.omega]!
    for (let j = 0; j < layout.shockLags; j++)
      level += x[layout.alpha + j]! * sizes[row - 1 - j]! + x[layout.gamma + j]! * standard[row - 1 - j]!
    for (let j = 0; j < layout.varianceLags; j++) level += x[layout.beta + j]! * logs[row - 1 - j]!
    return within(level)
  }

  pullBack(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    if (this.layout.shockLags === 1 && this.layout.varianceLags === 1) this.pullBackOne(x, logSlopes, shockSlopes, gradient)
    else this.pullBackAny(x, logSlopes, shockSlopes, gradient)
  }

  private pullBackOne(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    const { layout, logs, standard, sizes, shocks, variances, inverse } = this
    const { floor, ceiling } = this.sample.bounds
    const alpha = x[layout.alpha]!
    const gamma = x[layout.gamma]!
    const beta = x[layout.beta]!
    let later = 0
    let [ofMu, ofOmega, ofAlpha, ofGamma, ofBeta] = [0, 0, 0, 0, 0]
    for (let t = shocks.length - 1; t >= 0; t--) {
      const variance = variances[t]!
      const z = standard[t + 1]!
      const answer = later * (z < 0 ? gamma - alpha : gamma + alpha)
      ofMu -= shockSlopes[t]! + answer * inverse[t]!
      // A variance held at its floor or ceiling does not answer to the parameters.
      later = variance > floor[t]! && variance < ceiling[t]! ? logSlopes[t]! - 0.5 * z * answer + beta * later : 0
      ofOmega += later
      ofAlpha += later * sizes[t]!
      ofGamma += later * standard[t]!
      ofBeta += later * logs[t]!
    }
    if (layout.mu >= 0) gradient[layout.mu]! += ofMu
    gradient[layout.omega]! += ofOmega
    gradient[layout.alpha]! += ofAlpha
    gradient[layout.gamma]! += ofGamma
    gradient[layout.beta]! += ofBeta
  }

  private pullBackAny(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    const { layout, lags, logs, standard, sizes, slopes, shocks, inverse } = this
    for (let t = shocks.length - 1; t >= 0; t--) {
      const row = t + lags
      const z = standard[row]!
      // What the later logarithms gain with this shock, standardised.
      let answer = 0
      for (let j = 0; j < layout.shockLags; j++) answer += slopes[t + 1 + j]! * this.weight(x, j, z)
      if (layout.mu >= 0) gradient[layout.mu]! -= shockSlopes[t]! + answer * inverse[t]!
      let slope = 0
      if (this.isFree(t)) {
        slope = logSlopes[t]! - 0.5 * z * answer
        for (let j = 0; j < layout.varianceLags; j++) slope += x[layout.beta + j]! * slopes[t + 1 + j]!
      }
      slopes[t] = slope
      gradient[layout.omega]! += slope
      for (let j = 0; j < layout.shockLags; j++) {
        gradient[layout.alpha + j]! += slope * sizes[row - 1 - j]!
        gradient[layout.gamma + j]! += slope * standard[row - 1 - j]!
      }
      for (let j = 0; j < layout.varianceLags; j++) gradient[layout.beta + j]! += slope * logs[row - 1 - j]!
    }
  }

  private isFree(t: number): boolean {
    return this.variances[t]! > this.sample.bounds.floor[t]! && this.variances[t]! < this.sample.bounds.ceiling[t]!
  }

  sensitivities(x: Float64Array): Float64Array[] {
    const { layout, lags, logs, standard, sizes, shocks } = this
    const count = shocks.length
    const isFree = freeRows(this.variances, this.sample.bounds)
    const memory = Array.from({ length: lags }, (_, j) => this.memory(x, j))
    const columns: Float64Array[] = Array.from({ length: layout.size }, () => new Float64Array(count))
    const fill = (place: number, direct: Float64Array): void => {
      columns[place] = accumulate(direct, memory, isFree)
    }
    fill(layout.omega, new Float64Array(count).fill(1))
    for (let j = 0; j < layout.shockLags; j++) {
      fill(layout.alpha + j, sizes.subarray(lags - 1 - j))
      fill(layout.gamma + j, standard.subarray(lags - 1 - j))
    }
    for (let j = 0; j < layout.varianceLags; j++) fill(layout.beta + j, logs.subarray(lags - 1 - j))
    if (layout.mu >= 0) fill(layout.mu, this.ofMean(x))
    return columns
  }

  /** How much of a logarithm's change `j + 1` rows ago arrives in each row: directly, and through the shock that it standardises. */
  private memory(x: Float64Array, j: number): Float64Array {
    const { layout, lags, standard } = this
    const beta = j < layout.varianceLags ? x[layout.beta + j]! : 0
    const factors = new Float64Array(this.shocks.length).fill(beta)
    if (j >= layout.shockLags) return factors
    for (let t = j + 1; t < factors.length; t++) {
      const z = standard[t + lags - 1 - j]!
      factors[t]! -= 0.5 * z * this.weight(x, j, z)
    }
    return factors
  }

  private weight(x: Float64Array, j: number, z: number): number {
    const alpha = x[this.layout.alpha + j]!
    return (z < 0 ? -alpha : alpha) + x[this.layout.gamma + j]!
  }

  private ofMean(x: Float64Array): Float64Array {
    const { layout, lags, standard, inverse } = this
    const gains = new Float64Array(this.shocks.length)
    for (let t = 1; t < gains.length; t++)
      for (let j = 0; j < layout.shockLags && j < t; j++) gains[t]! -= this.weight(x, j, standard[t + lags - 1 - j]!) * inverse[t - 1 - j]!
    return gains
  }
}
