import type { Tick } from './scale.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MONTH_MS = 30.44 * DAY_MS
const YEAR_MS = 365.25 * DAY_MS

/** 1970-01-05, so that weeks begin on Mondays. */
const MONDAY_MS = 4 * DAY_MS

type Unit = 'year' | 'month' | 'day' | 'time'

interface Step {
  unit: Unit
  /** Years or months per step; milliseconds for `day` and `time`. */
  every: number
  lengthMs: number
}

const STEPS: readonly Step[] = [
  ...[1, 1000, 5000, 15_000, 30_000].map((every): Step => ({ unit: 'time', every, lengthMs: every })),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map(
    (every): Step => ({ unit: 'time', every: every * MINUTE_MS, lengthMs: every * MINUTE_MS }),
  ),
  ...[1, 2, 7].map((every): Step => ({ unit: 'day', every: every * DAY_MS, lengthMs: every * DAY_MS })),
  ...[1, 2, 3, 6].map((every): Step => ({ unit: 'month', every, lengthMs: every * MONTH_MS })),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((every): Step => ({ unit: 'year', every, lengthMs: every * YEAR_MS })),
]

function calendarTimes(step: Step, fromMs: number, toMs: number): number[] {
  const times: number[] = []
  if (step.unit === 'day' || step.unit === 'time') {
    const anchorMs = step.every === 7 * DAY_MS ? MONDAY_MS : 0
    for (let time = anchorMs + Math.ceil((fromMs - anchorMs) / step.every) * step.every; time <= toMs; time += step.every) times.push(time)
    return times
  }
  const months = step.unit === 'year' ? 12 * step.every : step.every
  const first = new Date(fromMs)
  const start = Math.floor((12 * first.getUTCFullYear() + first.getUTCMonth()) / months) * months
  for (let month = start; ; month += months) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (time > toMs) return times
    if (time >= fromMs) times.push(time)
  }
}

function label(timeMs: number, unit: Unit): string {
  const iso = new Date(timeMs).toISOString()
  if (unit === 'year') return iso.slice(0, 4)
  if (unit === 'month') return iso.slice(0, 7)
  if (unit === 'day' || iso.endsWith('T00:00:00.000Z')) return iso.slice(5, 10)
  return iso.endsWith(':00.000Z') ? iso.slice(11, 16) : iso.slice(11, 19)
}

/**
 * Ticks on calendar boundaries (UTC) of an axis that runs from `fromMs` to `toMs`: years, months, days or times of day,
 * whichever gives at most `count`. Every second one is minor when there are more than six.
 */
export function dateTicks(fromMs: number, toMs: number, count = 12): Tick[] {
  if (toMs <= fromMs) return [{ position: 0.5, label: new Date(fromMs).toISOString().slice(0, 10) }]
  const span = toMs - fromMs
  const step = STEPS.find(({ lengthMs }) => span / lengthMs <= count) ?? STEPS[STEPS.length - 1]!
  const times = calendarTimes(step, fromMs, toMs)
  const crowded = times.length > 6
  return times.map((time, i) => ({
    position: (time - fromMs) / span,
    label: label(time, step.unit),
    ...(crowded && i % 2 === 1 ? { minor: true } : {}),
  }))
}
