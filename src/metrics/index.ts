/**
 * Scores of classifiers and of return series, usable alone. Classification scores equal scikit-learn's, return metrics empyrical's, and
 * quantstats' where empyrical has none; every docstring says which function and what happens on none, one or equal observations. Options are
 * checked, NaN is refused with its row. `returnMetrics` gives all metrics of a series at once, `metricDefinitions` what they mean,
 * `monteCarlo` what chance does to them.
 *
 * @example
 * import { maxDrawdown, rocAuc, sharpeRatio } from 'barcast/metrics'
 *
 * const returns = Float64Array.of(0.01, -0.02, 0.015, 0.005)
 * console.log(sharpeRatio(returns, { periodsPerYear: 252 }).toFixed(3)) // 2.553
 * console.log(maxDrawdown(returns).toFixed(3)) // -0.020
 * console.log(rocAuc(Int32Array.of(0, 1, 0, 1), Float64Array.of(0.1, 0.8, 0.4, 0.35))) // 0.75
 *
 * @module metrics
 */
export {
  adjustedSortinoRatio,
  autocorrelationPenalty,
  gainToPainRatio,
  probabilisticSortinoRatio,
  recoveryFactor,
  serenityIndex,
  smartSharpeRatio,
  smartSortinoRatio,
  ulcerPerformanceIndex,
} from './adjusted-ratios.js'
export type { AlphaOptions, CorrelationMatrix } from './benchmark.js'
export { alpha, beta, correlation, correlationMatrix, informationRatio, rSquared, trackingError, treynorRatio } from './benchmark.js'
export { continuousKelly, kellyCriterion, riskOfRuin } from './betting.js'
export type { BrinsonAttribution, BrinsonEffect, BrinsonRow } from './brinson.js'
export { brinsonAttribution } from './brinson.js'
export type { CalendarPeriod, PeriodReturns, YearOfReturns } from './calendar-returns.js'
export { monthlyReturns, returnsByPeriod, yearlyReturns } from './calendar-returns.js'
export type { BrierDecomposition, ReliabilityCurve, ReliabilityOptions } from './calibration.js'
export { brierDecomposition, classwiseCalibrationError, expectedCalibrationError, reliabilityCurve } from './calibration.js'
export type { AverageOptions, ClassScores, ConfusionMatrix } from './classification.js'
export { accuracy, classScores, confusionMatrix, confusionScores, f1Score, precision, recall } from './classification.js'
export type { MetricDefinition, MetricUnit } from './definitions.js'
export { metricDefinitions } from './definitions.js'
export type { Drawdown } from './drawdown.js'
export { drawdownSeries, drawdownTable } from './drawdown.js'
export {
  averageDrawdown,
  averageDrawdownBars,
  conditionalDrawdownAtRisk,
  drawdownAtRisk,
  longestDrawdownBars,
  painIndex,
  ulcerIndex,
} from './drawdown-risk.js'
export type { EntropicRiskOptions } from './entropic-risk.js'
export { entropicRisk, entropicValueAtRisk } from './entropic-risk.js'
export type { CovarianceMethod, FactorCoefficient, FactorRegression, FactorRegressionOptions } from './factor-regression.js'
export { factorRegression } from './factor-regression.js'
export type { HaircutOptions, PValueAdjustment, SharpeHaircut } from './haircut-sharpe.js'
export { adjustedPValues, haircutSharpeRatio } from './haircut-sharpe.js'
export { battingAverage, captureRatio, downAlpha, downBeta, downCapture, upAlpha, upBeta, upCapture, upDownCapture } from './market.js'
export type { PartialMomentOptions } from './moments.js'
export { giniMeanDifference, kurtosis, lowerPartialMoment, meanAbsoluteDeviation, skewness } from './moments.js'
export type { MonteCarloMethod, MonteCarloOptions, MonteCarloResult } from './monte-carlo.js'
export { monteCarlo } from './monte-carlo.js'
export type { ClassProbabilities, Predicted } from './probability.js'
export { brierScore, logLoss } from './probability.js'
export { mae, mse } from './regression.js'
export type { BenchmarkMetricName, BenchmarkMetrics, ReturnMetricName, ReturnMetrics } from './return-metrics.js'
export { benchmarkMetrics, returnMetrics } from './return-metrics.js'
export type { ReturnOptions } from './return-options.js'
export { cagr, cumulativeReturns, geometricMean, periodsPerYear, simpleReturns, totalReturn } from './returns.js'
export {
  annualVolatility,
  calmarRatio,
  downsideRisk,
  maxDrawdown,
  omegaRatio,
  sharpeRatio,
  sortinoRatio,
  stability,
  tailRatio,
} from './risk.js'
export { rocAuc } from './roc-auc.js'
export type { RollingOptions } from './rolling.js'
export { rollingBeta, rollingCorrelation, rollingMaxDrawdown, rollingSharpe, rollingSortino, rollingVolatility } from './rolling.js'
export type {
  DeflatedSharpeOptions,
  ProbabilisticSharpeOptions,
  SharpeSample,
  TrackRecordOptions,
  TrialOptions,
} from './sharpe-inference.js'
export { deflatedSharpeRatio, expectedMaximumSharpe, minimumTrackRecordLength, probabilisticSharpeRatio } from './sharpe-inference.js'
export type { AttributedTrade, TradeAttributionOptions, TradeGroup, TradeGrouping } from './trade-attribution.js'
export { attributeTrades } from './trade-attribution.js'
export type { TailMethod, TailRiskOptions } from './value-at-risk.js'
export { conditionalValueAtRisk, valueAtRisk } from './value-at-risk.js'
export {
  averageLoss,
  averageReturn,
  averageWin,
  bestReturn,
  commonSenseRatio,
  consecutiveLosses,
  consecutiveWins,
  cpcIndex,
  exposure,
  outlierLossRatio,
  outlierWinRatio,
  payoffRatio,
  profitFactor,
  profitRatio,
  winRate,
  worstReturn,
} from './wins.js'
