import { type Bars, barAt } from 'barcast/core'
import { createFeatureEngineer, type FeatureEngineerConfig } from 'barcast/features'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function flat(fromMs: number, toMs: number, timeframeMs: number): Bars {
  const length = (toMs - fromMs) / timeframeMs
  const openTimeMs = Float64Array.from({ length }, (_, i) => fromMs + i * timeframeMs)
  const one = new Float64Array(length).fill(1)
  return { symbol: '', timeframeMs, length, openTimeMs, open: one, high: one, low: one, close: one, volume: one, extra: {} }
}

const NAMES = [
  'in_session',
  'minutes_since_open',
  'minutes_to_close',
  'session_progress',
  'session_phase',
  'local_hour_sin',
  'days_to_session',
]
const engineerOf = (session: FeatureEngineerConfig['session']) =>
  createFeatureEngineer({ set: 'classic', session: session!, features: NAMES })

const BERLIN = { timeZone: 'Europe/Berlin', open: '00:00', close: '24:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }
const NEW_YORK = {
  timeZone: 'America/New_York',
  open: '09:30',
  close: '16:00',
  holidays: ['2024-11-28'],
  earlyCloses: { '2024-11-29': '13:00' },
}

describe('time features by sessions', () => {
  it('trap 25: the day of 23 hours and the day of 25 hours', () => {
    const engineer = engineerOf(BERLIN)
    const of = (fromMs: number, hours: number): Float64Array[] => {
      const frame = engineer.engineerFeatures(flat(fromMs, fromMs + hours * HOUR, HOUR))
      return NAMES.map((name) => frame.column(name))
    }
    const [, since, left, progress, , sine] = of(Date.UTC(2024, 2, 30, 23), 24)
    // 2024-03-31 in Berlin: no 02:00, so 03:00 is the third hour, and midnight comes after 23.
    expect([...since!.subarray(0, 4), since![22], since![23]]).toEqual([0, 60, 120, 180, 22 * 60, 0])
    expect([left![0], left![22], left![23]]).toEqual([23 * 60, 60, 24 * 60])
    expect(progress![2]).toBe(2 / 23)
    expect([sine![1], sine![2]]).toEqual([Math.sin(Math.PI / 12), expect.closeTo(Math.SQRT1_2, 15)])
    const [, sinceLong, leftLong, , , sineLong] = of(Date.UTC(2024, 9, 26, 22), 26)
    // 2024-10-27: 02:00 comes twice.
    expect([...sinceLong!.subarray(0, 4), sinceLong![24], sinceLong![25]]).toEqual([0, 60, 120, 180, 24 * 60, 0])
    expect([leftLong![0], leftLong![24]]).toEqual([25 * 60, 60])
    expect(sineLong![2]).toBe(sineLong![3])
    expect(sineLong![2]).toBe(0.5)
  })

  it('knows the holidays and early closes it is given', () => {
    // 2024-11-27 (Wednesday) to 2024-12-02 (Monday) in New York, half past each hour UTC.
    const bars = flat(Date.UTC(2024, 10, 27, 14, 30), Date.UTC(2024, 11, 2, 15, 30), HOUR)
    const frame = engineerOf(NEW_YORK).engineerFeatures(bars)
    const at = (timeMs: number): number[] => NAMES.slice(0, 5).map((name) => frame.column(name)[bars.openTimeMs.indexOf(timeMs)]!)
    expect(at(Date.UTC(2024, 10, 27, 14, 30))).toEqual([1, 0, 390, 0, 1])
    expect(at(Date.UTC(2024, 10, 27, 19, 30))).toEqual([1, 300, 90, 300 / 390, 3])
    // Thanksgiving: closed; the next session ends on Friday at 13:00, in New York and not at 16:00.
    expect(at(Date.UTC(2024, 10, 28, 15, 30))).toEqual([0, 25 * 60, 26 * 60 + 30, 1, 0])
    expect(at(Date.UTC(2024, 10, 29, 17, 30))).toEqual([1, 180, 30, 180 / 210, 3])
    expect(at(Date.UTC(2024, 10, 29, 18, 30))[0]).toBe(0)
    const row = bars.openTimeMs.indexOf(Date.UTC(2024, 10, 27, 19, 30))
    expect(frame.column('days_to_session')[row]).toBe(2)
  })

  it('give the same bits live, and the config makes the same columns again', () => {
    const engineer = createFeatureEngineer({ set: 'classic', session: NEW_YORK })
    const again = createFeatureEngineer(JSON.parse(JSON.stringify(engineer.config)) as FeatureEngineerConfig)
    expect(again.definitionsHash).toBe(engineer.definitionsHash)
    expect(createFeatureEngineer({ set: 'classic', session: { ...NEW_YORK, holidays: [] } }).definitionsHash).not.toBe(
      engineer.definitionsHash,
    )
    const bars = flat(Date.UTC(2024, 10, 1), Date.UTC(2024, 10, 6), HOUR)
    const frame = engineer.engineerFeatures(bars)
    let live = engineer.stream()
    for (let row = 0; row < bars.length; row++) {
      if (row % 50 === 9) live = again.stream(JSON.parse(JSON.stringify(live.snapshot())))
      const values = live.next(barAt(bars, row))
      frame.names.forEach((name, k) => {
        if (!Object.is(frame.column(name)[row], values[k]))
          expect.fail(`${name} at row ${row}: ${frame.column(name)[row]}, ${values[k]} live`)
      })
    }
    for (const { name, warmupBars, group } of engineer.definitions) {
      if (group === 'time') expect([name, warmupBars, frame.column(name).every(Number.isFinite)]).toEqual([name, 0, true])
    }
  })

  it('refuses calendars that are none', () => {
    const bad = (session: object, code: string, path: string): void => {
      const make = (): unknown => engineerOf({ ...NEW_YORK, ...session })
      expect(make).toThrow(expect.objectContaining({ code, where: expect.objectContaining({ path }) }))
    }
    bad({ timeZone: 'America/New_Yrok' }, 'bars/time-zone', 'session.timeZone')
    bad({ open: '9:30' }, 'bars/time-of-day', 'session.open')
    bad({ holidays: ['2024-02-30'] }, 'bars/date', 'session.holidays.0')
    bad({ earlyCloses: { '2024-11-29': '09:00' } }, 'bars/session', 'session.earlyCloses.2024-11-29')
    bad({ weekdays: [] }, 'bars/config', 'session.weekdays')
    bad({ weekdays: [0] }, 'bars/config', 'session.weekdays.0')
    bad({ holydays: [] }, 'bars/unknown-option', 'session.holydays')
    bad({ timeZone: 1 }, 'features/config', 'session.timeZone')
  })
})
