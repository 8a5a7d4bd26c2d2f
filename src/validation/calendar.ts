import { BarcastError, unknownNameError } from '../core/index.js'

const MS_PER_DAY = 86_400_000
/** 1970-01-01 was a Thursday: Monday's weeks began three days before. */
const DAYS_SINCE_MONDAY = 3
/** What a `Date` can tell. */
const LATEST_MS = 8.64e15

/** Tells which calendar month or week (from Monday) an instant is in, as a number that grows by one from each to the next. */
export type PeriodNumber = (timeMs: number) => number

/** Date that the zone's calendars show, as days since 1970-01-01. */
function dayNumber(timeZone: string, action: string): (timeMs: number) => number {
  if (timeZone === 'UTC') return (timeMs) => Math.floor(timeMs / MS_PER_DAY)
  const fields = { calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: 'numeric', day: 'numeric' } as const
  let clock: Intl.DateTimeFormat
  try {
    clock = new Intl.DateTimeFormat('en-US', { timeZone, ...fields })
  } catch {
    throw unknownNameError('validation/time-zone', action, 'IANA time zone', timeZone, ['UTC', ...Intl.supportedValuesOf('timeZone')], {
      path: 'timeZone',
    })
  }
  return (timeMs) => {
    const shown = new Map<string, number>()
    for (const { type, value } of clock.formatToParts(timeMs)) shown.set(type, Number(value))
    return Date.UTC(shown.get('year')!, shown.get('month')! - 1, shown.get('day')!) / MS_PER_DAY
  }
}

/** @throws BarcastError `validation/time-zone`; the function returned throws `validation/time-range` for times that no calendar has. */
export function periodNumber(unit: 'months' | 'weeks', timeZone: string, action: string): PeriodNumber {
  const dayOf = dayNumber(timeZone, action)
  return (timeMs) => {
    if (Math.abs(timeMs) > LATEST_MS) {
      throw new BarcastError('validation/time-range', `${action}: t0 must be epoch milliseconds of a date, found ${timeMs}`, {
        value: timeMs,
      })
    }
    const day = dayOf(timeMs)
    if (unit === 'weeks') return Math.floor((day + DAYS_SINCE_MONDAY) / 7)
    const date = new Date(day * MS_PER_DAY)
    return date.getUTCFullYear() * 12 + date.getUTCMonth()
  }
}

/** The first row whose t0 lies in `period` or later; the number of rows when none does. */
export function rowOfPeriod(t0: Float64Array, period: number, numberOf: PeriodNumber): number {
  let below = 0
  let above = t0.length
  while (below < above) {
    const middle = (below + above) >>> 1
    if (numberOf(t0[middle]!) >= period) above = middle
    else below = middle + 1
  }
  return below
}
