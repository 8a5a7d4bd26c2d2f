import { type BarColumns, barsFromColumns, splitBars } from 'barcast/bars'
import type { Bars } from 'barcast/core'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const openTimeMs = [0, 60_000, 120_000, 180_000]
const close = [10, 12, 11, 11]

function refusal(columns: unknown): { code: string; where: object } {
  try {
    barsFromColumns(columns as BarColumns)
  } catch (error) {
    return error as { code: string; where: object }
  }
  throw new Error('not refused')
}

describe('barsFromColumns', () => {
  it('needs times and closes only: opens at the last close, high and low hold both, volume missing', () => {
    expect(barsFromColumns({ openTimeMs, close })).toEqual({
      symbol: '',
      timeframeMs: 60_000,
      length: 4,
      openTimeMs: Float64Array.from(openTimeMs),
      open: Float64Array.of(10, 10, 12, 11),
      high: Float64Array.of(10, 12, 12, 11),
      low: Float64Array.of(10, 10, 11, 11),
      close: Float64Array.from(close),
      volume: new Float64Array(4).fill(NaN),
      extra: {},
    })
  })

  it('without opens, widens the given high and low to hold open and close', () => {
    const bars = barsFromColumns({ openTimeMs, close, high: [11, 11.5, NaN, 13], low: Float64Array.of(9, 10.5, 11.5, 10) })
    expect([...bars.high]).toEqual([11, 12, NaN, 13])
    expect([...bars.low]).toEqual([9, 10, 11, 10])
  })

  it('with opens, high and low must hold both, and are made where they are not given', () => {
    const bars = barsFromColumns({ openTimeMs, close, open: [9, 10, 12, 11], low: [8, 9, 10, 11] })
    expect([...bars.high]).toEqual([10, 12, 12, 11])
    expect(refusal({ openTimeMs, close, open: close, high: [10, 11, 12, 12], low: [1, 1, 1, 1] })).toMatchObject({
      code: 'bars/high-low',
      where: { row: 1, column: 'high' },
    })
  })

  it('keeps missing values missing; a bar after a missing close opens at its own', () => {
    const bars = barsFromColumns({ openTimeMs, close: [10, NaN, 11, 12] })
    expect([...bars.open]).toEqual([10, 10, 11, 11])
    expect([...bars.high]).toEqual([10, 10, 11, 12])
    expect([...bars.close]).toEqual([10, NaN, 11, 12])
  })

  it('takes symbol, timeframe, volume and extra columns, and copies what it takes', () => {
    const volume = Float64Array.of(1, 2, 3, 4)
    const bars = barsFromColumns({ openTimeMs, close, volume, symbol: 'X', timeframeMs: 30_000, extra: { funding: [0, NaN, -1, 2] } })
    expect(bars).toMatchObject({ symbol: 'X', timeframeMs: 30_000 })
    expect([...bars.extra.funding!]).toEqual([0, NaN, -1, 2])
    volume[0] = 99
    expect(bars.volume[0]).toBe(1)
    expect(barsFromColumns({ openTimeMs: [5], close: [1], timeframeMs: 1000 }).length).toBe(1)
  })

  it.each<[string, unknown]>([
    ['missing-column', null],
    ['missing-column', undefined],
    ['missing-column', {}],
    ['missing-column', { close }],
    ['missing-column', { openTimeMs }],
    ['missing-column', { openTimeMs, close: 'abc' }],
    ['missing-column', { openTimeMs, close: { length: 4 } }],
    ['column-length', { openTimeMs, close: [1] }],
    ['column-length', { openTimeMs, close, extra: { x: [1] } }],
    ['not-a-number', { openTimeMs, close: [10, '12', 11, 11] }],
    ['not-a-number', { openTimeMs, close: [10, null, 11, 11] }],
    ['empty', { openTimeMs: [], close: [] }],
    ['timeframe', { openTimeMs: [5], close: [1] }],
    ['timeframe', { openTimeMs, close, timeframeMs: 0 }],
    ['timeframe', { openTimeMs, close, timeframeMs: NaN }],
    ['unknown-column', { openTimeMs, close, hihg: close }],
    ['unknown-column', JSON.parse('{"openTimeMs": [1, 2], "close": [1, 1], "__proto__": [1, 2]}')],
    ['duplicate-time', { openTimeMs: [5, 5], close: [1, 1] }],
    ['unordered-time', { openTimeMs: [0, 120_000, 60_000, 180_000], close }],
    ['time-unit', { openTimeMs: [1704067200, 1704067260], close: [1, 1] }],
    ['time-missing', { openTimeMs: [NaN, 1], close: [1, 1] }],
    ['price-not-positive', { openTimeMs, close: [10, 0, 11, 11] }],
    ['price-not-positive', { openTimeMs, close: [10, -1, 11, 11] }],
    ['infinite', { openTimeMs, close: [10, Infinity, 11, 11] }],
    ['negative-volume', { openTimeMs, close, volume: [1, -1, 1, 1] }],
  ])('refuses bars/%s %#', (rule, columns) => {
    expect(refusal(columns).code).toBe(`bars/${rule}`)
  })

  it('gives valid bars for any positive closes, and any high and low', () => {
    const price = fc.oneof(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.constant(NaN))
    const rows = fc.array(fc.tuple(price, price, price), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(rows, (table) => {
        const column = (k: 0 | 1 | 2): number[] => table.map((row) => row[k])
        // Highs below lows are the caller's fault unless open and close are there to tell.
        const [high, low] = [column(1), column(2)].map((side) => side) as [number[], number[]]
        const ordered = high.map((value, i) => [Math.max(value, low[i]!), Math.min(value, low[i]!)])
        const bars = barsFromColumns({
          openTimeMs: table.map((_, i) => i * 1000),
          close: column(0),
          high: ordered.map((pair) => pair[0]!),
          low: ordered.map((pair) => pair[1]!),
        })
        expect(bars.length).toBe(table.length)
      }),
    )
  })
})

describe('splitBars', () => {
  it('cuts in time order over the same memory, losing no bar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (length, trainShare) => {
        const bars = simulateBars({ seed: 1, length })
        const rows = Math.floor(length * trainShare)
        if (rows < 1 || rows >= length) {
          expect(() => splitBars(bars, { trainShare })).toThrow(expect.objectContaining({ code: 'bars/train-share' }))
          return
        }
        const { train, test } = splitBars(bars, { trainShare })
        expect([train.length, test.length]).toEqual([rows, length - rows])
        expect([...train.close, ...test.close]).toEqual([...bars.close])
        expect(train.openTimeMs.at(-1)!).toBeLessThan(test.openTimeMs[0]!)
        expect(test.close.buffer).toBe(bars.close.buffer)
      }),
    )
  })

  it('refuses shares that leave a part empty, and faulty bars', () => {
    const bars = simulateBars({ seed: 1, length: 10 })
    for (const trainShare of [0, 0.05, 1, 1.5, -1, NaN, Infinity]) {
      expect(() => splitBars(bars, { trainShare }), String(trainShare)).toThrow(expect.objectContaining({ code: 'bars/train-share' }))
    }
    const faulty: Bars = { ...bars, close: bars.close.map(() => 0) }
    expect(() => splitBars(faulty, { trainShare: 0.5 })).toThrow(expect.objectContaining({ code: 'bars/price-not-positive' }))
  })
})
