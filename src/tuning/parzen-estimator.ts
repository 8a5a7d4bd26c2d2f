import { exp, log, type Random } from '../core/index.js'
import { choiceKernels } from './choice-kernels.js'
import { type ContinuousKernels, continuousKernels, type Members, steppedKernels } from './normal-kernels.js'
import type { ParameterColumn } from './parameter-column.js'
import { type SearchDimension, stepOf } from './search-space.js'

/** One distribution per observation of one parameter, in the order of the trials, and a last one, the prior, that keeps every value possible. */
export interface Kernels {
  /** Adds to each term what the logarithm of that kernel's density has in common at all values. */
  addConstants(terms: Float64Array): void
  /** What is to be added for this value, at most 0; −Infinity may stand for anything below `least`. */
  restAt(value: number): (k: number, least: number) => number
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

/** A term so far below the largest does not change the last digits of the sum, whatever the weights. */
const NEGLIGIBLE = 50

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

/** Of the rows those that have every parameter: a trial that took another branch says nothing about them. */
function membersOf(rows: Int32Array, parameters: readonly ObservedParameter[]): Members {
  const partial = parameters.filter(({ column }) => column.count < column.rows)
  const complete = partial.length === 0 ? rows : rows.filter((row) => partial.every(({ column }) => !Number.isNaN(column.values[row]!)))
  const places = new Int32Array(parameters[0]?.column.rows ?? 0).fill(-1)
  for (let place = 0; place < complete.length; place++) places[complete[place]!] = place
  return { rows: complete, places }
}

/** One parameter without steps: of each kernel the mean and 1 / (√2 · width). */
interface NormalParameter {
  readonly d: number
  readonly isLog: boolean
  readonly means: Float64Array
  readonly inverses: Float64Array
}

/** A mixture of products of kernels; its terms are by kernel. */
class ProductKernels {
  readonly #weights: Float64Array
  readonly #draws: readonly Pick<Kernels, 'draw'>[]
  readonly #normals: NormalParameter[] = []
  readonly #others: { d: number; kernels: Kernels }[] = []
  readonly #constants: Float64Array
  readonly #terms: Float64Array
  /** Kernels whose terms count, as far as is known. */
  readonly #near: Int32Array

  constructor(parameters: readonly ObservedParameter[], members: Members, weights: Float64Array) {
    this.#weights = weights
    this.#constants = new Float64Array(weights.length)
    this.#terms = new Float64Array(weights.length)
    this.#near = new Int32Array(weights.length)
    this.#draws = parameters.map(({ column, dimension }, d) => {
      if (dimension.type === 'choice') {
        const seen = Int32Array.from(members.rows, (row) => column.values[row]!)
        return this.#addOther(d, choiceKernels(seen, dimension.choices.length))
      }
      const step = stepOf(dimension)
      if (step !== undefined) return this.#addOther(d, steppedKernels(column, members, dimension, step))
      return this.#addNormal(d, dimension.log === true, continuousKernels(column, members, dimension))
    })
  }

  #addOther(d: number, kernels: Kernels): Kernels {
    this.#others.push({ d, kernels })
    kernels.addConstants(this.#constants)
    return kernels
  }

  #addNormal(d: number, isLog: boolean, kernels: ContinuousKernels): ContinuousKernels {
    const { mus, sigmas } = kernels.fitted
    const inverses = new Float64Array(sigmas.length)
    for (let k = 0; k < sigmas.length; k++) inverses[k] = Math.SQRT1_2 / sigmas[k]!
    this.#normals.push({ d, isLog, means: mus, inverses })
    kernels.addConstants(this.#constants)
    return kernels
  }

  draw(random: Random): number[] {
    const k = drawIndex(this.#weights, random)
    return this.#draws.map((kernels) => kernels.draw(k, random))
  }

  logDensity(values: readonly number[]): number {
    const last = this.#weights.length - 1
    this.#terms.set(this.#constants)
    this.#near[0] = last
    this.#addAll(values, 1, -Infinity)
    // The prior is everywhere, so that most other kernels need not be looked at to their end.
    const prior = this.#terms[last]!
    for (let k = 0; k < last; k++) this.#near[k] = k
    const count = this.#addAll(values, last, prior - NEGLIGIBLE)
    return this.#logSum(count, prior)
  }

  /** Adds to the terms of the first `count` near kernels what each parameter has; those that fall below `least` are near no longer. Gives how many are left. */
  #addAll(values: readonly number[], count: number, least: number): number {
    const terms = this.#terms
    const near = this.#near
    let left = count
    for (const { d, isLog, means, inverses } of this.#normals) {
      const x = isLog ? log(values[d]!) : values[d]!
      let kept = 0
      for (let place = 0; place < left; place++) {
        const k = near[place]!
        const z = (x - means[k]!) * inverses[k]!
        const term = terms[k]! - z * z
        terms[k] = term
        near[kept] = k
        if (term >= least) kept += 1
      }
      left = kept
    }
    for (const { d, kernels } of this.#others) {
      const restOf = kernels.restAt(values[d]!)
      let kept = 0
      for (let place = 0; place < left; place++) {
        const k = near[place]!
        terms[k]! += restOf(k, least - terms[k]!)
        near[kept] = k
        if (terms[k]! >= least) kept += 1
      }
      left = kept
    }
    return left
  }

  /** ln Σ weight · e^term of the near kernels and the prior. */
  #logSum(count: number, prior: number): number {
    const terms = this.#terms
    const near = this.#near
    let largest = prior
    for (let place = 0; place < count; place++) largest = Math.max(largest, terms[near[place]!]!)
    if (largest === -Infinity) return largest
    let sum = 0
    for (let place = 0; place < count; place++) {
      const k = near[place]!
      const term = terms[k]! - largest
      if (term > -NEGLIGIBLE) sum += this.#weights[k]! * exp(term)
    }
    return largest + log(sum + this.#weights[this.#weights.length - 1]! * exp(prior - largest))
  }
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
  return new ProductKernels(parameters, members, weights)
}
