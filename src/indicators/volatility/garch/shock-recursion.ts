import type { Layout } from './model.js'
import { accumulate, freeRows, padded, type VarianceRecursion } from './recursion.js'
import type { Sample } from './sample.js'

/** GARCH and GJR: the variance as a sum of past squares and variances. */
export class ShockRecursion implements VarianceRecursion {
  readonly shocks: Float64Array
  readonly variances: Float64Array
  private readonly layout: Layout
  private readonly sample: Sample
  private readonly lags: number
  /** With `lags` rows in front. */
  private readonly squares: Float64Array
  private readonly falls: Float64Array
  private readonly h: Float64Array
  /** Slopes with respect to h, with `lags` rows of 0 behind. */
  private readonly slopes: Float64Array

  constructor(layout: Layout, sample: Sample) {
    const length = sample.returns.length
    this.layout = layout
    this.sample = sample
    this.lags = Math.max(layout.shockLags, layout.varianceLags)
    this.shocks = new Float64Array(length)
    this.squares = padded(length, this.lags, sample.backcast)
    this.falls = padded(length, this.lags, 0.5 * sample.backcast)
    this.h = padded(length, this.lags, sample.backcast)
    this.slopes = new Float64Array(length + this.lags)
    this.variances = this.h.subarray(this.lags)
  }

  run(x: Float64Array): void {
    const { layout, sample, lags, shocks, squares, falls, h } = this
    const { returns } = sample
    const { floor, ceiling } = sample.bounds
    const mu = layout.mu < 0 ? 0 : x[layout.mu]!
    const plain = layout.shockLags === 1 && layout.varianceLags === 1
    const omega = x[layout.omega]!
    const alpha = x[layout.alpha]!
    const gamma = layout.signLags === 0 ? 0 : x[layout.gamma]!
    const beta = layout.varianceLags === 0 ? 0 : x[layout.beta]!
    let last = sample.backcast
    for (let t = 0; t < shocks.length; t++) {
      const row = t + lags
      const variance = plain ? omega + alpha * squares[row - 1]! + gamma * falls[row - 1]! + beta * last : this.sum(x, row)
      last = variance < floor[t]! ? floor[t]! : variance > ceiling[t]! ? ceiling[t]! : variance
      h[row] = last
      const shock = returns[t]! - mu
      const square = shock * shock
      shocks[t] = shock
      squares[row] = square
      falls[row] = shock < 0 ? square : 0
    }
  }

  next(x: Float64Array): number {
    return Math.max(this.sum(x, this.h.length), this.sample.bounds.floor[this.shocks.length - 1]!)
  }

  private sum(x: Float64Array, row: number): number {
    const { layout, squares, falls, h } = this
    let variance = x[layout.omega]!
    for (let j = 0; j < layout.shockLags; j++) variance += x[layout.alpha + j]! * squares[row - 1 - j]!
    for (let j = 0; j < layout.signLags; j++) variance += x[layout.gamma + j]! * falls[row - 1 - j]!
    for (let j = 0; j < layout.varianceLags; j++) variance += x[layout.beta + j]! * h[row - 1 - j]!
    return variance
  }

  pullBack(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    if (this.layout.shockLags === 1 && this.layout.varianceLags === 1) this.pullBackOne(x, logSlopes, shockSlopes, gradient)
    else this.pullBackAny(x, logSlopes, shockSlopes, gradient)
  }

  private pullBackOne(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    const { layout, squares, falls, h, shocks } = this
    const { floor, ceiling } = this.sample.bounds
    const alpha = x[layout.alpha]!
    const gamma = layout.signLags === 0 ? 0 : x[layout.gamma]!
    const beta = x[layout.beta]!
    let later = 0
    let [ofMu, ofOmega, ofAlpha, ofGamma, ofBeta] = [0, 0, 0, 0, 0]
    for (let t = shocks.length - 1; t >= 0; t--) {
      const variance = h[t + 1]!
      const shock = shocks[t]!
      ofMu -= shockSlopes[t]! + 2 * shock * later * (shock < 0 ? alpha + gamma : alpha)
      // A variance held at its floor or ceiling does not answer to the parameters.
      later = variance > floor[t]! && variance < ceiling[t]! ? logSlopes[t]! / variance + beta * later : 0
      ofOmega += later
      ofAlpha += later * squares[t]!
      ofGamma += later * falls[t]!
      ofBeta += later * h[t]!
    }
    if (layout.mu >= 0) gradient[layout.mu]! += ofMu
    gradient[layout.omega]! += ofOmega
    gradient[layout.alpha]! += ofAlpha
    if (layout.signLags > 0) gradient[layout.gamma]! += ofGamma
    gradient[layout.beta]! += ofBeta
  }

  private pullBackAny(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void {
    const { layout, lags, squares, falls, h, slopes, shocks } = this
    for (let t = shocks.length - 1; t >= 0; t--) {
      const row = t + lags
      const shock = shocks[t]!
      let answer = 0
      for (let j = 0; j < layout.shockLags; j++) answer += slopes[t + 1 + j]! * x[layout.alpha + j]!
      if (shock < 0) for (let j = 0; j < layout.signLags; j++) answer += slopes[t + 1 + j]! * x[layout.gamma + j]!
      if (layout.mu >= 0) gradient[layout.mu]! -= shockSlopes[t]! + 2 * shock * answer
      let slope = 0
      if (this.isFree(t)) {
        slope = logSlopes[t]! / h[row]!
        for (let j = 0; j < layout.varianceLags; j++) slope += x[layout.beta + j]! * slopes[t + 1 + j]!
      }
      slopes[t] = slope
      gradient[layout.omega]! += slope
      for (let j = 0; j < layout.shockLags; j++) gradient[layout.alpha + j]! += slope * squares[row - 1 - j]!
      for (let j = 0; j < layout.signLags; j++) gradient[layout.gamma + j]! += slope * falls[row - 1 - j]!
      for (let j = 0; j < layout.varianceLags; j++) gradient[layout.beta + j]! += slope * h[row - 1 - j]!
    }
  }

  private isFree(t: number): boolean {
    const variance = this.variances[t]!
    return variance > this.sample.bounds.floor[t]! && variance < this.sample.bounds.ceiling[t]!
  }

  sensitivities(x: Float64Array): Float64Array[] {
    const { layout, lags, squares, falls, h, shocks } = this
    const count = shocks.length
    const isFree = freeRows(this.variances, this.sample.bounds)
    const memory = Array.from({ length: layout.varianceLags }, (_, j) => new Float64Array(count).fill(x[layout.beta + j]!))
    const columns: Float64Array[] = Array.from({ length: layout.size }, () => new Float64Array(count))
    const fill = (place: number, direct: Float64Array): void => {
      const column = accumulate(direct, memory, isFree)
      for (let t = 0; t < count; t++) column[t]! /= h[t + lags]!
      columns[place] = column
    }
    fill(layout.omega, new Float64Array(count).fill(1))
    for (let j = 0; j < layout.shockLags; j++) fill(layout.alpha + j, squares.subarray(lags - 1 - j))
    for (let j = 0; j < layout.signLags; j++) fill(layout.gamma + j, falls.subarray(lags - 1 - j))
    for (let j = 0; j < layout.varianceLags; j++) fill(layout.beta + j, h.subarray(lags - 1 - j))
    if (layout.mu >= 0) fill(layout.mu, this.ofMean(x))
    return columns
  }

  /** What each variance gains with mu through its past shocks. */
  private ofMean(x: Float64Array): Float64Array {
    const { layout, shocks } = this
    const gains = new Float64Array(shocks.length)
    for (let t = 1; t < gains.length; t++) {
      for (let j = 0; j < layout.shockLags && j < t; j++) {
        const shock = shocks[t - 1 - j]!
        const weight = x[layout.alpha + j]! + (shock < 0 && j < layout.signLags ? x[layout.gamma + j]! : 0)
        gains[t]! -= 2 * weight * shock
      }
    }
    return gains
  }
}
