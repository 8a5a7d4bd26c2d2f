import { type Bars, createRandom, sliceBars } from 'barcast/core'
import {
  type Indicator,
  indicators,
  linearRegression,
  linearRegressionIntercept,
  rollingSlope,
  sma,
  timeSeriesForecast,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Any = Indicator<Record<string, number | string>, string>
const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume']
/** Indicators over windows of bars; those that read columns beside them have tests of their own. */
const windowed = (Object.entries(indicators) as unknown as [string, Any][]).filter(([, { definition }]) => {
  const defaults = Object.fromEntries(Object.entries(definition.params).map(([name, rule]) => [name, rule.default]))
  return definition.onMissing === 'reset' && definition.inputs(defaults).every((name) => COLUMNS.includes(name))
})
const columnsOf = (result: Float64Array | Record<string, Float64Array>): Float64Array[] =>
  result instanceof Float64Array ? [result] : Object.values(result)

const SCALE_BITS = 44

/** Multiples of 2⁻⁴⁴ of either sign, now near each other, now leaping by up to 2⁴⁰. */
function wild(seed: number): Float64Array {
  const random = createRandom(seed)
  return Float64Array.from({ length: 60 }, () => {
    const near = 1 + Math.floor(random.uniform() * 2 ** 40) * 2 ** -SCALE_BITS
    const kind = random.uniform()
    return kind < 0.05 ? 0 : (random.uniform() < 0.3 ? -1 : 1) * (kind < 0.25 ? near * 2 ** random.integer(0, 40) : near)
  })
}

/** Slope and mean of the window that ends at `row`, from big integers. */
function lineOf(x: Float64Array, row: number, period: number): { slope: number; mean: number } {
  let sum = 0n
  let cross = 0n
  for (let j = 0; j < period; j++) {
    const value = BigInt(x[row - period + 1 + j]! * 2 ** SCALE_BITS)
    sum += value
    cross += BigInt(2 * j - period + 1) * value
  }
  return {
    slope: (Number(cross) * 2 ** -SCALE_BITS) / ((period * (period * period - 1)) / 6),
    mean: (Number(sum) * 2 ** -SCALE_BITS) / period,
  }
}

/** Within a few roundings of the larger part. */
function expectNear(actual: number, expected: number, size: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(4 * Number.EPSILON * size)
}

describe('lines through windows of wild values', () => {
  it('are those of the exact sums', () => {
    const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }))
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 9 }), (seed, period) => {
        const x = wild(seed)
        const slopes = rollingSlope(x, { period })
        const newest = linearRegression(x, { period })
        const oldest = linearRegressionIntercept(x, { period })
        const next = timeSeriesForecast(x, { period })
        for (let row = period - 1; row < x.length; row++) {
          const { slope, mean } = lineOf(x, row, period)
          const size = Math.abs(mean) + Math.abs(slope) * period
          expectNear(slopes[row]!, slope, Math.abs(slope))
          expectNear(newest[row]!, mean + (slope * (period - 1)) / 2, size)
          expectNear(oldest[row]!, mean - (slope * (period - 1)) / 2, size)
          expectNear(next[row]!, mean + (slope * (period + 1)) / 2, size)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('are flat, to the bit, where the values are', () => {
    const flat = new Float64Array(40).fill(100.1)
    expect(rollingSlope(flat, { period: 14 }).subarray(13)).toEqual(new Float64Array(27))
    expect(linearRegression(flat, { period: 14 })).toEqual(sma(flat, { period: 14 }))
  })
})

describe('windows', () => {
  const scaled = (column: Float64Array, row: number): Float64Array => column.map((value, i) => (i === row ? value * 1e12 : value))

  it.each(windowed)('%s has forgotten a price a million million times larger once it has left', (_name, indicator) => {
    const bars = simulateBars({ seed: 11, length: 900, volatilityPerBar: 0.01 })
    const spiked: Bars = {
      ...bars,
      ...Object.fromEntries((['open', 'high', 'low', 'close'] as const).map((name) => [name, scaled(bars[name], 100)])),
    }
    const from = 120
    const warmup = indicator.warmupBars()
    const whole = columnsOf(indicator(spiked))
    const later = columnsOf(indicator(sliceBars(bars, from, bars.length)))
    later.forEach((column, k) => {
      const finite = column.filter(Number.isFinite)
      const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
      const spread = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length)
      for (let row = warmup; row < column.length; row++) {
        const value = whole[k]![from + row]!
        if (Number.isNaN(value) && Number.isNaN(column[row]!)) continue
        if (!(Math.abs(value - column[row]!) <= 1e-9 * spread)) expect(value, `row ${row}`).toBe(column[row])
      }
    })
  })

  it.each(['linearRegression', 'rollingSlope', 'forecastOscillator', 'awesomeOscillator', 'qstick', 'efficiencyRatio', 'vortex'] as const)(
    '%s does not drift over a million bars',
    (name) => {
      const indicator = indicators[name] as unknown as Any
      const bars = million()
      const from = bars.length - 300
      const later = columnsOf(indicator(sliceBars(bars, from, bars.length)))
      const whole = columnsOf(indicator(bars))
      const warmup = indicator.warmupBars()
      later.forEach((column, k) => {
        expect(whole[k]!.subarray(from + warmup)).toEqual(column.subarray(warmup))
      })
    },
  )
})

let made: Bars | undefined

/** A million bars, of 20,000 different ones: making them costs more than reading them. */
function million(): Bars {
  if (made !== undefined) return made
  const bars = simulateBars({ seed: 5, length: 20_000 })
  const repeated = (column: Float64Array): Float64Array => Float64Array.from({ length: 1_000_000 }, (_, i) => column[i % bars.length]!)
  made = {
    ...bars,
    length: 1_000_000,
    openTimeMs: Float64Array.from({ length: 1_000_000 }, (_, i) => bars.openTimeMs[0]! + i * bars.timeframeMs),
    open: repeated(bars.open),
    high: repeated(bars.high),
    low: repeated(bars.low),
    close: repeated(bars.close),
    volume: repeated(bars.volume),
  }
  return made
}
