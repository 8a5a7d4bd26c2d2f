import { exp, log } from '../core/index.js'
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.js'

/** A normal distribution from which a generation is drawn, and how it came about: N(mean, sigma² · covariance). */
export interface SearchDistribution {
  readonly mean: Float64Array
  readonly sigma: number
  /** size × size, row-major. */
  readonly covariance: Float64Array
  /** Evolution path of the step size. */
  readonly pathSigma: Float64Array
  /** Evolution path of the covariance. */
  readonly pathCovariance: Float64Array
  readonly generation: number
  /** Of the covariance. */
  readonly axes: SymmetricEigen
}

/** Weights and learning rates of one dimension and population size. */
export interface AdaptationRates {
  readonly parents: number
  /** From the best to the worst, those of the worse half below 0 or, with a diagonal covariance, 0. */
  readonly weights: readonly number[]
  readonly effectiveParents: number
  readonly pathSigma: number
  readonly damping: number
  readonly pathCovariance: number
  readonly rankOne: number
  readonly rankMu: number
  /** Only variances are learnt. */
  readonly separable: boolean
}

/** A point that was tried; lower values are better. */
export interface Solution {
  readonly point: Float64Array
  readonly value: number
}

/** An eigenvalue below 0 by rounding is taken for this, and a worse point's length is at least this: as in `cmaes`. */
const EPSILON = 1e-8
const MAX_SIGMA = 1e32
/** A spread below this is lost in the rounding of points in [0, 1]. */
const LEAST_SPREAD = 1e-14

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
function sumOfSquares(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]! * values[i]!
  return total
}

/** What 4 + ⌊3 ln n⌋ is in Hansen's tutorial (eq. 48). */
export function defaultPopulationSize(size: number): number {
  return 4 + Math.floor(3 * log(size))
}

function dampingOf(size: number, effective: number, pathSigma: number): number {
  return 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (size + 1)) - 1) + pathSigma
}

/** Weights and rates of Hansen's tutorial, eq. 49 to 58, with negative weights. */
function fullRates(size: number, population: number): AdaptationRates {
  const parents = Math.floor(population / 2)
  const raw = Array.from({ length: population }, (_, i) => log((population + 1) / 2) - log(i + 1))
  const effectiveOf = (part: readonly number[]): number => sum(part) ** 2 / sumOfSquares(part)
  const effectiveParents = effectiveOf(raw.slice(0, parents))
  const effectiveRest = effectiveOf(raw.slice(parents))
  const rankOne = 2 / ((size + 1.3) ** 2 + effectiveParents)
  const rankMu = Math.min(1 - rankOne - 1e-8, (2 * (effectiveParents - 2 + 1 / effectiveParents)) / ((size + 2) ** 2 + effectiveParents))
  const negative = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * effectiveRest) / (effectiveParents + 2),
    (1 - rankOne - rankMu) / (size * rankMu),
  )
  const above = sum(raw.filter((weight) => weight > 0))
  const below = -sum(raw.filter((weight) => weight < 0))
  const pathSigma = (effectiveParents + 2) / (size + effectiveParents + 5)
  return {
    parents,
    weights: raw.map((weight) => (weight >= 0 ? weight / above : (negative / below) * weight)),
    effectiveParents,
    pathSigma,
    damping: dampingOf(size, effectiveParents, pathSigma),
    pathCovariance: (4 + effectiveParents / size) / (size + 4 + (2 * effectiveParents) / size),
    rankOne,
    rankMu,
    separable: false,
  }
}

/** Weights and rates of Ros and Hansen, "A Simple Modification in CMA-ES Achieving Linear Time and Space Complexity", 2008. */
function separableRates(size: number, population: number): AdaptationRates {
  const parents = Math.floor(population / 2)
  const raw = Array.from({ length: population }, (_, i) => (i < parents ? log(parents + 1) - log(i + 1) : 0))
  const weights = raw.map((weight) => weight / sum(raw))
  const effectiveParents = 1 / sumOfSquares(weights)
  const rankMu =
    2 / effectiveParents / (size + Math.SQRT2) ** 2 +
    (1 - 1 / effectiveParents) * Math.min(1, (2 * effectiveParents - 1) / ((size + 2) ** 2 + effectiveParents))
  const pathSigma = (effectiveParents + 2) / (size + effectiveParents + 3)
  return {
    parents,
    weights,
    effectiveParents,
    pathSigma,
    damping: dampingOf(size, effectiveParents, pathSigma),
    pathCovariance: 4 / (size + 4),
    rankOne: 2 / ((size + 1.3) ** 2 + effectiveParents),
    rankMu: ((size + 2) / 3) * rankMu,
    separable: true,
  }
}

/** Weights and rates of points with `size` coordinates, two points or more to a generation. */
export function adaptationRates(size: number, population: number, separable: boolean): AdaptationRates {
  return separable && size > 1 ? separableRates(size, population) : fullRates(size, population)
}

/** A distribution that has learnt nothing yet; its covariance is the identity unless given. */
export function firstDistribution(mean: Float64Array, sigma: number, covariance?: Float64Array): SearchDistribution {
  const size = mean.length
  const given = covariance ?? Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
  const still = new Float64Array(size)
  return {
    mean,
    sigma,
    covariance: given,
    pathSigma: still,
    pathCovariance: still,
    generation: 0,
    axes: symmetricEigen(given, size),
  }
}

/** Standard deviation along axis k. */
function lengthOf({ values }: SymmetricEigen, k: number): number {
  return Math.sqrt(values[k]! < 0 ? EPSILON : values[k]!)
}

/** mean + sigma · B D z: a point, from standard normal numbers. */
export function pointAt({ mean, sigma, axes }: SearchDistribution, normals: Float64Array): Float64Array {
  const size = mean.length
  return mean.map((middle, i) => {
    let total = 0
    for (let k = 0; k < size; k++) total += axes.vectors[i * size + k]! * lengthOf(axes, k) * normals[k]!
    return middle + sigma * total
  })
}

/** B D⁻¹ Bᵀ y: the step as standard normal numbers. */
function whitened(axes: SymmetricEigen, step: Float64Array): Float64Array {
  const size = step.length
  const along = step.map((_, k) => {
    let total = 0
    for (let i = 0; i < size; i++) total += axes.vectors[i * size + k]! * step[i]!
    return total / lengthOf(axes, k)
  })
  return step.map((_, i) => {
    let total = 0
    for (let k = 0; k < size; k++) total += axes.vectors[i * size + k]! * along[k]!
    return total
  })
}

/** What the weights make of the covariance: (1 + c₁ δ − c₁ − c_μ Σw) C + c₁ p pᵀ + c_μ Σ wᵢ yᵢ yᵢᵀ (eq. 47). */
function adaptedCovariance(
  { covariance, axes }: SearchDistribution,
  rates: AdaptationRates,
  steps: readonly Float64Array[],
  path: Float64Array,
  stalled: boolean,
): Float64Array {
  const size = path.length
  const { weights, rankOne, rankMu, pathCovariance: c, separable } = rates
  const bounded = weights.map((weight, k) => (weight >= 0 ? weight : (weight * size) / (sumOfSquares(whitened(axes, steps[k]!)) + EPSILON)))
  const kept = 1 + (stalled ? rankOne * c * (2 - c) : 0) - rankOne - rankMu * sum(weights)
  const adapted = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      if (separable && i !== j) continue
      let spread = 0
      for (let k = 0; k < steps.length; k++) spread += bounded[k]! * steps[k]![i]! * steps[k]![j]!
      adapted[i * size + j] = kept * covariance[i * size + j]! + rankOne * path[i]! * path[j]! + rankMu * spread
      adapted[j * size + i] = adapted[i * size + j]!
    }
  }
  return adapted
}

/** False for a distribution that has shrunk to one point, or left the numbers. */
function isAlive({ sigma, covariance, mean }: Omit<SearchDistribution, 'axes'>): boolean {
  let widest = 0
  for (let i = 0; i < mean.length; i++) widest = Math.max(widest, covariance[i * (mean.length + 1)]!)
  return sigma * Math.sqrt(widest) >= LEAST_SPREAD && covariance.every(Number.isFinite)
}

/**
 * One update of CMA-ES (Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772) by a generation of points, as the Python package `cmaes` makes it:
 * recombination, step size by the cumulated path, covariance by rank one and rank μ with negative weights. Points of equal value keep their order. A
 * distribution that has shrunk below what numbers in [0, 1] can tell apart stays as it was.
 */
export function nextDistribution(before: SearchDistribution, rates: AdaptationRates, solutions: readonly Solution[]): SearchDistribution {
  const { mean, sigma } = before
  const size = mean.length
  const { parents, weights, effectiveParents, pathSigma: cs, pathCovariance: cc, damping } = rates
  const ranked = solutions.map((solution, place) => ({ ...solution, place }))
  ranked.sort((a, b) => (a.value === b.value ? a.place - b.place : a.value < b.value ? -1 : 1))
  const steps = ranked.map(({ point }) => point.map((value, i) => (value - mean[i]!) / sigma))
  const step = mean.map((_, i) => sum(steps.slice(0, parents).map((one, k) => weights[k]! * one[i]!)))
  const drift = whitened(before.axes, step)
  const pathSigma = before.pathSigma.map((value, i) => (1 - cs) * value + Math.sqrt(cs * (2 - cs) * effectiveParents) * drift[i]!)
  const length = Math.sqrt(sumOfSquares(pathSigma))
  const expected = Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size))
  const generation = before.generation + 1
  const settled = 1 - exp(2 * (generation + 1) * log(1 - cs))
  const stalled = length / Math.sqrt(settled) >= (1.4 + 2 / (size + 1)) * expected
  const push = stalled ? 0 : Math.sqrt(cc * (2 - cc) * effectiveParents)
  const pathCovariance = before.pathCovariance.map((value, i) => (1 - cc) * value + push * step[i]!)
  const adapted = {
    mean: mean.map((value, i) => value + sigma * step[i]!),
    sigma: Math.min(sigma * exp((cs / damping) * (length / expected - 1)), MAX_SIGMA),
    covariance: adaptedCovariance(before, rates, steps, pathCovariance, stalled),
    pathSigma,
    pathCovariance,
    generation,
  }
  return isAlive(adapted) ? { ...adapted, axes: symmetricEigen(adapted.covariance, size) } : { ...before, generation }
}
