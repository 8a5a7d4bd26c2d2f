import { checkPair } from './benchmark.js'
import { checkCount } from './observation.js'
import { checkPeriods, checkReturns, type ReturnOptions } from './return-options.js'
import { overWindows, type Summary } from './rolling-window.js'

/** Options of rolling metrics. */
export interface RollingOptions extends ReturnOptions {
  /** Rows of a window, at least 2. */
  windowBars: number
}

type PlainOptions = Omit<RollingOptions, 'periodsPerYear'> & Partial<ReturnOptions>

function checkRolling(returns: Float64Array, options: PlainOptions, action: string): void {
  checkReturns(returns, options, action, ['windowBars'])
  checkCount(options.windowBars, 2, Number.MAX_SAFE_INTEGER, action, 'windowBars')
}

/** Count, mean and sum of squared distances from it, merged as Chan, Golub and LeVeque (1979) do. */
function momentsOf(returns: Float64Array, riskFree: number): Summary {
  return {
    width: 3,
    single(row, out) {
      out[0] = 1
      out[1] = returns[row]! - riskFree
      out[2] = 0
    },
    merge(left, right, out) {
      const n = left[0]! + right[0]!
      const apart = right[1]! - left[1]!
      const share = right[0]! / n
      out[0] = n
      out[1] = left[1]! + apart * share
      out[2] = left[2]! + right[2]! + apart * apart * left[0]! * share
    },
  }
}

/** Windows longer than the series have no row. */
function overRows(returns: Float64Array, windowBars: number, summary: Summary, figure: (s: Float64Array) => number): Float64Array {
  if (windowBars > returns.length) return new Float64Array(returns.length).fill(NaN)
  return overWindows(returns.length, windowBars, summary, figure)
}

/**
 * `annualVolatility` of the last `windowBars` rows at each row, NaN before the first full window; as quantstats' `rolling_volatility`.
 * O(n), and no row outside a window has any effect on its figure.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function rollingVolatility(returns: Float64Array, options: RollingOptions): Float64Array {
  const action = 'Compute the rolling volatility'
  checkRolling(returns, options, action)
  const year = Math.sqrt(checkPeriods(options, action))
  return overRows(returns, options.windowBars, momentsOf(returns, 0), (s) => Math.sqrt(s[2]! / (s[0]! - 1)) * year)
}

/**
 * `sharpeRatio` of the last `windowBars` rows at each row, NaN before the first full window; as quantstats' `rolling_sharpe`. A window of
 * equal returns gives ±Infinity, or NaN when they are the risk-free rate.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 *
 * @example
 * const halfYear = rollingSharpe(returns, { windowBars: 126, periodsPerYear: 252 })
 */
export function rollingSharpe(returns: Float64Array, options: RollingOptions): Float64Array {
  const action = 'Compute the rolling Sharpe ratio'
  checkRolling(returns, options, action)
  const year = Math.sqrt(checkPeriods(options, action))
  const summary = momentsOf(returns, options.riskFree ?? 0)
  return overRows(returns, options.windowBars, summary, (s) => (s[1]! / Math.sqrt(s[2]! / (s[0]! - 1))) * year)
}

/**
 * `sortinoRatio` of the last `windowBars` rows at each row, NaN before the first full window; as quantstats' `rolling_sortino`. A window
 * without a return below the risk-free rate gives Infinity, or NaN when all returns are that rate.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function rollingSortino(returns: Float64Array, options: RollingOptions): Float64Array {
  const action = 'Compute the rolling Sortino ratio'
  checkRolling(returns, options, action)
  const year = Math.sqrt(checkPeriods(options, action))
  const riskFree = options.riskFree ?? 0
  const summary: Summary = {
    width: 2,
    single(row, out) {
      const excess = returns[row]! - riskFree
      const below = Math.min(excess, 0)
      out[0] = excess
      out[1] = below * below
    },
    merge(left, right, out) {
      out[0] = left[0]! + right[0]!
      out[1] = left[1]! + right[1]!
    },
  }
  const rows = options.windowBars
  return overRows(returns, rows, summary, (s) => (s[0]! / rows / Math.sqrt(s[1]! / rows)) * year)
}

/** Count, both means, the benchmark's squared and the common distances. */
function pairMomentsOf(returns: Float64Array, benchmark: Float64Array): Summary {
  return {
    width: 6,
    single(row, out) {
      out[0] = 1
      out[1] = returns[row]!
      out[2] = benchmark[row]!
      out[3] = 0
      out[4] = 0
      out[5] = 0
    },
    merge(left, right, out) {
      const n = left[0]! + right[0]!
      const share = right[0]! / n
      const weight = left[0]! * share
      const own = right[1]! - left[1]!
      const others = right[2]! - left[2]!
      out[0] = n
      out[1] = left[1]! + own * share
      out[2] = left[2]! + others * share
      out[3] = left[3]! + right[3]! + others * others * weight
      out[4] = left[4]! + right[4]! + own * others * weight
      out[5] = left[5]! + right[5]! + own * own * weight
    },
  }
}

/**
 * `beta` of the last `windowBars` rows at each row, NaN before the first full window and where the benchmark is constant in it; as
 * quantstats' `rolling_greeks` and empyrical's `roll_beta`.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function rollingBeta(returns: Float64Array, benchmark: Float64Array, options: PlainOptions): Float64Array {
  const action = 'Compute the rolling beta'
  checkRolling(returns, options, action)
  checkPair(returns, benchmark, options, action, ['windowBars'])
  return overRows(returns, options.windowBars, pairMomentsOf(returns, benchmark), (s) => (s[3] === 0 ? NaN : s[4]! / s[3]!))
}

/**
 * `correlation` with the benchmark over the last `windowBars` rows at each row, NaN before the first full window and where either is
 * constant in it.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function rollingCorrelation(returns: Float64Array, benchmark: Float64Array, options: PlainOptions): Float64Array {
  const action = 'Compute the rolling correlation'
  checkRolling(returns, options, action)
  checkPair(returns, benchmark, options, action, ['windowBars'])
  return overRows(returns, options.windowBars, pairMomentsOf(returns, benchmark), (s) => {
    const value = s[4]! / (Math.sqrt(s[3]!) * Math.sqrt(s[5]!))
    return Number.isNaN(value) ? NaN : Math.max(-1, Math.min(1, value))
  })
}

/**
 * `maxDrawdown` of the last `windowBars` rows at each row, NaN before the first full window. The capital before the window's first return is
 * its first peak, as everywhere. For returns of −1 and above.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function rollingMaxDrawdown(returns: Float64Array, options: PlainOptions): Float64Array {
  checkRolling(returns, options, 'Compute the rolling maximum drawdown')
  const summary: Summary = {
    width: 4,
    // Growth over the part, its highest and lowest value and its deepest fall, all from a start of 1, which counts.
    single(row, out) {
      const value = 1 + returns[row]!
      out[0] = value
      out[1] = Math.max(1, value)
      out[2] = Math.min(1, value)
      out[3] = Math.min(0, value - 1)
    },
    merge(left, right, out) {
      const lowest = left[0]! * right[2]!
      out[0] = left[0]! * right[0]!
      out[1] = Math.max(left[1]!, left[0]! * right[1]!)
      out[2] = Math.min(left[2]!, lowest)
      out[3] = Math.min(left[3]!, right[3]!, (lowest - left[1]!) / left[1]!)
    },
  }
  return overRows(returns, options.windowBars, summary, (s) => s[3]!)
}
