import { exp, log, logNormalMass, type Random, truncatedNormalQuantile } from '../core/index.js'
import type { ParameterColumn } from './parameter-column.js'
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

/** Some rows of a column, in ascending order, and by row which of them it is; −1 for the others. */
export interface Members {
  readonly rows: Int32Array
  readonly places: Int32Array
}

/** Each observation's distance to its farther neighbour; the ends of the range are neighbours of a single observation only. */
function setDistances(distances: Float64Array, { values, order, count }: ParameterColumn, { rows, places }: Members): void {
  let before = -1
  let gapBefore = -Infinity
  for (let at = 0; at < count; at++) {
    const row = order[at]!
    if (places[row]! < 0) continue
    if (before >= 0) {
      const gap = values[row]! - values[before]!
      distances[places[before]!] = Math.max(gapBefore, gap)
      gapBefore = gap
    }
    before = row
  }
  if (rows.length > 1) distances[places[before]!] = gapBefore
}

/**
 * Means and widths for the members, in their order, and the prior. A kernel is as wide as the distance to its farther neighbour, at most as the range and
 * at least as the range over min(100, 2 + n).
 */
export function fitNormalKernels(column: ParameterColumn, members: Members, dimension: NumberDimension): NormalKernels {
  const half = (stepOf(dimension) ?? 0) / 2
  const scale = dimension.log === true ? log : (value: number): number => value
  const low = scale(dimension.low - half)
  const high = scale(dimension.high + half)
  const { rows } = members
  const count = rows.length
  const mus = new Float64Array(count + 1)
  for (let k = 0; k < count; k++) mus[k] = column.values[rows[k]!]!
  const sigmas = new Float64Array(count + 1)
  if (count === 1) sigmas[0] = Math.max(mus[0]! - low, high - mus[0]!)
  else setDistances(sigmas, column, members)
  const narrowest = (high - low) / Math.min(100, 2 + count)
  for (let k = 0; k < count; k++) sigmas[k] = Math.min(Math.max(sigmas[k]!, narrowest), high - low)
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

function constantOf(mu: number, sigma: number, low: number, high: number): number {
  return -logMassWithin((low - mu) / sigma, (high - mu) / sigma) - LOG_ROOT_TWO_PI - log(sigma)
}

/** Kernels over a stepless dimension, as the estimator computes with them itself: densities; with `log`, of the logarithm. */
export interface ContinuousKernels {
  readonly fitted: NormalKernels
  /** Adds to each term the logarithm of that kernel's density at its own mean. */
  addConstants(terms: Float64Array): void
  draw(k: number, random: Random): number
}

export function continuousKernels(column: ParameterColumn, members: Members, dimension: NumberDimension): ContinuousKernels {
  const fitted = fitNormalKernels(column, members, dimension)
  const { mus, sigmas, low, high } = fitted
  const { constants, widths } = column
  return {
    fitted,
    addConstants(terms) {
      const { rows } = members
      const count = rows.length
      for (let k = 0; k < count; k++) {
        const row = rows[k]!
        if (widths[row] !== sigmas[k]) {
          widths[row] = sigmas[k]!
          constants[row] = constantOf(mus[k]!, sigmas[k]!, low, high)
        }
        terms[k]! += constants[row]!
      }
      terms[count]! += constantOf(mus[count]!, sigmas[count]!, low, high)
    },
    draw: (k, random) => drawNear(mus[k]!, sigmas[k]!, fitted, dimension, random),
  }
}

/** Kernels that are alike, by kernel and as one of each kind: what they say of a value is computed once. */
function kindsOf({ mus, sigmas }: NormalKernels): { kinds: Int32Array; first: number[] } {
  const kinds = new Int32Array(mus.length)
  const first: number[] = []
  const known = new Map<number, number[]>()
  for (let k = 0; k < mus.length; k++) {
    const alike = known.get(mus[k]!) ?? []
    const kind = alike.find((other) => sigmas[first[other]!] === sigmas[k])
    kinds[k] = kind ?? first.length
    if (kind !== undefined) continue
    known.set(mus[k]!, [...alike, first.length])
    first.push(k)
  }
  return { kinds, first }
}

/** Kernels over a dimension with steps: the probability of each step, what the normal distribution has within half a step of it. */
export function steppedKernels(column: ParameterColumn, members: Members, dimension: NumberDimension, step: number): Kernels {
  const fitted = fitNormalKernels(column, members, dimension)
  const { mus, sigmas, low, high } = fitted
  const scale = dimension.log === true ? log : (value: number): number => value
  const { kinds, first } = kindsOf(fitted)
  const mass = (k: number, left: number, right: number): number =>
    logNormalMass((left - mus[k]!) / sigmas[k]!, (right - mus[k]!) / sigmas[k]!)
  const known = new Map<number, Float64Array>()
  return {
    addConstants(terms) {
      const wholes = Float64Array.from(first, (k) => mass(k, low, high))
      for (let k = 0; k < kinds.length; k++) terms[k]! -= wholes[kinds[k]!]!
    },
    restAt(value) {
      const logs = known.get(value) ?? new Float64Array(first.length).fill(Number.NaN)
      known.set(value, logs)
      const left = scale(value - step / 2)
      const right = scale(value + step / 2)
      return (k, least) => {
        const kind = kinds[k]!
        const z = Math.max((left - mus[k]!) / sigmas[k]!, (mus[k]! - right) / sigmas[k]!)
        // What lies beyond z is less than e^(−z²/2).
        if (z > 0 && -0.5 * z * z < least) return -Infinity
        if (Number.isNaN(logs[kind]!)) logs[kind] = mass(k, left, right)
        return logs[kind]!
      }
    },
    draw: (k, random) => drawNear(mus[k]!, sigmas[k]!, fitted, dimension, random),
  }
}
