import { log } from '../core/index.js'
import { CompensatedSum, mean, sum } from './mean.js'
import { type ReturnOptions, tailShare } from './return-options.js'
import { cagrOf } from './returns.js'
import { annualSampleOf, type ReturnSample, sampleOf } from './sample.js'

type Options = Partial<ReturnOptions>

/** {@link annualVolatility} of a checked sample. */
export function annualVolatilityOf({ deviation, periodsPerYear }: ReturnSample): number {
  return deviation * Math.sqrt(periodsPerYear)
}

/**
 * Annual volatility: sample standard deviation (n − 1) · √periodsPerYear, as empyrical's `annual_volatility`.
 * Below two observations NaN; equal returns give exactly 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function annualVolatility(returns: Float64Array, options: ReturnOptions): number {
  return annualVolatilityOf(annualSampleOf(returns, options, 'Compute the annual volatility'))
}

/** {@link sharpeRatio} of a checked sample. */
export function sharpeRatioOf({ excessMean, excessDeviation, periodsPerYear }: ReturnSample): number {
  return (excessMean / excessDeviation) * Math.sqrt(periodsPerYear)
}

/**
 * Sharpe ratio mean(r − riskFree) / sd(r − riskFree) · √periodsPerYear with the sample deviation (n − 1), as empyrical's
 * `sharpe_ratio`. `riskFree` is per observation. Below two observations NaN; zero variance gives ±Infinity by the mean's sign, and NaN
 * when the mean is 0 too.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function sharpeRatio(returns: Float64Array, options: ReturnOptions): number {
  return sharpeRatioOf(annualSampleOf(returns, options, 'Compute the Sharpe ratio'))
}

/** {@link downsideRisk} of a checked sample. */
export function downsideRiskOf({ downside, periodsPerYear }: ReturnSample): number {
  return downside * Math.sqrt(periodsPerYear)
}

/**
 * Downside risk √(mean(min(r − riskFree, 0)²)) · √periodsPerYear, the mean over all n observations, as empyrical's `downside_risk`.
 * No observations give NaN, no losses 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function downsideRisk(returns: Float64Array, options: ReturnOptions): number {
  return downsideRiskOf(annualSampleOf(returns, options, 'Compute the downside risk'))
}

/** {@link sortinoRatio} of a checked sample. */
export function sortinoRatioOf(sample: ReturnSample): number {
  return sample.length < 2 ? NaN : (sample.excessMean * sample.periodsPerYear) / downsideRiskOf(sample)
}

/**
 * Sortino ratio: annual mean of r − riskFree over {@link downsideRisk} (which divides by all n), as empyrical's `sortino_ratio`.
 * Below two observations NaN; without losses Infinity, and NaN when every return is 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function sortinoRatio(returns: Float64Array, options: ReturnOptions): number {
  return sortinoRatioOf(annualSampleOf(returns, options, 'Compute the Sortino ratio'))
}

/** {@link calmarRatio} of a checked sample. */
export function calmarRatioOf(sample: ReturnSample): number {
  const depth = maxDrawdownOf(sample)
  const value = cagrOf(sample) / -depth
  return depth < 0 && Number.isFinite(value) ? value : NaN
}

/**
 * Calmar ratio: {@link cagr} / |{@link maxDrawdown}|, as empyrical's `calmar_ratio`. NaN without a drawdown, and so below one observation.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function calmarRatio(returns: Float64Array, options: ReturnOptions): number {
  return calmarRatioOf(annualSampleOf(returns, options, 'Compute the Calmar ratio'))
}

/** {@link omegaRatio} of a checked sample. */
export function omegaRatioOf({ returns, riskFree }: ReturnSample): number {
  const gained = new CompensatedSum()
  const lost = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    const excess = returns[i]! - riskFree
    gained.add(Math.max(excess, 0))
    lost.add(Math.max(-excess, 0))
  }
  return returns.length >= 2 && lost.value > 0 ? gained.value / lost.value : NaN
}

/**
 * Omega ratio Σ max(r − riskFree, 0) / Σ max(riskFree − r, 0), as empyrical's `omega_ratio`. Below two observations, or without a
 * return under the threshold, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function omegaRatio(returns: Float64Array, options: Options = {}): number {
  return omegaRatioOf(sampleOf(returns, options, 'Compute the Omega ratio'))
}

/** {@link tailRatio} of a checked sample. */
export function tailRatioOf(sample: ReturnSample): number {
  return Math.abs(sample.quantile(sample.level)) / Math.abs(sample.quantile(tailShare(sample.level)))
}

/**
 * Tail ratio |quantile at `level`| / |quantile at 1 − `level`|, as empyrical's `tail_ratio` (level 0.95). No observations give NaN;
 * a lower quantile of 0 gives Infinity, or NaN when the upper one is 0 too.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function tailRatio(returns: Float64Array, options: Options = {}): number {
  return tailRatioOf(sampleOf(returns, options, 'Compute the tail ratio'))
}

/** {@link maxDrawdown} of a checked sample. */
export function maxDrawdownOf({ length, drawdowns }: ReturnSample): number {
  if (length === 0) return NaN
  let lowest = 0
  for (let i = 0; i < length; i++) lowest = Math.min(lowest, drawdowns[i]!)
  return lowest
}

/**
 * Largest fall from a peak as a fraction, ≤ 0 (−0.25 is a quarter lost), as empyrical's `max_drawdown`. The capital before the first
 * return counts as a peak, so a loss on day one is a drawdown. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function maxDrawdown(returns: Float64Array, options: Options = {}): number {
  return maxDrawdownOf(sampleOf(returns, options, 'Compute the maximum drawdown'))
}

/** {@link stability} of a checked sample. */
export function stabilityOf({ returns }: ReturnSample): number {
  if (returns.length < 2) return NaN
  const height = new Float64Array(returns.length)
  let level = 0
  for (let i = 0; i < returns.length; i++) {
    level += log(1 + returns[i]!)
    height[i] = level
  }
  const middle = (returns.length - 1) / 2
  const centre = mean(height)
  const cross = sum(height, (value, i) => (i - middle) * (value - centre))
  const spread = sum(height, (value) => (value - centre) * (value - centre))
  const span = sum(height, (_, i) => (i - middle) * (i - middle))
  return (cross * cross) / (spread * span)
}

/**
 * Stability: R² of a straight line fitted to the cumulative log returns, as empyrical's `stability_of_timeseries`. Below two
 * observations, with a return ≤ −1, or when every return is 0, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function stability(returns: Float64Array, options: Options = {}): number {
  return stabilityOf(sampleOf(returns, options, 'Compute the stability'))
}
