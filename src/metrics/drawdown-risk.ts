import { normalDensity, normalQuantile } from '../core/index.js'
import { CompensatedSum, mean, sampleDeviation } from './mean.js'
import { quantileOfSorted } from './order-statistic.js'
import { type ReturnOptions, tailShare } from './return-options.js'
import { type ReturnSample, sampleOf } from './sample.js'

type Options = Partial<ReturnOptions>

/** {@link ulcerIndex} of a checked sample. */
export function ulcerIndexOf({ drawdowns, length }: ReturnSample): number {
  const squares = new CompensatedSum()
  for (let i = 0; i < length; i++) squares.add(drawdowns[i]! * drawdowns[i]!)
  return length < 2 ? NaN : Math.sqrt(squares.value / (length - 1))
}

/**
 * Ulcer index √(Σ drawdown² / (n − 1)) of the drawdowns as fractions, as quantstats' `ulcer_index` (Martin divides by n). Below two
 * observations NaN, without a drawdown 0.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function ulcerIndex(returns: Float64Array, options: Options = {}): number {
  return ulcerIndexOf(sampleOf(returns, options, 'Compute the ulcer index'))
}

/** {@link painIndex} of a checked sample. */
export function painIndexOf({ drawdowns }: ReturnSample): number {
  return -mean(drawdowns)
}

/**
 * Pain index: mean distance below the highest value so far over all rows, ≥ 0. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function painIndex(returns: Float64Array, options: Options = {}): number {
  return painIndexOf(sampleOf(returns, options, 'Compute the pain index'))
}

/** Mean of the worst 5 % of a normal distribution with the drawdowns' mean and deviation, the figure inside the serenity index. */
export function conditionalDrawdown(drawdowns: Float64Array): number {
  const deviation = sampleDeviation(drawdowns, 0)
  const share = 0.05
  return deviation === 0 ? mean(drawdowns) : mean(drawdowns) - (deviation * normalDensity(normalQuantile(share))) / share
}

/** Rows of each stretch below the highest value so far, and its depth. */
function stretches({ drawdowns }: ReturnSample): { depths: number[]; bars: number[] } {
  const depths: number[] = []
  const bars: number[] = []
  let under = false
  for (let i = 0; i < drawdowns.length; i++) {
    const depth = drawdowns[i]!
    if (depth < 0 && under) {
      const last = depths.length - 1
      depths[last] = Math.min(depths[last]!, depth)
      bars[last]! += 1
    } else if (depth < 0) {
      depths.push(depth)
      bars.push(1)
    }
    under = depth < 0
  }
  return { depths, bars }
}

/** {@link averageDrawdown} of a checked sample. */
export function averageDrawdownOf(sample: ReturnSample): number {
  return mean(stretches(sample).depths)
}

/**
 * Mean depth of the drawdowns, each counted once with its deepest point, ≤ 0; an open one counts. NaN without a drawdown.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function averageDrawdown(returns: Float64Array, options: Options = {}): number {
  return averageDrawdownOf(sampleOf(returns, options, 'Compute the average drawdown'))
}

/** {@link longestDrawdownBars} of a checked sample. */
export function longestDrawdownBarsOf(sample: ReturnSample): number {
  return stretches(sample).bars.reduce((longest, bars) => Math.max(longest, bars), 0)
}

/**
 * Most rows in a row below the highest value so far; an open drawdown counts up to the last row. 0 without one. Days are in
 * {@link drawdownTable}.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function longestDrawdownBars(returns: Float64Array, options: Options = {}): number {
  return longestDrawdownBarsOf(sampleOf(returns, options, 'Find the longest drawdown'))
}

/** {@link averageDrawdownBars} of a checked sample. */
export function averageDrawdownBarsOf(sample: ReturnSample): number {
  return mean(stretches(sample).bars)
}

/**
 * Mean number of rows that a drawdown lasts; an open one counts up to the last row. NaN without one.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function averageDrawdownBars(returns: Float64Array, options: Options = {}): number {
  return averageDrawdownBarsOf(sampleOf(returns, options, 'Compute the average length of drawdowns'))
}

/** {@link drawdownAtRisk} of a checked sample. */
export function drawdownAtRiskOf({ drawdowns, level }: ReturnSample): number {
  return quantileOfSorted(drawdowns.slice().sort(), tailShare(level))
}

/**
 * Drawdown at risk: the quantile at 1 − `level` of the drawdown of every row, ≤ 0, by linear interpolation. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function drawdownAtRisk(returns: Float64Array, options: Options = {}): number {
  return drawdownAtRiskOf(sampleOf(returns, options, 'Compute the drawdown at risk'))
}

/** {@link conditionalDrawdownAtRisk} of a checked sample. */
export function conditionalDrawdownAtRiskOf({ drawdowns, level }: ReturnSample): number {
  const worst = Math.floor((drawdowns.length - 1) * tailShare(level)) + 1
  return mean(drawdowns.slice().sort().subarray(0, worst))
}

/**
 * Conditional drawdown at risk (CDaR): the mean of the ⌊(n − 1)(1 − level)⌋ + 1 deepest drawdowns of single rows, ≤ 0, the rule of
 * {@link conditionalValueAtRisk}. No observations give NaN. After Chekhlov, Uryasev and Zabarankin, Drawdown Measure in Portfolio
 * Optimization (2005).
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function conditionalDrawdownAtRisk(returns: Float64Array, options: Options = {}): number {
  return conditionalDrawdownAtRiskOf(sampleOf(returns, options, 'Compute the conditional drawdown at risk'))
}
