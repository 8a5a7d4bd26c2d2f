import { createCronerScheduler } from 'barcast/adapters/scheduler/croner'
import { isBarcastError } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

const scheduler = await createCronerScheduler()
const MINUTE_MS = 60_000

const runs = (cron: string, zone: string, after: string, count: number): (string | undefined)[] => {
  const found: (string | undefined)[] = []
  let timeMs: number | undefined = Date.parse(after)
  for (let i = 0; i < count && timeMs !== undefined; i++) {
    timeMs = scheduler.nextRunMs(cron, zone, timeMs)
    found.push(timeMs === undefined ? undefined : new Date(timeMs).toISOString().slice(0, 16))
  }
  return found
}

describe('clock changes', () => {
  it('run what is left out in spring at the end of the jump', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2024-03-30T00:00Z', 3)).toEqual([
      '2024-03-30T01:30',
      '2024-03-31T01:00',
      '2024-04-01T00:30',
    ])
    expect(runs('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', 2)).toEqual(['2018-11-04T03:00', '2018-11-05T02:00'])
  })
  it('run what is shown twice in autumn the first time alone', () => {
    expect(runs('30 1 * * *', 'America/New_York', '2024-11-02T12:00Z', 2)).toEqual(['2024-11-03T05:30', '2024-11-04T06:30'])
    // Asked in the second of the two hours.
    expect(runs('45 1 * * *', 'America/New_York', '2024-11-03T06:10Z', 1)).toEqual(['2024-11-04T06:45'])
    expect(runs('45 1 * * *', 'Australia/Lord_Howe', '2024-04-06T12:00Z', 2)).toEqual(['2024-04-06T14:45', '2024-04-07T15:15'])
  })
})

/** Numbers of a field, read from its text another way than the adapter does. */
function members(text: string, low: number, high: number): Set<number> {
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const [, range = '', step = '1'] = /^([^/]*)(?:\/(\d+))?$/.exec(part)!
    const [from, to = from] = range === '*' ? [low, high] : range.split('-').map(Number)
    for (let value = from!; value <= to!; value += Number(step)) found.add(value)
  }
  return found
}

/** Walks minute by minute over the zone's clocks and notes when each matching date and time of day was first reached. */
function walked(cron: string, zone: string, fromMs: number, minutes: number): number[] {
  const [minute, hour, day, month, weekday] = cron.split(' ') as [string, string, string, string, string]
  const sets = [members(minute, 0, 59), members(hour, 0, 23), members(day, 1, 31), members(month, 1, 12), members(weekday, 0, 7)] as const
  if (sets[4].has(7)) sets[4].add(0)
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const shown = (timeMs: number): number => Date.parse(`${clock.format(timeMs).replace(' ', 'T')}:00Z`)
  const matches = (wallMs: number): boolean => {
    const at = new Date(wallMs)
    const days = [sets[2].has(at.getUTCDate()), sets[4].has(at.getUTCDay())] as const
    const today = day === '*' || weekday === '*' ? days[0] && days[1] : days[0] || days[1]
    return sets[0].has(at.getUTCMinutes()) && sets[1].has(at.getUTCHours()) && sets[3].has(at.getUTCMonth() + 1) && today
  }
  const due: number[] = []
  let reached = shown(fromMs)
  for (let i = 1; i <= minutes; i++) {
    const wall = shown(fromMs + i * MINUTE_MS)
    let any = false
    for (let w = reached + MINUTE_MS; w <= wall; w += MINUTE_MS) any ||= matches(w)
    if (any) due.push(fromMs + i * MINUTE_MS)
    reached = Math.max(reached, wall)
  }
  return due
}

describe('random expressions', () => {
  const number = (low: number, high: number) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: low, max: high }).map(String) },
      fc.constant('*'),
      fc.integer({ min: 2, max: 7 }).map((step) => `*/${step}`),
      fc
        .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      fc.tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high })).map(([a, b]) => `${a},${b}`),
    )
  const expression = fc
    .tuple(
      number(0, 59),
      number(0, 4),
      fc.oneof(fc.constant('*'), number(1, 31)),
      fc.constant('*'),
      fc.oneof(fc.constant('*'), number(0, 7)),
    )
    .map((fields) => fields.join(' '))
  const change = fc.constantFrom(
    ['Europe/Berlin', '2024-03-30T12:00Z'],
    ['Europe/Berlin', '2024-10-26T12:00Z'],
    ['America/New_York', '2024-03-09T20:00Z'],
    ['America/New_York', '2024-11-02T20:00Z'],
    ['Australia/Lord_Howe', '2024-04-06T00:00Z'],
    ['Australia/Lord_Howe', '2024-10-05T00:00Z'],
    ['Asia/Kolkata', '2024-06-01T00:00Z'],
  )
  it('fall due as clocks that are watched minute by minute say, over each change', () => {
    fc.assert(
      fc.property(expression, change, (cron, [zone, from]) => {
        const fromMs = Date.parse(from!)
        const minutes = 1_600
        const found: number[] = []
        for (let timeMs = fromMs; ; ) {
          const next = scheduler.nextRunMs(cron, zone!, timeMs)
          if (next === undefined || next > fromMs + minutes * MINUTE_MS) break
          found.push(next)
          timeMs = next
        }
        expect(found).toEqual(walked(cron, zone!, fromMs, minutes))
      }),
      { numRuns: 25 },
    )
  })
})

describe('bad input', () => {
  const refused = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      if (isBarcastError(error)) return error
      throw error
    }
    throw new Error('nothing was refused')
  }
  it.each([
    ['61 * * * *', 0],
    ['0 24 * * *', 2],
    ['0 0,x * * *', 4],
    ['0 0 0 * *', 4],
    ['0 0 * foo *', 6],
    ['0 0 * * 8', 8],
    ['0 9-5 * * *', 2],
    ['*/0 * * * *', 2],
    ['5/2 * * * *', 0],
    ['0 0 * *', 7],
    ['0 0 * * * *', 10],
    ['', 0],
    ['0 0 L * *', 4],
    ['@weekly', 7],
  ])('names the character of "%s"', (cron, index) => {
    const error = refused(() => scheduler.nextRunMs(cron, 'UTC', 0))
    expect(error.code).toBe('scheduler/cron')
    expect(error.where.index).toBe(index)
  })
  it('knows months and days by name, and a date that never comes', () => {
    expect(runs('0 6 * Jan mon-FRI', 'UTC', '2024-12-30T00:00Z', 2)).toEqual(['2025-01-01T06:00', '2025-01-02T06:00'])
    expect(scheduler.nextRunMs('0 0 30 2 *', 'UTC', 0)).toBeUndefined()
  })
  it('suggests the nearest zone, and refuses a time that is none', () => {
    expect(refused(() => scheduler.nextRunMs('* * * * *', 'Europe/Berln', 0)).message).toContain('did you mean "Europe/Berlin"?')
    expect(refused(() => scheduler.nextRunMs('* * * * *', 'UTC', NaN)).code).toBe('scheduler/time')
  })
  it('names the package that is missing', async () => {
    vi.doMock('croner', () => {
      throw new Error("Cannot find package 'croner'")
    })
    await expect(createCronerScheduler()).rejects.toMatchObject({ code: 'scheduler/package', value: 'croner' })
    vi.doUnmock('croner')
  })
})
