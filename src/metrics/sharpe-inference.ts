import { normalCdf, normalQuantile } from '../core/index.js'
import { CompensatedSum, mean, sampleDeviation } from './mean.js'
import { checkCount, checkFinite, checkNames, checkOption } from './observation.js'

/** What a Sharpe ratio is judged from: the returns themselves, because skew and fat tails make it less certain. */
export interface SharpeSample {
  /** One simple return per observation, after costs and above the risk-free rate. */
  returns: Float64Array
}

/** Options of {@link probabilisticSharpeRatio}. */
export interface ProbabilisticSharpeOptions extends SharpeSample {
  /** Sharpe ratio to beat, per observation like `returns` (not annual). Default 0. */
  benchmarkSharpe?: number
}

/** Options of {@link minimumTrackRecordLength}. */
export interface TrackRecordOptions extends ProbabilisticSharpeOptions {
  /** Probability with which the benchmark is to be beaten, between 0 and 1. Default 0.95. */
  confidence?: number
}

/** Options of {@link expectedMaximumSharpe}. */
export interface TrialOptions {
  /** Number of trials, at least 1: every parameter set, feature set and idea that was tried, those that failed or were stopped too. */
  trials: number
  /** Variance of the trials' Sharpe ratios, per observation like them (an annual one divided by the periods per year). */
  trialSharpeVariance: number
}

/** Options of {@link deflatedSharpeRatio}. */
export interface DeflatedSharpeOptions extends SharpeSample, TrialOptions {}

const MOST = Number.MAX_VALUE
const EULER_MASCHERONI = 0.5772156649015329

/** Sharpe ratio per observation and n − 1 times the variance of its estimate. */
interface SharpeEstimate {
  sharpe: number
  variance: number
}

/**
 * Sharpe ratio with the n − 1 deviation; 1 − γ₃SR + (γ₄ − 1)/4 SR² with the bias-corrected sample skewness and kurtosis (as pandas' `skew`
 * and `kurt` + 3). NaN below four observations, and where all are equal. The second number may be negative for a handful of returns, whose
 * corrected moments contradict each other; its root then makes the result NaN.
 */
function estimate(returns: Float64Array): SharpeEstimate {
  const n = returns.length
  const deviation = sampleDeviation(returns, 0)
  if (n < 4 || deviation === 0) return { sharpe: NaN, variance: NaN }
  const centre = mean(returns)
  const cubes = new CompensatedSum()
  const fourths = new CompensatedSum()
  for (let i = 0; i < n; i++) {
    const z = (returns[i]! - centre) / deviation
    cubes.add(z * z * z)
    fourths.add(z * z * z * z)
  }
  const sharpe = centre / deviation
  const skewness = (n / ((n - 1) * (n - 2))) * cubes.value
  const scale = (n * (n + 1)) / ((n - 1) * (n - 2) * (n - 3))
  const kurtosis = scale * fourths.value - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3)) + 3
  return { sharpe, variance: 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe }
}

function probabilityAbove(returns: Float64Array, benchmark: number): number {
  const { sharpe, variance } = estimate(returns)
  return normalCdf(((sharpe - benchmark) * Math.sqrt(returns.length - 1)) / Math.sqrt(variance))
}

function checkTrials({ trials, trialSharpeVariance }: TrialOptions, action: string): void {
  checkCount(trials, 1, Number.MAX_SAFE_INTEGER, action, 'trials')
  checkOption(trialSharpeVariance, 0, MOST, action, 'trialSharpeVariance')
}

function maximumOf({ trials, trialSharpeVariance }: TrialOptions): number {
  if (trials === 1) return 0
  const best = -(1 - EULER_MASCHERONI) * normalQuantile(1 / trials) - EULER_MASCHERONI * normalQuantile(1 / (trials * Math.E))
  return Math.sqrt(trialSharpeVariance) * best
}

/**
 * Probabilistic Sharpe ratio: the probability that the true Sharpe ratio lies above `benchmarkSharpe`,
 * Φ((SR − SR*) √(n − 1) / √(1 − γ₃SR + (γ₄ − 1)/4 SR²)), with skewness γ₃ and kurtosis γ₄ of the returns (3 for a normal distribution).
 * Everything is per observation: annualise nothing. The deviation divides by n − 1; skewness and kurtosis are the bias-corrected ones.
 * NaN below four observations, where all returns are equal, and where a handful of them has corrected moments that contradict each other.
 * After Bailey and López de Prado, The Sharpe Ratio Efficient Frontier (2012).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 */
export function probabilisticSharpeRatio(options: ProbabilisticSharpeOptions): number {
  const action = 'Compute the probabilistic Sharpe ratio'
  checkNames(options, ['returns', 'benchmarkSharpe'], action)
  const { returns, benchmarkSharpe = 0 } = options
  checkFinite(returns, action, 'returns')
  checkOption(benchmarkSharpe, -MOST, MOST, action, 'benchmarkSharpe')
  return probabilityAbove(returns, benchmarkSharpe)
}

/**
 * Minimum track record length: so many observations with these returns' Sharpe ratio, skewness and kurtosis are needed until the
 * {@link probabilisticSharpeRatio} reaches `confidence`: 1 + (1 − γ₃SR + (γ₄ − 1)/4 SR²) (Φ⁻¹(confidence) / (SR − SR*))². Not rounded.
 * Infinity when the Sharpe ratio does not lie above the benchmark; NaN below four observations, and where all returns are equal.
 * After Bailey and López de Prado (2012).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 */
export function minimumTrackRecordLength(options: TrackRecordOptions): number {
  const action = 'Compute the minimum track record length'
  checkNames(options, ['returns', 'benchmarkSharpe', 'confidence'], action)
  const { returns, benchmarkSharpe = 0, confidence = 0.95 } = options
  checkFinite(returns, action, 'returns')
  checkOption(benchmarkSharpe, -MOST, MOST, action, 'benchmarkSharpe')
  checkOption(confidence, 0.5, 1 - 2 ** -53, action, 'confidence')
  const { sharpe, variance } = estimate(returns)
  if (sharpe <= benchmarkSharpe) return Infinity
  if (variance < 0) return NaN
  const ratio = normalQuantile(confidence) / (sharpe - benchmarkSharpe)
  return 1 + variance * ratio * ratio
}

/**
 * The Sharpe ratio that the best of `trials` worthless trials shows by luck: √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))) with the
 * Euler–Mascheroni constant γ. Per observation, like the variance. 0 for one trial.
 * After Bailey and López de Prado, The Deflated Sharpe Ratio (2014).
 *
 * @throws BarcastError `metrics/option`, `metrics/unknown-option`
 */
export function expectedMaximumSharpe(options: TrialOptions): number {
  const action = 'Compute the expected maximum Sharpe ratio'
  checkNames(options, ['trials', 'trialSharpeVariance'], action)
  checkTrials(options, action)
  return maximumOf(options)
}

/**
 * Deflated Sharpe ratio: the probability that the true Sharpe ratio of the trial that was chosen is above 0, given that it was the best of
 * so many: the {@link probabilisticSharpeRatio} against the {@link expectedMaximumSharpe}. Above 0.95 luck alone is an unlikely
 * explanation. NaN below four observations, and where all returns are equal. After Bailey and López de Prado, The Deflated Sharpe Ratio (2014).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 */
export function deflatedSharpeRatio(options: DeflatedSharpeOptions): number {
  const action = 'Compute the deflated Sharpe ratio'
  checkNames(options, ['returns', 'trials', 'trialSharpeVariance'], action)
  checkFinite(options.returns, action, 'returns')
  checkTrials(options, action)
  return probabilityAbove(options.returns, maximumOf(options))
}
