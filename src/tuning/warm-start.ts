import { exp, log } from '../core/index.js'
import { firstDistribution, type SearchDistribution, type Solution } from './covariance-adaptation.js'
import { symmetricEigen } from './symmetric-eigen.js'

/** The share of the best points that is learnt from. */
const GOOD_SHARE = 0.1
/** Standard deviation that each of the good points stands for. */
const PRIOR_DEVIATION = 0.1

/** How many points are needed: of fewer, none would be among the best tenth. */
export const LEAST_SOURCES = 10

/**
 * The normal distribution around the best tenth of points of a similar search, from which CMA-ES begins (Nomura et al., "Warm Starting CMA-ES for Hyperparameter
 * Optimization", 2021; eq. 8): their mean, and their covariance with 0.1² added on the diagonal, its determinant in sigma. As the Python package `cmaes` with its defaults.
 */
export function warmStart(solutions: readonly Solution[]): SearchDistribution {
  const ranked = solutions.map((solution, place) => ({ ...solution, place }))
  ranked.sort((a, b) => (a.value === b.value ? a.place - b.place : a.value < b.value ? -1 : 1))
  const good = ranked.slice(0, Math.floor(solutions.length * GOOD_SHARE)).map(({ point }) => point)
  const size = good[0]!.length
  const mean = Float64Array.from({ length: size }, (_, i) => good.reduce((sum, point) => sum + point[i]!, 0) / good.length)
  const spread = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size]
    const products = good.reduce((sum, point) => sum + (point[i]! - mean[i]!) * (point[j]! - mean[j]!), 0) / good.length
    return products + (i === j ? PRIOR_DEVIATION ** 2 : 0)
  })
  const logDeterminant = symmetricEigen(spread, size).values.reduce((sum, value) => sum + log(value), 0)
  const variance = exp(logDeterminant / size)
  return firstDistribution(
    mean,
    Math.sqrt(variance),
    spread.map((value) => value / variance),
  )
}
