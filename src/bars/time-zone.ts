import { BarcastError, unknownNameError } from '../core/index.js'

const MS_PER_DAY = 86_400_000

/** Wall clocks of an IANA time zone. */
export interface TimeZone {
  readonly name: string
  /** What the zone's clocks show at `timeMs`, written as the epoch milliseconds at which UTC's clocks show the same. */
  wallTime(timeMs: number): number
  /**
   * The first instant at which the zone's clocks have reached the wall time `wallMs` (as {@link wallTime} writes it): the earlier one of a
   * time that clocks show twice, and the end of the jump for a time that they leave out.
   */
  instantOf(wallMs: number): number
}

const UTC: TimeZone = { name: 'UTC', wallTime: (timeMs) => timeMs, instantOf: (wallMs) => wallMs }
const known = new Map<string, TimeZone>([['UTC', UTC]])

function clockOf(name: string, action: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw unknownNameError('bars/time-zone', action, 'IANA time zone', String(name), ['UTC', ...Intl.supportedValuesOf('timeZone')], {
      path: 'timeZone',
    })
  }
}

/**
 * The zone of an IANA name such as `Europe/Berlin`, by the rules that the runtime carries.
 *
 * @throws BarcastError `bars/time-zone` for a name the runtime does not know, with the nearest one.
 */
export function timeZoneOf(name: string, action: string): TimeZone {
  const before = known.get(name)
  if (before !== undefined) return before
  const clock = clockOf(name, action)
  const wallTime = (timeMs: number): number => {
    const whole = Math.floor(timeMs / 1000) * 1000
    const shown = new Map<string, number>()
    for (const { type, value } of clock.formatToParts(whole)) shown.set(type, Number(value))
    const [year = NaN, month = NaN, day = NaN] = [shown.get('year'), shown.get('month'), shown.get('day')]
    const [hour = NaN, minute = NaN, second = NaN] = [shown.get('hour'), shown.get('minute'), shown.get('second')]
    return Date.UTC(year, month - 1, day, hour, minute, second) + (timeMs - whole)
  }
  const zone = { name, wallTime, instantOf: (wallMs: number) => firstInstant(wallMs, wallTime) }
  known.set(name, zone)
  return zone
}

function firstInstant(wallMs: number, wallTime: (timeMs: number) => number): number {
  const offsetAt = (timeMs: number): number => wallTime(timeMs) - timeMs
  const guess = wallMs - offsetAt(wallMs)
  // Clocks are changed once within two days at most, so one of the two offsets around holds, unless the wall time was jumped over.
  const earlier = wallMs - offsetAt(guess - MS_PER_DAY)
  if (wallTime(earlier) === wallMs) return earlier
  const later = wallMs - offsetAt(guess + MS_PER_DAY)
  if (wallTime(later) === wallMs) return later
  let below = Math.min(earlier, later)
  let above = Math.max(earlier, later)
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2)
    if (wallTime(middle) >= wallMs) above = middle
    else below = middle
  }
  return above
}

/**
 * Milliseconds after midnight of a time of day such as `09:30` or `17:00`; `24:00` is the end of the day.
 *
 * @throws BarcastError `bars/time-of-day`.
 */
export function parseTimeOfDay(text: string, action: string, path: string): number {
  const parts = typeof text === 'string' ? /^(\d{2}):(\d{2})$/.exec(text) : null
  const ms = (Number(parts?.[1]) * 60 + Number(parts?.[2])) * 60_000
  if (parts !== null && Number(parts[2]) < 60 && ms <= MS_PER_DAY) return ms
  throw new BarcastError('bars/time-of-day', `${action}: ${path} must be a time of day such as 09:30, found ${JSON.stringify(text)}`, {
    value: text,
    where: { path },
  })
}
