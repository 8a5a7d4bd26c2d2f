import type { VarianceBounds } from './variance-bounds.js'

/**
 * How a model's variances follow from parameters and shocks, and how slopes of the likelihood lead back to slopes of the parameters. Rows before the first hold the backcast; `x` is laid out
 * as `Layout` says.
 */
export interface VarianceRecursion {
  /** Return − mu per row, of the last run. */
  readonly shocks: Float64Array
  /** Of the last run. */
  readonly variances: Float64Array
  run(x: Float64Array): void
  /** Variance of the row after the last. */
  next(x: Float64Array): number
  /**
   * Adds to `gradient` what a function of all ln h and all shocks gains per parameter, from its slopes per row: one pass backwards in time (adjoint), whatever the number of parameters.
   */
  pullBack(x: Float64Array, logSlopes: Float64Array, shockSlopes: Float64Array, gradient: Float64Array): void
  /** d ln h / d parameter, a column per parameter (0 for nu), of the last run. */
  sensitivities(x: Float64Array): Float64Array[]
}

/** Puts the value the recursion has before its first row into `count` rows in front. */
export function padded(length: number, count: number, before: number): Float64Array {
  return new Float64Array(length + count).fill(before, 0, count)
}

/** 1 where a variance is not held at its floor or ceiling, which do not answer to the parameters. */
export function freeRows(variances: Float64Array, { floor, ceiling }: VarianceBounds): Uint8Array {
  const isFree = new Uint8Array(variances.length)
  for (let t = 0; t < isFree.length; t++) isFree[t] = variances[t]! > floor[t]! && variances[t]! < ceiling[t]! ? 1 : 0
  return isFree
}

/**
 * Sensitivities of a state that follows its own past: s[t] = isFree[t] · (direct[t] + Σ factors[j][t] · s[t − 1 − j]), 0 before the first row.
 */
export function accumulate(direct: Float64Array, factors: readonly Float64Array[], isFree: Uint8Array): Float64Array {
  const column = new Float64Array(isFree.length)
  const nearest = factors[0]
  let last = 0
  for (let t = 0; t < column.length; t++) {
    let sum = direct[t]! + (nearest === undefined ? 0 : nearest[t]! * last)
    for (let j = 1; j < factors.length && j < t; j++) sum += factors[j]![t]! * column[t - 1 - j]!
    last = isFree[t]! * sum
    column[t] = last
  }
  return column
}
