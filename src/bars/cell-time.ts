const MS_PER_DAY = 86_400_000
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days from 1970-01-01 to a date of the Gregorian calendar, or NaN when there is no such date. */
function epochDay(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1) return NaN
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  if (day > DAYS_OF_MONTH[month - 1]! + (leap && month === 2 ? 1 : 0)) return NaN
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  return before * 365 + leapDays + DAYS_BEFORE_MONTH[month - 1]! + (leap && month > 2 ? 1 : 0) + day - 719163
}

/** The whole number of `count` digits at `at`, or NaN. */
function digitsAt(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return NaN
    value = value * 10 + digit
  }
  return value
}

/** Milliseconds east of UTC of the zone that starts at `at` and ends at `to`; NaN unless it is nothing, Z, UTC, ±HH, ±HHMM or ±HH:MM. */
function zoneOffset(text: string, at: number, to: number): number {
  const length = to - at
  if (length === 0) return 0
  const sign = text.charCodeAt(at)
  if (sign !== 43 && sign !== 45) return /^( ?UTC|[zZ])$/.test(text.slice(at, to)) ? 0 : NaN
  const hours = digitsAt(text, at + 1, 2)
  const colon = text.charCodeAt(at + 3) === 58 ? 1 : 0
  const minutes = length === 3 ? 0 : digitsAt(text, at + 3 + colon, 2)
  if (!(hours < 24 && minutes < 60) || (length !== 3 && length !== 5 + colon)) return NaN
  return (sign === 45 ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/**
 * Epoch milliseconds of a date (`2024-03-01`, also with slashes) or of a date and time (`2024-03-01 09:30`, `2024-03-01T09:30:00.250Z`,
 * `2024-03-01 09:30:00-05:00`) in `text[from, to)`. Without a zone it is UTC. Fractions of a second finer than a microsecond are cut off.
 * NaN when the text is anything else, or no such date exists.
 */
export function isoTime(text: string, from: number, to: number): number {
  const separator = text.charCodeAt(from + 4)
  if (to - from < 10 || (separator !== 45 && separator !== 47) || text.charCodeAt(from + 7) !== separator) return NaN
  const day = epochDay(digitsAt(text, from, 4), digitsAt(text, from + 5, 2), digitsAt(text, from + 8, 2))
  if (to - from === 10) return day * MS_PER_DAY
  const between = text.charCodeAt(from + 10)
  if ((between !== 32 && between !== 84 && between !== 116) || text.charCodeAt(from + 13) !== 58 || to - from < 16) return NaN
  const hours = digitsAt(text, from + 11, 2)
  const minutes = digitsAt(text, from + 14, 2)
  if (!(hours < 24 && minutes < 60)) return NaN
  let at = from + 16
  let seconds = 0
  let fraction = 0
  if (at < to && text.charCodeAt(at) === 58) {
    seconds = digitsAt(text, at + 1, 2)
    if (!(seconds < 60 && at + 3 <= to)) return NaN
    at += 3
    const mark = text.charCodeAt(at)
    if (at < to && (mark === 46 || mark === 44)) {
      const first = at + 1
      let micros = 0
      for (at = first; at < to; at++) {
        const digit = text.charCodeAt(at) - 48
        if (!(digit >= 0 && digit <= 9)) break
        if (at - first < 6) micros = micros * 10 + digit
      }
      if (at === first) return NaN
      for (let given = at - first; given < 6; given++) micros *= 10
      fraction = micros / 1000
    }
  }
  return day * MS_PER_DAY + (hours * 60 + minutes) * 60_000 + seconds * 1000 + fraction - zoneOffset(text, at, to)
}

export type EpochUnit = 's' | 'ms' | 'µs' | 'ns'

/** The unit of an epoch time after March 1973, by its magnitude; undefined when it is too small or too large to tell. */
export function epochUnit(value: number): EpochUnit | undefined {
  const size = Math.abs(value)
  if (size < 1e8) return undefined
  if (size < 1e11) return 's'
  if (size < 1e14) return 'ms'
  if (size < 1e17) return 'µs'
  return size < 1e20 ? 'ns' : undefined
}

/** Epoch milliseconds of a time in `unit`; nanoseconds are rounded to microseconds, which is what a double can hold of them. */
export function toMilliseconds(value: number, unit: EpochUnit): number {
  if (unit === 's') return Math.round(value * 1e6) / 1e3
  if (unit === 'ms') return value
  return unit === 'µs' ? value / 1e3 : Math.round(value / 1e3) / 1e3
}
