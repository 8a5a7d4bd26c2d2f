import { CompensatedSum } from './mean.js'
import { checkOption } from './observation.js'
import { checkReturns, type ReturnOptions } from './return-options.js'
import { type ReturnSample, ratio, sampleOf } from './sample.js'

type Options = Partial<ReturnOptions>

/** Σ((r − mean) / sd)^power with the sample deviation. */
function standardisedSum({ returns, mean, deviation }: ReturnSample, power: 3 | 4): number {
  const total = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    const z = (returns[i]! - mean) / deviation
    total.add(power === 3 ? z * z * z : z * z * z * z)
  }
  return total.value
}

/** {@link skewness} of a checked sample. */
export function skewnessOf(sample: ReturnSample): number {
  const n = sample.length
  if (n < 3) return NaN
  if (sample.deviation === 0) return 0
  return (n / ((n - 1) * (n - 2))) * standardisedSum(sample, 3)
}

/**
 * Skewness, corrected for bias: n / ((n − 1)(n − 2)) Σ((r − mean) / sd)³ with the sample deviation, as pandas' `skew` and so quantstats'.
 * NaN below three observations; 0 when all are equal.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function skewness(returns: Float64Array, options: Options = {}): number {
  return skewnessOf(sampleOf(returns, options, 'Compute the skewness'))
}

/** {@link kurtosis} of a checked sample. */
export function kurtosisOf(sample: ReturnSample): number {
  const n = sample.length
  if (n < 4) return NaN
  if (sample.deviation === 0) return 0
  const scale = (n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))
  return scale * standardisedSum(sample, 4) - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3))
}

/**
 * Excess kurtosis (0 for a normal distribution), corrected for bias: n(n + 1) / ((n − 1)(n − 2)(n − 3)) Σ((r − mean) / sd)⁴ −
 * 3(n − 1)² / ((n − 2)(n − 3)), as pandas' `kurt` and so quantstats'. NaN below four observations; 0 when all are equal.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function kurtosis(returns: Float64Array, options: Options = {}): number {
  return kurtosisOf(sampleOf(returns, options, 'Compute the kurtosis'))
}

/** Options of {@link lowerPartialMoment}. */
export interface PartialMomentOptions extends Partial<ReturnOptions> {
  /** 1 for the mean shortfall, 2 (the default) for its square. */
  order?: 1 | 2
}

/**
 * Lower partial moment per observation: mean(max(riskFree − r, 0)^order) over all n, of order 1 or 2. Its root of order 2 is the downside
 * deviation, which {@link downsideRisk} annualises. No observations give NaN, none below the required return 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function lowerPartialMoment(returns: Float64Array, options: PartialMomentOptions = {}): number {
  const action = 'Compute the lower partial moment'
  checkReturns(returns, options, action, ['order'])
  const { order = 2, riskFree = 0 } = options
  checkOption(order, 1, 2, action, 'order')
  const total = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    const below = Math.max(riskFree - returns[i]!, 0)
    total.add(order === 1 ? below : below * below)
  }
  return total.value / returns.length
}

/** {@link meanAbsoluteDeviation} of a checked sample. */
export function meanAbsoluteDeviationOf({ returns, mean }: ReturnSample): number {
  const total = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) total.add(Math.abs(returns[i]! - mean))
  return total.value / returns.length
}

/**
 * Mean absolute deviation mean(|r − mean(r)|) per observation. No observations give NaN, one 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function meanAbsoluteDeviation(returns: Float64Array, options: Options = {}): number {
  return meanAbsoluteDeviationOf(sampleOf(returns, options, 'Compute the mean absolute deviation'))
}

/** {@link giniMeanDifference} of a checked sample. */
export function giniMeanDifferenceOf({ sorted }: ReturnSample): number {
  const n = sorted.length
  const total = new CompensatedSum()
  for (let i = 0; i < n; i++) total.add((2 * i - n + 1) * sorted[i]!)
  return n < 2 ? NaN : ratio(2 * total.value, n * (n - 1))
}

/**
 * Gini's mean difference: the mean of |rᵢ − rⱼ| over all pairs of different rows, per observation. Below two observations NaN.
 * After Yitzhaki, Stochastic Dominance, Mean Variance, and Gini's Mean Difference (1982).
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function giniMeanDifference(returns: Float64Array, options: Options = {}): number {
  return giniMeanDifferenceOf(sampleOf(returns, options, "Compute Gini's mean difference"))
}
