import { readFileSync } from 'node:fs'
import { alignBars, barsFromColumns, createResampler, resampleBars } from 'barcast/bars'
import { type Bars, barAt, createFrame, decodeFloats } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { rsi } from 'barcast/indicators'
import { expectCausal, simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const

/** Bars whose close is their row number plus 1. */
function counted(fromMs: number, rows: number, timeframeMs: number): Bars {
  const openTimeMs = Array.from({ length: rows }, (_, i) => fromMs + i * timeframeMs)
  return barsFromColumns({ openTimeMs, close: openTimeMs.map((_, i) => i + 1), timeframeMs })
}

describe('alignBars', () => {
  it('equals pandas merge_asof of the closes', () => {
    const golden = JSON.parse(readFileSync(new URL('../golden/pandas-resample/resample.json', import.meta.url), 'utf8'))
    const { timeMs, ...values } = golden.sources.minutes
    const column = (name: string): Float64Array => decodeFloats(values[name])
    const base = barsFromColumns({
      openTimeMs: decodeFloats(timeMs),
      timeframeMs: 5 * MINUTE,
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    })
    const frame = alignBars(base, resampleBars(base, '1h', { incomplete: 'keep' }))
    expect(frame.timeMs).toEqual(base.openTimeMs)
    for (const name of COLUMNS) expect(frame.column(name), name).toEqual(decodeFloats(golden.joined[name]))
  })

  it('a bar inside an open hour sees the hour before, the one that closes with its hour sees that', () => {
    const quarters = counted(Date.UTC(2024, 0, 1, 9), 10, 15 * MINUTE)
    const hours = counted(Date.UTC(2024, 0, 1, 9), 3, HOUR)
    expect([...alignBars(quarters, hours).column('close')]).toEqual([NaN, NaN, NaN, 1, 1, 1, 1, 2, 2, 2])
    // What a join by open times gives: hours that are not over.
    const naive = Float64Array.from(quarters.openTimeMs, (time) => hours.close[hours.openTimeMs.findLastIndex((open) => open <= time)]!)
    expect([...naive]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3])
  })

  it('by the stated close: days of 23 and 25 hours, months, last milliseconds', () => {
    const base = counted(Date.UTC(2024, 9, 26), 72, HOUR)
    const days = resampleBars(base, '1d', { timeZone: 'Europe/Berlin' })
    const seen = alignBars(base, days, { columns: { day: days.openTimeMs } }).column('day')
    base.openTimeMs.forEach((time, i) => {
      const last = days.openTimeMs.findLastIndex((_, k) => days.extra.closeTimeMs![k]! <= time + HOUR)
      expect(seen[i]).toBe(last < 0 ? NaN : days.openTimeMs[last])
    })
    // 27 October has 25 hours: 24 hours after its open it is not over.
    const row = base.openTimeMs.indexOf(Date.UTC(2024, 9, 27, 21))
    expect([seen[row], seen[row + 1]]).toEqual([Date.UTC(2024, 9, 25, 22), Date.UTC(2024, 9, 26, 22)])

    const binance = { ...counted(Date.UTC(2024, 0, 1), 12, 5 * MINUTE), extra: {} }
    const stated = { ...binance, extra: { closeTimeMs: binance.openTimeMs.map((time) => time + 5 * MINUTE - 1) } }
    const micros = { ...binance, extra: { closeTimeMs: binance.openTimeMs.map((time) => time + 5 * MINUTE - 0.001) } }
    const hour = resampleBars(binance, '1h')
    for (const bars of [binance, stated, micros]) expect([...alignBars(bars, hour).column('close')].slice(10)).toEqual([NaN, 12])
    const justLater = { ...hour, extra: { closeTimeMs: hour.extra.closeTimeMs!.map((time) => time + 1) } }
    expect(alignBars(binance, justLater).column('close')[11]).toBeNaN()
    const missing = { ...binance, extra: { closeTimeMs: binance.openTimeMs.map(() => NaN) } }
    expect(alignBars(missing, hour)).toMatchObject({ length: 12 })
  })

  it('takes a frame whose rows are fewer, and marks what was scaled for looking at', () => {
    const bars = simulateBars({ seed: 2, length: 3000, timeframeMs: 5 * MINUTE })
    const hours = resampleBars(bars, '1h')
    const engineer = createFeatureEngineer({ features: ['rsi_14', 'natr_14'] })
    const whole = engineer.engineerFeatures(hours)
    const complete = engineer.engineerFeatures(hours, { warmup: 'drop' })
    expect(complete.length).toBeLessThan(whole.length)
    const frame = alignBars(bars, hours, { columns: complete, suffix: '_1h' })
    expect(frame.names).toEqual(['rsi_14_1h', 'natr_14_1h'])
    const same = alignBars(bars, hours, { columns: { natr: whole.column('natr_14'), rsi: whole.column('rsi_14') } })
    const from = (complete.timeMs[0]! + HOUR - bars.openTimeMs[0]!) / (5 * MINUTE) - 1
    expect(frame.column('rsi_14_1h').subarray(from)).toEqual(same.column('rsi').subarray(from))
    expect(frame.column('natr_14_1h')[from - 1]).toBeNaN()
    expect(frame.explorationOnly).toBeUndefined()
    const scaled = engineer.scaleFeatures(complete)
    expect(alignBars(bars, hours, { columns: scaled }).explorationOnly).toBe(true)
  })

  it('over a gap the last closed bar stays; before the first there is none', () => {
    const hours = counted(Date.UTC(2024, 0, 1), 2, HOUR)
    const base = counted(Date.UTC(2023, 11, 31, 23, 30), 12, 30 * MINUTE)
    expect([...alignBars(base, hours).column('close')]).toEqual([NaN, NaN, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2])
    expect([...alignBars(counted(0, 2, HOUR), hours).column('close')]).toEqual([NaN, NaN])
  })

  it('refuses what does not fit', () => {
    const base = counted(0, 24, HOUR)
    const days = resampleBars(base, '4h')
    const refusal = (higher: Bars, columns?: unknown): string => {
      try {
        alignBars(base, higher, columns === undefined ? {} : { columns: columns as Record<string, Float64Array> })
      } catch (error) {
        return (error as { code: string }).code
      }
      return 'not refused'
    }
    expect(refusal(days, { rsi: new Float64Array(5) })).toBe('bars/column-length')
    expect(refusal(days, { rsi: [1, 2, 3, 4, 5, 6] })).toBe('bars/column-length')
    expect(refusal(days, createFrame({ columns: { rsi: new Float64Array(2) }, timeMs: Float64Array.of(0, HOUR) }))).toBe('bars/align-time')
    const closing = (closeTimeMs: number[]): Bars => ({ ...days, extra: { closeTimeMs: Float64Array.from(closeTimeMs) } })
    expect(refusal(closing([4, 8, 12, 16, 20, 24].map((hour) => hour * HOUR)))).toBe('not refused')
    expect(refusal(closing([0, 8, 12, 16, 20, 24].map((hour) => hour * HOUR)))).toBe('bars/close-time')
    expect(refusal(closing([9, 9, 12, 16, 20, 24].map((hour) => hour * HOUR)))).toBe('bars/close-time')
    expect(refusal({ ...days, open: days.open.map(() => -1) })).toBe('bars/price-not-positive')
  })
})

describe('an indicator of a longer timeframe as a feature', () => {
  /** RSI of closed hours on 5-minute bars, over a history and live. */
  function rsiOfHours(bars: Bars): Float64Array {
    const hours = resampleBars(bars, '1h')
    return alignBars(bars, hours, { columns: { rsi: rsi(hours, { period: 14 }) } }).column('rsi')
  }
  rsiOfHours.stream = () => {
    const hours = createResampler({ from: '5m', to: '1h' })
    const hourly = rsi.stream({ period: 14 })
    let value = NaN
    return {
      next(bar: Parameters<typeof hours.next>[0]) {
        for (const hour of hours.next(bar)) value = hourly.next(hour)
        return value
      },
    }
  }

  it('does not see the future, and is the same in batch and live, also over gaps', () => {
    const bars = simulateBars({ seed: 5, length: 3000, timeframeMs: 5 * MINUTE })
    expectCausal(rsiOfHours, { bars })
    const kept = [...Array(3000).keys()].filter((i) => (i * i) % 7 !== 3 && !(i > 1500 && i < 1600))
    const take = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!)
    const gappy = barsFromColumns({
      openTimeMs: take(bars.openTimeMs),
      open: take(bars.open),
      high: take(bars.high),
      low: take(bars.low),
      close: take(bars.close),
      volume: take(bars.volume),
    })
    expectCausal(rsiOfHours, { bars: gappy })
    const live = rsiOfHours.stream()
    expect(Float64Array.from(kept, (_, i) => live.next(barAt(gappy, i)))).toEqual(rsiOfHours(gappy))
  })

  it('a join by the open of the hour is found out', () => {
    const bars = simulateBars({ seed: 5, length: 1000, timeframeMs: 5 * MINUTE })
    const leaking = (given: Bars): Float64Array => {
      const hours = resampleBars(given, '1h', { incomplete: 'keep' })
      const { closeTimeMs: _, ...extra } = hours.extra
      const early = { ...hours, timeframeMs: 5 * MINUTE, extra }
      return alignBars(given, early, { columns: { close: hours.close } }).column('close')
    }
    expect(() => expectCausal(leaking, { bars })).toThrow(expect.objectContaining({ code: 'testing/not-causal' }))
  })
})
