import { barsFromColumns, cleanBars } from 'barcast/bars'
import { type Bars, createFrame, createRandom, type Frame, isBarcastError, type Random } from 'barcast/core'
import { createFeatureEngineer, describeFeatures } from 'barcast/features'
import { describe, expect, it } from 'vitest'

/*
 * Acceptance tests of specification 000, task 20, one for one. What differs and why: DEVIATIONS.md, section "Task 20".
 */

const START = Date.UTC(2023, 0, 1)
const MINUTE = 60_000
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

const minutes = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => START + i * MINUTE)
const column = (length: number, of: (i: number) => number): Float64Array => Float64Array.from({ length }, (_, i) => of(i))
const exponential = (random: Random, scale: number): number => -scale * Math.log(1 - random.uniform())
const nanCount = (frame: Frame): number =>
  frame.names.reduce((sum, name) => sum + frame.column(name).reduce((count, x) => count + (Number.isNaN(x) ? 1 : 0), 0), 0)

/** The fixture as it stands in the document: the close is drawn apart from high and low, and leaves them in many rows. */
function documentBars(seed: number): Bars {
  const random = createRandom(seed)
  const length = 1000
  let walk = 50_000
  const open = column(length, () => {
    walk += 10 * random.normal()
    return walk
  })
  return {
    symbol: 'TASK20',
    timeframeMs: MINUTE,
    length,
    openTimeMs: minutes(length),
    open,
    high: open.map((x) => x + Math.abs(5 * random.normal())),
    low: open.map((x) => x - Math.abs(5 * random.normal())),
    close: open.map((x) => x + 8 * random.normal()),
    volume: column(length, () => exponential(random, 1000)),
    extra: {},
  }
}

/** Closes with highs, lows and volumes around them, and no open. */
function barsAround(close: Float64Array, spread: number, random: Random): Bars {
  return barsFromColumns({
    openTimeMs: minutes(close.length),
    close,
    high: close.map((x) => x + Math.abs(spread * random.normal())),
    low: close.map((x) => x - Math.abs(spread * random.normal())),
    volume: column(close.length, () => exponential(random, 1000)),
  })
}

describe('000 task 20: test_basic_feature_engineering', () => {
  it.each(SEEDS)('makes features of every category and leaves no NaN (seed %i)', (seed) => {
    const engineer = createFeatureEngineer()
    const raw = documentBars(seed)
    const { bars, report } = cleanBars(raw)
    expect(report.findings.some(({ rule }) => rule === 'high-low')).toBe(true)
    expect(report.droppedRows).toBe(0)

    const features = engineer.engineerFeatures(bars, { warmup: 'drop' })
    expect(features.length).toBe(1000 - engineer.warmupBars)
    expect(features.names).toEqual(engineer.names)
    for (const category of ['price', 'volume', 'technical', 'market']) {
      const count = engineer.definitions.filter(({ group }) => group === category).length
      expect(count, category).toBeGreaterThanOrEqual(15)
    }
    expect(nanCount(features)).toBe(0)
    // Beyond the original: no feature is dead on this data but the events that may not have happened.
    for (const { name, constant } of describeFeatures(features)) if (!/cross|spike|zone/.test(name)) expect(constant, name).toBe(false)
  })

  it('refuses the fixture as it stands, because its closes leave the range of their bars', () => {
    const refuse = (): unknown => {
      try {
        return createFeatureEngineer().engineerFeatures(documentBars(42))
      } catch (error) {
        return error
      }
    }
    expect(isBarcastError(refuse(), 'bars/high-low')).toBe(true)
  })
})

describe('000 task 20: test_price_features', () => {
  function trend(seed: number): { bars: Bars; close: Float64Array } {
    const random = createRandom(seed)
    const close = column(100, (i) => 50_000 + (1000 * i) / 99 + 10 * random.normal())
    return { bars: barsAround(close, 5, random), close }
  }

  it.each(SEEDS)('has the expected features and detects the trend (seed %i)', (seed) => {
    const engineer = createFeatureEngineer()
    const { bars, close } = trend(seed)
    for (const features of [engineer.createPriceFeatures(bars), engineer.createPriceFeatures({ openTimeMs: minutes(100), close })]) {
      expect(features.length).toBe(100)
      expect(features.names).toEqual(
        expect.arrayContaining(['price_change_1', 'price_change_5', 'volatility_15', 'momentum_5', 'momentum_30']),
      )
      for (const name of ['momentum_5', 'momentum_30', 'price_change_5']) {
        const values = features.column(name).filter((x) => !Number.isNaN(x))
        expect(values.length, name).toBe(100 - engineer.definitions.find((definition) => definition.name === name)!.warmupBars)
        expect(values.reduce((sum, x) => sum + x, 0) / values.length, name).toBeGreaterThan(0)
      }
    }
  })

  it.each(SEEDS)('detects the same trend falling (seed %i)', (seed) => {
    const { close } = trend(seed)
    const falling = createFeatureEngineer().createPriceFeatures({ openTimeMs: minutes(100), close: close.slice().reverse() })
    const momentum = falling.column('momentum_5').filter((x) => !Number.isNaN(x))
    expect(momentum.reduce((sum, x) => sum + x, 0)).toBeLessThan(0)
  })
})

describe('000 task 20: test_technical_indicators', () => {
  it.each(SEEDS)('has the standard indicators, RSI within 0 and 100 (seed %i)', (seed) => {
    const random = createRandom(seed)
    const close = column(200, (i) => 50_000 + 1000 * Math.sin((4 * Math.PI * i) / 199) + (500 * i) / 199 + 20 * random.normal())
    const engineer = createFeatureEngineer()
    const technical = engineer.createTechnicalIndicators(barsAround(close, 10, random))
    for (const indicator of ['rsi', 'macd', 'bollinger', 'sma', 'ema']) {
      expect(technical.names.filter((name) => name.toLowerCase().includes(indicator)).length, indicator).toBeGreaterThan(0)
    }
    const rsi = technical.column('rsi_14')
    expect(rsi.findIndex((x) => !Number.isNaN(x))).toBe(14)
    const { min, max, nanShare } = describeFeatures(technical).find(({ name }) => name === 'rsi_14')!
    expect(nanShare).toBe(14 / 200)
    expect(min).toBeGreaterThanOrEqual(0)
    expect(max).toBeLessThanOrEqual(100)
    // The price swings by 2 % and back: the indicator must follow it.
    expect(min).toBeLessThan(35)
    expect(max).toBeGreaterThan(65)
  })
})

describe('000 task 20: test_feature_scaling', () => {
  it.each(SEEDS)('gives each column mean 0 and deviation 1 (seed %i)', (seed) => {
    const random = createRandom(seed)
    const features = createFrame({
      columns: {
        price_change: column(100, () => 0.01 * random.normal()),
        volume: column(100, () => exponential(random, 10_000)),
        rsi: column(100, () => 20 + 60 * random.uniform()),
        volatility: column(100, () => exponential(random, 0.02)),
      },
      timeMs: minutes(100),
    })
    const engineer = createFeatureEngineer()
    const scaled = engineer.scaleFeatures(features)
    expect(scaled.names).toEqual(features.names)
    expect(scaled.length).toBe(100)
    for (const name of features.names) {
      const values = scaled.column(name)
      const mean = values.reduce((sum, x) => sum + x, 0) / 100
      const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / 100)
      expect(Math.abs(mean), name).toBeLessThan(1e-12)
      expect(Math.abs(deviation - 1), name).toBeLessThan(1e-12)
    }
    expect(scaled.explorationOnly).toBe(true)
    const fitted = engineer.scaleFeatures(features, { scaler: engineer.fitScaler(features) })
    expect(fitted.explorationOnly).toBeUndefined()
    for (const name of features.names) expect(fitted.column(name)).toEqual(scaled.column(name))
  })
})
