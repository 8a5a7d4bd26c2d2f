import { log } from '../core/index.js'
import { CompensatedSum, mean, meanAbove, sampleDeviation, sum } from './mean.js'
import { quantile, smallest } from './order-statistic.js'
import { cagr, checkPeriods, checkReturns, type ReturnOptions } from './returns.js'

type Options = Partial<ReturnOptions>

/**
 * Annual volatility: sample standard deviation (n − 1) · √periodsPerYear, as empyrical's `annual_volatility`.
 * Below two observations NaN; equal returns give exactly 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function annualVolatility(returns: Float64Array, options: ReturnOptions): number {
  checkReturns(returns, options, 'Compute the annual volatility')
  return sampleDeviation(returns, 0) * Math.sqrt(checkPeriods(options, 'Compute the annual volatility'))
}

/**
 * Sharpe ratio mean(r − riskFree) / sd(r − riskFree) · √periodsPerYear with the sample deviation (n − 1), as empyrical's
 * `sharpe_ratio`. `riskFree` is per observation. Below two observations NaN; zero variance gives ±Infinity by the mean's sign, and NaN
 * when the mean is 0 too.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function sharpeRatio(returns: Float64Array, options: ReturnOptions): number {
  checkReturns(returns, options, 'Compute the Sharpe ratio')
  const periods = checkPeriods(options, 'Compute the Sharpe ratio')
  const { riskFree = 0 } = options
  return (meanAbove(returns, riskFree) / sampleDeviation(returns, riskFree)) * Math.sqrt(periods)
}

/**
 * Downside risk √(mean(min(r − riskFree, 0)²)) · √periodsPerYear, the mean over all n observations, as empyrical's `downside_risk`.
 * No observations give NaN, no losses 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function downsideRisk(returns: Float64Array, options: ReturnOptions): number {
  checkReturns(returns, options, 'Compute the downside risk')
  const periods = checkPeriods(options, 'Compute the downside risk')
  const { riskFree = 0 } = options
  const squares = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    const below = Math.min(returns[i]! - riskFree, 0)
    squares.add(below * below)
  }
  return Math.sqrt(squares.value / returns.length) * Math.sqrt(periods)
}

/**
 * Sortino ratio: annual mean of r − riskFree over {@link downsideRisk} (which divides by all n), as empyrical's `sortino_ratio`.
 * Below two observations NaN; without losses Infinity, and NaN when every return is 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function sortinoRatio(returns: Float64Array, options: ReturnOptions): number {
  const downside = downsideRisk(returns, options)
  if (returns.length < 2) return NaN
  const { riskFree = 0 } = options
  return (meanAbove(returns, riskFree) * checkPeriods(options, 'Compute the Sortino ratio')) / downside
}

/**
 * Calmar ratio: {@link cagr} / |{@link maxDrawdown}|, as empyrical's `calmar_ratio`. NaN without a drawdown, and so below one observation.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function calmarRatio(returns: Float64Array, options: ReturnOptions): number {
  const growthRate = cagr(returns, options)
  const depth = maxDrawdown(returns)
  const value = growthRate / -depth
  return depth < 0 && Number.isFinite(value) ? value : NaN
}

/**
 * Omega ratio Σ max(r − riskFree, 0) / Σ max(riskFree − r, 0), as empyrical's `omega_ratio`. Below two observations, or without a
 * return under the threshold, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function omegaRatio(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the Omega ratio')
  const { riskFree = 0 } = options
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
 * Tail ratio |quantile at `level`| / |quantile at 1 − `level`|, as empyrical's `tail_ratio` (level 0.95). No observations give NaN;
 * a lower quantile of 0 gives Infinity, or NaN when the upper one is 0 too.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function tailRatio(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the tail ratio')
  const level = options.level ?? 0.95
  return Math.abs(quantile(returns, level)) / Math.abs(quantile(returns, tailShare(level)))
}

/**
 * Largest fall from a peak as a fraction, ≤ 0 (−0.25 is a quarter lost), as empyrical's `max_drawdown`. The capital before the first
 * return counts as a peak, so a loss on day one is a drawdown. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function maxDrawdown(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the maximum drawdown')
  if (returns.length === 0) return NaN
  let value = 1
  let peak = 1
  let lowest = 0
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i]!
    if (value > peak) peak = value
    lowest = Math.min(lowest, (value - peak) / peak)
  }
  return lowest
}

/**
 * Historical value at risk per observation: the quantile of the returns at 1 − `level` (linear interpolation), a return and so mostly
 * negative, as empyrical's `value_at_risk`. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function valueAtRisk(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the value at risk')
  return quantile(returns, tailShare(options.level))
}

/**
 * Historical conditional value at risk (expected shortfall) per observation: the mean of the ⌊(n − 1)(1 − level)⌋ + 1 worst returns, as
 * empyrical's `conditional_value_at_risk`. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function conditionalValueAtRisk(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the conditional value at risk')
  const worst = Math.floor((returns.length - 1) * tailShare(options.level)) + 1
  return mean(smallest(returns, worst))
}

/**
 * Stability: R² of a straight line fitted to the cumulative log returns, as empyrical's `stability_of_timeseries`. Below two
 * observations, with a return ≤ −1, or when every return is 0, NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function stability(returns: Float64Array, options: Options = {}): number {
  checkReturns(returns, options, 'Compute the stability')
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

/** 1 − level without the rounding that would turn 1 − 0.9 into 0.09999999999999998 and cost the tail an observation. */
function tailShare(level = 0.95): number {
  return Math.round((1 - level) * 1e12) / 1e12
}
