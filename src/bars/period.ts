import { BarcastError, formatTimeframe, parseTimeframe } from '../core/index.js'
import { parseTimeOfDay, type TimeZone, timeZoneOf } from './time-zone.js'

const MS_PER_DAY = 86_400_000
const MS_PER_WEEK = 7 * MS_PER_DAY
/** 1970-01-01 was a Thursday: Monday's weeks began three days before. */
const DAYS_SINCE_MONDAY = 3
/** Nominal length of a month: never shorter than a real one, so that a bar is never taken for closed too early. */
const MS_PER_MONTH = 31 * MS_PER_DAY

/** What days begin with, for timeframes of days and longer. */
export interface CalendarOptions {
  /** IANA time zone by whose calendar days, weeks and months are cut, such as `America/New_York`. Default `UTC`. */
  timeZone?: string | undefined
  /**
   * Time of day at which a day begins there, such as `17:00` for currencies in New York. From noon on it is the beginning of the next
   * date's day. Default `00:00`.
   */
  dayStart?: string | undefined
}

/** A timeframe as a partition of time into bars. `openMs` and `closeMs` are the bar found last. */
export interface Period {
  readonly name: string
  readonly timeframeMs: number
  /** What each of its bars is a whole number of: its own length, or a day where months differ. */
  readonly unitMs: number
  /** Days, weeks and months by a calendar of their own, whose bars are not equally long. */
  readonly isCalendar: boolean
  openMs: number
  closeMs: number
  /** Finds the bar `[openMs, closeMs)` that holds `timeMs`. */
  find(timeMs: number): void
}

function fixedPeriod(name: string, timeframeMs: number, originMs: number): Period {
  return {
    name,
    timeframeMs,
    unitMs: timeframeMs,
    isCalendar: false,
    openMs: NaN,
    closeMs: NaN,
    find(timeMs) {
      this.openMs = Math.floor((timeMs - originMs) / timeframeMs) * timeframeMs + originMs
      this.closeMs = this.openMs + timeframeMs
    },
  }
}

/** Groups of days, told by number from 1970-01-01 in the zone: which group a day is in, and the first day of a group. */
interface DayGroups {
  groupOf(day: number): number
  firstDay(group: number): number
}

function runsOfDays(count: number): DayGroups {
  const shift = count % 7 === 0 ? DAYS_SINCE_MONDAY : 0
  return { groupOf: (day) => Math.floor((day + shift) / count), firstDay: (group) => group * count - shift }
}

function runsOfMonths(count: number): DayGroups {
  return {
    groupOf(day) {
      const date = new Date(day * MS_PER_DAY)
      return Math.floor(((date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()) / count)
    },
    firstDay: (group) => Date.UTC(1970, group * count, 1) / MS_PER_DAY,
  }
}

function calendarPeriod(
  { name, timeframeMs, unitMs }: Pick<Period, 'name' | 'timeframeMs' | 'unitMs'>,
  groups: DayGroups,
  zone: TimeZone,
  dayStartMs: number,
): Period {
  const aheadMs = dayStartMs >= MS_PER_DAY / 2 ? MS_PER_DAY - dayStartMs : -dayStartMs
  const beginOf = (group: number): number => zone.instantOf(groups.firstDay(group) * MS_PER_DAY - aheadMs)
  return {
    name,
    timeframeMs,
    unitMs,
    isCalendar: true,
    openMs: NaN,
    closeMs: NaN,
    find(timeMs) {
      let group = groups.groupOf(Math.floor((zone.wallTime(timeMs) + aheadMs) / MS_PER_DAY))
      // Where clocks pass the beginning of a day twice, the hour shown again belongs to the day that has begun.
      while (timeMs >= beginOf(group + 1)) group++
      this.openMs = beginOf(group)
      this.closeMs = beginOf(group + 1)
    },
  }
}

/**
 * The bars of a timeframe. Below a day they are counted from 1970-01-01 UTC; days, weeks (from Monday) and months (`1M`) by the zone's
 * calendar, several of them counted from 1970. Equal lengths are one timeframe: `7d` is `1w`.
 *
 * @throws BarcastError `timeframe/unknown`, `timeframe/not-fixed` (years), `bars/time-zone`, `bars/time-of-day`; `bars/calendar` for a
 * zone or a start of the day with a timeframe that is not made of days.
 */
export function periodOf(timeframe: string | number, { timeZone = 'UTC', dayStart = '00:00' }: CalendarOptions, action: string): Period {
  const zone = timeZoneOf(timeZone, action)
  const dayStartMs = parseTimeOfDay(dayStart, action, 'dayStart')
  const months = typeof timeframe === 'string' ? /^\s*([1-9]\d{0,3})\s*M\s*$/.exec(timeframe) : null
  if (months !== null) {
    const count = Number(months[1])
    const length = { name: `${count}M`, timeframeMs: count * MS_PER_MONTH, unitMs: MS_PER_DAY }
    return calendarPeriod(length, runsOfMonths(count), zone, dayStartMs)
  }
  const timeframeMs = typeof timeframe === 'number' ? timeframe : parseTimeframe(timeframe)
  const name = formatTimeframe(timeframeMs)
  const days = timeframeMs / MS_PER_DAY
  if (timeZone === 'UTC' && dayStartMs === 0)
    return fixedPeriod(name, timeframeMs, timeframeMs % MS_PER_WEEK === 0 ? -DAYS_SINCE_MONDAY * MS_PER_DAY : 0)
  if (Number.isInteger(days)) return calendarPeriod({ name, timeframeMs, unitMs: timeframeMs }, runsOfDays(days), zone, dayStartMs)
  const [path, found] = timeZone === 'UTC' ? ['dayStart', dayStart] : ['timeZone', timeZone]
  throw new BarcastError(
    'bars/calendar',
    `${action}: timeZone and dayStart are for timeframes of days, weeks and months; ${name} is counted from 1970-01-01 UTC, found ${path} ${found}`,
    { value: found, where: { path } },
  )
}
