import { BarcastError, unknownNameError } from '../../../core/index.js'
import { estimate } from './estimate.js'
import { type GarchParameters, type GarchSpec, type Layout, parametersOf, rescale } from './model.js'
import { type Sample, sampleOf } from './sample.js'
import { standardErrors } from './standard-errors.js'

export type GarchOptions = Partial<GarchSpec>

/** A fitted model: plain data, all in the unit of the returns. */
export interface GarchFit extends GarchSpec {
  readonly parameters: GarchParameters
  readonly logLikelihood: number
  readonly iterations: number
  /** Whether the log-likelihood cannot be expected to rise by more than 1e-5. */
  readonly converged: boolean
  /** Deviation of each return as the returns before it foretell it. */
  readonly volatility: Float64Array
  /** (return − mu) / volatility. */
  readonly standardResiduals: Float64Array
}

const LEAST_RETURNS = 50
const MOST_LAGS = 5
const CHOICES = { model: ['garch', 'gjr', 'egarch'], distribution: ['normal', 't'], mean: ['constant', 'zero'] } as const

function refuse(rule: string, must: string, value: unknown, path?: string): never {
  const where = path === undefined ? {} : { where: { path } }
  throw new BarcastError(`indicators/${rule}`, `Fit GARCH: ${must}, found ${String(value)}`, { value, ...where })
}

function readSpec(options: GarchOptions): GarchSpec {
  const known = ['model', 'distribution', 'mean', 'shockLags', 'varianceLags']
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw unknownNameError('indicators/unknown-param', 'Fit GARCH', 'option', key, known, { path: key })
  const { model = 'garch', distribution = 'normal', mean = 'constant', shockLags = 1, varianceLags = 1 } = options
  for (const [key, value] of Object.entries({ model, distribution, mean })) {
    const choices: readonly string[] = CHOICES[key as keyof typeof CHOICES]
    if (!choices.includes(value)) throw unknownNameError('indicators/param', 'Fit GARCH', key, String(value), choices, { path: key })
  }
  for (const [key, value] of Object.entries({ shockLags, varianceLags }))
    if (!(Number.isInteger(value) && value >= 1 && value <= MOST_LAGS))
      refuse('param', `${key} must be a whole number from 1 to ${MOST_LAGS}`, value, key)
  return { model, distribution, mean, shockLags, varianceLags }
}

/** The vector as reported: in the unit of the returns. */
function reported(spec: GarchSpec, layout: Layout, x: Float64Array, { scale, logScale }: Sample): GarchParameters {
  const own = x.slice()
  rescale(spec, layout, own, scale, logScale, 1)
  return parametersOf(layout, own)
}

function readReturns(returns: Float64Array, mean: GarchSpec['mean']): Sample {
  if (returns.length < LEAST_RETURNS) refuse('returns', `needs at least ${LEAST_RETURNS} returns`, returns.length)
  const bad = returns.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) refuse('returns', `return ${bad} must be a finite number`, returns[bad])
  const sample = sampleOf(returns, mean)
  if (sample === undefined) refuse('flat-returns', 'returns must vary', `${returns.length} times ${returns[0]}`)
  return sample
}

/**
 * Fits a GARCH, GJR or EGARCH model to returns by maximum likelihood, as `arch` 8.0.0 does: the same likelihood, start of the recursion (exponentially weighted mean of the first 75 squared
 * shocks), bounds on the variances and limits of the parameters; see `GarchParameters` for the recursions. The search goes on until 1e-9 of log-likelihood and does not depend on the unit
 * of the returns.
 *
 * @param returns One per bar, at least 50, all finite, in any unit (percent, fractions).
 * @param options Default: `garch`, `normal`, `constant` mean, one lag of each (up to 5).
 * @throws BarcastError `indicators/returns` (too few, not finite), `indicators/flat-returns` (no variance to model), `indicators/param`, `indicators/unknown-param`.
 *
 * Sources: Bollerslev, Journal of Econometrics 31:3, 1986; Glosten, Jagannathan and Runkle, Journal of Finance 48:5, 1993; Nelson, Econometrica 59:2, 1991; Bollerslev (t), Review of Economics and
 * Statistics 69:3, 1987.
 */
export function fitGarch(returns: Float64Array, options: GarchOptions = {}): GarchFit {
  const spec = readSpec(options)
  const sample = readReturns(returns, spec.mean)
  const found = estimate(spec, sample)
  const { layout, recursion } = found.likelihood
  found.likelihood.value(found.x)
  const { shocks, variances } = recursion
  return {
    ...spec,
    parameters: reported(spec, layout, found.x, sample),
    logLikelihood: found.logLikelihood - returns.length * sample.logScale,
    iterations: found.iterations,
    converged: found.converged,
    volatility: variances.map((variance) => sample.scale * Math.sqrt(variance)),
    standardResiduals: shocks.map((shock, t) => shock / Math.sqrt(variances[t]!)),
  }
}

/**
 * Robust standard errors of the parameters of a fit (Bollerslev and Wooldridge, Econometric Reviews 11:2, 1992), in the form of `parameters`, equal to the default of `arch` 8.0.0. NaN where the
 * likelihood is flat in some direction. Takes about as long as the fit.
 *
 * @param returns The returns that were fitted.
 * @throws BarcastError `indicators/returns` where they are not as many as the fit's, or faulty.
 */
export function garchStandardErrors(returns: Float64Array, fit: GarchFit): GarchParameters {
  if (returns.length !== fit.volatility.length) refuse('returns', `needs the ${fit.volatility.length} returns of the fit`, returns.length)
  const sample = readReturns(returns, fit.mean)
  const { layout, errors } = standardErrors(fit, sample)
  const named = parametersOf(layout, errors)
  return layout.inverseNu < 0 ? named : { ...named, nu: errors[layout.inverseNu]! }
}
