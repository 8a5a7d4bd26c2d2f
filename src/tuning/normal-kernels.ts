import { exp, log, logNormalMass, type Random, truncatedNormalQuantile } from '../core/index.js'
import type { Kernels } from './parzen-estimator.js'
import { type NumberDimension, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

/**
 * Truncated normal distributions, one per observation and a last one, the prior, as wide as the range. In the logarithm for dimensions with `log`;
 * `low` and `high` half a step beyond the range where there is a step.
 */
export interface NormalKernels {
  readonly mus: Float64Array
  readonly sigmas: Float64Array
  readonly low: number
  readonly high: number
}

const LOG_ROOT_TWO_PI = 0.9189385332046727

/** Places of the values from the smallest to the largest, equal ones by place. */
function ascending(values: Float64Array): readonly number[] | Uint32Array {
  const sorted = values.slice().sort()
  const order = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    let [from, to] = [0, sorted.length - 1]
    while (from < to) {
      const middle = (from + to) >> 1
      if (sorted[middle]! < value) from = middle + 1
      else to = middle
    }
    // Sorting without a comparison is several times as fast, but does not know equal values apart.
    if (sorted[from + 1] === value) return Array.from(values, (_, k) => k).sort((a, b) => values[a]! - values[b]!)
    order[from] = i
  }
  return order
}

/** Each observation's distance to its farther neighbour; the ends of the range are neighbours of a single observation only. */
function neighbourDistances(mus: Float64Array, low: number, high: number): Float64Array {
  const count = mus.length
  const order = ascending(mus)
  const distances = new Float64Array(count)
  for (let place = 0; place < count; place++) {
    const row = order[place]!
    const mu = mus[row]!
    const below = place > 0 ? mu - mus[order[place - 1]!]! : count === 1 ? mu - low : -Infinity
    const above = place < count - 1 ? mus[order[place + 1]!]! - mu : count === 1 ? high - mu : -Infinity
    distances[row] = Math.max(below, above)
  }
  return distances
}

/**
 * Means and widths for observations in the order of their trials. A kernel is as wide as the distance to its farther neighbour, at most as the range and
 * at least as the range over min(100, 2 + n).
 */
export function fitNormalKernels(observations: readonly number[], dimension: NumberDimension): NormalKernels {
  const half = (stepOf(dimension) ?? 0) / 2
  const scale = dimension.log === true ? log : (value: number): number => value
  const low = scale(dimension.low - half)
  const high = scale(dimension.high + half)
  const count = observations.length
  const mus = new Float64Array(count + 1)
  for (let i = 0; i < count; i++) mus[i] = scale(observations[i]!)
  const sigmas = new Float64Array(count + 1)
  sigmas.set(neighbourDistances(mus.subarray(0, count), low, high))
  const narrowest = (high - low) / Math.min(100, 2 + count)
  for (let i = 0; i < count; i++) sigmas[i] = Math.min(Math.max(sigmas[i]!, narrowest), high - low)
  mus[count] = 0.5 * (low + high)
  sigmas[count] = high - low
  return { mus, sigmas, low, high }
}

function drawNear(mu: number, sigma: number, { low, high }: NormalKernels, dimension: NumberDimension, random: Random): number {
  const x = mu + sigma * truncatedNormalQuantile(random.uniform(), (low - mu) / sigma, (high - mu) / sigma)
  const value = dimension.log === true ? exp(x) : x
  const step = stepOf(dimension)
  if (step === undefined) return Math.min(Math.max(value, dimension.low), dimension.high)
  const last = stepsBetween(dimension.low, dimension.high, step)
  return gridValue(dimension.low, step, Math.min(Math.max(Math.round((value - dimension.low) / step), 0), last))
}

/** From here on what lies outside is less than the last digit of a term. */
const NO_TAIL = 9

function logMassWithin(below: number, above: number): number {
  return below < -NO_TAIL && above > NO_TAIL ? 0 : logNormalMass(below, above)
}

/** Kernels over a stepless dimension: densities; with `log`, of the logarithm. */
function continuousKernels(fitted: NormalKernels, dimension: NumberDimension): Kernels {
  const { mus, sigmas, low, high } = fitted
  const scaling = sigmas.map((sigma, k) => -logMassWithin((low - mus[k]!) / sigma, (high - mus[k]!) / sigma) - LOG_ROOT_TWO_PI - log(sigma))
  return {
    addLogDensities(value, terms) {
      const x = dimension.log === true ? log(value) : value
      for (let k = 0; k < mus.length; k++) {
        const z = (x - mus[k]!) / sigmas[k]!
        terms[k]! += scaling[k]! - 0.5 * z * z
      }
    },
    draw: (k, random) => drawNear(mus[k]!, sigmas[k]!, fitted, dimension, random),
  }
}

/** Kernels over a dimension with steps: the probability of each step, what the normal distribution has within half a step of it. */
function steppedKernels(fitted: NormalKernels, dimension: NumberDimension, step: number): Kernels {
  const { mus, sigmas, low, high } = fitted
  const scale = dimension.log === true ? log : (value: number): number => value
  const whole = sigmas.map((sigma, k) => logNormalMass((low - mus[k]!) / sigma, (high - mus[k]!) / sigma))
  const known = new Map<number, Float64Array>()
  const probabilities = (value: number): Float64Array => {
    const left = scale(value - step / 2)
    const right = scale(value + step / 2)
    return sigmas.map((sigma, k) => logNormalMass((left - mus[k]!) / sigma, (right - mus[k]!) / sigma) - whole[k]!)
  }
  return {
    addLogDensities(value, terms) {
      const logs = known.get(value) ?? probabilities(value)
      known.set(value, logs)
      for (let k = 0; k < logs.length; k++) terms[k]! += logs[k]!
    },
    draw: (k, random) => drawNear(mus[k]!, sigmas[k]!, fitted, dimension, random),
  }
}

/** Kernels over numbers that were seen, and the prior's. */
export function normalKernels(observations: readonly number[], dimension: NumberDimension): Kernels {
  const fitted = fitNormalKernels(observations, dimension)
  const step = stepOf(dimension)
  return step === undefined ? continuousKernels(fitted, dimension) : steppedKernels(fitted, dimension, step)
}
