import { BarcastError } from '../core/index.js'
import { parseSessionCalendarOptions, type SessionCalendarOptions } from './config.js'
import { parseTimeOfDay, type TimeZone, timeZoneOf } from './time-zone.js'

/** One trading session, of a date in the exchange's time zone. */
export interface TradingSession {
  /** Midnight UTC of its date, epoch milliseconds. */
  readonly dayMs: number
  readonly openMs: number
  /** First instant after it. */
  readonly closeMs: number
}

/** The sessions of a market, past and to come. */
export interface SessionCalendar {
  /** The last session that has opened by `timeMs`. */
  lastOpened(timeMs: number): TradingSession
  before(session: TradingSession): TradingSession
  after(session: TradingSession): TradingSession
  /** What the zone's clocks show at `timeMs`, written as the epoch milliseconds at which UTC's clocks show the same. */
  wallTime(timeMs: number): number
}

const MS_PER_DAY = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/
const ACTION = 'Create session calendar'

function dayOf(text: string, path: string): number {
  const timeMs = DATE.test(text) ? Date.parse(text) : NaN
  if (!Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(text)) return timeMs / MS_PER_DAY
  throw new BarcastError('bars/date', `${ACTION}: ${path} must be a date such as 2024-12-25, found ${JSON.stringify(text)}`, {
    value: text,
    where: { path },
  })
}

/** Monday is 1, Sunday is 7; 1970 began on a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** Wall clocks with their last offset remembered: within a quarter of an hour it does not change. */
function clockOf(zone: TimeZone): (timeMs: number) => number {
  const quarterMs = 900_000
  let quarter = NaN
  let offsetMs = NaN
  return (timeMs) => {
    const found = Math.floor(timeMs / quarterMs)
    if (found !== quarter) {
      offsetMs = zone.wallTime(timeMs) - timeMs
      quarter = found
    }
    return timeMs + offsetMs
  }
}

/**
 * The sessions of an exchange: `open` to `close` on its zone's clocks on every weekday that is no holiday, shorter on the days of `earlyCloses`. Summer time moves them as
 * it does on the exchange: a market that never closes (`00:00` to `24:00`, all weekdays) has one session of 23 and one of 25 hours a year. A session that
 * ends at or before the time it begins runs over midnight and has the date on which it ends (`18:00` to `17:00`: Sunday evening is Monday's).
 *
 * Holidays and early closes are what the caller knows of them: the library carries no exchange's calendar.
 *
 * @throws BarcastError `bars/time-zone`, `bars/time-of-day`, `bars/date`, `bars/session` for a session that would end before it begins, `bars/config`, `bars/unknown-option`.
 *
 * @example
 * const calendar = createSessionCalendar({ timeZone: 'America/New_York', open: '09:30', close: '16:00', holidays: ['2024-12-25'] })
 * const { openMs } = calendar.lastOpened(Date.UTC(2024, 11, 25, 15))
 * new Date(openMs).toISOString() // 2024-12-24T14:30:00.000Z
 */
export function createSessionCalendar(options: SessionCalendarOptions): SessionCalendar {
  const { timeZone, open, close, weekdays = [1, 2, 3, 4, 5], holidays = [], earlyCloses = {} } = parseSessionCalendarOptions(options)
  const zone = timeZoneOf(timeZone, ACTION)
  const fromMs = parseTimeOfDay(open, ACTION, 'open') % MS_PER_DAY
  const toMs = parseTimeOfDay(close, ACTION, 'close') % MS_PER_DAY || MS_PER_DAY
  const aheadMs = toMs <= fromMs ? MS_PER_DAY : 0
  const closed = new Set(holidays.map((date, k) => dayOf(date, `holidays.${k}`)))
  const early = new Map(
    Object.entries(earlyCloses).map(([date, time]) => {
      const path = `earlyCloses.${date}`
      const endMs = parseTimeOfDay(time, ACTION, path)
      if (endMs > fromMs - aheadMs) return [dayOf(date, path), endMs]
      throw new BarcastError('bars/session', `${ACTION}: ${path} must be after the open ${open}, found ${time}`, {
        value: time,
        where: { path },
      })
    }),
  )
  const known = new Map<number, TradingSession>()
  const wallTime = clockOf(zone)
  const isOpen = (day: number): boolean => weekdays.includes(weekdayOf(day)) && !closed.has(day)

  function sessionOf(day: number): TradingSession {
    const before = known.get(day)
    if (before !== undefined) return before
    const dayMs = day * MS_PER_DAY
    const closeMs = zone.instantOf(dayMs + (early.get(day) ?? toMs))
    const session = { dayMs, openMs: zone.instantOf(dayMs + fromMs - aheadMs), closeMs }
    known.set(day, session)
    return session
  }

  /** The nearest day with a session from `day` on, in steps of one day forward or back. Holidays are finite, so there is one. */
  function nearest(day: number, step: 1 | -1): TradingSession {
    let at = day
    while (!isOpen(at)) at += step
    return sessionOf(at)
  }

  return {
    wallTime,
    lastOpened(timeMs) {
      let session = nearest(Math.floor(wallTime(timeMs) / MS_PER_DAY) + 1, -1)
      while (session.openMs > timeMs) session = nearest(session.dayMs / MS_PER_DAY - 1, -1)
      return session
    },
    before: ({ dayMs }) => nearest(dayMs / MS_PER_DAY - 1, -1),
    after: ({ dayMs }) => nearest(dayMs / MS_PER_DAY + 1, 1),
  }
}
