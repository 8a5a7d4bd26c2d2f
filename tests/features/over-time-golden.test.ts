import { readFileSync } from 'node:fs'
import { alignBars } from 'barcast/bars'
import { type Bars, createFrame, decodeFloats, type Frame } from 'barcast/core'
import { compareAcross, createFeatureEngineer, type FeatureEngineerConfig, joinBenchmark, type Membership } from 'barcast/features'
import { describe, expect, it } from 'vitest'

/* Features over longer bars, against a benchmark, across names and by sessions, held against pandas and TA-Lib: ../golden/pandas-over-time/make.py. */

type Columns = Record<string, string>
interface Golden {
  higher: { timeMs: string; bars: Columns; columns: Columns }
  benchmark: { close: string; benchmark: Columns; aligned: string; columns: Columns }
  across: {
    groups: Record<string, string>
    universe: Record<string, Membership[]>
    names: Record<string, { timeMs: string; x: string; columns: Columns }>
  }
  sessions: { session: NonNullable<FeatureEngineerConfig['session']>; timeframeMs: number; timeMs: string; columns: Columns }[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/pandas-over-time/over-time.json', import.meta.url), 'utf8')) as Golden
const STEP = 900_000

function barsOf(columns: Columns, timeMs: string, timeframeMs = STEP): Bars {
  const of = (name: string): Float64Array => decodeFloats(columns[name]!)
  const openTimeMs = decodeFloats(timeMs)
  const prices = { open: of('open'), high: of('high'), low: of('low'), close: of('close'), volume: of('volume') }
  return { symbol: '', timeframeMs, length: openTimeMs.length, openTimeMs, ...prices, extra: {} }
}

/** Each column within `tolerance` of the reference's standard deviation, and missing where it is. */
function expectColumns(frame: Frame, columns: Columns, tolerance: number): void {
  for (const [name, encoded] of Object.entries(columns)) {
    const expected = decodeFloats(encoded)
    const found = frame.column(name)
    const seen = expected.filter((x) => !Number.isNaN(x))
    const mean = seen.reduce((sum, x) => sum + x, 0) / seen.length
    const deviation = Math.sqrt(seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / seen.length)
    expect(seen.length, name).toBeGreaterThan(expected.length / 4)
    expected.forEach((x, row) => {
      const close = Number.isNaN(x) ? Number.isNaN(found[row]!) : Math.abs(found[row]! - x) <= tolerance * Math.max(deviation, 1e-300)
      if (!close) expect.fail(`${name} at row ${row}: ${found[row]}, pandas has ${x}`)
    })
  }
}

const range = [{ name: 'range', operator: 'subtract' as const, of: ['high', 'low'] }]

describe('equal to pandas', () => {
  it('columns over longer bars, by hours and by days of New York', () => {
    const engineer = createFeatureEngineer({
      set: 'classic',
      timeframeMs: STEP,
      higher: [
        { timeframe: '1h', set: 'classic', userFeatures: range },
        { timeframe: '4h', set: 'classic', userFeatures: range },
        { timeframe: '1d', set: 'classic', userFeatures: range, timeZone: 'America/New_York', dayStart: '17:00' },
      ],
    })
    const { timeMs, bars, columns } = golden.higher
    expectColumns(engineer.engineerFeatures(barsOf(bars, timeMs)), columns, 1e-9)
  })

  it('columns against a benchmark', () => {
    const { close, benchmark, aligned, columns } = golden.benchmark
    const base = barsOf(golden.higher.bars, golden.higher.timeMs)
    const whole = decodeFloats(close)
    const flat = { ...base, open: whole, high: whole, low: whole, close: whole }
    const other = barsOf(benchmark, benchmark.timeMs!)
    const joined = joinBenchmark(flat, other)
    expect(joined.extra.benchmark_close).toEqual(decodeFloats(aligned))
    expect(joined.extra.benchmark_close).toEqual(alignBars(flat, other).column('close'))
    const engineer = createFeatureEngineer({ set: 'classic', benchmark: { lookbackPeriods: [10, 40] } })
    expectColumns(engineer.engineerFeatures(joined), columns, 1e-9)
  })

  it('columns across names: listed later, delisted, in and out of the universe, in groups', () => {
    const { groups, universe, names } = golden.across
    const frames = Object.fromEntries(
      Object.entries(names).map(([name, { timeMs, x }]) => [
        name,
        createFrame({ columns: { x: decodeFloats(x) }, timeMs: decodeFloats(timeMs) }),
      ]),
    )
    const methods = ['rank', 'zScore', 'demean', 'groupRank', 'groupZScore', 'groupDemean'] as const
    const compared = compareAcross(frames, { columns: ['x'], methods, groups, universe })
    for (const [name, { columns }] of Object.entries(names)) {
      for (const [column, encoded] of Object.entries(columns)) {
        const expected = decodeFloats(encoded)
        compared[name]!.column(column).forEach((x, row) => {
          const close = Number.isNaN(expected[row]!) ? Number.isNaN(x) : Math.abs(x - expected[row]!) <= 1e-13
          if (!close) expect.fail(`${column} of ${name} at row ${row}: ${x}, pandas has ${expected[row]}`)
        })
      }
    }
  })

  it.each(golden.sessions.map((entry) => [entry.session.timeZone, entry] as const))(
    'trap 25: columns by sessions in %s, with holidays, early closes and both changes of clocks',
    (_zone, { session, timeframeMs, timeMs, columns }) => {
      const openTimeMs = decodeFloats(timeMs)
      const price = new Float64Array(openTimeMs.length).fill(1)
      const { length } = openTimeMs
      const prices = { open: price, high: price, low: price, close: price, volume: price }
      const bars: Bars = { symbol: '', timeframeMs, length, openTimeMs, ...prices, extra: {} }
      const engineer = createFeatureEngineer({ set: 'classic', session, features: Object.keys(columns) })
      const frame = engineer.engineerFeatures(bars)
      for (const [name, encoded] of Object.entries(columns)) {
        const expected = decodeFloats(encoded)
        frame.column(name).forEach((x, row) => {
          if (!(Math.abs(x - expected[row]!) <= 1e-15))
            expect.fail(`${name} at ${new Date(openTimeMs[row]!).toISOString()}: ${x}, pandas has ${expected[row]}`)
        })
      }
    },
  )
})
