import { exp, log, type Random } from '../core/index.js'
import { choiceKernels } from './choice-kernels.js'
import { type Members, normalKernels } from './normal-kernels.js'
import type { ParameterColumn } from './parameter-column.js'
import type { SearchDimension } from './search-space.js'

/** One distribution per observation of one parameter, in the order of the trials, and a last one, the prior, that keeps every value possible. */
export interface Kernels {
  /** Adds to each term what the logarithm of that kernel's density has in common at all values. */
  addConstants(terms: Float64Array): void
  /** Adds the rest of it for this value. */
  addLogDensities(value: number, terms: Float64Array): void
  /** A value from kernel `k`. */
  draw(k: number, random: Random): number
}

/** A density over some parameters together, learnt from values that were seen; choices are known by their index. */
export interface ParzenEstimator {
  logDensity(values: readonly number[]): number
  draw(random: Random): number[]
}

/** So many of the latest observations count fully; earlier ones fade, the first to 1/n. */
const FULL_WEIGHTS = 25

/**
 * Weights, of sum 1, of `count` observations in the order of their trials, and of the prior, which weighs as much as one.
 *
 * @param areEven all alike, however old
 */
export function kernelWeights(count: number, areEven = false): Float64Array {
  const weights = new Float64Array(count + 1).fill(1)
  const fading = areEven ? 0 : Math.max(count - FULL_WEIGHTS, 0)
  for (let i = 0; i < fading; i++) weights[i] = fading === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (fading - 1)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** ln Σ e^term, by way of the largest. */
function logSumExp(terms: Float64Array): number {
  let largest = -Infinity
  for (const term of terms) largest = Math.max(largest, term)
  if (largest === -Infinity) return largest
  let sum = 0
  // Terms e^−45 of the largest are below its last digit.
  for (const term of terms) if (term > largest - 45) sum += exp(term - largest)
  return largest + log(sum)
}

function drawIndex(weights: Float64Array, random: Random): number {
  const share = random.uniform()
  let sum = 0
  for (let k = 0; k < weights.length - 1; k++) {
    sum += weights[k]!
    if (share < sum) return k
  }
  return weights.length - 1
}

/** One parameter of the observations. */
export interface ObservedParameter {
  readonly column: ParameterColumn
  readonly dimension: SearchDimension
}

function kernelsOf({ column, dimension }: ObservedParameter, members: Members): Kernels {
  if (dimension.type !== 'choice') return normalKernels(column, members, dimension)
  const seen = Int32Array.from(members.rows, (row) => column.values[row]!)
  return choiceKernels(seen, dimension.choices.length)
}

/** Of the rows those that have every parameter: a trial that took another branch says nothing about them. */
function membersOf(rows: Int32Array, parameters: readonly ObservedParameter[]): Members {
  const complete = rows.filter((row) => parameters.every(({ column }) => !Number.isNaN(column.values[row]!)))
  const places = new Int32Array(parameters[0]?.column.rows ?? 0).fill(-1)
  complete.forEach((row, place) => {
    places[row] = place
  })
  return { rows: complete, places }
}

/**
 * What the rows say of the parameters together: a mixture of one product of kernels per row, and of the prior's.
 *
 * @param rows in ascending order, which is that of their trials
 * @param areEven old rows weigh as much as new ones
 */
export function parzenEstimator(rows: Int32Array, parameters: readonly ObservedParameter[], areEven = false): ParzenEstimator {
  const members = membersOf(rows, parameters)
  const weights = kernelWeights(members.rows.length, areEven)
  const kernels = parameters.map((parameter) => kernelsOf(parameter, members))
  let constants: Float64Array | undefined
  const terms = new Float64Array(weights.length)
  const constantsOf = (): Float64Array => {
    const sums = weights.map(log)
    for (const kernel of kernels) kernel.addConstants(sums)
    return sums
  }
  return {
    logDensity(values) {
      constants ??= constantsOf()
      terms.set(constants)
      for (let d = 0; d < kernels.length; d++) kernels[d]!.addLogDensities(values[d]!, terms)
      return logSumExp(terms)
    },
    draw(random) {
      const k = drawIndex(weights, random)
      return kernels.map((kernel) => kernel.draw(k, random))
    },
  }
}
