import { normalCdf } from '../core/index.js'
import { conditionalDrawdown, ulcerIndexOf } from './drawdown-risk.js'
import { mean } from './mean.js'
import { kurtosisOf, skewnessOf } from './moments.js'
import type { ReturnOptions } from './return-options.js'
import { totalReturnOf } from './returns.js'
import { maxDrawdownOf, sharpeRatioOf, sortinoRatioOf } from './risk.js'
import { annualSampleOf, type ReturnSample, ratio, sampleOf } from './sample.js'

type Options = Partial<ReturnOptions>

/** Correlation of each return with the next, about the means of the first n − 1 and the last n − 1 rows. */
function autocorrelation(returns: Float64Array): number {
  const earlier = returns.subarray(0, -1)
  const later = returns.subarray(1)
  const [a, b] = [mean(earlier), mean(later)]
  let [products, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < earlier.length; i++) {
    const [x, y] = [earlier[i]! - a, later[i]! - b]
    products += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return products / Math.sqrt(squaresA * squaresB)
}

/** {@link autocorrelationPenalty} of a checked sample. */
export function autocorrelationPenaltyOf({ returns, length, deviation }: ReturnSample): number {
  if (length < 2 || deviation === 0) return 1
  const strength = Math.min(1, Math.abs(autocorrelation(returns)))
  if (Number.isNaN(strength)) return 1
  let power = 1
  let total = 0
  for (let lag = 1; lag < length && power > 1e-20; lag++) {
    power *= strength
    total += ((length - lag) / length) * power
  }
  return Math.sqrt(1 + 2 * total)
}

/**
 * How much autocorrelation inflates a Sharpe ratio: √(1 + 2 Σ (n − k)/n |ρ|ᵏ) over k = 1 … n − 1, with the correlation ρ of each return
 * with the next; at least 1. As quantstats' `autocorr_penalty`. 1 below two observations and where the correlation is undefined.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function autocorrelationPenalty(returns: Float64Array, options: Options = {}): number {
  return autocorrelationPenaltyOf(sampleOf(returns, options, 'Compute the autocorrelation penalty'))
}

/** {@link smartSharpeRatio} of a checked sample. */
export function smartSharpeRatioOf(sample: ReturnSample): number {
  return sharpeRatioOf(sample) / autocorrelationPenaltyOf(sample)
}

/**
 * Smart Sharpe ratio: {@link sharpeRatio} / {@link autocorrelationPenalty}, as quantstats' `smart_sharpe`.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function smartSharpeRatio(returns: Float64Array, options: ReturnOptions): number {
  return smartSharpeRatioOf(annualSampleOf(returns, options, 'Compute the smart Sharpe ratio'))
}

/** {@link smartSortinoRatio} of a checked sample. */
export function smartSortinoRatioOf(sample: ReturnSample): number {
  return sortinoRatioOf(sample) / autocorrelationPenaltyOf(sample)
}

/**
 * Smart Sortino ratio: {@link sortinoRatio} / {@link autocorrelationPenalty}, as quantstats' `smart_sortino`.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function smartSortinoRatio(returns: Float64Array, options: ReturnOptions): number {
  return smartSortinoRatioOf(annualSampleOf(returns, options, 'Compute the smart Sortino ratio'))
}

/** {@link adjustedSortinoRatio} of a checked sample. */
export function adjustedSortinoRatioOf(sample: ReturnSample): number {
  return sortinoRatioOf(sample) / Math.SQRT2
}

/**
 * Adjusted Sortino ratio: {@link sortinoRatio} / √2, which can be compared with a Sharpe ratio; as quantstats' `adjusted_sortino`. After
 * Schwager (2010).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function adjustedSortinoRatio(returns: Float64Array, options: ReturnOptions): number {
  return adjustedSortinoRatioOf(annualSampleOf(returns, options, 'Compute the adjusted Sortino ratio'))
}

/** {@link probabilisticSortinoRatio} of a checked sample. */
export function probabilisticSortinoRatioOf(sample: ReturnSample): number {
  const { excessMean, downside, length } = sample
  const sortino = excessMean / downside
  const variance = 1 - skewnessOf(sample) * sortino + ((kurtosisOf(sample) + 2) / 4) * sortino * sortino
  return normalCdf(sortino / Math.sqrt(variance / (length - 1)))
}

/**
 * Probabilistic Sortino ratio: the formula of {@link probabilisticSharpeRatio} with the Sortino ratio per observation in place of the
 * Sharpe ratio, as quantstats' `probabilistic_sortino_ratio`. A heuristic: the variance is the Sharpe ratio's. NaN below four observations
 * and without a return below riskFree.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function probabilisticSortinoRatio(returns: Float64Array, options: Options = {}): number {
  return probabilisticSortinoRatioOf(sampleOf(returns, options, 'Compute the probabilistic Sortino ratio'))
}

/** {@link gainToPainRatio} of a checked sample. */
export function gainToPainRatioOf({ gains, losses }: ReturnSample): number {
  return ratio(gains.sum + losses.sum, -losses.sum)
}

/**
 * Gain to pain ratio: sum of all returns / |sum of those below 0|, as quantstats' `gain_to_pain_ratio`; Schwager's own is over months, see
 * `returnsByPeriod`. NaN without a loss.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function gainToPainRatio(returns: Float64Array, options: Options = {}): number {
  return gainToPainRatioOf(sampleOf(returns, options, 'Compute the gain to pain ratio'))
}

/** {@link ulcerPerformanceIndex} of a checked sample. */
export function ulcerPerformanceIndexOf(sample: ReturnSample): number {
  return ratio(totalReturnOf(sample), ulcerIndexOf(sample))
}

/**
 * Ulcer performance index: {@link totalReturn} / {@link ulcerIndex}, as quantstats' `ulcer_performance_index` without a risk-free rate
 * (Martin's ratio takes the return per year). NaN without a drawdown.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function ulcerPerformanceIndex(returns: Float64Array, options: Options = {}): number {
  return ulcerPerformanceIndexOf(sampleOf(returns, options, 'Compute the ulcer performance index'))
}

/** {@link serenityIndex} of a checked sample. */
export function serenityIndexOf(sample: ReturnSample): number {
  const pitfall = -conditionalDrawdown(sample.drawdowns) / sample.deviation
  return sample.deviation === 0 ? NaN : ratio(sample.gains.sum + sample.losses.sum, ulcerIndexOf(sample) * pitfall)
}

/**
 * Serenity index: sum of the returns / ({@link ulcerIndex} · pitfall), pitfall = −CVaR of the drawdowns / sd(r) at 95 % with a normal
 * distribution, as quantstats' `serenity_index`. NaN without a drawdown or with zero variance.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function serenityIndex(returns: Float64Array, options: Options = {}): number {
  return serenityIndexOf(sampleOf(returns, options, 'Compute the serenity index'))
}

/** {@link recoveryFactor} of a checked sample. */
export function recoveryFactorOf(sample: ReturnSample): number {
  return ratio(Math.abs(sample.gains.sum + sample.losses.sum), -maxDrawdownOf(sample))
}

/**
 * Recovery factor: |sum of the returns| / |{@link maxDrawdown}|, as quantstats' `recovery_factor`. NaN without a drawdown.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function recoveryFactor(returns: Float64Array, options: Options = {}): number {
  return recoveryFactorOf(sampleOf(returns, options, 'Compute the recovery factor'))
}
