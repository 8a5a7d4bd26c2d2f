import { exp, log } from '../core/index.js'
import { CompensatedSum, mean, sampleDeviation } from './mean.js'
import { checkChoice } from './observation.js'
import { checkPeriods, checkReturns, checkSameRows, type ReturnOptions } from './return-options.js'
import { totalReturnOf } from './returns.js'
import { ReturnSample } from './sample.js'

type Options = Partial<ReturnOptions>

/** Refuses NaN, ±Infinity, options out of range and columns of unequal length. */
export function checkPair(
  returns: Float64Array,
  benchmark: Float64Array,
  options: Options,
  action: string,
  further: readonly string[] = [],
): void {
  checkReturns(returns, options, action, further)
  checkReturns(benchmark, options, `${action} (benchmark)`, further)
  checkSameRows(returns.length, benchmark.length, action, 'benchmark')
}

/** {@link beta} of checked columns. */
export function betaOf(returns: Float64Array, benchmark: Float64Array): number {
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
 * Beta: covariance of the returns with the benchmark's over the benchmark's variance, as empyrical's `beta`.
 * Below two observations, or with a variance of the benchmark under 1e-30, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function beta(returns: Float64Array, benchmark: Float64Array, options: Options = {}): number {
  checkPair(returns, benchmark, options, 'Compute beta')
  return betaOf(returns, benchmark)
}

/** Options of {@link alpha}. */
export interface AlphaOptions extends ReturnOptions {
  /** `compound` (the default) as empyrical, `linear` (mean · periodsPerYear) as quantstats' `greeks`. */
  annualisation?: 'compound' | 'linear'
}

/** {@link alpha} of checked columns. */
export function alphaOf(returns: Float64Array, benchmark: Float64Array, options: AlphaOptions): number {
  const slope = betaOf(returns, benchmark)
  const { periodsPerYear: periods, riskFree = 0 } = options
  const excess = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) excess.add(returns[i]! - riskFree - slope * (benchmark[i]! - riskFree))
  const perRow = excess.value / returns.length
  return options.annualisation === 'linear' ? perRow * periods : exp(periods * log(1 + perRow)) - 1
}

/**
 * Jensen's alpha per year: (1 + mean(r − riskFree − beta · (benchmark − riskFree)))^periodsPerYear − 1, as empyrical's `alpha`; with
 * `annualisation: 'linear'` the mean times periodsPerYear, as quantstats' `greeks`. Below two observations NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function alpha(returns: Float64Array, benchmark: Float64Array, options: AlphaOptions): number {
  const action = 'Compute alpha'
  checkPair(returns, benchmark, options, action, ['annualisation'])
  checkPeriods(options, action)
  checkChoice(options.annualisation ?? 'compound', ['compound', 'linear'], action, 'annualisation')
  return alphaOf(returns, benchmark, options)
}

/**
 * Treynor ratio: total return Π(1 + r) − 1 over {@link beta}, as quantstats' `treynor_ratio` without a risk-free rate (others take the
 * return per year). NaN where beta is NaN or 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function treynorRatio(returns: Float64Array, benchmark: Float64Array, options: Options = {}): number {
  checkPair(returns, benchmark, options, 'Compute the Treynor ratio')
  const slope = betaOf(returns, benchmark)
  return slope === 0 ? NaN : totalReturnOf(new ReturnSample(returns, options)) / slope
}

function activeReturns(returns: Float64Array, benchmark: Float64Array): Float64Array {
  return returns.map((value, row) => value - benchmark[row]!)
}

/**
 * Information ratio per observation: mean(r − benchmark) / sd(r − benchmark) with the sample deviation, as quantstats'
 * `information_ratio` and empyrical's `excess_sharpe`; neither annualises. Below two observations NaN; a constant difference gives
 * ±Infinity, and NaN when it is 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function informationRatio(returns: Float64Array, benchmark: Float64Array, options: Options = {}): number {
  checkPair(returns, benchmark, options, 'Compute the information ratio')
  const active = activeReturns(returns, benchmark)
  return mean(active) / sampleDeviation(active, 0)
}

/**
 * Tracking error per year: sample deviation of r − benchmark · √periodsPerYear. Below two observations NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function trackingError(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  checkPair(returns, benchmark, options, 'Compute the tracking error')
  const periods = checkPeriods(options, 'Compute the tracking error')
  return sampleDeviation(activeReturns(returns, benchmark), 0) * Math.sqrt(periods)
}

/** Pearson's correlation of checked columns. */
export function correlationOf(a: Float64Array, b: Float64Array): number {
  const [centreA, centreB] = [mean(a), mean(b)]
  const [squaresA, squaresB, products] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()]
  let [constantA, constantB] = [true, true]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - centreA, b[i]! - centreB]
    constantA &&= a[i] === a[0]
    constantB &&= b[i] === b[0]
    squaresA.add(x * x)
    squaresB.add(y * y)
    products.add(x * y)
  }
  if (constantA || constantB) return NaN
  return Math.max(-1, Math.min(1, products.value / (Math.sqrt(squaresA.value) * Math.sqrt(squaresB.value))))
}

/**
 * Pearson's correlation of returns and benchmark, as numpy's `corrcoef`. NaN below two observations and where either is constant.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function correlation(returns: Float64Array, benchmark: Float64Array, options: Options = {}): number {
  checkPair(returns, benchmark, options, 'Compute the correlation')
  return correlationOf(returns, benchmark)
}

/**
 * R²: the square of the {@link correlation}, the share of the variance that the benchmark explains, as quantstats' `r_squared`. NaN below
 * two observations and where either is constant.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function rSquared(returns: Float64Array, benchmark: Float64Array, options: Options = {}): number {
  checkPair(returns, benchmark, options, 'Compute R²')
  const value = correlationOf(returns, benchmark)
  return value * value
}

/** Correlations between every two of several named series. */
export interface CorrelationMatrix {
  names: readonly string[]
  /** `values[i][j]` is the correlation of series i and j; 1 on the diagonal, NaN for a constant series. */
  values: readonly Float64Array[]
}

/**
 * Pearson's {@link correlation} of every two series, such as a strategy's returns and several benchmarks'.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function correlationMatrix(series: Readonly<Record<string, Float64Array>>): CorrelationMatrix {
  const action = 'Compute correlations'
  const names = Object.keys(series)
  const columns = names.map((name) => series[name]!)
  for (const [k, column] of columns.entries()) {
    checkReturns(column, {}, `${action} (${names[k]})`)
    checkSameRows(columns[0]!.length, column.length, action, names[k]!)
  }
  const values = columns.map(() => new Float64Array(columns.length))
  for (const [i, a] of columns.entries()) {
    for (let j = 0; j <= i; j++) {
      const found = correlationOf(a, columns[j]!)
      const value = i === j && !Number.isNaN(found) ? 1 : found
      values[i]![j] = value
      values[j]![i] = value
    }
  }
  return { names, values }
}
