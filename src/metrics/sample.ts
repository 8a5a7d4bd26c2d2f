import { CompensatedSum, mean, meanAbove, sampleDeviation } from './mean.js'
import { quantileOfSorted } from './order-statistic.js'
import { checkPeriods, checkReturns, type ReturnOptions } from './return-options.js'

/** How many returns of one sign there are and what they add up to. */
export interface SignTotals {
  count: number
  sum: number
}

/**
 * What the metrics of one series share: sums, ranks, drawdowns. Each part is computed when it is first asked for, so that one metric alone
 * pays for its own and all metrics together make each pass and the one sort once.
 */
export class ReturnSample {
  /** NaN where the metric needs none. */
  readonly periodsPerYear: number
  readonly riskFree: number
  readonly level: number
  private cache: Partial<{
    mean: number
    excessMean: number
    deviation: number
    excessDeviation: number
    sorted: Float64Array
    growth: number
    drawdowns: Float64Array
    gains: SignTotals
    losses: SignTotals
    downside: number
  }> = {}

  constructor(
    readonly returns: Float64Array,
    options: Partial<ReturnOptions>,
  ) {
    this.periodsPerYear = options.periodsPerYear ?? NaN
    this.riskFree = options.riskFree ?? 0
    this.level = options.level ?? 0.95
  }

  get length(): number {
    return this.returns.length
  }

  /** Mean of the returns. */
  get mean(): number {
    this.cache.mean ??= mean(this.returns)
    return this.cache.mean
  }

  /** Mean of the returns above the risk-free rate. */
  get excessMean(): number {
    this.cache.excessMean ??= meanAbove(this.returns, this.riskFree)
    return this.cache.excessMean
  }

  /** Sample deviation of the returns. */
  get deviation(): number {
    this.cache.deviation ??= sampleDeviation(this.returns, 0)
    return this.cache.deviation
  }

  /** Sample deviation of the returns above the risk-free rate, which differs from {@link deviation} by rounding only. */
  get excessDeviation(): number {
    this.cache.excessDeviation ??= this.riskFree === 0 ? this.deviation : sampleDeviation(this.returns, this.riskFree)
    return this.cache.excessDeviation
  }

  /** √ of the mean over all rows of the squared shortfalls from the risk-free rate. */
  get downside(): number {
    if (this.cache.downside === undefined) {
      const { returns, riskFree } = this
      const squares = new CompensatedSum()
      for (let i = 0; i < returns.length; i++) {
        const below = Math.min(returns[i]! - riskFree, 0)
        squares.add(below * below)
      }
      this.cache.downside = Math.sqrt(squares.value / returns.length)
    }
    return this.cache.downside
  }

  /** The returns in ascending order. */
  get sorted(): Float64Array {
    this.cache.sorted ??= this.returns.slice().sort()
    return this.cache.sorted
  }

  /** Quantile by linear interpolation. */
  quantile(fraction: number): number {
    return quantileOfSorted(this.sorted, fraction)
  }

  /** Growth of 1 over all returns. */
  get growth(): number {
    if (this.cache.growth === undefined) {
      let value = 1
      for (let i = 0; i < this.returns.length; i++) value *= 1 + this.returns[i]!
      this.cache.growth = value
    }
    return this.cache.growth
  }

  /** Distance below the highest value so far, the starting capital being the first, as a fraction ≤ 0. */
  get drawdowns(): Float64Array {
    this.cache.drawdowns ??= depths(this.returns)
    return this.cache.drawdowns
  }

  /** Returns above 0. */
  get gains(): SignTotals {
    this.cache.gains ??= totals(this.returns, 1)
    return this.cache.gains
  }

  /** Returns below 0; their sum is negative. */
  get losses(): SignTotals {
    this.cache.losses ??= totals(this.returns, -1)
    return this.cache.losses
  }
}

function totals(returns: Float64Array, sign: 1 | -1): SignTotals {
  let count = 0
  const sum = new CompensatedSum()
  for (let i = 0; i < returns.length; i++) {
    if (returns[i]! * sign > 0) {
      count += 1
      sum.add(returns[i]!)
    }
  }
  return { count, sum: sum.value }
}

/** Distance below the highest value so far; the one loop that every drawdown comes from. */
export function depths(returns: Float64Array): Float64Array {
  const depth = new Float64Array(returns.length)
  let value = 1
  let peak = 1
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i]!
    if (value > peak) peak = value
    depth[i] = (value - peak) / peak
  }
  return depth
}

/** Checks returns and options, then makes the sample; every metric of one series passes through here once. */
export function sampleOf(returns: Float64Array, options: Partial<ReturnOptions>, action: string): ReturnSample {
  checkReturns(returns, options, action)
  return new ReturnSample(returns, options)
}

/** {@link sampleOf} for a metric that is annualised. */
export function annualSampleOf(returns: Float64Array, options: ReturnOptions, action: string): ReturnSample {
  checkReturns(returns, options, action)
  checkPeriods(options, action)
  return new ReturnSample(returns, options)
}

/** Numerator over denominator, NaN where the denominator is 0: the rule of every ratio whose docstring names no other. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? NaN : numerator / denominator
}
