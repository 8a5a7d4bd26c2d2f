import { barsFromColumns, type SessionOptions, sessionDays } from 'barcast/bars'
import type { Bars } from 'barcast/core'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HALF = 30 * MINUTE

function halfHours(fromMs: number, toMs: number): Bars {
  const openTimeMs = Array.from({ length: (toMs - fromMs) / HALF }, (_, i) => fromMs + i * HALF)
  return barsFromColumns({ openTimeMs, close: openTimeMs.map(() => 1), timeframeMs: HALF })
}

/** Of each day its first and last bar in UTC, and how many there are. */
function days(bars: Bars, options: SessionOptions): Record<string, [string, string, number]> {
  const found: Record<string, [string, string, number]> = {}
  sessionDays(bars, options).forEach((day, i) => {
    if (Number.isNaN(day)) return
    const date = new Date(day).toISOString().slice(0, 10)
    const time = new Date(bars.openTimeMs[i]!).toISOString().slice(0, 16)
    found[date] = [found[date]?.[0] ?? time, time, (found[date]?.[2] ?? 0) + 1]
  })
  return found
}

describe('sessionDays', () => {
  it('follows the clocks of the exchange through both changes', () => {
    const newYork = { timeZone: 'America/New_York', open: '09:30', close: '16:00' }
    expect(days(halfHours(Date.UTC(2024, 2, 8), Date.UTC(2024, 2, 12)), newYork)).toEqual({
      '2024-03-08': ['2024-03-08T14:30', '2024-03-08T20:30', 13],
      '2024-03-09': ['2024-03-09T14:30', '2024-03-09T20:30', 13],
      '2024-03-10': ['2024-03-10T13:30', '2024-03-10T19:30', 13],
      '2024-03-11': ['2024-03-11T13:30', '2024-03-11T19:30', 13],
    })
    expect(
      days(halfHours(Date.UTC(2024, 9, 26), Date.UTC(2024, 9, 29)), { timeZone: 'Europe/Berlin', open: '09:00', close: '17:30' }),
    ).toEqual({
      '2024-10-26': ['2024-10-26T07:00', '2024-10-26T15:00', 17],
      '2024-10-27': ['2024-10-27T08:00', '2024-10-27T16:00', 17],
      '2024-10-28': ['2024-10-28T08:00', '2024-10-28T16:00', 17],
    })
  })

  it('over midnight a session has the date on which it ends; a whole day of 23 or 25 hours is one', () => {
    const chicago = { timeZone: 'America/Chicago', open: '17:00', close: '16:00' }
    const found = days(halfHours(Date.UTC(2024, 2, 10, 20), Date.UTC(2024, 2, 12, 21)), chicago)
    expect(found).toEqual({
      '2024-03-10': ['2024-03-10T20:00', '2024-03-10T20:30', 2],
      '2024-03-11': ['2024-03-10T22:00', '2024-03-11T20:30', 46],
      '2024-03-12': ['2024-03-11T22:00', '2024-03-12T20:30', 46],
    })
    for (const close of ['24:00', '00:00']) {
      const whole = days(halfHours(Date.UTC(2024, 9, 25, 22), Date.UTC(2024, 9, 28, 23)), {
        timeZone: 'Europe/Berlin',
        open: '00:00',
        close,
      })
      expect(Object.values(whole).map(([, , count]) => count)).toEqual([48, 50, 48])
    }
  })

  it('refuses what is no zone or time', () => {
    const bars = halfHours(0, 4 * HALF)
    const refusal = (options: unknown): string => {
      try {
        sessionDays(bars, options as SessionOptions)
      } catch (error) {
        return (error as { code: string }).code
      }
      return 'not refused'
    }
    expect(refusal({ timeZone: 'New York', open: '09:30', close: '16:00' })).toBe('bars/time-zone')
    expect(refusal({ timeZone: 'UTC', open: '9:30', close: '16:00' })).toBe('bars/time-of-day')
    expect(refusal({ timeZone: 'UTC', open: '09:30' })).toBe('bars/config')
    expect(refusal({ timeZone: 'UTC', open: '09:30', close: '16:00', days: 5 })).toBe('bars/unknown-option')
    expect(refusal(undefined)).toBe('bars/config')
  })
})
