import { type Bars, checkBars } from '../core/index.js'
import { parseSessionOptions, type SessionOptions } from './config.js'
import { parseTimeOfDay, timeZoneOf } from './time-zone.js'

const MS_PER_DAY = 86_400_000
/** Clocks are changed at quarter hours (in St. John's, until 2011, a minute later). */
const MS_PER_QUARTER = 900_000

/**
 * The trading day of each bar: midnight UTC of its date, or NaN outside the session. A bar counts by its open, `open` ≤ time < `close` on the
 * zone's clocks, so that summer time moves the session as it does on the exchange. A session that ends at or before the time it begins
 * runs over midnight and has the date on which it ends (`18:00` to `17:00`: Sunday evening is Monday's). Weekends, holidays and half
 * days are not known: what traded then has its date.
 *
 * @throws BarcastError `bars/time-zone`, `bars/time-of-day`, `bars/config`, `bars/unknown-option`, and `bars/<rule>` for faulty bars.
 */
export function sessionDays(bars: Bars, options: SessionOptions): Float64Array {
  const action = 'Find session days'
  const { timeZone, open, close } = parseSessionOptions(options)
  checkBars(bars, action)
  const zone = timeZoneOf(timeZone, action)
  const from = parseTimeOfDay(open, action, 'open') % MS_PER_DAY
  const to = parseTimeOfDay(close, action, 'close') % MS_PER_DAY || MS_PER_DAY
  const overnight = to <= from
  let quarter = NaN
  let offsetMs = NaN
  return bars.openTimeMs.map((time) => {
    if (Math.floor(time / MS_PER_QUARTER) !== quarter) {
      quarter = Math.floor(time / MS_PER_QUARTER)
      offsetMs = zone.wallTime(time) - time
    }
    const date = Math.floor((time + offsetMs) / MS_PER_DAY) * MS_PER_DAY
    const ofDay = time + offsetMs - date
    if (overnight) return ofDay >= from ? date + MS_PER_DAY : ofDay < to ? date : NaN
    return ofDay >= from && ofDay < to ? date : NaN
  })
}
