import { BarcastError } from '../core/index.js'
import { checkChoice, checkFinite } from './observation.js'
import { checkReturns, checkSameRows } from './return-options.js'

/** A stretch of the calendar in UTC; weeks begin on Monday. */
export type CalendarPeriod = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** Compounded returns of the calendar's periods that hold at least one row. */
export interface PeriodReturns {
  /** First instant of each period, epoch milliseconds. */
  timeMs: Float64Array
  /** Π(1 + r) − 1 over the period's rows. */
  returns: Float64Array
  /** Number of rows in each. */
  rows: Int32Array
}

/** One year of {@link monthlyReturns}. */
export interface YearOfReturns {
  year: number
  /** January to December, NaN for a month without a row. */
  months: Float64Array
  /** Compounded return of the year's rows. */
  total: number
}

const PERIODS: readonly CalendarPeriod[] = ['day', 'week', 'month', 'quarter', 'year']
const DAY_MS = 86_400_000

/** First instant of the period in which a time lies. */
function periodStart(timeMs: number, period: CalendarPeriod): number {
  const day = Math.floor(timeMs / DAY_MS)
  if (period === 'day') return day * DAY_MS
  // The first of January 1970 was a Thursday.
  if (period === 'week') return (day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS
  const date = new Date(timeMs)
  const year = date.getUTCFullYear()
  if (period === 'year') return Date.UTC(year, 0)
  const month = date.getUTCMonth()
  return Date.UTC(year, period === 'month' ? month : month - (month % 3))
}

function checkTimes(returns: Float64Array, timeMs: Float64Array, action: string): void {
  checkReturns(returns, {}, action)
  checkFinite(timeMs, action, 'timeMs')
  checkSameRows(returns.length, timeMs.length, action, 'timeMs')
  for (let i = 1; i < timeMs.length; i++) {
    if (timeMs[i]! > timeMs[i - 1]!) continue
    throw new BarcastError('metrics/time-order', `${action}: timeMs must ascend, found ${timeMs[i]} after ${timeMs[i - 1]} at row ${i}`, {
      value: timeMs[i],
      where: { row: i, column: 'timeMs' },
    })
  }
}

/**
 * Returns compounded by days, weeks, months, quarters or years of the calendar in UTC, as pandas' resampling of 1 + r by product; periods
 * without a row are left out (pandas has 0 there). Metrics of months or years are the metrics of these. A row belongs to the period in
 * which its time lies: where bars are stamped with their close and close at midnight, pass the opens.
 *
 * @param timeMs epoch milliseconds, ascending, one per return
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/time-order`, `metrics/option`
 *
 * @example
 * const months = returnsByPeriod(returns, timeMs, 'month')
 * const bestMonth = bestReturn(months.returns)
 */
export function returnsByPeriod(returns: Float64Array, timeMs: Float64Array, period: CalendarPeriod): PeriodReturns {
  const action = 'Compound returns by the calendar'
  checkChoice(period, PERIODS, action, 'period')
  checkTimes(returns, timeMs, action)
  const starts: number[] = []
  const growth: number[] = []
  const rows: number[] = []
  for (let i = 0; i < returns.length; i++) {
    const start = periodStart(timeMs[i]!, period)
    const last = starts.length - 1
    if (starts[last] === start) {
      growth[last]! *= 1 + returns[i]!
      rows[last]! += 1
    } else {
      starts.push(start)
      growth.push(1 + returns[i]!)
      rows.push(1)
    }
  }
  return { timeMs: Float64Array.from(starts), returns: Float64Array.from(growth, (value) => value - 1), rows: Int32Array.from(rows) }
}

/**
 * The table of monthly returns: one row per year of the calendar in UTC, twelve months and the year's total, as quantstats'
 * `monthly_returns`, which has 0 for months without a row where this has NaN.
 *
 * @param timeMs epoch milliseconds, ascending, one per return
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/time-order`
 */
export function monthlyReturns(returns: Float64Array, timeMs: Float64Array): YearOfReturns[] {
  const months = returnsByPeriod(returns, timeMs, 'month')
  const years = returnsByPeriod(returns, timeMs, 'year')
  const table = Array.from(years.returns, (total, k) => ({
    year: new Date(years.timeMs[k]!).getUTCFullYear(),
    months: new Float64Array(12).fill(NaN),
    total,
  }))
  let row = 0
  for (let k = 0; k < months.returns.length; k++) {
    const date = new Date(months.timeMs[k]!)
    while (table[row]!.year !== date.getUTCFullYear()) row += 1
    table[row]!.months[date.getUTCMonth()] = months.returns[k]!
  }
  return table
}

/**
 * Compounded return of each year of the calendar in UTC that has a row, with the year's number.
 *
 * @param timeMs epoch milliseconds, ascending, one per return
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/time-order`
 */
export function yearlyReturns(returns: Float64Array, timeMs: Float64Array): { year: number; total: number }[] {
  return monthlyReturns(returns, timeMs).map(({ year, total }) => ({ year, total }))
}
