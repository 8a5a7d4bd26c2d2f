import { createSessionCalendar } from 'barcast/bars'
import { describe, expect, it } from 'vitest'

const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
const shown = ({ dayMs, openMs, closeMs }: { dayMs: number; openMs: number; closeMs: number }): string[] => [
  text(dayMs).slice(0, 10),
  text(openMs),
  text(closeMs),
]

describe('sessions of an exchange', () => {
  const calendar = createSessionCalendar({
    timeZone: 'America/New_York',
    open: '09:30',
    close: '16:00',
    holidays: ['2024-11-28'],
    earlyCloses: { '2024-11-29': '13:00' },
  })

  it('stand on weekdays that are no holidays, shorter where they close early', () => {
    const wednesday = calendar.lastOpened(Date.UTC(2024, 10, 29, 14, 29))
    expect(shown(wednesday)).toEqual(['2024-11-27', '2024-11-27T14:30', '2024-11-27T21:00'])
    const friday = calendar.after(wednesday)
    expect(shown(friday)).toEqual(['2024-11-29', '2024-11-29T14:30', '2024-11-29T18:00'])
    expect(shown(calendar.after(friday))).toEqual(['2024-12-02', '2024-12-02T14:30', '2024-12-02T21:00'])
    expect(calendar.before(friday)).toEqual(wednesday)
    expect(calendar.lastOpened(friday.openMs)).toEqual(friday)
    expect(calendar.lastOpened(friday.openMs - 1)).toEqual(wednesday)
  })

  it('trap 25: move with the clocks of the exchange', () => {
    const opens = [Date.UTC(2024, 2, 8, 20), Date.UTC(2024, 2, 11, 20), Date.UTC(2024, 10, 1, 20), Date.UTC(2024, 10, 4, 20)]
    expect(opens.map((time) => text(calendar.lastOpened(time).openMs).slice(11))).toEqual(['14:30', '13:30', '13:30', '14:30'])
    const always = createSessionCalendar({ timeZone: 'Europe/Berlin', open: '00:00', close: '24:00', weekdays: [1, 2, 3, 4, 5, 6, 7] })
    const hours = (timeMs: number): number => (always.lastOpened(timeMs).closeMs - always.lastOpened(timeMs).openMs) / 3_600_000
    expect([Date.UTC(2024, 2, 31, 12), Date.UTC(2024, 9, 27, 12), Date.UTC(2024, 9, 28, 12)].map(hours)).toEqual([23, 25, 24])
  })

  it('over midnight have the date on which they end', () => {
    const chicago = createSessionCalendar({ timeZone: 'America/Chicago', open: '17:00', close: '16:00' })
    // Sunday evening is Monday's.
    const monday = chicago.lastOpened(Date.UTC(2024, 5, 2, 23))
    expect(shown(monday)).toEqual(['2024-06-03', '2024-06-02T22:00', '2024-06-03T21:00'])
    expect(shown(chicago.lastOpened(Date.UTC(2024, 5, 2, 21)))).toEqual(['2024-05-31', '2024-05-30T22:00', '2024-05-31T21:00'])
  })

  it('wall time is what the clocks show', () => {
    expect(text(calendar.wallTime(Date.UTC(2024, 10, 3, 5, 59)))).toBe('2024-11-03T01:59')
    expect(text(calendar.wallTime(Date.UTC(2024, 10, 3, 6, 0)))).toBe('2024-11-03T01:00')
  })
})
