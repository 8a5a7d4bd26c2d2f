import { exp, log, type Random } from '../core/index.js'
import { choiceKernels } from './choice-kernels.js'
import { normalKernels } from './normal-kernels.js'
import type { SearchDimension } from './search-space.js'

/** One distribution per observation of one parameter, in the order of the trials, and a last one, the prior, that keeps every value possible. */
export interface Kernels {
  /** Adds to each term the logarithm of that kernel's density at the value. */
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

/** Weights, of sum 1, of `count` observations in the order of their trials, and of the prior, which weighs as much as one. */
export function kernelWeights(count: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1)
  const fading = Math.max(count - FULL_WEIGHTS, 0)
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

/**
 * What the observations say of the dimensions together: a mixture of one product of kernels per observation, and of the prior's.
 *
 * @param observations rows of values, one per dimension, in the order of their trials
 */
export function parzenEstimator(observations: readonly (readonly number[])[], dimensions: readonly SearchDimension[]): ParzenEstimator {
  const weights = kernelWeights(observations.length)
  const logWeights = weights.map(log)
  const kernels = dimensions.map((dimension, d) => {
    const column = observations.map((row) => row[d]!)
    return dimension.type === 'choice' ? choiceKernels(column, dimension.choices.length) : normalKernels(column, dimension)
  })
  return {
    logDensity(values) {
      const terms = logWeights.slice()
      kernels.forEach((kernel, d) => {
        kernel.addLogDensities(values[d]!, terms)
      })
      return logSumExp(terms)
    },
    draw(random) {
      const k = drawIndex(weights, random)
      return kernels.map((kernel) => kernel.draw(k, random))
    },
  }
}
