import { exp, log, logNormalMass, type Random, truncatedNormalQuantile } from '../core/index.js'
import { type NumberDimension, type SearchDimension, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

/** A density over one parameter, learnt from values that were seen. Choices are meant by their index. */
export interface ParzenEstimator {
  logDensity(value: number): number
  draw(random: Random): number
}

/**
 * Truncated normal distributions, one per observation and a last one, as wide as the range, that keeps every value possible. In the logarithm for
 * dimensions with `log`; `low` and `high` half a step beyond the range where there is a step.
 */
export interface NormalMixture {
  /** Of sum 1. */
  readonly weights: Float64Array
  readonly mus: Float64Array
  readonly sigmas: Float64Array
  readonly low: number
  readonly high: number
}

const LOG_ROOT_TWO_PI = 0.9189385332046727
/** So many of the latest observations count fully; earlier ones fade, the first to 1/n. */
const FULL_WEIGHTS = 25

/** Weights of `count` observations in the order of their trials, and of the prior, which weighs as much as one. */
export function kernelWeights(count: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1)
  const fading = Math.max(count - FULL_WEIGHTS, 0)
  for (let i = 0; i < fading; i++) weights[i] = fading === 1 ? 1 / count : 1 / count + (i * (1 - 1 / count)) / (fading - 1)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

/** Each observation's distance to its farther neighbour; the ends of the range are neighbours of a single observation only. */
function neighbourDistances(mus: Float64Array, low: number, high: number): Float64Array {
  const count = mus.length
  const order = Array.from(mus, (_, i) => i).sort((a, b) => mus[a]! - mus[b]!)
  const distances = new Float64Array(count)
  order.forEach((row, place) => {
    const mu = mus[row]!
    const below = place > 0 ? mu - mus[order[place - 1]!]! : count === 1 ? mu - low : -Infinity
    const above = place < count - 1 ? mus[order[place + 1]!]! - mu : count === 1 ? high - mu : -Infinity
    distances[row] = Math.max(below, above)
  })
  return distances
}

/**
 * The mixture for observations in the order of their trials. A kernel is as wide as the distance to its farther neighbour, at most as the range and at least as the range
 * over min(100, 2 + n).
 */
export function normalMixture(observations: readonly number[], dimension: NumberDimension): NormalMixture {
  const half = (stepOf(dimension) ?? 0) / 2
  const scale = dimension.log === true ? log : (value: number): number => value
  const low = scale(dimension.low - half)
  const high = scale(dimension.high + half)
  const seen = Float64Array.from(observations, scale)
  const narrowest = (high - low) / Math.min(100, 2 + seen.length)
  const sigmas = neighbourDistances(seen, low, high).map((distance) => Math.min(Math.max(distance, narrowest), high - low))
  return {
    weights: kernelWeights(seen.length),
    mus: Float64Array.from([...seen, 0.5 * (low + high)]),
    sigmas: Float64Array.from([...sigmas, high - low]),
    low,
    high,
  }
}

/** ln Σ e^term, by way of the largest. */
function logSumExp(terms: Float64Array): number {
  const largest = terms.reduce((most, term) => Math.max(most, term), -Infinity)
  if (largest === -Infinity) return largest
  return largest + log(terms.reduce((sum, term) => sum + exp(term - largest), 0))
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

/** Density of a stepless dimension, probability of each value of one with steps; with `log`, of the logarithm. */
export function numberEstimator(observations: readonly number[], dimension: NumberDimension): ParzenEstimator {
  const { weights, mus, sigmas, low, high } = normalMixture(observations, dimension)
  const step = stepOf(dimension)
  const scale = dimension.log === true ? log : (value: number): number => value
  const inside = weights.map((weight, k) => log(weight) - logNormalMass((low - mus[k]!) / sigmas[k]!, (high - mus[k]!) / sigmas[k]!))
  const known = new Map<number, number>()
  const atPoint = (value: number): Float64Array => {
    const x = scale(value)
    return inside.map((rest, k) => {
      const z = (x - mus[k]!) / sigmas[k]!
      return rest - 0.5 * z * z - LOG_ROOT_TWO_PI - log(sigmas[k]!)
    })
  }
  const aroundStep = (value: number, half: number): Float64Array => {
    const left = scale(value - half)
    const right = scale(value + half)
    return inside.map((rest, k) => rest + logNormalMass((left - mus[k]!) / sigmas[k]!, (right - mus[k]!) / sigmas[k]!))
  }
  return {
    logDensity(value) {
      if (step === undefined) return logSumExp(atPoint(value))
      const kept = known.get(value)
      if (kept !== undefined) return kept
      const density = logSumExp(aroundStep(value, step / 2))
      known.set(value, density)
      return density
    },
    draw(random) {
      const k = drawIndex(weights, random)
      const mu = mus[k]!
      const sigma = sigmas[k]!
      const x = mu + sigma * truncatedNormalQuantile(random.uniform(), (low - mu) / sigma, (high - mu) / sigma)
      const value = dimension.log === true ? exp(x) : x
      const nearest =
        step === undefined
          ? value
          : gridValue(
              dimension.low,
              step,
              Math.min(Math.max(Math.round((value - dimension.low) / step), 0), stepsBetween(dimension.low, dimension.high, step)),
            )
      return Math.min(Math.max(nearest, dimension.low), dimension.high)
    },
  }
}

/**
 * Probabilities of `choices` values: each observation gives its own choice 1 and every choice 1/(n + 1); the prior, which weighs as much as one
 * observation, gives all the same.
 */
export function choiceProbabilities(observations: readonly number[], choices: number): Float64Array {
  const weights = kernelWeights(observations.length)
  const share = 1 / (observations.length + 1)
  const probabilities = new Float64Array(choices).fill(weights.at(-1)! / choices)
  observations.forEach((observed, k) => {
    const total = 1 + choices * share
    for (let choice = 0; choice < choices; choice++)
      probabilities[choice]! += (weights[k]! * (share + (choice === observed ? 1 : 0))) / total
  })
  return probabilities
}

function choiceEstimator(observations: readonly number[], choices: number): ParzenEstimator {
  const probabilities = choiceProbabilities(observations, choices)
  return { logDensity: (index) => log(probabilities[index]!), draw: (random) => drawIndex(probabilities, random) }
}

/** What the observations say of the dimension; they come as numbers, choices by their index, in the order of their trials. */
export function parzenEstimator(observations: readonly number[], dimension: SearchDimension): ParzenEstimator {
  return dimension.type === 'choice' ? choiceEstimator(observations, dimension.choices.length) : numberEstimator(observations, dimension)
}
