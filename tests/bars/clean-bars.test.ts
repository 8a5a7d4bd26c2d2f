import { readFileSync } from 'node:fs'
import { type CleanPolicy, cleanBars, formatCleanReport, parseCsv } from 'barcast/bars'
import { type Bars, barAt, checkBars, isBarcastError } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const START = Date.UTC(2024, 0, 1)
const MINUTE = 60_000
type Row = [time: number, open: number, high: number, low: number, close: number, volume: number]

function barsOf(rows: Row[], timeframeMs = MINUTE): Bars {
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!)
  return {
    symbol: 'TEST',
    timeframeMs,
    length: rows.length,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    extra: {},
  }
}

/** Rows at the given minutes; the close tells which row it is. */
function minutes(...at: number[]): Row[] {
  return at.map((minute, i) => [START + minute * MINUTE, 10, 20, 5, 10 + i, 100])
}

function rowsOf(bars: Bars): Row[] {
  return Array.from({ length: bars.length }, (_, i) => {
    const { openTimeMs, open, high, low, close, volume } = barAt(bars, i)
    return [openTimeMs, open, high, low, close, volume]
  })
}

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('cleanBars leaves good bars as they are', () => {
  it('copies them, and reports nothing', () => {
    const given = simulateBars({ seed: 1, length: 200 })
    const { bars, report } = cleanBars(given)
    expect(bars).toEqual(given)
    expect(bars.close.buffer).not.toBe(given.close.buffer)
    expect(report).toEqual({
      rowsIn: 200,
      rowsOut: 200,
      droppedRows: 0,
      filledRows: 0,
      timeframeMs: MINUTE,
      findings: [],
      gaps: [],
      outliers: [],
      missing: [],
      lookAhead: [],
    })
    expect(formatCleanReport(report)).toBe('200 rows in, 200 bars of 1m out')
  })

  it('keeps gaps, zero volume and missing values, and lists them', () => {
    const rows = minutes(0, 1, 5)
    rows[1] = [START + MINUTE, NaN, NaN, NaN, NaN, 0]
    const { bars, report } = cleanBars(barsOf(rows))
    expect(rowsOf(bars)).toEqual(rows)
    expect(report.gaps).toEqual([{ fromMs: START + MINUTE, toMs: START + 5 * MINUTE, missingBars: 3 }])
    expect(report.missing).toEqual(['open', 'high', 'low', 'close'].map((column) => ({ column, count: 1 })))
  })

  it('the bundled S&P 500 bars: nights and weekends are gaps, the days of 2008 are jumps, nothing changes', () => {
    const given = parseCsv(readFileSync(new URL('../../examples/data/sp500-1d.csv', import.meta.url), 'utf8'))
    const { bars, report } = cleanBars(given)
    expect(bars).toEqual(given)
    expect(report.findings).toEqual([])
    expect(report.gaps.length).toBe(1090)
    expect(report.outliers.map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'jump'))
    for (const { timeMs } of report.outliers) expect(new Date(timeMs).getUTCFullYear()).toBe(2008)
  })
})

describe('times', () => {
  it('sorts rows, and says which were out of place', () => {
    const { bars, report } = cleanBars(barsOf(minutes(0, 3, 1, 2, 4)))
    expect([...bars.close]).toEqual([10, 12, 13, 11, 14])
    expect(report.findings).toEqual([{ rule: 'unordered-time', action: 'sorted', count: 2, rows: [2, 3] }])
    expect(report.droppedRows).toBe(0)
  })

  it('drops equal rows, and of conflicting ones keeps the last', () => {
    const rows = minutes(0, 1, 1, 2, 2, 2)
    rows[2] = rows[1]!
    const { bars, report } = cleanBars(barsOf(rows))
    expect([...bars.close]).toEqual([10, 11, 15])
    expect(report.findings).toEqual([
      { rule: 'duplicate-time', action: 'dropped', count: 1, rows: [1] },
      { rule: 'conflicting-time', action: 'dropped', count: 2, rows: [3, 4] },
    ])
    expect(report.droppedRows).toBe(3)
  })

  it('extra columns decide too whether rows are equal', () => {
    const rows = minutes(0, 1, 1)
    rows[2] = rows[1]!
    const bars = { ...barsOf(rows), extra: { funding: Float64Array.of(1, 2, 3) } }
    const cleaned = cleanBars(bars)
    expect(cleaned.report.findings[0]!.rule).toBe('conflicting-time')
    expect([...cleaned.bars.extra.funding!]).toEqual([1, 3])
    bars.extra.funding = Float64Array.of(1, NaN, NaN)
    expect(cleanBars(bars).report.findings[0]!.rule).toBe('duplicate-time')
  })

  it('drops rows without a usable time', () => {
    const rows = minutes(0, 1, 2, 3, 4)
    rows[1]![0] = NaN
    rows[2]![0] = Infinity
    rows[3]![0] = 1e300
    const { bars, report } = cleanBars(barsOf(rows))
    expect([...bars.close]).toEqual([10, 14])
    expect(report.findings.map(({ rule, rows: found }) => [rule, found])).toEqual([
      ['time-missing', [1, 2]],
      ['time-unit', [3]],
    ])
  })

  it.each([
    ['seconds', 1e-3],
    ['microseconds', 1e3],
    ['nanoseconds', 1e6],
  ])('rescales %s, and the timeframe with them', (_, factor) => {
    const rows = minutes(0, 1, 2, 3)
    for (const row of rows) row[0] *= factor
    for (const timeframeMs of [MINUTE, MINUTE * factor]) {
      const { bars, report } = cleanBars(barsOf(rows, timeframeMs))
      expect([...bars.openTimeMs]).toEqual(minutes(0, 1, 2, 3).map(([time]) => time))
      expect(bars.timeframeMs).toBe(MINUTE)
      expect(report).toMatchObject({ timeframeMs: MINUTE, gaps: [], findings: [{ rule: 'time-unit', action: 'rescaled', count: 4 }] })
    }
  })

  it('rescales the part of a history that changed to microseconds', () => {
    const rows = minutes(0, 1, 2, 3)
    rows[2]![0] *= 1000
    rows[3]![0] *= 1000
    const { bars, report } = cleanBars(barsOf(rows))
    expect([...bars.close]).toEqual([10, 11, 12, 13])
    expect(bars.openTimeMs[3]).toBe(START + 3 * MINUTE)
    expect(report.findings[0]!.rows).toEqual([2, 3])
  })

  it('keeps real times of the early seventies among others', () => {
    const day = 86_400_000
    const rows = minutes(0, 0, 0).map(
      (row, i): Row => [Date.UTC(1969, 11, 1) + i * 400 * day, ...(row.slice(1) as [number, number, number, number, number])],
    )
    expect([...cleanBars(barsOf(rows, day)).bars.openTimeMs]).toEqual(rows.map(([time]) => time))
  })
})

describe('values', () => {
  it('makes ±Infinity, prices ≤ 0 and negative volumes missing', () => {
    const rows = minutes(0, 1, 2, 3)
    rows[0]![1] = Infinity
    rows[1]![4] = 0
    rows[2]![3] = -5
    rows[3]![5] = -1
    const given = { ...barsOf(rows), extra: { funding: Float64Array.of(-1, 0, -Infinity, 5) } }
    const { bars, report } = cleanBars(given)
    expect([bars.open[0], bars.close[1], bars.low[2], bars.volume[3], bars.extra.funding![2]]).toEqual([NaN, NaN, NaN, NaN, NaN])
    expect([...bars.extra.funding!.subarray(0, 2)]).toEqual([-1, 0])
    expect(report.findings.map(({ rule, action, column, rows: found }) => [rule, action, column, found])).toEqual([
      ['infinite', 'missing', 'open', [0]],
      ['price-not-positive', 'missing', 'low', [2]],
      ['price-not-positive', 'missing', 'close', [1]],
      ['negative-volume', 'missing', 'volume', [3]],
      ['infinite', 'missing', 'funding', [2]],
    ])
    expect(given.open[0]).toBe(Infinity)
    expect(codeOf(() => cleanBars(given, { badValues: 'drop' }))).toBe('bars/nothing-left')
  })

  it("badValues: 'drop' drops their rows", () => {
    const rows = minutes(0, 1, 2)
    rows[1]![4] = -1
    rows[1]![5] = -1
    const { bars, report } = cleanBars(barsOf(rows), { badValues: 'drop' })
    expect([...bars.close]).toEqual([10, 12])
    expect(report).toMatchObject({ droppedRows: 1, gaps: [{ missingBars: 1 }] })
    expect(report.findings.map(({ action }) => action)).toEqual(['dropped', 'dropped'])
  })

  it('an extra column may be named like a price without being one', () => {
    const given = {
      ...barsOf(minutes(0, 1)),
      extra: Object.fromEntries([
        ['close', Float64Array.of(-1, 0)],
        ['__proto__', Float64Array.of(NaN, 0)],
      ]),
    }
    const { bars, report } = cleanBars(given)
    expect([...bars.extra.close!]).toEqual([-1, 0])
    expect(Object.keys(bars.extra)).toEqual(['close', '__proto__'])
    expect(report.missing).toEqual([{ column: '__proto__', count: 1 }])
  })

  it('widens high and low to hold open and close', () => {
    const given = barsOf([
      [START, 10, 11, 9, 12, 1],
      [START + MINUTE, 10, 11, 9, 8, 1],
      [START + 2 * MINUTE, 10, 5, 20, 11, 1],
      [START + 3 * MINUTE, NaN, 11, 9, 12, 1],
    ])
    const { bars, report } = cleanBars(given)
    expect([...bars.high]).toEqual([12, 11, 11, 12])
    expect([...bars.low]).toEqual([9, 8, 10, 9])
    expect(report.findings).toEqual([{ rule: 'high-low', action: 'widened', count: 4, rows: [0, 1, 2, 3] }])
    const missing = cleanBars(given, { highLow: 'missing' })
    expect([...missing.bars.high]).toEqual([NaN, NaN, NaN, NaN])
    expect([...missing.bars.close]).toEqual([12, 8, 11, 12])
    expect(codeOf(() => cleanBars(given, { highLow: 'drop' }))).toBe('bars/nothing-left')
  })

  it('a high below its low, with no open or close to tell, loses both', () => {
    const { bars, report } = cleanBars(barsOf([...minutes(0), [START + MINUTE, NaN, 5, 6, NaN, 1]]))
    expect([bars.high[1], bars.low[1]]).toEqual([NaN, NaN])
    expect(report.findings).toEqual([{ rule: 'high-low', action: 'missing', count: 1, rows: [1] }])
  })
})

describe('outliers', () => {
  const spiked = (): Bars => {
    const bars = simulateBars({ seed: 2, length: 500, volatilityPerBar: 0.002 })
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[100]! *= 10
    for (let i = 300; i < 500; i++) for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i]! *= 0.5
    bars.extra = {}
    return bars
  }

  it('lists spikes and jumps, and keeps them by default', () => {
    const given = spiked()
    const { bars, report } = cleanBars(given)
    expect(bars).toEqual(given)
    expect(report.outliers.map(({ row, kind }) => [row, kind])).toEqual([
      [100, 'spike'],
      [300, 'jump'],
    ])
    expect(report.outliers[0]!.logReturn).toBeCloseTo(Math.log(10), 1)
    expect(report.outliers[0]!.score).toBeGreaterThan(100)
    expect(report.lookAhead).toEqual([])
  })

  it("outliers: 'missing' takes the prices of spikes only, and says that it looked ahead", () => {
    const { bars, report } = cleanBars(spiked(), { outliers: 'missing' })
    expect([bars.open[100], bars.high[100], bars.low[100], bars.close[100]]).toEqual([NaN, NaN, NaN, NaN])
    expect(bars.volume[100]).toBeGreaterThan(0)
    expect(bars.close[300]).toBe(spiked().close[300])
    expect(report.findings).toEqual([{ rule: 'outlier', action: 'missing', count: 1, rows: [100] }])
    expect(report.lookAhead).toEqual(['outliers: missing'])
  })

  it('the last bar may be the first of many, so it is a jump', () => {
    const bars = simulateBars({ seed: 2, length: 100 })
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[99]! *= 10
    expect(cleanBars(bars).report.outliers).toMatchObject([{ row: 99, kind: 'jump' }])
  })

  it('a leap that comes only half way back is two jumps', () => {
    const bars = simulateBars({ seed: 2, length: 200 })
    for (const column of [bars.open, bars.high, bars.low, bars.close]) for (let i = 100; i < 200; i++) column[i]! *= i === 100 ? 10 : 3
    expect(cleanBars(bars, { outliers: 'missing' }).report).toMatchObject({
      outliers: [
        { row: 100, kind: 'jump' },
        { row: 101, kind: 'jump' },
      ],
      findings: [],
      lookAhead: [],
    })
  })

  it('the score is the distance from the median in scaled MADs; a flat price has no scale', () => {
    const closes = [100, 101, 100, 101, 100, 101, 100, 150, 100, 101, 100]
    const rows = closes.map((close, i): Row => [START + i * MINUTE, close, close, close, close, 1])
    const returns = closes.slice(1).map((close, i) => Math.log(close / closes[i]!))
    const median = (values: number[]): number => {
      const sorted = values.slice().sort((a, b) => a - b)
      return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
    }
    const centre = median(returns)
    const deviation = 1.482602218505602 * median(returns.map((value) => Math.abs(value - centre)))
    const [outlier] = cleanBars(barsOf(rows)).report.outliers
    expect(outlier!.score).toBeCloseTo((Math.log(1.5) - centre) / deviation, 9)
    expect(cleanBars(barsOf(rows), { outlierScore: outlier!.score + 1e-6 }).report.outliers).toEqual([])
    const flat = closes.map((_, i): Row => [START + i * MINUTE, 5, 5, 5, i === 6 ? 500 : 5, 1])
    expect(cleanBars(barsOf(flat)).report.outliers).toEqual([])
  })
})

describe('missing values', () => {
  const holes = (): Bars => ({
    ...barsOf([
      [START, 10, 12, 9, 11, 100],
      [START + MINUTE, NaN, NaN, NaN, NaN, NaN],
      [START + 2 * MINUTE, 13, NaN, 12, 15, 200],
      [START + 4 * MINUTE, 15, 16, 14, NaN, NaN],
      [START + 5 * MINUTE, 20, 21, 19, 20, 300],
    ]),
    extra: { funding: Float64Array.of(1, NaN, 3, NaN, 5) },
  })

  it('forwardFill carries the close on and counts no volume', () => {
    const { bars, report } = cleanBars(holes(), { missing: 'forwardFill' })
    expect(rowsOf(bars)).toEqual([
      [START, 10, 12, 9, 11, 100],
      [START + MINUTE, 11, 11, 11, 11, 0],
      [START + 2 * MINUTE, 13, 15, 12, 15, 200],
      [START + 4 * MINUTE, 15, 16, 14, 15, 0],
      [START + 5 * MINUTE, 20, 21, 19, 20, 300],
    ])
    expect([...bars.extra.funding!]).toEqual([1, 1, 3, 3, 5])
    expect(report.lookAhead).toEqual([])
    expect(report.missing).toEqual([])
    expect(report.findings.find(({ column }) => column === 'high')).toEqual({
      rule: 'missing-value',
      action: 'filled',
      column: 'high',
      count: 2,
      rows: [1, 2],
    })
  })

  it('forwardFill leaves what has nothing before it, and a market without volume', () => {
    const given = { ...barsOf([[START, NaN, NaN, NaN, NaN, NaN], ...minutes(1, 2)]), volume: new Float64Array(3).fill(NaN) }
    const { bars, report } = cleanBars(given, { missing: 'forwardFill' })
    expect(rowsOf(bars)[0]).toEqual([START, NaN, NaN, NaN, NaN, NaN])
    expect(bars.volume.every(Number.isNaN)).toBe(true)
    expect(report.missing).toContainEqual({ column: 'volume', count: 3 })
  })

  it('forwardFill uses the past only: later bars change nothing before them', () => {
    const price = fc.oneof(fc.constant(NaN), fc.double({ min: 1, max: 100, noNaN: true }))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(price, price, price, price, price), { minLength: 3, maxLength: 12 }),
        fc.integer({ min: 1, max: 11 }),
        (table, cut) => {
          const rows = table.map(([open, high, low, close, volume], i): Row => [START + i * MINUTE, open, high, low, close, volume])
          const part = rows.slice(0, Math.min(cut, rows.length - 1))
          if (!part.some((row) => !Number.isNaN(row[4]))) return
          const whole = cleanBars(barsOf(rows), { missing: 'forwardFill' }).bars
          expect(rowsOf(cleanBars(barsOf(part), { missing: 'forwardFill' }).bars)).toEqual(rowsOf(whole).slice(0, part.length))
        },
      ),
    )
  })

  it('interpolate draws straight lines over time and says that it looked ahead', () => {
    const { bars, report } = cleanBars(holes(), { missing: 'interpolate' })
    // On the line the fourth close is 18.33, but its high is known to be 16.
    expect([...bars.close]).toEqual([11, 13, 15, 16, 20])
    expect([...bars.volume]).toEqual([100, 150, 200, expect.closeTo(200 + (100 * 2) / 3, 12), 300])
    expect(bars.open[1]).toBe(11.5)
    expect([...bars.high]).toEqual(
      [12, expect.closeTo(12 + 4 / 4, 12), expect.closeTo(12 + (4 * 2) / 4, 12), 16, 21].map((value, i) => (i === 2 ? 15 : value)),
    )
    expect([...bars.extra.funding!]).toEqual([1, 2, 3, expect.closeTo(3 + (2 * 2) / 3, 12), 5])
    expect(report.lookAhead).toEqual(['missing: interpolate'])
  })

  it('mean takes the mean of the whole history and says that it looked ahead', () => {
    const { bars, report } = cleanBars(holes(), { missing: 'mean' })
    expect(bars.close[1]).toBeCloseTo((11 + 15 + 20) / 3, 12)
    expect(bars.volume[3]).toBe(200)
    expect(report.lookAhead).toEqual(['missing: mean'])
    expect(cleanBars(simulateBars({ seed: 1, length: 10 }), { missing: 'mean' }).report.lookAhead).toEqual([])
  })

  it('drop drops rows with a missing price or volume', () => {
    const { bars, report } = cleanBars(holes(), { missing: 'drop' })
    expect([...bars.close]).toEqual([11, 20])
    expect(report).toMatchObject({ droppedRows: 3, findings: [{ rule: 'missing-value', action: 'dropped', count: 3, rows: [1, 2, 3] }] })
  })
})

describe('gaps', () => {
  it('fill adds flat bars without volume at the last close', () => {
    const given = { ...barsOf(minutes(0, 1, 4)), extra: { funding: Float64Array.of(1, 2, 3) } }
    const { bars, report } = cleanBars(given, { gaps: 'fill' })
    expect(rowsOf(bars)).toEqual([
      [START, 10, 20, 5, 10, 100],
      [START + MINUTE, 10, 20, 5, 11, 100],
      [START + 2 * MINUTE, 11, 11, 11, 11, 0],
      [START + 3 * MINUTE, 11, 11, 11, 11, 0],
      [START + 4 * MINUTE, 10, 20, 5, 12, 100],
    ])
    expect([...bars.extra.funding!]).toEqual([1, 2, NaN, NaN, 3])
    expect(report).toMatchObject({ filledRows: 2, droppedRows: 0, rowsOut: 5, gaps: [{ missingBars: 2 }] })
    expect(formatCleanReport(report)).toContain('gaps: 1, 2 missing bars, 2 filled')
  })

  it('carries the last known close, not a missing one', () => {
    const rows = minutes(0, 1, 3)
    rows[1]![4] = NaN
    expect(rowsOf(cleanBars(barsOf(rows), { gaps: 'fill' }).bars)[2]).toEqual([START + 2 * MINUTE, 10, 10, 10, 10, 0])
  })

  it('refuse throws, with the place of the first', () => {
    expect(() => cleanBars(barsOf(minutes(0, 1, 4)), { gaps: 'refuse' })).toThrow(
      expect.objectContaining({ code: 'bars/gap', value: 2, where: { timeMs: START + MINUTE } }),
    )
    expect(cleanBars(barsOf(minutes(0, 1, 2)), { gaps: 'refuse' }).report.gaps).toEqual([])
  })

  it('does not fill decades after one wrong time', () => {
    const rows = minutes(0, 1, 2)
    rows[2]![0] = Date.UTC(2094, 0, 1)
    expect(codeOf(() => cleanBars(barsOf(rows), { gaps: 'fill' }))).toBe('bars/gap')
    expect(cleanBars(barsOf(rows)).report.gaps.length).toBe(1)
  })

  it('rounds: 23 and 25 hours between daily bars are no gap, two days are one bar', () => {
    const hours = (...at: number[]): Row[] => minutes(...at.map((hour) => hour * 60))
    expect(cleanBars(barsOf(hours(0, 23, 48, 72), 24 * 60 * MINUTE)).report.gaps).toEqual([])
    expect(cleanBars(barsOf(hours(0, 48), 24 * 60 * MINUTE)).report.gaps).toMatchObject([{ missingBars: 1 }])
  })
})

describe('what cleaning refuses', () => {
  it('is only what leaves nothing, or is no table of bars', () => {
    const bars = barsOf(minutes(0, 1))
    expect(codeOf(() => cleanBars({ ...bars, openTimeMs: Float64Array.of(NaN, Infinity) }))).toBe('bars/nothing-left')
    expect(codeOf(() => cleanBars({ ...bars, close: Float64Array.of(NaN, -1) }))).toBe('bars/nothing-left')
    expect(codeOf(() => cleanBars(barsOf([])))).toBe('bars/empty')
    expect(codeOf(() => cleanBars({ ...bars, volume: new Float64Array(1) }))).toBe('bars/column-length')
    expect(codeOf(() => cleanBars({ ...bars, low: undefined as unknown as Float64Array }))).toBe('bars/missing-column')
    expect(codeOf(() => cleanBars({ ...bars, timeframeMs: NaN }))).toBe('bars/timeframe')
    expect(codeOf(() => cleanBars(null as unknown as Bars))).toBe('bars/missing-column')
    expect(cleanBars(barsOf(minutes(0))).bars.length).toBe(1)
  })

  it('unknown policies, by name', () => {
    const bars = barsOf(minutes(0, 1))
    expect(() => cleanBars(bars, { gap: 'fill' } as CleanPolicy)).toThrow(/unknown option "gap", did you mean "gaps"/)
    expect(() => cleanBars(bars, { gaps: 'fil' } as unknown as CleanPolicy)).toThrow(
      expect.objectContaining({ code: 'bars/config', value: 'fil' }),
    )
    expect(codeOf(() => cleanBars(bars, { outlierScore: 0 }))).toBe('bars/config')
    expect(codeOf(() => cleanBars(bars, JSON.parse('{"__proto__": 1}')))).toBe('bars/unknown-option')
  })
})

describe('any garbage', () => {
  const anything = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: 1, max: 20, noNaN: true }) },
    fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -5, 5e-324, Number.MAX_VALUE),
    fc.double(),
  )
  const time = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 60 }).map((minute) => START + minute * MINUTE) },
    fc.integer({ min: 0, max: 60 }).map((minute) => (START + minute * MINUTE) * 1000),
    fc.integer({ min: 0, max: 60 }).map((minute) => (START + minute * MINUTE) / 1000),
    fc.constantFrom(NaN, Infinity, 0, -1, 1e13, 1e15, 1e19, 1e25),
    fc.double(),
  )
  const table = fc.array(fc.tuple(time, anything, anything, anything, anything, anything, anything), { minLength: 1, maxLength: 15 })
  const policies = fc.record<CleanPolicy>(
    {
      badValues: fc.constantFrom('missing', 'drop'),
      highLow: fc.constantFrom('widen', 'missing', 'drop'),
      outliers: fc.constantFrom('keep', 'missing'),
      outlierScore: fc.constantFrom(1, 10),
      missing: fc.constantFrom('keep', 'forwardFill', 'interpolate', 'mean', 'drop'),
      gaps: fc.constantFrom('mark', 'fill'),
    },
    { requiredKeys: [] },
  )
  const given = (rows: number[][]): Bars => ({
    ...barsOf(rows.map((row) => row.slice(0, 6) as Row)),
    extra: { quote: Float64Array.from(rows, (row) => row[6]!) },
  })

  it('without a policy becomes valid bars, or is refused because nothing is left', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const bars = given(rows)
        const copy = structuredClone(bars)
        let cleaned: ReturnType<typeof cleanBars>
        try {
          cleaned = cleanBars(bars)
        } catch (error) {
          expect(isBarcastError(error, 'bars/nothing-left')).toBe(true)
          expect(rows.every((row) => Math.abs(row[0]!) < 1e20 && row[4]! > 0 && row[4]! < Infinity)).toBe(false)
          return
        }
        checkBars({ ...cleaned.bars }, 'Test')
        expect(bars).toEqual(copy)
        const { report } = cleaned
        // JSON has no NaN or Infinity: they would be null.
        expect(JSON.stringify(report)).not.toContain('null')
        expect(report.rowsOut).toBe(cleaned.bars.length)
        expect(report.rowsIn - report.droppedRows).toBe(report.rowsOut)
        const dropped = new Set(report.findings.flatMap(({ action, rows: found }) => (action === 'dropped' ? found : [])))
        expect(dropped.size).toBe(report.droppedRows)
        expect(formatCleanReport(report).length).toBeGreaterThan(0)
        const again = cleanBars(cleaned.bars)
        expect(again.bars).toEqual(cleaned.bars)
        expect(again.report.findings).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it('with any policy too, and known values stay what they are', () => {
    const near = fc.array(
      fc.tuple(
        fc.oneof(
          time.filter((value) => value >= START),
          fc.constant(NaN),
        ),
        anything,
        anything,
        anything,
        anything,
        anything,
        anything,
      ),
      { minLength: 1, maxLength: 15 },
    )
    fc.assert(
      fc.property(near, policies, (rows, policy) => {
        const distinct = rows.filter((row, i) => row[0]! < 1e13 && rows.findIndex(([other]) => other === row[0]) === i)
        const bars = given(distinct.length === 0 ? rows : distinct)
        let cleaned: Bars
        try {
          cleaned = cleanBars(bars, policy).bars
        } catch (error) {
          expect(['bars/nothing-left', 'bars/gap']).toContain(isBarcastError(error) ? error.code : error)
          return
        }
        checkBars({ ...cleaned }, 'Test')
        if (policy.gaps === 'fill' || policy.outliers === 'missing') return
        const known = (value: number): boolean => value > 0 && value < Infinity
        for (let i = 0; i < cleaned.length; i++) {
          const row = distinct.find(([open]) => open === cleaned.openTimeMs[i])
          if (row === undefined) continue
          if (known(row[1])) expect(cleaned.open[i]).toBe(row[1])
          if (known(row[4])) expect(cleaned.close[i]).toBe(row[4])
        }
      }),
      { numRuns: 1500 },
    )
  })
})
