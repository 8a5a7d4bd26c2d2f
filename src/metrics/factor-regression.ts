import { BarcastError, erfc, studentTail } from '../core/index.js'
import { type LeastSquares, leastSquares } from './least-squares.js'
import { mean } from './mean.js'
import { checkChoice, checkCount } from './observation.js'
import { checkPeriods, checkReturns, checkSameRows, type ReturnOptions } from './return-options.js'

/** Which errors the standard errors allow for; see {@link factorRegression}. */
export type CovarianceMethod = 'ordinary' | 'white' | 'neweyWest'

/** Options of {@link factorRegression}. */
export interface FactorRegressionOptions extends ReturnOptions {
  /** Default `neweyWest`. */
  errors?: CovarianceMethod
  /** Lags of `neweyWest`, default ⌊4 (n / 100)^(2/9)⌋. */
  lags?: number
}

/** One coefficient with its test against 0. */
export interface FactorCoefficient {
  value: number
  standardError: number
  /** value / standardError: Student's t for `ordinary` errors, taken as normal for the others. */
  statistic: number
  /** Two-sided. */
  pValue: number
}

/** What {@link factorRegression} finds. */
export interface FactorRegression {
  /** Return per observation that the factors do not explain. */
  intercept: FactorCoefficient
  /** Intercept · periodsPerYear. */
  annualAlpha: number
  factors: Readonly<Record<string, FactorCoefficient>>
  rSquared: number
  adjustedRSquared: number
  observations: number
  errors: CovarianceMethod
  /** Lags of `neweyWest`, 0 for the others. */
  lags: number
  residuals: Float64Array
}

const ACTION = 'Regress on factors'
const ERRORS: readonly CovarianceMethod[] = ['ordinary', 'white', 'neweyWest']

/** Σ over rows of the outer products of residual · regressors with those `lag` rows earlier. */
function scoreProducts(columns: readonly Float64Array[], residuals: Float64Array, lag: number): Float64Array {
  const count = columns.length
  const products = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const [a, b] = [columns[i]!, columns[j]!]
      let total = 0
      for (let t = lag; t < residuals.length; t++) total += a[t]! * residuals[t]! * b[t - lag]! * residuals[t - lag]!
      products[i * count + j] = total
    }
  }
  return products
}

function sandwich(inverse: Float64Array, middle: Float64Array, count: number): Float64Array {
  const variance = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) variance[k]! += inverse[k * count + i]! * middle[i * count + j]! * inverse[j * count + k]!
    }
  }
  return variance
}

function variances(columns: readonly Float64Array[], fit: LeastSquares, errors: CovarianceMethod, lags: number): Float64Array {
  const count = columns.length
  const rows = fit.residuals.length
  if (errors === 'ordinary') {
    const noise = fit.residuals.reduce((total, value) => total + value * value, 0) / (rows - count)
    return Float64Array.from({ length: count }, (_, k) => noise * fit.inverse[k * count + k]!)
  }
  const middle = scoreProducts(columns, fit.residuals, 0)
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1)
    const products = scoreProducts(columns, fit.residuals, lag)
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) middle[i * count + j]! += weight * (products[i * count + j]! + products[j * count + i]!)
    }
  }
  return sandwich(fit.inverse, middle, count)
}

/** ⌊4 (n / 100)^(2/9)⌋: the greatest whole number whose (k / 4)⁹ is at most (n / 100)². */
function defaultLags(rows: number): number {
  let lags = 0
  const square = (rows / 100) * (rows / 100)
  const ninth = (x: number): number => x * x * x * (x * x * x) * (x * x * x)
  while (ninth((lags + 1) / 4) <= square) lags += 1
  return lags
}

function checkFactors(returns: Float64Array, factors: Readonly<Record<string, Float64Array>>, options: FactorRegressionOptions): string[] {
  checkReturns(returns, options, ACTION, ['errors', 'lags'])
  checkPeriods(options, ACTION)
  checkChoice(options.errors ?? 'neweyWest', ERRORS, ACTION, 'errors')
  checkCount(options.lags ?? 0, 0, Math.max(0, returns.length - 1), ACTION, 'lags')
  const names = Object.keys(factors)
  if (names.length === 0) throw new BarcastError('metrics/empty', `${ACTION}: at least one factor is needed, found 0`, { value: 0 })
  for (const name of names) {
    checkReturns(factors[name]!, {}, `${ACTION} (${name})`)
    checkSameRows(returns.length, factors[name]!.length, ACTION, name)
  }
  if (returns.length < names.length + 2) {
    const rule = `at least ${names.length + 2} rows are needed for ${names.length} factors`
    throw new BarcastError('metrics/empty', `${ACTION}: ${rule}, found ${returns.length}`, { value: returns.length })
  }
  return names
}

/**
 * Linear regression of r − riskFree on the returns of several factors and a constant, by least squares, as statsmodels' `OLS`. The factors
 * are taken as they are given: subtract the risk-free rate from those that need it.
 *
 * Standard errors: `ordinary` assume independent errors of equal variance; `white` allow for changing variance (statsmodels' HC0);
 * `neweyWest` (the default) for autocorrelation up to `lags` too, with Bartlett's weights 1 − k / (lags + 1) (statsmodels' HAC without a
 * small-sample correction). After White (1980) and Newey and West (1987).
 *
 * @param factors one column per factor, as long as `returns`
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/empty`, `metrics/option`, and `metrics/collinear` where a
 * factor is constant or a combination of the others
 *
 * @example
 * const { annualAlpha, factors } = factorRegression(returns, { market, momentum }, { periodsPerYear: 252 })
 * console.log(annualAlpha, factors.momentum.value, factors.momentum.pValue)
 */
export function factorRegression<Name extends string>(
  returns: Float64Array,
  factors: Readonly<Record<Name, Float64Array>>,
  options: FactorRegressionOptions,
): FactorRegression & { factors: Readonly<Record<Name, FactorCoefficient>> } {
  const names = checkFactors(returns, factors, options)
  const { errors = 'neweyWest', riskFree = 0, periodsPerYear } = options
  const lags = errors === 'neweyWest' ? (options.lags ?? defaultLags(returns.length)) : 0
  const rows = returns.length
  const target = returns.map((value) => value - riskFree)
  const columns = [new Float64Array(rows).fill(1), ...names.map((name) => factors[name as Name])]
  const fit = leastSquares(columns, target)
  if (fit === undefined) {
    const found = names.join(', ')
    throw new BarcastError('metrics/collinear', `${ACTION}: factors must not be constant or combinations of each other, found ${found}`, {
      value: names,
    })
  }
  const found = variances(columns, fit, errors, lags)
  const degrees = rows - columns.length
  const coefficients = Array.from(fit.coefficients, (value, k): FactorCoefficient => {
    const standardError = Math.sqrt(found[k]!)
    const statistic = value / standardError
    const size = Math.abs(statistic)
    const pValue = errors === 'ordinary' ? 2 * studentTail(size, degrees) : erfc(size / Math.SQRT2)
    return { value, standardError, statistic, pValue }
  })
  const centre = mean(target)
  const unexplained = fit.residuals.reduce((total, value) => total + value * value, 0)
  const rSquared = 1 - unexplained / target.reduce((total, value) => total + (value - centre) * (value - centre), 0)
  return {
    intercept: coefficients[0]!,
    annualAlpha: coefficients[0]!.value * periodsPerYear,
    factors: Object.fromEntries(names.map((name, k) => [name, coefficients[k + 1]!])) as Record<Name, FactorCoefficient>,
    rSquared,
    adjustedRSquared: 1 - ((1 - rSquared) * (rows - 1)) / degrees,
    observations: rows,
    errors,
    lags,
    residuals: fit.residuals,
  }
}
