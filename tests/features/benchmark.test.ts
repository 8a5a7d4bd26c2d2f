import { type Bars, barAt, createRandom, sliceBars } from 'barcast/core'
import { createBenchmarkJoin, createFeatureEngineer, joinBenchmark } from 'barcast/features'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const engineer = createFeatureEngineer({
  set: 'classic',
  timeframeMs: 15 * MINUTE,
  benchmark: { lookbackPeriods: [5, 12] },
  higher: [{ timeframe: '1h', set: 'classic', benchmark: { lookbackPeriods: [4] }, features: ['beta_4', 'relative_strength_4'] }],
  features: [
    ...['benchmark_correlation', 'beta', 'alpha', 'benchmark_residual', 'relative_strength'].flatMap((name) => [`${name}_5`, `${name}_12`]),
    'beta_4_1h',
    'relative_strength_4_1h',
  ],
})

function take(bars: Bars, kept: readonly number[]): Bars {
  const of = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row]!)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = { openTimeMs: of(openTimeMs), open: of(open), high: of(high), low: of(low), close: of(close), volume: of(volume) }
  return { ...bars, length: kept.length, ...columns }
}

function market(seed: number, length: number, timeframeMs: number): Bars {
  const random = createRandom(seed)
  const bars = simulateBars({ seed, length, timeframeMs })
  return take(
    bars,
    Array.from({ length }, (_, i) => i).filter(() => random.uniform() > 0.06),
  )
}

const code = (name: string): unknown => expect.objectContaining({ code: name })
const seeds = fc.integer({ min: 1, max: 1e5 })

describe('features against a benchmark', () => {
  it('trap 3: the benchmark’s bar counts from its close on, also one of another timeframe', () => {
    const bars = simulateBars({ seed: 1, length: 12, timeframeMs: 15 * MINUTE })
    const hours = simulateBars({ seed: 2, length: 3, timeframeMs: HOUR })
    const { close } = hours
    const expected = [NaN, NaN, NaN, ...Array.from({ length: 9 }, (_, i) => close[Math.floor((i + 4) / 4) - 1]!)]
    expect([...joinBenchmark(bars, hours).extra.benchmark_close!]).toEqual(expected)
    // A close time as Binance writes it is the end of the bar.
    const stamped = { ...hours, extra: { closeTimeMs: hours.openTimeMs.map((time) => time + HOUR - 1) } }
    expect([...joinBenchmark(bars, stamped).extra.benchmark_close!]).toEqual(expected)
  })

  it('give the same bits live, joined bar by bar, replaced and restored', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(15 * MINUTE, HOUR), (seed, benchmarkTimeframeMs) => {
        const bars = market(seed, 120, 15 * MINUTE)
        const benchmark = market(seed + 1, (120 * 15 * MINUTE) / benchmarkTimeframeMs, benchmarkTimeframeMs)
        const frame = engineer.engineerFeatures(joinBenchmark(bars, benchmark))
        const options = { timeframeMs: 15 * MINUTE, benchmarkTimeframeMs }
        const random = createRandom(seed)
        let join = createBenchmarkJoin(options)
        const live = engineer.stream()
        let given = 0
        for (let row = 0; row < bars.length; row++) {
          const bar = barAt(bars, row)
          const due = bar.openTimeMs + 15 * MINUTE
          // Bars of the benchmark may also come long before they are due.
          const ahead = random.uniform() < 0.2 ? 5 * HOUR : 0
          while (given < benchmark.length && benchmark.openTimeMs[given]! + benchmarkTimeframeMs <= due + ahead)
            join.benchmark(barAt(benchmark, given++))
          if (random.uniform() < 0.1) join = createBenchmarkJoin(options, JSON.parse(JSON.stringify(join.snapshot())))
          live.next(join.join({ ...bar, close: bar.low }))
          const values = live.replaceLast(join.join(bar))
          frame.names.forEach((name, k) => {
            if (!Object.is(frame.column(name)[row], values[k]))
              expect.fail(`${name} at row ${row}: ${frame.column(name)[row]}, ${values[k]} live`)
          })
        }
      }),
      { numRuns: 6 },
    )
  })

  it('do not change when later bars of either are cut off', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 40, max: 100 }), (seed, t) => {
        const bars = market(seed, 120, 15 * MINUTE)
        const benchmark = market(seed + 1, 30, HOUR)
        const whole = engineer.engineerFeatures(joinBenchmark(bars, benchmark))
        const end = bars.openTimeMs[t - 1]! + 15 * MINUTE
        const seen = benchmark.openTimeMs.filter((time) => time + HOUR <= end).length
        const cut = engineer.engineerFeatures(joinBenchmark(sliceBars(bars, 0, t), sliceBars(benchmark, 0, seen)))
        for (const name of whole.names) expect(cut.column(name)).toEqual(whole.column(name).subarray(0, t))
      }),
      { numRuns: 10 },
    )
  })

  it('are NaN for exactly their warm-up, forget a missing bar, and do not depend on where the history began', () => {
    const plain = createFeatureEngineer({ set: 'classic', benchmark: { lookbackPeriods: [5, 12] }, features: engineer.names.slice(0, 10) })
    const length = 90
    const bars = simulateBars({ seed: 6, length, timeframeMs: 15 * MINUTE })
    const benchmark = simulateBars({ seed: 7, length, timeframeMs: 15 * MINUTE })
    const flat = new Float64Array(length).fill(3)
    const still = { ...bars, open: flat, high: flat, low: flat, close: flat }
    for (const joined of [
      joinBenchmark(bars, benchmark),
      joinBenchmark(still, benchmark),
      joinBenchmark(bars, still),
      joinBenchmark(still, still),
    ]) {
      const whole = plain.engineerFeatures(joined)
      const later = plain.engineerFeatures(sliceBars(joined, 30, length))
      const hole = (column: Float64Array): Float64Array => column.map((x, i) => (i === 40 ? NaN : x))
      const holed = plain.engineerFeatures({ ...joined, extra: { benchmark_close: hole(joined.extra.benchmark_close!) } })
      for (const { name, warmupBars } of plain.definitions) {
        const column = whole.column(name)
        expect(column.map((x) => (Number.isFinite(x) ? 1 : 0))).toEqual(column.map((_, row) => (row < warmupBars ? 0 : 1)))
        expect(later.column(name).subarray(warmupBars)).toEqual(column.subarray(30 + warmupBars))
        expect(holed.column(name).subarray(41 + warmupBars)).toEqual(column.subarray(41 + warmupBars))
      }
    }
  })

  it('say 0 where the benchmark stands still', () => {
    const bars = simulateBars({ seed: 4, length: 60, timeframeMs: 15 * MINUTE })
    const frame = engineer.engineerFeatures({ ...bars, extra: { benchmark_close: new Float64Array(60).fill(7.3) } })
    const { close } = bars
    for (let row = 12; row < 60; row++) {
      expect(frame.column('benchmark_correlation_12')[row]).toBe(0)
      expect(frame.column('beta_12')[row]).toBe(0)
      expect(frame.column('relative_strength_12')[row]).toBeCloseTo(close[row]! / close[row - 12]! - 1, 12)
      const steps = Array.from({ length: 12 }, (_, i) => close[row - i]! / close[row - i - 1]! - 1)
      expect(frame.column('alpha_12')[row]).toBeCloseTo(steps.reduce((sum, x) => sum + x, 0) / 12, 14)
    }
  })

  it('refuses bars without the column, a late benchmark, and joins out of order', () => {
    const bars = simulateBars({ seed: 4, length: 60, timeframeMs: 15 * MINUTE })
    expect(() => engineer.engineerFeatures(bars)).toThrow(code('indicators/unknown-column'))
    const join = createBenchmarkJoin({ timeframeMs: 15 * MINUTE })
    join.benchmark(barAt(bars, 0))
    expect(join.join(barAt(bars, 0)).extra).toEqual({ benchmark_close: bars.close[0] })
    join.join(barAt(bars, 1))
    expect(() => join.benchmark(barAt(bars, 1))).toThrow(code('features/late-benchmark'))
    expect(() => join.benchmark(barAt(bars, 0))).toThrow(code('bars/unordered-time'))
    expect(() => join.join(barAt(bars, 0))).toThrow(code('bars/unordered-time'))
    // What was refused has left nothing behind.
    expect(join.join(barAt(bars, 2)).extra).toEqual({ benchmark_close: bars.close[0] })
    const snapshot = join.snapshot()
    expect(() => createBenchmarkJoin({ timeframeMs: MINUTE }, { ...snapshot, hash: '0' })).toThrow(code('features/snapshot'))
    expect(() => createBenchmarkJoin({ timeframeMs: MINUTE }, {} as never)).toThrow(code('features/snapshot'))
    expect(() => createBenchmarkJoin({ timeframeMs: 0 })).toThrow(code('bars/timeframe'))
    expect(() => createFeatureEngineer({ benchmark: { lookbackPeriods: [1] } })).toThrow(code('features/config'))
    expect(() => createFeatureEngineer({ benchmark: { periods: [5] } } as never)).toThrow(code('features/config'))
  })
})
