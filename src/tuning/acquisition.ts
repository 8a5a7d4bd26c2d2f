import { log } from '../core/index.js'
import { logChance, logImprovement } from './expected-improvement.js'
import type { GaussianProcess } from './gaussian-process.js'

/** How promising points are. */
export interface Acquisition {
  /** Of each coordinate, the distance over which it changes. */
  readonly lengthscales: Float64Array
  /** At each of the points, which stand row by row. */
  values(points: Float64Array): Float64Array
  /** At one point; adds the slopes along its coordinates to `gradient`. */
  evaluate(point: Float64Array, gradient: Float64Array): number
}

/** Keeps deviations above 0 where a point was seen before. */
export const STABILISING_VARIANCE = 1e-12

export function lengthscalesOf({ kernel }: GaussianProcess): Float64Array {
  return kernel.weights.map((weight) => 1 / Math.sqrt(weight))
}

/** An acquisition that depends on mean and deviation by one formula: `of` gives the value and its slopes by both. */
function acquisitionOf(
  process: GaussianProcess,
  of: (mean: number, deviation: number) => { value: number; byMean: number; byDeviation: number },
): Acquisition {
  return {
    lengthscales: lengthscalesOf(process),
    values(points) {
      const { means, variances } = process.predict(points)
      return means.map((mean, i) => of(mean, Math.sqrt(variances[i]! + STABILISING_VARIANCE)).value)
    },
    evaluate(point, gradient) {
      const { mean, variance, meanSlopes, varianceSlopes } = process.predictWithSlopes(point)
      const deviation = Math.sqrt(variance + STABILISING_VARIANCE)
      const { value, byMean, byDeviation } = of(mean, deviation)
      for (let k = 0; k < gradient.length; k++)
        gradient[k]! += byMean * meanSlopes[k]! + (0.5 * byDeviation * varianceSlopes[k]!) / deviation
      return value
    },
  }
}

/** ln of the improvement over `best` that a point can be expected to bring; values are maximised. */
export function logExpectedImprovement(process: GaussianProcess, best: number): Acquisition {
  return acquisitionOf(process, (mean, deviation) => {
    const z = (mean - best) / deviation
    const { value, slope } = logImprovement(z)
    return { value: value + log(deviation), byMean: slope / deviation, byDeviation: (1 - slope * z) / deviation }
  })
}

/** ln of the probability that a value is above `threshold`. */
export function logProbabilityAbove(process: GaussianProcess, threshold: number): Acquisition {
  return acquisitionOf(process, (mean, deviation) => {
    const z = (mean - threshold) / deviation
    const { value, slope } = logChance(z)
    return { value, byMean: slope / deviation, byDeviation: (-slope * z) / deviation }
  })
}

/** The sum of acquisitions that take their logarithms of independent chances; with the length scales of the first. */
export function sumOf(first: Acquisition, rest: readonly Acquisition[]): Acquisition {
  if (rest.length === 0) return first
  const all = [first, ...rest]
  return {
    lengthscales: first.lengthscales,
    values(points) {
      const each = all.map((one) => one.values(points))
      return each[0]!.map((_, i) => each.reduce((sum, values) => sum + values[i]!, 0))
    },
    evaluate: (point, gradient) => all.reduce((sum, one) => sum + one.evaluate(point, gradient), 0),
  }
}
