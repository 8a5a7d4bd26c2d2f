import { exp, log } from '../core/index.js'
import type { ReturnOptions } from './return-options.js'
import { type ReturnSample, ratio, sampleOf } from './sample.js'
import { payoffRatioOf, winRateOf } from './wins.js'

type Options = Partial<ReturnOptions>

/** {@link kellyCriterion} of a checked sample. */
export function kellyCriterionOf(sample: ReturnSample): number {
  const payoff = payoffRatioOf(sample)
  const wins = winRateOf(sample)
  return ratio(payoff * wins - (1 - wins), payoff)
}

/**
 * Kelly criterion from wins: (payoff · p − (1 − p)) / payoff with the {@link payoffRatio} and the {@link winRate} p, the share of the
 * capital to stake on a bet with these two outcomes; as quantstats' `kelly_criterion`. NaN without a win or a loss.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function kellyCriterion(returns: Float64Array, options: Options = {}): number {
  return kellyCriterionOf(sampleOf(returns, options, 'Compute the Kelly criterion'))
}

/** {@link continuousKelly} of a checked sample. */
export function continuousKellyOf({ excessMean, excessDeviation }: ReturnSample): number {
  return ratio(excessMean, excessDeviation * excessDeviation)
}

/**
 * Kelly leverage of returns that vary continuously: mean(r − riskFree) / variance with the sample variance (n − 1); 2 means to hold twice
 * the capital. Below two observations, and with zero variance, NaN. After Thorp, The Kelly Criterion in Blackjack, Sports Betting and the
 * Stock Market (2006).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function continuousKelly(returns: Float64Array, options: Options = {}): number {
  return continuousKellyOf(sampleOf(returns, options, 'Compute the continuous Kelly leverage'))
}

/** {@link riskOfRuin} of a checked sample. */
export function riskOfRuinOf(sample: ReturnSample): number {
  const wins = winRateOf(sample)
  return exp(sample.length * log((1 - wins) / (1 + wins)))
}

/**
 * Risk of ruin ((1 − p) / (1 + p))^n with the {@link winRate} p, as quantstats' `risk_of_ruin`. It looks at the number of wins alone, not
 * at their size: `monteCarlo` gives a probability of ruin that does. NaN when no return differs from 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function riskOfRuin(returns: Float64Array, options: Options = {}): number {
  return riskOfRuinOf(sampleOf(returns, options, 'Compute the risk of ruin'))
}
