import { BarcastError, exp, log } from '../../../core/index.js'
import type { GarchFit } from './fit.js'

/** √(2/π) */
const MEAN_SIZE = 0.7978845608028654

function nextLog({ parameters, volatility, standardResiduals }: GarchFit): number {
  const last = volatility.length - 1
  const { omega, alpha, gamma, beta } = parameters
  let level = omega
  alpha.forEach((weight, j) => {
    level += weight * (Math.abs(standardResiduals[last - j]!) - MEAN_SIZE) + gamma[j]! * standardResiduals[last - j]!
  })
  beta.forEach((weight, j) => {
    level += weight * 2 * log(volatility[last - j]!)
  })
  return exp(level)
}

/**
 * Forecast variances of the `horizonBars` returns after the last one fitted, in the squared unit of the returns: h[T+1] from the recursion, and from then on with every unknown squared shock
 * replaced by its expected value (half of it where GJR asks for its sign).
 *
 * @throws BarcastError `indicators/param` for a horizon that is no whole number from 1 on, or beyond 1 for `egarch`, whose later variances have no such formula.
 */
export function forecastGarch(fit: GarchFit, horizonBars: number): Float64Array {
  const most = fit.model === 'egarch' ? 1 : 100_000
  if (!(Number.isInteger(horizonBars) && horizonBars >= 1 && horizonBars <= most)) {
    throw new BarcastError(
      'indicators/param',
      `Forecast ${fit.model}: horizonBars must be a whole number from 1 to ${most}, found ${horizonBars}`,
      {
        value: horizonBars,
        where: { path: 'horizonBars' },
      },
    )
  }
  const { volatility, standardResiduals, parameters } = fit
  if (fit.model === 'egarch') return Float64Array.of(nextLog(fit))
  const { omega, alpha, gamma, beta } = parameters
  const length = volatility.length
  const forecasts = new Float64Array(horizonBars)
  const varianceAt = (row: number): number => (row < length ? volatility[row]! * volatility[row]! : forecasts[row - length]!)
  for (let k = 0; k < horizonBars; k++) {
    let variance = omega
    for (let j = 0; j < alpha.length; j++) {
      const row = length + k - 1 - j
      const z = row < length ? standardResiduals[row]! : 1
      const falls = row < length ? (z < 0 ? 1 : 0) : 0.5
      variance += (alpha[j]! + (gamma[j] ?? 0) * falls) * (z * z) * varianceAt(row)
    }
    for (let j = 0; j < beta.length; j++) variance += beta[j]! * varianceAt(length + k - 1 - j)
    forecasts[k] = variance
  }
  return forecasts
}
