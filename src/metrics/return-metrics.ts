import {
  adjustedSortinoRatioOf,
  autocorrelationPenaltyOf,
  gainToPainRatioOf,
  probabilisticSortinoRatioOf,
  recoveryFactorOf,
  serenityIndexOf,
  smartSharpeRatioOf,
  smartSortinoRatioOf,
  ulcerPerformanceIndexOf,
} from './adjusted-ratios.js'
import { alpha, beta, correlation, informationRatio, rSquared, trackingError, treynorRatio } from './benchmark.js'
import { continuousKellyOf, kellyCriterionOf, riskOfRuinOf } from './betting.js'
import {
  averageDrawdownBarsOf,
  averageDrawdownOf,
  conditionalDrawdownAtRiskOf,
  drawdownAtRiskOf,
  longestDrawdownBarsOf,
  painIndexOf,
  ulcerIndexOf,
} from './drawdown-risk.js'
import { entropicValueAtRiskOf } from './entropic-risk.js'
import { captureRatio, downBeta, downCapture, upBeta, upCapture, upDownCapture } from './market.js'
import { giniMeanDifferenceOf, kurtosisOf, meanAbsoluteDeviationOf, skewnessOf } from './moments.js'
import type { ReturnOptions } from './return-options.js'
import { cagrOf, geometricMeanOf, totalReturnOf } from './returns.js'
import {
  annualVolatilityOf,
  calmarRatioOf,
  downsideRiskOf,
  maxDrawdownOf,
  omegaRatioOf,
  sharpeRatioOf,
  sortinoRatioOf,
  stabilityOf,
  tailRatioOf,
} from './risk.js'
import { annualSampleOf, type ReturnSample } from './sample.js'
import { probabilisticSharpeRatio } from './sharpe-inference.js'
import { conditionalValueAtRiskOf, valueAtRiskOf } from './value-at-risk.js'
import {
  averageLossOf,
  averageReturnOf,
  averageWinOf,
  bestReturnOf,
  commonSenseRatioOf,
  consecutiveLossesOf,
  consecutiveWinsOf,
  cpcIndexOf,
  exposureOf,
  outlierLossRatioOf,
  outlierWinRatioOf,
  payoffRatioOf,
  profitFactorOf,
  profitRatioOf,
  winRateOf,
  worstReturnOf,
} from './wins.js'

const OWN = {
  totalReturn: totalReturnOf,
  cagr: cagrOf,
  geometricMean: geometricMeanOf,
  annualVolatility: annualVolatilityOf,
  downsideRisk: downsideRiskOf,
  sharpeRatio: sharpeRatioOf,
  probabilisticSharpeRatio: ({ returns, riskFree }: ReturnSample) =>
    probabilisticSharpeRatio({ returns: riskFree === 0 ? returns : returns.map((value) => value - riskFree) }),
  smartSharpeRatio: smartSharpeRatioOf,
  sortinoRatio: sortinoRatioOf,
  smartSortinoRatio: smartSortinoRatioOf,
  adjustedSortinoRatio: adjustedSortinoRatioOf,
  probabilisticSortinoRatio: probabilisticSortinoRatioOf,
  autocorrelationPenalty: autocorrelationPenaltyOf,
  calmarRatio: calmarRatioOf,
  omegaRatio: omegaRatioOf,
  gainToPainRatio: gainToPainRatioOf,
  ulcerIndex: ulcerIndexOf,
  painIndex: painIndexOf,
  ulcerPerformanceIndex: ulcerPerformanceIndexOf,
  serenityIndex: serenityIndexOf,
  recoveryFactor: recoveryFactorOf,
  maxDrawdown: maxDrawdownOf,
  averageDrawdown: averageDrawdownOf,
  longestDrawdownBars: longestDrawdownBarsOf,
  averageDrawdownBars: averageDrawdownBarsOf,
  drawdownAtRisk: drawdownAtRiskOf,
  conditionalDrawdownAtRisk: conditionalDrawdownAtRiskOf,
  valueAtRisk: valueAtRiskOf,
  conditionalValueAtRisk: conditionalValueAtRiskOf,
  entropicValueAtRisk: entropicValueAtRiskOf,
  skewness: skewnessOf,
  kurtosis: kurtosisOf,
  meanAbsoluteDeviation: meanAbsoluteDeviationOf,
  giniMeanDifference: giniMeanDifferenceOf,
  tailRatio: tailRatioOf,
  stability: stabilityOf,
  exposure: exposureOf,
  winRate: winRateOf,
  averageReturn: averageReturnOf,
  averageWin: averageWinOf,
  averageLoss: averageLossOf,
  bestReturn: bestReturnOf,
  worstReturn: worstReturnOf,
  consecutiveWins: consecutiveWinsOf,
  consecutiveLosses: consecutiveLossesOf,
  payoffRatio: payoffRatioOf,
  profitFactor: profitFactorOf,
  profitRatio: profitRatioOf,
  cpcIndex: cpcIndexOf,
  commonSenseRatio: commonSenseRatioOf,
  outlierWinRatio: outlierWinRatioOf,
  outlierLossRatio: outlierLossRatioOf,
  kellyCriterion: kellyCriterionOf,
  continuousKelly: continuousKellyOf,
  riskOfRuin: riskOfRuinOf,
} satisfies Record<string, (sample: ReturnSample) => number>

const AGAINST_BENCHMARK = {
  alpha,
  beta,
  correlation,
  rSquared,
  informationRatio,
  trackingError,
  treynorRatio,
  captureRatio,
  upCapture,
  downCapture,
  upDownCapture,
  upBeta,
  downBeta,
} satisfies Record<string, (returns: Float64Array, benchmark: Float64Array, options: ReturnOptions) => number>

/** Names of the metrics of a series alone. */
export type ReturnMetricName = keyof typeof OWN

/** Names of the metrics that compare with a benchmark. */
export type BenchmarkMetricName = keyof typeof AGAINST_BENCHMARK

/** Every metric of a series under the name of its function. */
export type ReturnMetrics = Record<ReturnMetricName, number>

/** Every metric of a series against a benchmark under the name of its function. */
export type BenchmarkMetrics = Record<BenchmarkMetricName, number>

function figures<Name extends string>(names: readonly Name[], figure: (name: Name) => number): Record<Name, number> {
  const found = {} as Record<Name, number>
  for (const name of names) found[name] = figure(name)
  return found
}

/**
 * All metrics of a series of returns at once, to the bit what the functions of these names give one by one, with one sort and each shared
 * pass made once. `metricDefinitions` says what each one is.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 *
 * @example
 * const { sharpeRatio, maxDrawdown } = returnMetrics(returns, { periodsPerYear: 252 })
 */
export function returnMetrics(returns: Float64Array, options: ReturnOptions): ReturnMetrics {
  const sample = annualSampleOf(returns, options, 'Compute return metrics')
  return figures(Object.keys(OWN) as ReturnMetricName[], (name) => OWN[name](sample))
}

/**
 * All metrics of a series of returns against a benchmark at once, each as its function gives it.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`, `metrics/unknown-option`
 */
export function benchmarkMetrics(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): BenchmarkMetrics {
  return figures(Object.keys(AGAINST_BENCHMARK) as BenchmarkMetricName[], (name) => AGAINST_BENCHMARK[name](returns, benchmark, options))
}
