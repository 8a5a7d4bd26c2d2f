import { exp, log, logNormalMass } from '../../core/index.js'
import type { ParamValue, SearchDimension } from '../search-space.js'
import { stepsBetween } from '../step-grid.js'

/** Grid points of a range without steps, and the most of any other. */
const MOST_POINTS = 50
/** Kernels are not narrower: 90 % of one then lie within its own grid cell. */
const NARROWEST = 0.5 / 1.64

/** How many of the values are nearest to each point of the dimension's grid; halfway the lower one. Numbers with `log` by their logarithms; each choice is a point. */
export function countOnGrid(values: readonly ParamValue[], dimension: SearchDimension): number[] {
  if (dimension.type === 'choice') return dimension.choices.map((choice) => values.filter((value) => value === choice).length)
  const { type, step = type === 'int' ? 1 : undefined } = dimension
  const scale = dimension.log === true ? log : (value: number): number => value
  const low = scale(dimension.low)
  const width = scale(dimension.high) - low
  let points = MOST_POINTS
  if (type === 'int' && dimension.log === true) points = Math.min(Math.ceil(log(dimension.high - dimension.low + 1) / log(2)) + 1, points)
  else if (step !== undefined) points = Math.min(stepsBetween(dimension.low, dimension.high, step) + 1, points)
  const counts = new Array<number>(points).fill(0)
  const cell = width / (points - 1)
  for (const value of values) {
    const point = Math.ceil((scale(value as number) - low) / cell - 0.5)
    counts[Math.min(Math.max(point, 0), points - 1)]! += 1
  }
  return counts
}

function choiceDensity(counts: readonly number[]): Float64Array {
  const seen = counts.filter((count) => count > 0).length
  const total = counts.reduce((sum, count) => sum + count, 0)
  const other = 1 / (seen + 1)
  const all = 1 + counts.length * other
  // Every choice that was seen is a kernel, which gives all choices their part and its own one more; the prior weighs as much as one observation.
  return Float64Array.from(counts, (count) => (count / all + (total * other) / all + 1 / counts.length) / (total + 1))
}

/** First place at which the running sum of the weights is at least, or with `beyond` more than, the share. */
function placeOf(weights: readonly number[], share: number, beyond: boolean): number {
  let sum = 0
  const place = weights.findIndex((weight) => {
    sum += weight
    return beyond ? sum > share : sum >= share
  })
  return place < 0 ? weights.length - 1 : place
}

/** Scott's rule (Scott, "Multivariate Density Estimation", 1992) with the smaller of the standard deviation and the quartiles' distance over 1.34. */
function bandwidth(points: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = points.reduce((sum, point, k) => sum + point * weights[k]!, 0) / total
  const squares = points.reduce((sum, point, k) => sum + (point - mean) * (point - mean) * weights[k]!, 0)
  const deviation = Math.sqrt(squares / Math.max(1, total - 1))
  const lower = points[placeOf(weights, Math.floor(total / 4), false)]!
  const upper = points[placeOf(weights, Math.floor((total * 3) / 4), true)]!
  return Math.max(1.059 * Math.min((upper - lower) / 1.34, deviation) * exp(-0.2 * log(total)), NARROWEST)
}

function numberDensity(counts: readonly number[]): Float64Array {
  const points = counts.flatMap((count, k) => (count > 0 ? [k] : []))
  const weights = points.map((point) => counts[point]!)
  const total = weights.reduce((sum, weight) => sum + weight, 0) + 1
  const last = counts.length - 1
  const sigma = bandwidth(points, weights)
  const kernels = [...points.map((mu, k) => ({ mu, sigma, weight: weights[k]! })), { mu: last / 2, sigma: last + 1, weight: 1 }]
  const density = new Float64Array(counts.length)
  for (const { mu, sigma, weight } of kernels) {
    const mass = (from: number, to: number): number => logNormalMass((from - mu) / sigma, (to - mu) / sigma)
    const whole = mass(-0.5, last + 0.5)
    for (let k = 0; k <= last; k++) density[k]! += (weight / total) * exp(mass(k - 0.5, k + 0.5) - whole)
  }
  return density
}

/** Probability of each point of the dimension's grid: a Parzen estimate from the values (one or more), with a uniform or wide prior that weighs as much as one of them. */
export function gridDensity(values: readonly ParamValue[], dimension: SearchDimension): Float64Array {
  const counts = countOnGrid(values, dimension)
  return dimension.type === 'choice' ? choiceDensity(counts) : numberDensity(counts)
}
