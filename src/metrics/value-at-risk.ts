import { BarcastError, normalDensity, normalQuantile } from '../core/index.js'
import { mean } from './mean.js'
import { kurtosisOf, skewnessOf } from './moments.js'
import { monteCarlo } from './monte-carlo.js'
import { checkChoice, checkCount, checkOption } from './observation.js'
import { fitParetoTail, paretoLoss, paretoShortfall } from './pareto-tail.js'
import { checkReturns, type ReturnOptions, tailShare } from './return-options.js'
import { ReturnSample } from './sample.js'

/** How the tail is estimated; see {@link valueAtRisk}. */
export type TailMethod = 'historical' | 'parametric' | 'cornishFisher' | 'extremeValue' | 'monteCarlo'

/** Options of {@link valueAtRisk} and {@link conditionalValueAtRisk}. */
export interface TailRiskOptions extends Partial<ReturnOptions> {
  /** Default `historical`. */
  method?: TailMethod
  /** `extremeValue`: share of the returns that are better than the threshold from which on the tail is fitted, default 0.9, below `level`. */
  thresholdLevel?: number
  /** `monteCarlo`: bars over which the loss adds up, default 1. */
  horizonBars?: number
  /** `monteCarlo`: default 10,000. */
  paths?: number
  /** `monteCarlo`: mean length of the blocks that are drawn, see the option of that name of `monteCarlo`. */
  meanBlockBars?: number
  /** `monteCarlo`: seed of the random numbers, needed there. */
  seed?: number
}

const METHODS: readonly TailMethod[] = ['historical', 'parametric', 'cornishFisher', 'extremeValue', 'monteCarlo']
const OWN: Readonly<Record<TailMethod, readonly string[]>> = {
  historical: [],
  parametric: [],
  cornishFisher: [],
  extremeValue: ['thresholdLevel'],
  monteCarlo: ['horizonBars', 'paths', 'meanBlockBars', 'seed'],
}

/** Worst value and mean of the worst share, as returns. */
interface TailRisk {
  valueAtRisk: number
  shortfall: number
}

/** {@link valueAtRisk} of a checked sample, historical. */
export function valueAtRiskOf(sample: ReturnSample): number {
  return sample.quantile(tailShare(sample.level))
}

/** {@link conditionalValueAtRisk} of a checked sample, historical. */
export function conditionalValueAtRiskOf({ sorted, level }: ReturnSample): number {
  return mean(sorted.subarray(0, Math.floor((sorted.length - 1) * tailShare(level)) + 1))
}

function parametricTail({ mean: centre, deviation }: ReturnSample, share: number): TailRisk {
  const z = normalQuantile(share)
  if (deviation === 0) return { valueAtRisk: centre, shortfall: centre }
  return { valueAtRisk: centre + z * deviation, shortfall: centre - (deviation * normalDensity(z)) / share }
}

/** Whether the expanded quantile rises with z from `least` to `most`: its slope is a parabola a z² + b z + c. */
function risesBetween(least: number, most: number, skew: number, kurtosis: number): boolean {
  const a = kurtosis / 8 - (skew * skew) / 6
  const b = skew / 3
  const c = 1 - kurtosis / 8 + (5 * skew * skew) / 36
  const vertex = Math.min(Math.max(-b / (2 * a), least), most)
  return [least, most, a > 0 ? vertex : most].every((z) => a * z * z + b * z + c >= 0)
}

function cornishFisherTail(sample: ReturnSample, share: number): TailRisk {
  const { mean: centre, deviation } = sample
  if (deviation === 0) return { valueAtRisk: centre, shortfall: centre }
  const skew = skewnessOf(sample)
  const kurtosis = kurtosisOf(sample)
  const z = normalQuantile(share)
  if (!risesBetween(normalQuantile(share / 100), z, skew, kurtosis)) return { valueAtRisk: NaN, shortfall: NaN }
  const square = z * z
  const expanded = z + ((square - 1) * skew) / 6 + ((square - 3) * z * kurtosis) / 24 - ((2 * square - 5) * z * skew * skew) / 36
  // The integral of each Hermite polynomial times the density is the one a degree lower, times −density.
  const beyond = 1 + (z * skew) / 6 + ((square - 1) * kurtosis) / 24 - ((2 * square - 1) * skew * skew) / 36
  return { valueAtRisk: centre + expanded * deviation, shortfall: centre - (deviation * normalDensity(z) * beyond) / share }
}

function extremeValueTail({ sorted }: ReturnSample, share: number, thresholdLevel: number): TailRisk {
  const tail = fitParetoTail(sorted, thresholdLevel)
  if (tail === undefined) return { valueAtRisk: NaN, shortfall: NaN }
  return { valueAtRisk: -paretoLoss(tail, share), shortfall: -paretoShortfall(tail, share) }
}

function monteCarloTail({ returns, level }: ReturnSample, options: TailRiskOptions, action: string): TailRisk {
  const { horizonBars = 1, paths = 10_000, meanBlockBars, seed } = options
  if (seed === undefined) {
    throw new BarcastError('metrics/option', `${action}: method monteCarlo needs a seed, found none`, { where: { path: 'seed' } })
  }
  checkCount(horizonBars, 1, Number.MAX_SAFE_INTEGER, action, 'horizonBars')
  if (returns.length === 0) return { valueAtRisk: NaN, shortfall: NaN }
  const blocks = meanBlockBars === undefined ? {} : { meanBlockBars }
  const { finalValue } = monteCarlo({ returns, horizonSteps: horizonBars, paths, seed, quantiles: [], ...blocks })
  const ends = new ReturnSample(
    finalValue.map((end) => end - 1),
    { level },
  )
  return { valueAtRisk: valueAtRiskOf(ends), shortfall: conditionalValueAtRiskOf(ends) }
}

function tailRisk(returns: Float64Array, options: TailRiskOptions, action: string): TailRisk {
  const { method = 'historical', thresholdLevel = 0.9 } = options
  checkChoice(method, METHODS, action, 'method')
  checkReturns(returns, options, action, ['method', ...OWN[method]])
  const sample = new ReturnSample(returns, options)
  const share = tailShare(sample.level)
  if (method === 'historical') return { valueAtRisk: valueAtRiskOf(sample), shortfall: conditionalValueAtRiskOf(sample) }
  if (!(share > 0 && share < 1)) {
    throw new BarcastError('metrics/option', `${action}: level of method ${method} must lie between 0 and 1, found ${sample.level}`, {
      value: sample.level,
      where: { path: 'level' },
    })
  }
  if (method === 'parametric') return parametricTail(sample, share)
  if (method === 'cornishFisher') return cornishFisherTail(sample, share)
  if (method === 'monteCarlo') return monteCarloTail(sample, options, action)
  checkOption(thresholdLevel, 0, sample.level, action, 'thresholdLevel')
  return extremeValueTail(sample, share, thresholdLevel)
}

/**
 * Value at risk per observation at confidence `level`: a return and so mostly negative, which is undercut with probability 1 − level.
 *
 * - `historical` (the default): the quantile of the returns with linear interpolation, as empyrical's `value_at_risk`.
 * - `parametric`: mean + sd · Φ⁻¹(1 − level) with the sample deviation, as quantstats' `value_at_risk`.
 * - `cornishFisher`: the same with Φ⁻¹ corrected by {@link skewness} S and excess {@link kurtosis} K:
 *   z + (z² − 1)S/6 + (z³ − 3z)K/24 − (2z³ − 5z)S²/36. NaN where that does not rise with z from a hundredth of 1 − level up to it, and so is no quantile.
 *   After Zangari, A VaR Methodology for Portfolios That Include Options (1996).
 * - `extremeValue`: a generalised Pareto distribution fitted by maximum likelihood to the losses beyond the quantile `thresholdLevel`:
 *   −(u + scale/shape · ((n/n_u · (1 − level))^−shape − 1)). NaN with fewer than 10 losses beyond it, or where the likelihood has no maximum.
 *   After McNeil and Frey, Estimation of Tail-Related Risk Measures (2000).
 * - `monteCarlo`: the quantile of `paths` returns over `horizonBars` bars, drawn by the stationary bootstrap.
 *
 * No observations give NaN; so does one, save with `historical` and `monteCarlo`. Zero variance gives that return, with `extremeValue` NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 *
 * @example
 * const worstDay = valueAtRisk(returns, { level: 0.99, method: 'extremeValue' })
 */
export function valueAtRisk(returns: Float64Array, options: TailRiskOptions = {}): number {
  return tailRisk(returns, options, 'Compute the value at risk').valueAtRisk
}

/**
 * Conditional value at risk (expected shortfall) per observation: the mean of the returns that are worse than the {@link valueAtRisk}.
 *
 * - `historical` (the default): the mean of the ⌊(n − 1)(1 − level)⌋ + 1 worst returns, as empyrical's `conditional_value_at_risk`.
 * - `parametric`: mean − sd · φ(z) / (1 − level) with z = Φ⁻¹(1 − level), as quantstats' `conditional_value_at_risk`.
 * - `cornishFisher`: mean − sd · φ(z) / (1 − level) · (1 + zS/6 + (z² − 1)K/24 − (2z² − 1)S²/36), the expanded quantile's own mean below z.
 * - `extremeValue`: (VaR loss + scale − shape · u) / (1 − shape), negated; −Infinity for a shape of 1 or more.
 * - `monteCarlo`: as `historical`, of the simulated returns.
 *
 * NaN as {@link valueAtRisk}.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`, `metrics/unknown-option`
 */
export function conditionalValueAtRisk(returns: Float64Array, options: TailRiskOptions = {}): number {
  return tailRisk(returns, options, 'Compute the conditional value at risk').shortfall
}
