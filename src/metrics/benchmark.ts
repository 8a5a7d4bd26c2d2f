import { BarcastError, exp, log } from '../core/index.js'
import { CompensatedSum, mean } from './mean.js'
import { checkPeriods, checkReturns, type ReturnOptions } from './return-options.js'

function checkPair(returns: Float64Array, benchmark: Float64Array, options: Partial<ReturnOptions>, action: string): void {
  checkReturns(returns, options, action)
  checkReturns(benchmark, options, `${action} (benchmark)`)
  if (returns.length !== benchmark.length) {
    throw new BarcastError(
      'metrics/length',
      `${action}: benchmark must have ${returns.length} rows like returns, found ${benchmark.length}`,
      {
        value: benchmark.length,
        where: { column: 'benchmark' },
      },
    )
  }
}

/**
 * Beta: covariance of the returns with the benchmark's over the benchmark's variance, as empyrical's `beta`.
 * Below two observations, or with a variance of the benchmark under 1e-30, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function beta(returns: Float64Array, benchmark: Float64Array, options: Partial<ReturnOptions> = {}): number {
  checkPair(returns, benchmark, options, 'Compute beta')
  if (returns.length < 2) return NaN
  const centre = mean(benchmark)
  const squares = new CompensatedSum()
  const products = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    const away = benchmark[i]! - centre
    squares.add(away * away)
    products.add(returns[i]! * away)
  }
  return squares.value / returns.length < 1e-30 ? NaN : products.value / squares.value
}

/**
 * Jensen's alpha per year: (1 + mean(r − riskFree − beta · (benchmark − riskFree)))^periodsPerYear − 1, as empyrical's `alpha`.
 * Below two observations NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function alpha(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  const slope = beta(returns, benchmark, options)
  const periods = checkPeriods(options, 'Compute alpha')
  const riskFree = options.riskFree ?? 0
  const excess = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) excess.add(returns[i]! - riskFree - slope * (benchmark[i]! - riskFree))
  return exp(periods * log(1 + excess.value / returns.length)) - 1
}
