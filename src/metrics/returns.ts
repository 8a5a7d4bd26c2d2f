import { BarcastError, exp, log } from '../core/index.js'
import { checkFinite } from './observation.js'
import { checkReturns, type ReturnOptions } from './return-options.js'
import { annualSampleOf, type ReturnSample, sampleOf } from './sample.js'

/** Milliseconds of a mean Julian year, 365.25 days. */
const YEAR_MS = 31_557_600_000

/**
 * Observed rows per year by the calendar: (n − 1) / years between the first and the last time, with years of 365.25 days. Daily
 * sessions give about 252, a market that never closes 365.25 per day bar, 17532 per 30-minute bar. NaN below two rows. Times that
 * cover only one session over-count (nights and weekends are not in them): state the number yourself there.
 *
 * @param timeMs epoch milliseconds, ascending
 * @throws BarcastError `metrics/time-order`, `metrics/not-finite`
 */
export function periodsPerYear(timeMs: Float64Array): number {
  const action = 'Count periods per year'
  checkFinite(timeMs, action, 'timeMs')
  for (let i = 1; i < timeMs.length; i++) {
    if (!(timeMs[i]! > timeMs[i - 1]!)) {
      throw new BarcastError('metrics/time-order', `${action}: timeMs must ascend, found ${timeMs[i]} after ${timeMs[i - 1]} at row ${i}`, {
        value: timeMs[i],
        where: { row: i, column: 'timeMs' },
      })
    }
  }
  if (timeMs.length < 2) return NaN
  return ((timeMs.length - 1) * YEAR_MS) / (timeMs[timeMs.length - 1]! - timeMs[0]!)
}

/**
 * Simple returns vᵢ / vᵢ₋₁ − 1 of a series of values (equity, prices): n values give n − 1 returns. As empyrical's `simple_returns`.
 *
 * @throws BarcastError `metrics/not-finite`; `metrics/zero-value` where a value to divide by is 0
 */
export function simpleReturns(values: Float64Array): Float64Array {
  const action = 'Compute simple returns'
  checkFinite(values, action, 'values')
  const returns = new Float64Array(Math.max(0, values.length - 1))
  for (let i = 0; i < returns.length; i++) {
    if (values[i] === 0) {
      throw new BarcastError('metrics/zero-value', `${action}: a value to divide by must not be 0, found 0 at row ${i}`, {
        value: 0,
        where: { row: i },
      })
    }
    returns[i] = (values[i + 1]! - values[i]!) / values[i]!
  }
  return returns
}

/** {@link totalReturn} of a checked sample. */
export function totalReturnOf({ length, growth }: ReturnSample): number {
  return length === 0 ? NaN : growth - 1
}

/**
 * Total return Π(1 + r) − 1, as empyrical's `cum_returns_final` and quantstats' `comp`. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function totalReturn(returns: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return totalReturnOf(sampleOf(returns, options, 'Compute the total return'))
}

/** {@link cagr} of a checked sample. */
export function cagrOf({ length, growth, periodsPerYear: periods }: ReturnSample): number {
  return length === 0 ? NaN : exp((periods / length) * log(growth)) - 1
}

/**
 * Compound annual growth rate (Π(1 + r))^(periodsPerYear / n) − 1, as empyrical's `cagr`. No observations give NaN, one is annualised
 * like any other number; a total loss gives −1, and a loss of more than everything NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function cagr(returns: Float64Array, options: ReturnOptions): number {
  return cagrOf(annualSampleOf(returns, options, 'Compute the CAGR'))
}

/**
 * Cumulative returns Π(1 + r) − 1 up to and with each row, as empyrical's `cum_returns` and quantstats' `compsum`. No observations give an
 * empty column.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function cumulativeReturns(returns: Float64Array, options: Partial<ReturnOptions> = {}): Float64Array {
  checkReturns(returns, options, 'Compute cumulative returns')
  let value = 1
  return returns.map((change) => {
    value *= 1 + change
    return value - 1
  })
}

/** {@link geometricMean} of a checked sample. */
export function geometricMeanOf({ length, growth }: ReturnSample): number {
  return length === 0 ? NaN : exp(log(growth) / length) - 1
}

/**
 * Geometric mean return per observation (Π(1 + r))^(1 / n) − 1, as quantstats' `geometric_mean`, `expected_return` and `ghpr`. No
 * observations give NaN, a total loss −1, and a loss of more than everything NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function geometricMean(returns: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return geometricMeanOf(sampleOf(returns, options, 'Compute the geometric mean'))
}
