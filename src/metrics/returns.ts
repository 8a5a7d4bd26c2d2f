import { BarcastError, exp, log } from '../core/index.js'
import { checkFinite, checkNames, checkOption } from './observation.js'

/** What return metrics take. Every one accepts the whole object and reads what it needs. */
export interface ReturnOptions {
  /** Observations per year, for what is annualised; {@link periodsPerYear} counts them from the data's own times. */
  periodsPerYear: number
  /** Risk-free or required return per observation (the same period as the returns, not per year), default 0. */
  riskFree?: number
  /** Confidence of quantiles, default 0.95: the worst 5 % are the tail. */
  level?: number
}

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

/** Refuses NaN, ±Infinity and options out of range; every return metric passes through here once. */
export function checkReturns(returns: Float64Array, options: Partial<ReturnOptions>, action: string): void {
  checkNames(options, ['periodsPerYear', 'riskFree', 'level'], action)
  checkFinite(returns, action, 'returns')
  checkOption(options.riskFree ?? 0, -Number.MAX_VALUE, Number.MAX_VALUE, action, 'riskFree')
  checkOption(options.level ?? 0.95, 0, 1, action, 'level')
}

/** Annualised metrics need the number of periods: there is no default year. */
export function checkPeriods(options: Partial<ReturnOptions>, action: string): number {
  const periods = options.periodsPerYear
  if (typeof periods !== 'number' || !(periods > 0) || periods === Infinity) {
    throw new BarcastError('metrics/option', `${action}: periodsPerYear must be a positive number, found ${periods}`, {
      value: periods,
      where: { path: 'periodsPerYear' },
    })
  }
  return periods
}

/** Growth of 1 over all returns, Π(1 + r). */
export function growth(returns: Float64Array): number {
  let value = 1
  for (let i = 0; i < returns.length; i++) value *= 1 + returns[i]!
  return value
}

/**
 * Total return Π(1 + r) − 1, as empyrical's `cum_returns_final`. No observations give NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function totalReturn(returns: Float64Array, options: Partial<ReturnOptions> = {}): number {
  checkReturns(returns, options, 'Compute the total return')
  return returns.length === 0 ? NaN : growth(returns) - 1
}

/**
 * Compound annual growth rate (Π(1 + r))^(periodsPerYear / n) − 1, as empyrical's `cagr`. No observations give NaN, one is annualised
 * like any other number; a total loss gives −1, and a loss of more than everything NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/option`
 */
export function cagr(returns: Float64Array, options: ReturnOptions): number {
  checkReturns(returns, options, 'Compute the CAGR')
  const periods = checkPeriods(options, 'Compute the CAGR')
  return returns.length === 0 ? NaN : exp((periods / returns.length) * log(growth(returns))) - 1
}
