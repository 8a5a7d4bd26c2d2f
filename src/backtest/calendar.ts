import type { ParsedConfig } from './config.js'

const DAY_MS = 86_400_000

/** Periods of a calendar: UTC days, or weeks from Monday (1970-01-05 was one); one endless period where nothing is rebalanced by it. */
export interface Calendar {
  readonly periodMs: number
  readonly startMs: number
}

const NONE: Calendar = { periodMs: Infinity, startMs: 0 }
const DAILY: Calendar = { periodMs: DAY_MS, startMs: 0 }
const WEEKLY: Calendar = { periodMs: 7 * DAY_MS, startMs: 4 * DAY_MS }

export function calendarOf(frequency: ParsedConfig['rebalanceFrequency']): Calendar {
  return frequency === 'daily' ? DAILY : frequency === 'weekly' ? WEEKLY : NONE
}

/** Number of the period that a time falls in. */
export function periodAt({ periodMs, startMs }: Calendar, timeMs: number): number {
  return Math.floor((timeMs - startMs) / periodMs)
}
