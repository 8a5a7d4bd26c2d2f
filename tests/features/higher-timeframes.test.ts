import { alignBars, resampleBars } from 'barcast/bars'
import { type Bar, type Bars, barAt, createRandom, type Frame, sliceBars } from 'barcast/core'
import { createFeatureEngineer, type FeatureEngineerConfig } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const NAMES = ['rsi_14', 'price_change_5', 'volume_zscore_20']

/** Rows of five-minute bars that stay, when single ones and stretches are missing. */
function withGaps(bars: Bars, seed: number): Bars {
  const random = createRandom(seed)
  const kept: number[] = []
  let skip = 0
  for (let i = 0; i < bars.length; i++) {
    if (skip > 0) skip--
    else if (random.uniform() < 0.03) skip = random.integer(0, random.uniform() < 0.2 ? 60 : 4)
    else kept.push(i)
  }
  const take = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = {
    openTimeMs: take(openTimeMs),
    open: take(open),
    high: take(high),
    low: take(low),
    close: take(close),
    volume: take(volume),
  }
  return { ...bars, length: kept.length, ...columns, extra: {} }
}

/** NaN closes, volumes and whole rows here and there. */
function withMissing(bars: Bars, seed: number): Bars {
  const random = createRandom(seed)
  const whole = Array.from({ length: bars.length }, () => random.uniform() < 0.02)
  const holes = (column: Float64Array): Float64Array => column.map((x, i) => (whole[i] || random.uniform() < 0.02 ? NaN : x))
  const { open, high, low, close, volume } = bars
  return { ...bars, open: holes(open), high: holes(high), low: holes(low), close: holes(close), volume: holes(volume) }
}

/** Bars of five minutes from any minute-of-day on. */
function market(seed: number, length: number): Bars {
  const bars = simulateBars({ seed, length, timeframeMs: 5 * MINUTE })
  const shift = (seed % 100) * 5 * MINUTE
  const moved = { ...bars, openTimeMs: bars.openTimeMs.map((time) => time + shift) }
  if (seed % 3 === 0) return moved
  return seed % 3 === 1 ? withGaps(moved, seed) : withMissing(withGaps(moved, seed), seed)
}

const CONFIG: FeatureEngineerConfig = {
  set: 'classic',
  features: ['rsi_14', ...NAMES.map((name) => `${name}_1h`), 'range_15m', 'gap', 'smooth', 'rsi_7_1d'],
  timeframeMs: 5 * MINUTE,
  userFeatures: [
    { name: 'gap', operator: 'subtract', of: ['rsi_14', 'rsi_14_1h'] },
    { name: 'smooth', indicator: 'sma', of: ['price_change_5_1h'], params: { period: 9 } },
  ],
  higher: [
    { timeframe: '1h', set: 'classic' },
    { timeframe: '15m', set: 'classic', userFeatures: [{ name: 'range', operator: 'subtract', of: ['high', 'low'] }] },
    { timeframe: '1d', set: 'classic', features: ['rsi_7'], timeZone: 'America/New_York', dayStart: '17:00' },
  ],
}
const engineer = createFeatureEngineer(CONFIG)
const again = createFeatureEngineer(JSON.parse(JSON.stringify(engineer.config)) as FeatureEngineerConfig)

function expectRow(frame: Frame, row: number, values: Float64Array, what: string): void {
  frame.names.forEach((name, k) => {
    const batch = frame.column(name)[row]
    if (!Object.is(batch, values[k])) expect.fail(`${name} at row ${row}: ${batch} over the history, ${values[k]} ${what}`)
  })
}

function garbage({ openTimeMs }: Bar, random: ReturnType<typeof createRandom>): Bar {
  const price = 1 + 1e4 * random.uniform()
  const missing = random.uniform() < 0.2
  const close = missing ? NaN : price
  return { openTimeMs, open: price, high: price * 2, low: price / 2, close, volume: missing ? NaN : 1e6 * random.uniform() }
}

const seeds = fc.integer({ min: 0, max: 1e6 })

describe('columns over longer bars', () => {
  it('equal the columns of the resampled bars, aligned by their close', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const bars = market(seed, 1000)
        const hours = resampleBars(bars, '1h')
        const over = createFeatureEngineer({ set: 'classic', features: NAMES }).engineerFeatures(hours)
        const expected = alignBars(bars, hours, { columns: over, suffix: '_1h' })
        const found = engineer.engineerFeatures(bars)
        for (const name of expected.names) expect(found.column(name)).toEqual(expected.column(name))
      }),
      { numRuns: 4 },
    )
  })

  it('give the same bits in batch, stream, replaced and restored', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const bars = market(seed, 450)
        const frame = engineer.engineerFeatures(bars)
        const random = createRandom(seed + 1)
        const plain = engineer.stream()
        let worn = engineer.stream()
        const out = new Float64Array(engineer.names.length)
        for (let row = 0; row < bars.length; row++) {
          const bar = barAt(bars, row)
          expectRow(frame, row, plain.next(bar), 'streamed')
          worn.next(garbage(bar, random), out)
          if (random.uniform() < 0.3) worn.replaceLast(garbage(bar, random))
          if (random.uniform() < 0.03) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
          expectRow(frame, row, worn.replaceLast(bar, out), 'replaced')
          if (random.uniform() < 0.03) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
        }
      }),
      { numRuns: 4 },
    )
  })

  it('do not change when later bars are cut off or poisoned', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 5, max: 440 }), (seed, t) => {
        const bars = market(seed, 450)
        fc.pre(t < bars.length)
        const whole = engineer.engineerFeatures(bars)
        const cut = engineer.engineerFeatures(sliceBars(bars, 0, t))
        const poison = (column: Float64Array): Float64Array => column.map((x, i) => (i < t ? x : x * 1e6))
        const { open, high, low, close, volume } = bars
        const poisoned = { ...bars, open: poison(open), high: poison(high), low: poison(low), close: poison(close), volume: poison(volume) }
        const other = engineer.engineerFeatures(poisoned)
        for (const name of whole.names) {
          expect(cut.column(name)).toEqual(whole.column(name).subarray(0, t))
          expect(other.column(name).subarray(0, t)).toEqual(whole.column(name).subarray(0, t))
        }
      }),
      { numRuns: 12 },
    )
  })

  it('are NaN for exactly their warm-up where the history begins with a longer bar', () => {
    const plain = createFeatureEngineer({
      ...CONFIG,
      higher: [{ timeframe: '1h', set: 'classic' }],
      features: ['smooth', 'gap', 'rsi_14_1h'],
    })
    const frame = plain.engineerFeatures(simulateBars({ seed: 3, length: 500, timeframeMs: 5 * MINUTE }))
    for (const { name, warmupBars } of plain.definitions) {
      expect(frame.column(name).findIndex(Number.isFinite)).toBe(warmupBars)
      expect(frame.column(name).subarray(warmupBars).every(Number.isFinite)).toBe(true)
    }
    expect(plain.definitions.map(({ warmupBars }) => warmupBars)).toEqual([6 * 12 - 1 + 8, 15 * 12 - 1, 15 * 12 - 1])
  })
})

/** Bars from 10:00 UTC on whose i-th close is 100 + i; `minutes` leaves out what is not there. */
function staircase(minutes: readonly number[], stepMinutes: number): Bars {
  const openTimeMs = Float64Array.from(minutes, (minute) => Date.UTC(2024, 0, 2, 10) + minute * MINUTE)
  const close = Float64Array.from(minutes, (_, i) => 100 + i)
  const columns = { open: close, high: close, low: close, close, volume: close.map(() => 1) }
  return { symbol: 'X', timeframeMs: stepMinutes * MINUTE, length: minutes.length, openTimeMs, ...columns, extra: {} }
}

const lastClose = [{ name: 'last', operator: 'add' as const, of: ['close', 0] }]
/** The close of the last closed hour. */
const ofHours = createFeatureEngineer({
  set: 'classic',
  features: ['last_1h'],
  timeframeMs: 15 * MINUTE,
  higher: [{ timeframe: '1h', set: 'classic', userFeatures: lastClose }],
})

describe('what a row may know', () => {
  it('trap 3: a bar inside an open hour sees the hour before; the bar that closes with the hour sees it', () => {
    // Opens 10:00, 10:15 … 11:45: the hour from 10:00 closes with the bar from 10:45, row 3, whose close is 103.
    const bars = staircase([0, 15, 30, 45, 60, 75, 90, 105], 15)
    expect([...ofHours.engineerFeatures(bars).column('last_1h')]).toEqual([NaN, NaN, NaN, 103, 103, 103, 103, 107])
    const live = ofHours.stream()
    expect(Array.from({ length: 8 }, (_, row) => live.next(barAt(bars, row))[0])).toEqual([NaN, NaN, NaN, 103, 103, 103, 103, 107])
  })

  it('trap 4: the label on the left of a longer bar is not when it is known', () => {
    const bars = staircase([0, 15, 30, 45, 60, 75, 90, 105], 15)
    const hours = resampleBars(bars, '1h')
    const found = ofHours.engineerFeatures(bars).column('last_1h')
    // Joined on its label, the hour from 10:00 would stand beside the bar from 10:00, three quarters of an hour before its close.
    const byLabel = Array.from(bars.openTimeMs, (time) => hours.close[hours.openTimeMs.findLastIndex((open) => open <= time)]!)
    expect(byLabel.slice(0, 3)).toEqual([103, 103, 103])
    expect([...found.subarray(0, 3)]).toEqual([NaN, NaN, NaN])
  })

  it('a bar that is missing closes its hour with the next that comes; one bar may close two hours', () => {
    // 10:45 is missing: the hour from 10:00 is known at 11:00. Then nothing until 12:45, which closes the hours from 11:00 and from 12:00.
    const bars = staircase([0, 15, 30, 60, 165, 180], 15)
    const expected = [NaN, NaN, NaN, 102, 104, 104]
    expect([...ofHours.engineerFeatures(bars).column('last_1h')]).toEqual(expected)
    let live = ofHours.stream()
    for (let row = 0; row < bars.length; row++) {
      const bar = barAt(bars, row)
      live.next({ ...bar, high: 500, close: 500 })
      live = ofHours.stream(live.snapshot())
      expect(live.replaceLast(bar)[0]).toBe(expected[row])
    }
  })

  it('an hour without any value has none, and nothing is filled in', () => {
    const bars = staircase([0, 15, 30, 45, 60, 75, 90, 105, 120], 15)
    const hole = (column: Float64Array): Float64Array => column.map((x, i) => (i >= 4 && i < 8 ? NaN : x))
    const { open, high, low, close } = bars
    const holed = { ...bars, open: hole(open), high: hole(high), low: hole(low), close: hole(close) }
    expect([...ofHours.engineerFeatures(holed).column('last_1h')]).toEqual([NaN, NaN, NaN, 103, 103, 103, 103, NaN, NaN])
  })

  it('a history in which no longer bar is complete has no values', () => {
    const bars = staircase([0, 15], 15)
    expect([...ofHours.engineerFeatures(bars).column('last_1h')]).toEqual([NaN, NaN])
  })

  it('extra columns become those of the longer bar by their rule, live too', () => {
    const engineer = createFeatureEngineer({
      set: 'classic',
      features: ['paid_1h', 'now'],
      timeframeMs: 15 * MINUTE,
      userFeatures: [{ name: 'now', column: 'funding' }],
      higher: [{ timeframe: '1h', set: 'classic', userFeatures: [{ name: 'paid', column: 'funding' }], aggregate: { funding: 'sum' } }],
    })
    const bars = staircase([0, 15, 30, 45, 60], 15)
    const paid = { ...bars, extra: { funding: Float64Array.of(1, 2, 3, 4, 5), unused: new Float64Array(5) } }
    const frame = engineer.engineerFeatures(paid)
    expect([...frame.column('paid_1h')]).toEqual([NaN, NaN, NaN, 10, 10])
    const live = engineer.stream()
    for (let row = 0; row < 5; row++) expectRow(frame, row, live.next(barAt(paid, row)), 'streamed')
    const code = 'indicators/unknown-column'
    expect(() => engineer.engineerFeatures(bars)).toThrow(expect.objectContaining({ code }))
    expect(() => engineer.stream().next(barAt(bars, 0))).toThrow(expect.objectContaining({ code }))
    const { aggregate: _, ...ruleless } = engineer.config.higher![0]!
    const without = createFeatureEngineer({ ...engineer.config, higher: [ruleless] })
    expect(() => without.engineerFeatures(paid)).toThrow(expect.objectContaining({ code: 'bars/no-aggregate' }))
  })
})

describe('days of a time zone', () => {
  it('trap 25: days of 23 and of 25 hours close with their last bar', () => {
    const days = createFeatureEngineer({
      set: 'classic',
      features: ['last_1d'],
      timeframeMs: 15 * MINUTE,
      higher: [{ timeframe: '1d', set: 'classic', userFeatures: lastClose, timeZone: 'America/New_York' }],
    })
    const rowsOfDays = (fromMs: number, count: number): number[] => {
      const bars = staircase(
        Array.from({ length: count }, (_, i) => (fromMs - Date.UTC(2024, 0, 2, 10)) / MINUTE + 15 * i),
        15,
      )
      const column = days.engineerFeatures(bars).column('last_1d')
      const live = days.stream()
      for (let row = 0; row < count; row++) expect(live.next(barAt(bars, row))[0]).toBe(column[row])
      return [...column.keys()].filter((row) => !Object.is(column[row], column[row - 1] ?? NaN))
    }
    // 2024-03-09 has 24 hours in New York, 2024-03-10 has 23; 2024-11-03 has 25.
    expect(rowsOfDays(Date.UTC(2024, 2, 9, 5), 300)).toEqual([24 * 4 - 1, (24 + 23) * 4 - 1, (24 + 23 + 24) * 4 - 1])
    expect(rowsOfDays(Date.UTC(2024, 10, 3, 4), 300)).toEqual([25 * 4 - 1, (25 + 24) * 4 - 1, (25 + 24 + 24) * 4 - 1])
  })
})

describe('what is refused', () => {
  const bad = (config: FeatureEngineerConfig, code: string, path: string): void => {
    expect(() => createFeatureEngineer(config)).toThrow(expect.objectContaining({ code, where: expect.objectContaining({ path }) }))
  }

  it('configs, with their place', () => {
    const timeframeMs = 15 * MINUTE
    bad({ higher: [{ timeframe: '1h' }] }, 'features/config', 'timeframeMs')
    bad({ timeframeMs, higher: [] }, 'features/config', 'higher')
    bad({ timeframeMs, higher: [{ timeframe: '20m' }] }, 'bars/not-a-multiple', 'higher.0.timeframe')
    bad({ timeframeMs, higher: [{ timeframe: '5m' }] }, 'bars/not-a-multiple', 'higher.0.timeframe')
    bad({ timeframeMs, higher: [{ timeframe: '1y' }] }, 'timeframe/not-fixed', 'higher.0')
    bad({ timeframeMs, higher: [{ timeframe: '1h' }, { timeframe: '60m' }] }, 'features/config', 'higher.1.timeframe')
    bad({ timeframeMs, higher: [{ timeframe: '1h', timeZone: 'America/New_York' }] }, 'bars/calendar', 'higher.0.timeZone')
    bad({ timeframeMs, higher: [{ timeframe: '1d', timeZone: 'America/New_Yrok' }] }, 'bars/time-zone', 'higher.0.timeZone')
    bad({ timeframeMs, higher: [{ timeframe: '1h', features: ['rsi_41'] }] }, 'features/unknown-feature', 'higher.0.features.0')
    bad({ timeframeMs, higher: [{ timeframe: '1h', zone: 'UTC' } as never] }, 'features/unknown-option', 'higher.0.zone')
    bad({ timeframeMs, higher: [{ timeframe: '1h', set: 'clasic' as never }] }, 'features/unknown-set', 'higher.0.set')
    bad({ timeframeMs, features: ['rsi_14_1h'], higher: [{ timeframe: '4h' }] }, 'features/unknown-feature', 'features.0')
  })

  it('snapshots of other columns, truncated or altered', () => {
    const bars = market(0, 60)
    const live = engineer.stream()
    for (let row = 0; row < 60; row++) live.next(barAt(bars, row))
    const snapshot = live.snapshot()
    const other = createFeatureEngineer({
      ...CONFIG,
      higher: [{ ...CONFIG.higher![0]! }, CONFIG.higher![1]!, { ...CONFIG.higher![2]!, dayStart: '16:00' }],
    })
    expect(other.definitionsHash).not.toBe(engineer.definitionsHash)
    expect(() => other.stream(snapshot)).toThrow(expect.objectContaining({ code: 'features/snapshot' }))
    expect(() => engineer.stream({ ...snapshot, higher: snapshot.higher!.slice(1) })).toThrow(
      expect.objectContaining({ code: 'features/snapshot' }),
    )
    const [first, ...rest] = snapshot.higher!
    const altered = { ...first!, values: { ...first!.values, numbers: `B${first!.values.numbers.slice(1)}` } }
    expect(() => engineer.stream({ ...snapshot, higher: [altered, ...rest] })).toThrow(
      expect.objectContaining({ code: 'features/snapshot' }),
    )
    const mixed = { ...first!, bars: rest[0]!.bars }
    expect(() => engineer.stream({ ...snapshot, higher: [mixed, ...rest] })).toThrow(expect.objectContaining({ code: 'bars/snapshot' }))
  })

  it('a refused live bar changes nothing', () => {
    const bars = market(0, 200)
    const frame = engineer.engineerFeatures(bars)
    const live = engineer.stream()
    const code = (make: () => unknown): unknown => {
      try {
        make()
        return 'accepted'
      } catch (error) {
        return (error as { code?: unknown }).code
      }
    }
    for (let row = 0; row < 200; row++) {
      const bar = barAt(bars, row)
      const { openTimeMs } = bar
      expect(code(() => live.next({ ...bar, high: bar.low / 2 }))).toBe('bars/high-low')
      expect(code(() => live.next({ ...bar, openTimeMs: openTimeMs + 58 * MINUTE - (openTimeMs % (60 * MINUTE)) }))).toBe(
        'bars/across-boundary',
      )
      expect(code(() => live.next(bar, new Float64Array(1)))).toBe('indicators/out-length')
      if (row > 0) expect(code(() => live.next(barAt(bars, row - 1)))).toBe('bars/duplicate-time')
      if (row > 0) expect(code(() => live.replaceLast(bar))).not.toBe('accepted')
      expectRow(frame, row, live.next(bar), 'after refusals')
    }
  })
})
