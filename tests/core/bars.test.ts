import { BarcastError, type Bars, barAt, barFaultAt, checkBarColumns, checkBars, sliceBars } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const START = Date.UTC(2024, 0, 1)

function someBars(length = 5): Bars {
  const column = (offset: number): Float64Array => Float64Array.from({ length }, (_, i) => 100 + i + offset)
  return {
    symbol: 'TEST',
    timeframeMs: 60_000,
    length,
    openTimeMs: Float64Array.from({ length }, (_, i) => START + i * 60_000),
    open: column(0),
    high: column(2),
    low: column(-2),
    close: column(1),
    volume: column(0),
    extra: { funding: column(0) },
  }
}

function refusal(bars: unknown): BarcastError {
  try {
    checkBars(bars as Bars, 'Test')
  } catch (error) {
    if (error instanceof BarcastError) return error
    throw error
  }
  throw new Error('not refused')
}

function withCell(column: 'openTimeMs' | 'open' | 'high' | 'low' | 'close' | 'volume', row: number, value: number): Bars {
  const bars = someBars()
  bars[column][row] = value
  return bars
}

describe('checkBars', () => {
  it('accepts gaps, zero volume, missing values and a flat price', () => {
    const bars = someBars()
    bars.openTimeMs[4] = START + 99 * 60_000
    bars.volume[1] = 0
    bars.close[2] = NaN
    bars.high[3] = NaN
    bars.volume[4] = NaN
    bars.extra.funding![0] = NaN
    checkBars(bars, 'Test')
    const flat = {
      ...bars,
      open: bars.volume.map(() => 5),
      high: bars.volume.map(() => 5),
      low: bars.volume.map(() => 5),
      close: bars.volume.map(() => 5),
    }
    checkBars(flat, 'Test')
  })

  it.each([
    ['time-missing', withCell('openTimeMs', 2, NaN), 2, 'openTimeMs'],
    ['time-missing', withCell('openTimeMs', 4, Infinity), 4, 'openTimeMs'],
    ['duplicate-time', withCell('openTimeMs', 3, START + 120_000), 3, 'openTimeMs'],
    ['unordered-time', withCell('openTimeMs', 3, START + 1), 3, 'openTimeMs'],
    ['high-low', withCell('high', 1, 50), 1, 'high'],
    ['high-low', withCell('low', 1, 101.5), 1, 'low'],
    ['high-low', withCell('close', 1, 110), 1, 'high'],
    ['high-low', withCell('close', 1, 90), 1, 'low'],
    ['high-low', withCell('open', 1, 110), 1, 'high'],
    ['high-low', withCell('open', 1, 90), 1, 'low'],
    ['price-not-positive', withCell('low', 0, 0), 0, 'low'],
    ['price-not-positive', withCell('close', 0, -3), 0, 'close'],
    ['infinite', withCell('high', 2, Infinity), 2, 'high'],
    ['infinite', withCell('low', 2, -Infinity), 2, 'low'],
    ['infinite', withCell('volume', 2, Infinity), 2, 'volume'],
    ['negative-volume', withCell('volume', 2, -1), 2, 'volume'],
  ])('refuses %s and says where', (rule, bars, row, column) => {
    const error = refusal(bars)
    expect(error.code).toBe(`bars/${rule}`)
    expect(error.where).toMatchObject({ row, column })
    expect(error.message).toContain('cleanBars')
    expect(barFaultAt(bars as Bars, row as number)?.rule).toBe(rule)
  })

  it('refuses times in seconds, micro- and nanoseconds', () => {
    const scaled = (factor: number): Bars => ({ ...someBars(), openTimeMs: someBars().openTimeMs.map((time) => time * factor) })
    expect(refusal(scaled(1e-3))).toMatchObject({ code: 'bars/time-unit', message: expect.stringContaining('seconds') })
    expect(refusal(scaled(1e3))).toMatchObject({ code: 'bars/time-unit', message: expect.stringContaining('micro') })
    expect(refusal(scaled(1e6)).code).toBe('bars/time-unit')
    checkBars({ ...someBars(), openTimeMs: Float64Array.of(0, 1, 2, 3, 4) }, 'Test')
  })

  it('refuses what is no table of bars, by name', () => {
    const { high: _, ...withoutHigh } = someBars()
    expect(refusal(null).code).toBe('bars/missing-column')
    expect(refusal('bars').code).toBe('bars/missing-column')
    expect(refusal(withoutHigh)).toMatchObject({ code: 'bars/missing-column', where: { column: 'high' } })
    expect(refusal({ ...someBars(), close: [1, 2, 3, 4, 5] })).toMatchObject({ code: 'bars/missing-column', where: { column: 'close' } })
    expect(refusal({ ...someBars(), close: new Float64Array(4) })).toMatchObject({ code: 'bars/column-length', where: { column: 'close' } })
    expect(refusal({ ...someBars(), extra: { x: new Float64Array(1) } })).toMatchObject({
      code: 'bars/column-length',
      where: { column: 'x' },
    })
    expect(refusal({ ...someBars(), extra: undefined }).code).toBe('bars/missing-column')
    expect(refusal({ ...someBars(), timeframeMs: 0 }).code).toBe('bars/timeframe')
    expect(refusal({ ...someBars(), timeframeMs: NaN }).code).toBe('bars/timeframe')
    expect(refusal(someBars(0)).code).toBe('bars/empty')
    expect(refusal({ ...someBars(), extra: { x: Float64Array.of(1, 2, Infinity, 4, 5) } })).toMatchObject({
      code: 'bars/infinite',
      where: { row: 2, column: 'x' },
    })
    expect(() => checkBarColumns({ ...withCell('close', 0, -1) }, 'Test')).not.toThrow()
  })

  it('looks again at a copy with another column, and when the last row changed', () => {
    const bars = someBars()
    checkBars(bars, 'Test')
    expect(refusal({ ...bars, close: bars.close.map(() => -1) }).code).toBe('bars/price-not-positive')
    bars.close = bars.close.map(() => -1)
    expect(refusal(bars).code).toBe('bars/price-not-positive')
    const grown = someBars()
    checkBars(grown, 'Test')
    grown.close[4] = -1
    expect(refusal(grown).code).toBe('bars/price-not-positive')
    const timed = someBars()
    checkBars(timed, 'Test')
    timed.openTimeMs[4] = 0
    expect(refusal(timed).code).toBe('bars/unordered-time')
  })

  it('agrees with the row by row rules on any table', () => {
    const value = fc.oneof(fc.constantFrom(NaN, 0, -1, Infinity, -Infinity, 5, 6, 7), fc.double({ min: 0.1, max: 10, noNaN: true }))
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), value, value, value, value, value), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(rows, (table) => {
        const column = (k: number): Float64Array => Float64Array.from(table, (row) => row[k]!)
        const [openTimeMs, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column)
        const bars = { ...someBars(table.length), openTimeMs, open, high, low, close, volume, extra: {} } as Bars
        const faults = table.map((_, row) => barFaultAt(bars, row)).filter((fault) => fault !== undefined)
        if (faults.length === 0) checkBars(bars, 'Test')
        else expect(refusal(bars).code).toBe(`bars/${faults[0]!.rule}`)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('rows of bars', () => {
  it('barAt gives one row with its extra values', () => {
    expect(barAt(someBars(), 2)).toEqual({
      openTimeMs: START + 120_000,
      open: 102,
      high: 104,
      low: 100,
      close: 103,
      volume: 102,
      extra: { funding: 102 },
    })
    expect('extra' in barAt({ ...someBars(), extra: {} }, 0)).toBe(false)
  })

  it('sliceBars shares memory, keeps extra columns, and clamps like subarray', () => {
    const bars = someBars()
    const part = sliceBars(bars, 1, 3)
    expect(part.length).toBe(2)
    expect(part.close.buffer).toBe(bars.close.buffer)
    expect([...part.extra.funding!]).toEqual([101, 102])
    expect(sliceBars(bars, 3, 99).length).toBe(2)
    checkBars(part, 'Test')
  })

  it('__proto__ as the name of an extra column is a column', () => {
    const extra = JSON.parse('{"__proto__": 1}') as Record<string, unknown>
    Object.defineProperty(extra, '__proto__', { value: Float64Array.of(1, 2, 3, 4, 5), enumerable: true })
    const bars = { ...someBars(), extra: extra as Record<string, Float64Array> }
    checkBars(bars, 'Test')
    const part = sliceBars(bars, 1, 2)
    expect(Object.keys(part.extra)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(part.extra)).toBe(Object.prototype)
  })
})
