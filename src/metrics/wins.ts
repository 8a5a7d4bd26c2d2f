import type { ReturnOptions } from './return-options.js'
import { tailRatioOf } from './risk.js'
import { type ReturnSample, ratio, sampleOf } from './sample.js'

type Options = Partial<ReturnOptions>

/** {@link winRate} of a checked sample. */
export function winRateOf({ gains, losses }: ReturnSample): number {
  return ratio(gains.count, gains.count + losses.count)
}

/**
 * Share of the returns above 0 among those that are not 0, as quantstats' `win_rate`. NaN when all are 0 or there are none.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function winRate(returns: Float64Array, options: Options = {}): number {
  return winRateOf(sampleOf(returns, options, 'Compute the win rate'))
}

/** {@link averageWin} of a checked sample. */
export function averageWinOf({ gains }: ReturnSample): number {
  return gains.sum / gains.count
}

/**
 * Mean of the returns above 0, as quantstats' `avg_win`. NaN without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function averageWin(returns: Float64Array, options: Options = {}): number {
  return averageWinOf(sampleOf(returns, options, 'Compute the average win'))
}

/** {@link averageLoss} of a checked sample. */
export function averageLossOf({ losses }: ReturnSample): number {
  return losses.sum / losses.count
}

/**
 * Mean of the returns below 0, a negative number, as quantstats' `avg_loss`. NaN without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function averageLoss(returns: Float64Array, options: Options = {}): number {
  return averageLossOf(sampleOf(returns, options, 'Compute the average loss'))
}

/** {@link averageReturn} of a checked sample. */
export function averageReturnOf({ gains, losses }: ReturnSample): number {
  return (gains.sum + losses.sum) / (gains.count + losses.count)
}

/**
 * Mean of the returns that are not 0, as quantstats' `avg_return`. NaN without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function averageReturn(returns: Float64Array, options: Options = {}): number {
  return averageReturnOf(sampleOf(returns, options, 'Compute the average return'))
}

/** {@link exposure} of a checked sample. */
export function exposureOf({ length, gains, losses }: ReturnSample): number {
  return (gains.count + losses.count) / length
}

/**
 * Share of the rows whose return is not 0, a guess at the time in the market from returns alone. As quantstats' `exposure`, which rounds
 * up to whole per cent; this does not. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function exposure(returns: Float64Array, options: Options = {}): number {
  return exposureOf(sampleOf(returns, options, 'Compute the exposure'))
}

/** {@link bestReturn} of a checked sample. */
export function bestReturnOf({ length, sorted }: ReturnSample): number {
  return length === 0 ? NaN : sorted[length - 1]!
}

/**
 * Largest return, as quantstats' `best`; of months or years on what `returnsByPeriod` gives. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function bestReturn(returns: Float64Array, options: Options = {}): number {
  return bestReturnOf(sampleOf(returns, options, 'Find the best return'))
}

/** {@link worstReturn} of a checked sample. */
export function worstReturnOf({ length, sorted }: ReturnSample): number {
  return length === 0 ? NaN : sorted[0]!
}

/**
 * Smallest return (worst realisation), as quantstats' `worst`. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function worstReturn(returns: Float64Array, options: Options = {}): number {
  return worstReturnOf(sampleOf(returns, options, 'Find the worst return'))
}

function longestRun(returns: Float64Array, sign: 1 | -1): number {
  let longest = 0
  let run = 0
  for (let i = 0; i < returns.length; i++) {
    run = returns[i]! * sign > 0 ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}

/** {@link consecutiveWins} of a checked sample. */
export function consecutiveWinsOf({ returns }: ReturnSample): number {
  return longestRun(returns, 1)
}

/**
 * Length of the longest run of returns above 0, as quantstats' `consecutive_wins`. 0 without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function consecutiveWins(returns: Float64Array, options: Options = {}): number {
  return consecutiveWinsOf(sampleOf(returns, options, 'Count consecutive wins'))
}

/** {@link consecutiveLosses} of a checked sample. */
export function consecutiveLossesOf({ returns }: ReturnSample): number {
  return longestRun(returns, -1)
}

/**
 * Length of the longest run of returns below 0, as quantstats' `consecutive_losses`. 0 without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function consecutiveLosses(returns: Float64Array, options: Options = {}): number {
  return consecutiveLossesOf(sampleOf(returns, options, 'Count consecutive losses'))
}

/** {@link payoffRatio} of a checked sample. */
export function payoffRatioOf(sample: ReturnSample): number {
  return averageWinOf(sample) / -averageLossOf(sample)
}

/**
 * Payoff ratio: average win / |average loss|, as quantstats' `payoff_ratio` and `win_loss_ratio`. NaN without a win or without a loss.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function payoffRatio(returns: Float64Array, options: Options = {}): number {
  return payoffRatioOf(sampleOf(returns, options, 'Compute the payoff ratio'))
}

/** {@link profitFactor} of a checked sample. */
export function profitFactorOf({ gains, losses }: ReturnSample): number {
  return gains.sum / Math.abs(losses.sum)
}

/**
 * Profit factor of the returns: sum of those above 0 / |sum of those below 0|, as quantstats' `profit_factor`. Infinity with gains and no
 * losses; NaN with neither, where quantstats has 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function profitFactor(returns: Float64Array, options: Options = {}): number {
  return profitFactorOf(sampleOf(returns, options, 'Compute the profit factor'))
}

/** {@link profitRatio} of a checked sample. */
export function profitRatioOf({ length, gains, losses }: ReturnSample): number {
  const others = length - losses.count
  return gains.sum / (others * others) / (-losses.sum / (losses.count * losses.count))
}

/**
 * Profit ratio: (mean / number of the returns ≥ 0) / (|mean| / number of those below 0), as quantstats' `profit_ratio`. Without a loss or
 * without a return ≥ 0 NaN (quantstats has 0 in the last case).
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function profitRatio(returns: Float64Array, options: Options = {}): number {
  return profitRatioOf(sampleOf(returns, options, 'Compute the profit ratio'))
}

/** {@link cpcIndex} of a checked sample. */
export function cpcIndexOf(sample: ReturnSample): number {
  return profitFactorOf(sample) * winRateOf(sample) * payoffRatioOf(sample)
}

/**
 * CPC index: {@link profitFactor} · {@link winRate} · {@link payoffRatio}, as quantstats' `cpc_index`. NaN without a win or a loss.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function cpcIndex(returns: Float64Array, options: Options = {}): number {
  return cpcIndexOf(sampleOf(returns, options, 'Compute the CPC index'))
}

/** {@link commonSenseRatio} of a checked sample. */
export function commonSenseRatioOf(sample: ReturnSample): number {
  return profitFactorOf(sample) * tailRatioOf(sample)
}

/**
 * Common sense ratio: {@link profitFactor} · {@link tailRatio}, as quantstats' `common_sense_ratio`. NaN where either is.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function commonSenseRatio(returns: Float64Array, options: Options = {}): number {
  return commonSenseRatioOf(sampleOf(returns, options, 'Compute the common sense ratio'))
}

/** {@link outlierWinRatio} of a checked sample. */
export function outlierWinRatioOf(sample: ReturnSample): number {
  return ratio(sample.quantile(0.99), sample.gains.sum / (sample.length - sample.losses.count))
}

/**
 * Outlier win ratio: the 99 % quantile of the returns / mean of those ≥ 0, as quantstats' `outlier_win_ratio`. NaN without a win.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function outlierWinRatio(returns: Float64Array, options: Options = {}): number {
  return outlierWinRatioOf(sampleOf(returns, options, 'Compute the outlier win ratio'))
}

/** {@link outlierLossRatio} of a checked sample. */
export function outlierLossRatioOf(sample: ReturnSample): number {
  return sample.quantile(0.01) / averageLossOf(sample)
}

/**
 * Outlier loss ratio: the 1 % quantile of the returns / mean of those below 0, as quantstats' `outlier_loss_ratio`. NaN without a loss.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function outlierLossRatio(returns: Float64Array, options: Options = {}): number {
  return outlierLossRatioOf(sampleOf(returns, options, 'Compute the outlier loss ratio'))
}
