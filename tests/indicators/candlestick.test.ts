import { readFileSync } from 'node:fs'
import { sliceBars } from 'barcast/core'
import { doji, engulfing, harami, hikkake, indicators, morningStar, type TalibName, talib, talibFunctions } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { crowd } from './candle-crowd.js'
import { series } from './talib-series.js'

type Candle = readonly [open: number, high: number, low: number, close: number]

function barsOf(candles: readonly Candle[]) {
  const column = (k: number): Float64Array => Float64Array.from(candles, (candle) => candle[k]!)
  return {
    symbol: 'TEST',
    timeframeMs: 60_000,
    length: candles.length,
    openTimeMs: Float64Array.from(candles, (_, i) => i * 60_000),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(candles.length),
    extra: {},
  }
}

/** Twelve candles with a body of 4 and a range of 8, then the given ones. */
const afterCalm = (...candles: Candle[]) => barsOf([...Array.from({ length: 12 }, (): Candle => [100, 106, 98, 104]), ...candles])
const last = (column: Float64Array): number => column[column.length - 1]!

interface Crowd {
  readonly length: number
  /** Per pattern how often each value comes, and the sum of row · value modulo 1,000,000,007. */
  readonly patterns: Readonly<Record<string, { readonly counts: Readonly<Record<string, number>>; readonly sum: number }>>
}

describe('candlesticks', () => {
  const patterns = (Object.keys(talibFunctions) as TalibName[]).filter((name) => talibFunctions[name].group === 'Pattern Recognition')

  const outputOf = (name: TalibName, on: keyof typeof series): Float64Array => Object.values<Float64Array>(talib(name, series[on]))[0]!
  const signals = (name: TalibName): number[] =>
    [...new Set(outputOf(name, 'candles'))].filter((value) => value !== 0 && !Number.isNaN(value)).sort((a, b) => a - b)

  it('are TA-Lib’s on a hundred thousand candles full of equalities', () => {
    const golden = JSON.parse(readFileSync(new URL('../golden/talib/candles.json', import.meta.url), 'utf8')) as Crowd
    const bars = crowd(golden.length)
    for (const name of patterns) {
      const counts: Record<string, number> = {}
      let sum = 0
      Object.values<Float64Array>(talib(name, bars))[0]!.forEach((value, row) => {
        if (value === 0 || Number.isNaN(value)) return
        counts[value] = (counts[value] ?? 0) + 1
        sum += row * value
      })
      const { counts: expected, sum: expectedSum } = golden.patterns[name]!
      expect(counts, name).toEqual(expected)
      expect(((sum % 1_000_000_007) + 1_000_000_007) % 1_000_000_007, name).toBe(expectedSum)
    }
  })

  it('all fire on the candle-rich series, with each sign they can have', () => {
    expect(patterns).toHaveLength(61)
    expect(patterns.filter((name) => signals(name).length === 0)).toEqual([])
    expect(signals('CDLHIKKAKE')).toEqual([-200, -100, 100, 200])
    for (const name of ['CDLENGULFING', 'CDLHARAMI', 'CDLHARAMICROSS'] as const) expect(signals(name)).toEqual([-100, -80, 80, 100])
  })

  it('never give −0', () => {
    for (const name of patterns) {
      expect(
        outputOf(name, 'candles').some((value) => Object.is(value, -0)),
        name,
      ).toBe(false)
    }
  })

  it('tell a shared end of two bodies from a whole one', () => {
    expect(last(engulfing(afterCalm([104, 105, 99, 100], [99, 107, 98, 106])))).toBe(100)
    expect(last(engulfing(afterCalm([104, 105, 99, 100], [100, 107, 98, 106])))).toBe(80)
    expect(last(engulfing(afterCalm([104, 105, 99, 100], [100, 107, 98, 104])))).toBe(0)
    expect(last(harami(afterCalm([110, 111, 99, 100], [102, 105, 101, 104])))).toBe(100)
    expect(last(harami(afterCalm([110, 111, 99, 100], [100, 105, 99, 103])))).toBe(80)
  })

  it('take the penetration as a share of the first body', () => {
    const bars = afterCalm([110, 111, 99, 100], [98, 99, 96, 97], [99, 106, 98, 105])
    expect(last(morningStar(bars))).toBe(100)
    expect(last(morningStar(bars, { penetration: 0.49 }))).toBe(100)
    expect(last(morningStar(bars, { penetration: 0.5 }))).toBe(0)
    expect(() => morningStar(bars, { penetration: -0.1 })).toThrow('penetration')
  })

  it('judge candles of equal size as equal, also after a bar a million times larger', () => {
    const bars = afterCalm([100, 1e9, 1e-7, 104], ...Array.from({ length: 30 }, (): Candle => [0.7, 0.7, 0.7, 0.7]))
    expect(last(doji(bars))).toBe(100)
    const flat = barsOf(Array.from({ length: 40 }, (): Candle => [10.1, 10.4, 10, 10.3]))
    expect(last(indicators.longLine(flat))).toBe(0)
    expect(last(indicators.shortLine(flat))).toBe(0)
  })

  it('confirm a hikkake once, on the bar where it is known', () => {
    const bars = barsOf([
      [10, 12, 8, 11],
      [10, 12, 8, 11],
      [10, 14, 6, 11],
      [10, 12, 8, 11],
      [9, 11, 7, 8],
      [9, 11, 7, 10],
      [10, 14, 7, 13],
      [12, 14, 11, 13],
    ])
    const values = hikkake(bars)
    expect([...values.subarray(0, 5)]).toEqual([NaN, NaN, NaN, NaN, NaN])
    expect([...values.subarray(5)]).toEqual([0, 200, 0])
    expect([...hikkake(sliceBars(bars, 0, 7)).subarray(5)]).toEqual([0, 200])
  })
})
