/**
 * Scores of classifiers and of return series, usable alone. Classification scores equal scikit-learn's, return metrics empyrical's; every
 * docstring says which function and what happens on none, one or equal observations. Options are checked, NaN is refused with its row.
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
export { alpha, beta } from './benchmark.js'
export type { BrierDecomposition, ReliabilityCurve, ReliabilityOptions } from './calibration.js'
export { brierDecomposition, classwiseCalibrationError, expectedCalibrationError, reliabilityCurve } from './calibration.js'
export type { AverageOptions, ClassScores, ConfusionMatrix } from './classification.js'
export { accuracy, classScores, confusionMatrix, confusionScores, f1Score, precision, recall } from './classification.js'
export type { Drawdown } from './drawdown.js'
export { drawdownSeries, drawdownTable } from './drawdown.js'
export type { HaircutOptions, PValueAdjustment, SharpeHaircut } from './haircut-sharpe.js'
export { adjustedPValues, haircutSharpeRatio } from './haircut-sharpe.js'
export type { PartialMomentOptions } from './moments.js'
export { giniMeanDifference, kurtosis, lowerPartialMoment, meanAbsoluteDeviation, skewness } from './moments.js'
export type { MonteCarloMethod, MonteCarloOptions, MonteCarloResult } from './monte-carlo.js'
export { monteCarlo } from './monte-carlo.js'
export type { ClassProbabilities, Predicted } from './probability.js'
export { brierScore, logLoss } from './probability.js'
export { mae, mse } from './regression.js'
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
export type {
  DeflatedSharpeOptions,
  ProbabilisticSharpeOptions,
  SharpeSample,
  TrackRecordOptions,
  TrialOptions,
} from './sharpe-inference.js'
export { deflatedSharpeRatio, expectedMaximumSharpe, minimumTrackRecordLength, probabilisticSharpeRatio } from './sharpe-inference.js'
export type { TailMethod, TailRiskOptions } from './value-at-risk.js'
export { conditionalValueAtRisk, valueAtRisk } from './value-at-risk.js'
