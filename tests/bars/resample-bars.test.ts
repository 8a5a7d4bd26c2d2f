import { readFileSync } from 'node:fs'
import { barsFromColumns, createResampler, type ResampleOptions, resampleBars } from 'barcast/bars'
import { type Bar, type Bars, barAt, decodeFloats, sliceBars } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const

type Columns = Record<'timeMs' | (typeof COLUMNS)[number] | 'trades', string>
interface Golden {
  sources: Record<string, Columns & { timeframe: string }>
  cases: (Columns & { source: string; timeframe: string; timeZone: string; dayStart: string })[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/pandas-resample/resample.json', import.meta.url), 'utf8')) as Golden
const TIMEFRAMES: Record<string, number> = { '5m': 5 * MINUTE, '1h': HOUR, '1d': DAY }

function sourceBars(name: string): Bars {
  const { timeframe, timeMs, trades, ...values } = golden.sources[name]!
  const columns = Object.fromEntries(COLUMNS.map((column) => [column, decodeFloats(values[column])]))
  return barsFromColumns({
    openTimeMs: decodeFloats(timeMs),
    timeframeMs: TIMEFRAMES[timeframe]!,
    close: columns.close!,
    ...columns,
    extra: { trades: decodeFloats(trades) },
  })
}

function made(bars: Bars, timeframe: string | number, options: ResampleOptions = {}): [open: string, close: string, row: number[]][] {
  const result = resampleBars(bars, timeframe, options)
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 16)
  return [...result.openTimeMs].map((time, i) => [
    text(time),
    text(result.extra.closeTimeMs![i]!),
    COLUMNS.map((column) => result[column][i]!),
  ])
}

/** Bars whose i-th row has open 10 + i, high + 1, low − 1, close + 0.5 and volume i + 1. */
function staircase(openTimeMs: number[], timeframeMs: number): Bars {
  const of = (add: number): number[] => openTimeMs.map((_, i) => 10 + i + add)
  return barsFromColumns({
    openTimeMs,
    timeframeMs,
    open: of(0),
    high: of(1),
    low: of(-1),
    close: of(0.5),
    volume: openTimeMs.map((_, i) => i + 1),
  })
}

const every = (from: number, to: number, step: number): number[] => Array.from({ length: (to - from) / step }, (_, i) => from + i * step)

describe('equals pandas', () => {
  it.each(golden.cases.map((entry) => [`${entry.source} → ${entry.timeframe} ${entry.timeZone} ${entry.dayStart}`, entry] as const))(
    '%s, to the bit',
    (_, { source, timeframe, timeZone, dayStart, ...expected }) => {
      const bars = resampleBars(sourceBars(source), timeframe, { timeZone, dayStart, incomplete: 'keep' })
      expect(bars.openTimeMs).toEqual(decodeFloats(expected.timeMs))
      for (const column of COLUMNS) expect(bars[column], column).toEqual(decodeFloats(expected[column]))
      expect(bars.extra.trades).toEqual(decodeFloats(expected.trades))
    },
  )
})

describe('which bars there are', () => {
  const bars = staircase(every(Date.UTC(2024, 0, 1, 10, 30), Date.UTC(2024, 0, 1, 12, 45), 15 * MINUTE), 15 * MINUTE)

  it('opens are labels, closes are when they may be seen; the bar that time has not completed is left out', () => {
    expect(made(bars, '1h')).toEqual([
      ['2024-01-01T10:00', '2024-01-01T11:00', [10, 12, 9, 11.5, 3]],
      ['2024-01-01T11:00', '2024-01-01T12:00', [12, 16, 11, 15.5, 18]],
    ])
    expect(made(bars, '1h', { incomplete: 'keep' })[2]).toEqual(['2024-01-01T12:00', '2024-01-01T13:00', [16, 19, 15, 18.5, 24]])
    expect(resampleBars(bars, HOUR)).toEqual(resampleBars(bars, '60m'))
    expect(resampleBars(bars, '1h')).toMatchObject({ timeframeMs: HOUR, length: 2, symbol: '' })
  })

  it('by time, not by dropping the last: a full last bar stays, and the clock decides where bars are missing', () => {
    const full = sliceBars(bars, 0, 6)
    expect(made(full, '1h')).toHaveLength(2)
    expect(made(full, '1h', { nowMs: Date.UTC(2024, 0, 1, 12) })).toHaveLength(2)
    // The last bar given is itself still forming at that time.
    expect(made(full, '1h', { nowMs: Date.UTC(2024, 0, 1, 11, 59) })).toHaveLength(1)
    expect(made(full, '1h', { nowMs: Date.UTC(2024, 0, 1, 11, 59), incomplete: 'keep' })).toHaveLength(2)
    const halted = sliceBars(bars, 0, 5)
    expect(made(halted, '1h')).toHaveLength(1)
    expect(made(halted, '1h', { nowMs: Date.UTC(2024, 0, 1, 12) - 1 })).toHaveLength(1)
    expect(made(halted, '1h', { nowMs: Date.UTC(2024, 0, 1, 12) })).toHaveLength(2)
  })

  it('missing bars: made of those there are, none for times without any', () => {
    const times = [0, 1, 5, 6, 7, 16].map((quarter) => Date.UTC(2024, 0, 1, 10) + quarter * 15 * MINUTE)
    expect(made(staircase(times, 15 * MINUTE), '1h').map(([open, , [first, , , last, volume]]) => [open, first, last, volume])).toEqual([
      ['2024-01-01T10:00', 10, 11.5, 3],
      ['2024-01-01T11:00', 12, 14.5, 12],
    ])
  })

  it('missing values are passed over; the bar holds what is known', () => {
    const openTimeMs = every(Date.UTC(2024, 0, 1, 0), Date.UTC(2024, 0, 1, 4), HOUR)
    const rows = {
      open: [NaN, 10, NaN, NaN],
      high: [NaN, NaN, NaN, 5],
      low: [NaN, NaN, NaN, 4],
      close: [NaN, 3, NaN, 4.5],
      volume: [NaN, NaN, NaN, NaN],
    }
    const bars = { symbol: '', timeframeMs: HOUR, length: 4, extra: {} }
    const columns = Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, Float64Array.from(values)]))
    const table = { ...bars, openTimeMs: Float64Array.from(openTimeMs), ...columns } as Bars
    expect(made(table, '4h')[0]![2]).toEqual([10, 10, 3, 4.5, NaN])
    expect(made(table, '2h').map(([, , row]) => row)).toEqual([
      [10, NaN, NaN, 3, NaN],
      [NaN, 5, 4, 4.5, NaN],
    ])
  })
})

describe('calendars', () => {
  const lengths = (zone: string, from: number, to: number, timeframe = '1d'): number[] => {
    const hours = staircase(every(from, to, HOUR), HOUR)
    const { openTimeMs, extra } = resampleBars(hours, timeframe, { timeZone: zone })
    return [...openTimeMs].map((time, i) => (extra.closeTimeMs![i]! - time) / HOUR)
  }

  it('days of 23 and 25 hours', () => {
    expect(lengths('Europe/Berlin', Date.UTC(2024, 2, 29, 23), Date.UTC(2024, 3, 1, 22))).toEqual([24, 23, 24])
    expect(lengths('Europe/Berlin', Date.UTC(2024, 9, 25, 22), Date.UTC(2024, 9, 28, 23))).toEqual([24, 25, 24])
    expect(lengths('America/New_York', Date.UTC(2024, 2, 9, 5), Date.UTC(2024, 2, 12, 4))).toEqual([24, 23, 24])
    expect(lengths('America/New_York', Date.UTC(2024, 10, 2, 4), Date.UTC(2024, 10, 5, 5))).toEqual([24, 25, 24])
    expect(lengths('Europe/Berlin', Date.UTC(2024, 2, 24, 23), Date.UTC(2024, 3, 7, 22), '1w')).toEqual([167, 168])
    // Clocks are changed at midnight: the day begins at 01:00, and on the other day 23:00 comes twice.
    expect(lengths('America/Santiago', Date.UTC(2024, 8, 7, 4), Date.UTC(2024, 8, 10, 3))).toEqual([24, 23, 24])
    expect(lengths('America/Santiago', Date.UTC(2024, 3, 6, 3), Date.UTC(2024, 3, 9, 4))).toEqual([25, 24, 24])
    // Midnight comes twice in Havana: the day begins at the first one.
    expect(lengths('America/Havana', Date.UTC(2024, 10, 2, 4), Date.UTC(2024, 10, 5, 5))).toEqual([24, 25, 24])
    // Until 2011 St. John's set its clocks back at 00:01: the last hour shown again is of the day that has begun.
    const halves = staircase(every(Date.UTC(2010, 10, 6, 2, 30), Date.UTC(2010, 10, 9, 3, 30), HOUR / 2), HOUR / 2)
    expect(made(halves, '1d', { timeZone: 'America/St_Johns' }).map(([open]) => open)).toEqual([
      '2010-11-06T02:30',
      '2010-11-07T02:30',
      '2010-11-08T03:30',
    ])
    const begun = staircase(every(Date.UTC(2010, 10, 7, 3), Date.UTC(2010, 10, 8, 3, 30), HOUR / 2), HOUR / 2)
    expect(made(begun, '1d', { timeZone: 'America/St_Johns' }).map(([open]) => open)).toEqual(['2010-11-07T02:30'])
    // Samoa left a whole day out.
    expect(lengths('Pacific/Apia', Date.UTC(2011, 11, 29, 10), Date.UTC(2012, 0, 1, 10))).toEqual([24, 24, 24])
  })

  it('days to weeks and months in the same zone, also over the change of clocks', () => {
    const hours = staircase(every(Date.UTC(2024, 1, 1, 5), Date.UTC(2024, 11, 1, 5), HOUR), HOUR)
    for (const calendar of [{ timeZone: 'America/New_York' }, { timeZone: 'America/New_York', dayStart: '17:00' }]) {
      const days = resampleBars(hours, '1d', calendar)
      for (const timeframe of ['1w', '1M']) {
        expect(resampleBars(days, timeframe, calendar)).toEqual(resampleBars(hours, timeframe, calendar))
      }
    }
  })

  it('the day of currencies begins at 17:00 in New York, their week on Sunday', () => {
    const hours = staircase(every(Date.UTC(2024, 2, 8, 12), Date.UTC(2024, 2, 12, 12), HOUR), HOUR)
    const calendar = { timeZone: 'America/New_York', dayStart: '17:00' }
    expect(made(hours, '1d', calendar).map(([open, close]) => [open, close])).toEqual([
      ['2024-03-07T22:00', '2024-03-08T22:00'],
      ['2024-03-08T22:00', '2024-03-09T22:00'],
      ['2024-03-09T22:00', '2024-03-10T21:00'],
      ['2024-03-10T21:00', '2024-03-11T21:00'],
    ])
    expect(made(hours, '1w', { ...calendar, incomplete: 'keep' }).map(([open]) => open)).toEqual(['2024-03-03T22:00', '2024-03-10T21:00'])
  })

  it('weeks begin on Monday, several days count from 1970, a month is a month', () => {
    const days = staircase(every(Date.UTC(2023, 11, 20), Date.UTC(2024, 4, 2), DAY), DAY)
    expect(made(days, '1w')[1]!.slice(0, 2)).toEqual(['2023-12-25T00:00', '2024-01-01T00:00'])
    expect(resampleBars(days, '7d')).toEqual(resampleBars(days, '1w'))
    expect(made(days, '1M').map(([open, close]) => [open, close])).toEqual([
      ['2023-12-01T00:00', '2024-01-01T00:00'],
      ['2024-01-01T00:00', '2024-02-01T00:00'],
      ['2024-02-01T00:00', '2024-03-01T00:00'],
      ['2024-03-01T00:00', '2024-04-01T00:00'],
      ['2024-04-01T00:00', '2024-05-01T00:00'],
    ])
    expect(made(days, '3d').every(([open]) => (Date.parse(`${open}Z`) / DAY) % 3 === 0)).toBe(true)
    expect(resampleBars(days, '3d', { timeZone: 'Etc/UTC' })).toEqual(resampleBars(days, '3d'))
    expect(resampleBars(days, '2w', { timeZone: 'Etc/UTC' })).toEqual(resampleBars(days, '2w'))
    expect(resampleBars(days, '1M').timeframeMs).toBe(31 * DAY)
  })
})

describe('extra columns', () => {
  const bars: Bars = {
    ...staircase(every(0, 4 * HOUR, HOUR), HOUR),
    extra: {
      funding: Float64Array.of(1, NaN, 3, 4),
      trades: Float64Array.of(1, 2, NaN, 4),
      closeTimeMs: Float64Array.of(1, 2, 3, 4).map((hour) => hour * HOUR - 1),
    },
  }

  it('are made by rules, and close times are written anew', () => {
    const of = (rule: string): number[] => [...resampleBars(bars, '2h', { aggregate: { funding: rule as 'sum' } }).extra.funding!]
    expect(['first', 'last', 'max', 'min', 'sum'].map(of)).toEqual([
      [1, 3],
      [1, 4],
      [1, 4],
      [1, 3],
      [1, 7],
    ])
    const { extra } = resampleBars(bars, '2h', { aggregate: { funding: 'drop' } })
    expect(Object.keys(extra)).toEqual(['trades', 'closeTimeMs'])
    expect([...extra.trades!, ...extra.closeTimeMs!]).toEqual([3, 4, 2 * HOUR, 4 * HOUR])
  })

  it('without a rule are refused, and so are rules without a column', () => {
    expect(() => resampleBars(bars, '2h')).toThrow(
      expect.objectContaining({ code: 'bars/no-aggregate', where: expect.objectContaining({ column: 'funding' }) }),
    )
    expect(() => resampleBars(bars, '2h', { aggregate: { fundin: 'last' } })).toThrow(/did you mean "funding"/)
    expect(() => resampleBars(bars, '2h', { aggregate: { funding: 'last', closeTimeMs: 'last' } })).toThrow(
      expect.objectContaining({ code: 'bars/duplicate-column' }),
    )
    expect(() => resampleBars(bars, '2h', { aggregate: { funding: 'mean' as 'sum' } })).toThrow(
      expect.objectContaining({ code: 'bars/config', where: { path: 'aggregate.funding' } }),
    )
  })
})

describe('refusals', () => {
  const hours = simulateBars({ seed: 1, length: 100, timeframeMs: HOUR })
  const refusal = (timeframe: unknown, options: unknown = {}, bars: Bars = hours): { code: string; message: string } => {
    try {
      resampleBars(bars, timeframe as string, options as ResampleOptions)
    } catch (error) {
      return error as { code: string; message: string }
    }
    throw new Error('not refused')
  }

  it('what is no longer timeframe, or no multiple', () => {
    for (const timeframe of ['1h', '30m', '90m', 5000, 1.5 * HOUR])
      expect(refusal(timeframe).code, String(timeframe)).toBe('bars/not-a-multiple')
    expect(refusal('90m').message).toBe("Resample bars: the timeframe must be a multiple of the bars' 1h and longer, found 90m")
    const months = resampleBars(staircase(every(Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1), DAY), DAY), '1M')
    expect(refusal('3M', {}, months).code).toBe('bars/not-a-multiple')
    const weeks = resampleBars(staircase(every(Date.UTC(2024, 0, 1), Date.UTC(2024, 6, 1), DAY), DAY), '1w')
    expect(refusal('1M', {}, weeks).code).toBe('bars/not-a-multiple')
    for (const timeframe of ['', 'h', '0h', 0, -HOUR, NaN, 1.5])
      expect(refusal(timeframe).code, String(timeframe)).toBe('timeframe/unknown')
    expect(refusal('1y').code).toBe('timeframe/not-fixed')
  })

  it('a bar that reaches into the next longer one', () => {
    const halfPast = staircase(every(Date.UTC(2024, 0, 1, 13, 30), Date.UTC(2024, 0, 1, 20, 30), HOUR), HOUR)
    expect(refusal('4h', {}, halfPast)).toMatchObject({
      code: 'bars/across-boundary',
      message: expect.stringContaining('2024-01-01T15:30:00.000Z to 2024-01-01T16:30:00.000Z, across 2024-01-01T16:00:00.000Z'),
    })
    // Days by UTC are no days of New York.
    const days = staircase(every(Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 1), DAY), DAY)
    expect(refusal('1w', { timeZone: 'America/New_York' }, days).code).toBe('bars/across-boundary')
  })

  it('zones that do not exist or do not matter, times of day, clocks, options', () => {
    expect(refusal('1d', { timeZone: 'Europe/Berln' }).message).toMatch(/did you mean "Europe\/Berlin"/)
    expect(refusal('1d', { timeZone: 'Europe/Berln' }).code).toBe('bars/time-zone')
    expect(refusal('4h', { timeZone: 'Europe/Berlin' }).code).toBe('bars/calendar')
    expect(refusal('4h', { dayStart: '17:00' }).code).toBe('bars/calendar')
    for (const dayStart of ['9:30', '24:30', '17', '12:60']) expect(refusal('1d', { dayStart }).code, dayStart).toBe('bars/time-of-day')
    expect(refusal('4h', { nowMs: hours.openTimeMs[99]! - 1 }).code).toBe('bars/now')
    expect(refusal('4h', { nowMs: NaN }).code).toBe('bars/config')
    expect(refusal('4h', { incomplete: 'yes' }).code).toBe('bars/config')
    expect(refusal('4h', { timezone: 'UTC' }).message).toMatch(/did you mean "timeZone"/)
    expect(refusal('1M').code).toBe('bars/empty')
    expect(refusal('4h', {}, { ...hours, close: hours.close.map(() => -1) }).code).toBe('bars/price-not-positive')
  })
})

describe('createResampler', () => {
  const live = (bars: Bars, from: string | number, to: string, options: ResampleOptions = {}): Bar[] => {
    const resampler = createResampler({ from, to, ...options })
    return Array.from({ length: bars.length }, (_, i) => resampler.next(barAt(bars, i))).flat()
  }
  const history = (bars: Bars): Bar[] => Array.from({ length: bars.length }, (_, i) => barAt(bars, i))

  it('gives the bits of the history, cut, stored and restored anywhere', () => {
    const arbitrary = fc.record({
      seed: fc.nat(1000),
      keep: fc.array(fc.boolean(), { minLength: 5, maxLength: 40 }),
      missing: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 20 }),
      startMs: fc.integer({ min: 0, max: 300 }).map((quarters) => Date.UTC(2024, 2, 9) + quarters * 15 * MINUTE),
      to: fc.constantFrom('30m', '1h', '4h', '1d', '1w', '1M'),
      zone: fc.constantFrom('UTC', 'America/New_York', 'Europe/Berlin'),
      cut: fc.nat(399),
    })
    fc.assert(
      fc.property(arbitrary, ({ seed, keep, missing, startMs, to, zone, cut }) => {
        const all = simulateBars({ seed, length: 400, timeframeMs: 15 * MINUTE, startMs })
        const rows = [...Array(400).keys()].filter((i) => keep[i % keep.length])
        if (rows.length < 2) return
        const column = (values: Float64Array, k: number): Float64Array =>
          Float64Array.from(rows, (row) => (missing[(row + k) % missing.length] === k ? NaN : values[row]!))
        const bars: Bars = {
          ...all,
          length: rows.length,
          openTimeMs: Float64Array.from(rows, (row) => all.openTimeMs[row]!),
          open: column(all.open, 1),
          high: column(all.high, 2),
          low: column(all.low, 3),
          close: column(all.close, 4),
          volume: column(all.volume, 5),
          extra: { trades: column(all.volume, 6) },
        }
        const options = ['1d', '1w', '1M'].includes(to) ? { timeZone: zone } : {}
        let resampler = createResampler({ from: '15m', to, ...options })
        const closed: Bar[] = []
        for (let i = 0; i < bars.length; i++) {
          if (i === cut % bars.length)
            resampler = createResampler({ from: '15m', to, ...options }, JSON.parse(JSON.stringify(resampler.snapshot())))
          closed.push(...resampler.next(barAt(bars, i)))
        }
        const forming = resampler.forming()
        const kept = history(resampleBars(bars, to, { ...options, incomplete: 'keep' }))
        expect(forming === undefined ? closed : [...closed, forming]).toEqual(kept)
        if (closed.length > 0) expect(closed).toEqual(history(resampleBars(bars, to, options)))
      }),
      { numRuns: 120 },
    )
  })

  it('closes a bar as soon as its last one is closed, and two after a gap', () => {
    const start = Date.UTC(2024, 0, 1)
    const bars = staircase(
      [0, 1, 3].map((k) => start + k * 5 * MINUTE),
      5 * MINUTE,
    )
    const resampler = createResampler({ from: '5m', to: '10m' })
    expect(resampler.next(barAt(bars, 0))).toEqual([])
    expect(resampler.next(barAt(bars, 1)).map(({ openTimeMs }) => openTimeMs)).toEqual([start])
    expect(resampler.next(barAt(bars, 2)).map(({ openTimeMs }) => openTimeMs)).toEqual([start + 10 * MINUTE])
    const gap = createResampler({ from: '5m', to: '10m' })
    expect(gap.next(barAt(bars, 0))).toEqual([])
    expect(gap.next(barAt(bars, 2)).map(({ openTimeMs, extra }) => [openTimeMs, extra!.closeTimeMs])).toEqual([
      [start, start + 10 * MINUTE],
      [start + 10 * MINUTE, start + 20 * MINUTE],
    ])
  })

  it('by the clock, when the market had no bar to end it with', () => {
    const start = Date.UTC(2024, 0, 1)
    const resampler = createResampler({ from: '5m', to: '1h' })
    resampler.next({ openTimeMs: start, open: 1, high: 2, low: 1, close: 2, volume: 3 })
    expect(resampler.closeUntil(start + HOUR - 1)).toEqual([])
    expect(resampler.closeUntil(start + HOUR)).toEqual([
      { openTimeMs: start, open: 1, high: 2, low: 1, close: 2, volume: 3, extra: { closeTimeMs: start + HOUR } },
    ])
    expect(resampler.closeUntil(start + 2 * HOUR)).toEqual([])
    expect(resampler.forming()).toBeUndefined()
    const late = { openTimeMs: start + 5 * MINUTE, open: 1, high: 2, low: 1, close: 2, volume: 3 }
    expect(() => resampler.next(late)).toThrow(expect.objectContaining({ code: 'bars/late-bar' }))
    const restored = createResampler({ from: '5m', to: '1h' }, resampler.snapshot())
    expect(() => restored.next(late)).toThrow(expect.objectContaining({ code: 'bars/late-bar' }))
    expect(createResampler({ from: '5m', to: '1h' }).closeUntil(start)).toEqual([])
  })

  it('refuses faulty bars, and then stands where it stood', () => {
    const bars = simulateBars({ seed: 3, length: 60, timeframeMs: 5 * MINUTE })
    const resampler = createResampler({ from: '5m', to: '1h' })
    const bad = (change: Partial<Bar>, row: number): string => {
      const before = resampler.snapshot()
      try {
        resampler.next({ ...barAt(bars, row), ...change })
      } catch (error) {
        expect(resampler.snapshot()).toEqual(before)
        return (error as { code: string }).code
      }
      return 'not refused'
    }
    expect(bad({ close: -1 }, 0)).toBe('bars/price-not-positive')
    expect(bad({ extra: { funding: 1 } }, 0)).toBe('bars/no-aggregate')
    expect(bad({ openTimeMs: 57 * MINUTE }, 0)).toBe('bars/across-boundary')
    for (let i = 0; i < 50; i++) resampler.next(barAt(bars, i))
    expect(bad({}, 49)).toBe('bars/duplicate-time')
    expect(bad({}, 40)).toBe('bars/unordered-time')
    expect(bad({ openTimeMs: NaN }, 50)).toBe('bars/time-missing')
    expect(bad({ high: 1e-9 }, 50)).toBe('bars/high-low')
    expect(bad({ openTimeMs: bars.openTimeMs[48]! + HOUR - MINUTE }, 50)).toBe('bars/across-boundary')
    expect(live(bars, '5m', '1h')).toHaveLength(5)
    const withTrades = createResampler({ from: '5m', to: '1h' })
    withTrades.next({ ...barAt(bars, 0), extra: { trades: 1 } })
    expect(() => withTrades.next(barAt(bars, 1))).toThrow(expect.objectContaining({ code: 'bars/missing-column' }))
  })

  it('refuses snapshots of others, altered and truncated ones', () => {
    const resampler = createResampler({ from: '5m', to: '1h' })
    resampler.next(barAt(simulateBars({ seed: 3, length: 2, timeframeMs: 5 * MINUTE }), 0))
    const snapshot = resampler.snapshot()
    const refusal = (options: Parameters<typeof createResampler>[0], changed: object): string => {
      try {
        createResampler(options, { ...snapshot, ...changed })
      } catch (error) {
        return (error as { code: string }).code
      }
      return 'not refused'
    }
    const same = { from: 5 * MINUTE, to: '60m' }
    expect(refusal(same, {})).toBe('not refused')
    for (const other of [
      { from: '5m', to: '2h' },
      { from: '15m', to: '1h' },
      { ...same, aggregate: { trades: 'sum' as const } },
    ])
      expect(refusal(other, {})).toBe('bars/snapshot')
    expect(refusal({ from: '5m', to: '1d', timeZone: 'Europe/Berlin' }, {})).toBe('bars/snapshot')
    expect(refusal(same, { formatVersion: 2 })).toBe('bars/snapshot')
    expect(refusal(same, { numbers: snapshot.numbers.slice(4) })).toBe('bars/snapshot')
    expect(refusal(same, { extra: ['trades'] })).toBe('bars/snapshot')
    expect(() => createResampler(same, null as never)).toThrow(expect.objectContaining({ code: 'bars/snapshot' }))
    expect(() => createResampler({ from: '1h', to: '5m' })).toThrow(expect.objectContaining({ code: 'bars/not-a-multiple' }))
    expect(() => createResampler({ from: '1h' } as never)).toThrow(expect.objectContaining({ code: 'bars/config' }))
  })
})
