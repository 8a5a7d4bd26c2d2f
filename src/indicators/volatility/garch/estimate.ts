import { minimiseWithin } from '../../../core/index.js'
import { GarchLikelihood } from './likelihood.js'
import { limitsOf } from './limits.js'
import type { GarchSpec } from './model.js'
import type { Sample } from './sample.js'
import { startingValues } from './starting-values.js'

const MAX_ITERATIONS = 100
/** Log-likelihood still to be gained at which the search stops, and below which a search that could not go on counts as done. */
const TOLERANCE = 1e-9
const GOOD_ENOUGH = 1e-5

/** Parameters for the scaled returns, and how the search for them went. */
export interface Estimate {
  readonly likelihood: GarchLikelihood
  /** Where the search began: the best of a grid. */
  readonly start: Float64Array
  readonly x: Float64Array
  readonly logLikelihood: number
  readonly iterations: number
  readonly converged: boolean
}

/** Maximum likelihood within the limits. Never more than 100 iterations; deterministic. */
export function estimate(spec: GarchSpec, sample: Sample): Estimate {
  const likelihood = new GarchLikelihood(spec, sample)
  const { layout } = likelihood
  const start = startingValues(spec, layout, sample)
  const x = start.slice()
  const { value, iterations, decrement } = minimiseWithin(likelihood, x, {
    limits: limitsOf(spec, layout),
    maxIterations: MAX_ITERATIONS,
    tolerance: TOLERANCE,
  })
  // What rounding carried over a limit of 0.
  if (spec.model !== 'egarch')
    for (const places of [
      [layout.alpha, layout.gamma],
      [layout.beta, layout.beta + layout.varianceLags],
    ])
      for (let k = places[0]!; k < places[1]!; k++) x[k] = Math.max(0, x[k]!)
  return { likelihood, start, x, logLikelihood: -value, iterations, converged: decrement <= GOOD_ENOUGH }
}
