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
        const bars = market(seed, 1500)
        const hours = resampleBars(bars, '1h')
        const over = createFeatureEngineer({ set: 'classic', features: NAMES }).engineerFeatures(hours)
        const expected = alignBars(bars, hours, { columns: over, suffix: '_1h' })
        const found = engineer.engineerFeatures(bars)
        for (const name of expected.names) expect(found.column(name)).toEqual(expected.column(name))
      }),
      { numRuns: 12 },
    )
  })

  it('give the same bits in batch, stream, replaced and restored', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const bars = market(seed, 700)
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
          if (random.uniform() < 0.05) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
          expectRow(frame, row, worn.replaceLast(bar, out), 'replaced')
          if (random.uniform() < 0.05) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
        }
      }),
      { numRuns: 9 },
    )
  })

  it('do not change when later bars are cut off or poisoned', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 5, max: 690 }), (seed, t) => {
        const bars = market(seed, 700)
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
      { numRuns: 25 },
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
