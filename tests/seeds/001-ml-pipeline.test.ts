import { barsFromColumns, cleanBars, splitBars } from 'barcast/bars'
import { createBundle, featureStateBefore } from 'barcast/bundles'
import { type Bars, barAt, createRandom } from 'barcast/core'
import { createFeatureEngineer, describeFeatures } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager, MODEL_PRESETS, type Model, readModel, writeModel } from 'barcast/models'
import { createModelRegistry } from 'barcast/registry'
import { createMLStrategy, createRiskEngine } from 'barcast/signals'
import { beforeAll, describe, expect, it } from 'vitest'

/*
 * Specification 001 names its 17 acceptance tests by suite, number and coverage only. These are reconstructed from that table (section "Tests") and
 * from what the specification says of each module: feature engineering 8, data preparation 2, registry 4, inference 2,
 * integration 1. What was assumed: DEVIATIONS.md, section "Specification 001".
 */

const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000

/** Hourly candles with trends and calm: closes walk, highs and lows hold open and close. */
function candles(length: number, seed: number): Bars {
  const random = createRandom(seed)
  const close = new Float64Array(length)
  let price = 50_000
  for (let i = 0; i < length; i++) {
    price *= 1 + 0.004 * random.normal() + 0.002 * (Math.floor(i / 60) % 2 === 0 ? 1 : -1)
    close[i] = price
  }
  const open = close.map((_, i) => (i === 0 ? 50_000 : close[i - 1]!))
  return barsFromColumns({
    openTimeMs: close.map((_, i) => START + i * HOUR),
    open,
    close,
    high: close.map((x, i) => Math.max(x, open[i]!) * (1 + 0.002 * Math.abs(random.normal()))),
    low: close.map((x, i) => Math.min(x, open[i]!) * (1 - 0.002 * Math.abs(random.normal()))),
    volume: close.map(() => 100 + 900 * random.uniform()),
  })
}

const bars = candles(600, 1)
const engineer = createFeatureEngineer({ set: 'classic' })
const features = engineer.engineerFeatures(bars, { warmup: 'drop' })
const of = (name: string): Float64Array => features.column(name)
/** Rows of `features` begin after the warm-up. */
const barOf = (row: number): number => row + engineer.warmupBars
const everyRow = (check: (row: number) => void): void => {
  for (let row = 0; row < features.length; row++) check(row)
}

describe('001 feature engineering', () => {
  it('shape: 49 columns, one row per candle, or per candle after the warm-up', () => {
    expect(engineer.names).toHaveLength(49)
    expect(engineer.engineerFeatures(bars).length).toBe(600)
    expect(features.length).toBe(600 - engineer.warmupBars)
    expect(features.names).toEqual(engineer.names)
  })

  it('no NaN in the output, and nothing infinite', () => {
    for (const { nanShare } of describeFeatures(features)) expect(nanShare).toBe(0)
    for (const name of features.names) expect(of(name).every(Number.isFinite), name).toBe(true)
  })

  it('a candle with missing values spoils its reach only, and no row of the output', () => {
    const close = bars.close.with(300, NaN)
    const holed = { ...bars, close }
    const kept = engineer.engineerFeatures(holed)
    expect(Number.isNaN(kept.column('price_change_1')[300])).toBe(true)
    expect(kept.column('price_change_1')[299]).toBe(engineer.engineerFeatures(bars).column('price_change_1')[299])
    const dropped = engineer.engineerFeatures(holed, { warmup: 'drop' })
    expect(dropped.length).toBeGreaterThan(400)
    expect([...dropped.timeMs]).not.toContain(START + 300 * HOUR)
    for (const name of dropped.names) expect(dropped.column(name).every(Number.isFinite), name).toBe(true)
  })

  it('price: normalised OHLC, range, body and shadows of the candle', () => {
    everyRow((row) => {
      const i = barOf(row)
      const [open, high, low, close] = [bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!]
      for (const name of ['open', 'high', 'low', 'close']) {
        expect(of(`${name}_norm_20`)[row]).toBeGreaterThanOrEqual(0)
        expect(of(`${name}_norm_20`)[row]).toBeLessThanOrEqual(1)
      }
      expect(of('high_low_range')[row]).toBeCloseTo((high - low) / low, 12)
      expect(of('body_ratio')[row]).toBeCloseTo((close - open) / (high - low), 10)
      const parts = Math.abs(of('body_ratio')[row]!) + of('upper_shadow')[row]! + of('lower_shadow')[row]!
      expect(parts).toBeCloseTo(1, 10)
    })
  })

  it('returns: simple and log over several spans, and their volatility', () => {
    everyRow((row) => {
      const i = barOf(row)
      for (const span of [1, 5, 20]) expect(of(`price_change_${span}`)[row]).toBeCloseTo(bars.close[i]! / bars.close[i - span]! - 1, 12)
      for (const span of [3, 10]) expect(of(`log_return_${span}`)[row]).toBeCloseTo(Math.log(bars.close[i]! / bars.close[i - span]!), 12)
      expect(of('volatility_20')[row]).toBeGreaterThan(0)
    })
  })

  it('EMA of 5, 9, 20 and 50: distances follow the trend, crossovers mark where spreads change sign', () => {
    for (const [fast, slow] of [
      [5, 9],
      [9, 20],
      [20, 50],
    ]) {
      const spread = of(`ema_spread_${fast}_${slow}`)
      const cross = of(`ema_cross_${fast}_${slow}`)
      expect(cross.some((x) => x === 1)).toBe(true)
      expect(cross.some((x) => x === -1)).toBe(true)
      for (let row = 1; row < features.length; row++) {
        const expected = spread[row]! > 0 && spread[row - 1]! <= 0 ? 1 : spread[row]! < 0 && spread[row - 1]! >= 0 ? -1 : 0
        expect(cross[row]).toBe(expected)
      }
    }
    // Half of the candles drift up, half down: a close above its slow average goes with a rising one.
    const distance = of('ema_distance_50')
    const slope = of('ema_slope_50')
    const agree = distance.filter((x, row) => Math.sign(x) === Math.sign(slope[row]!)).length
    expect(agree / features.length).toBeGreaterThan(0.75)
  })

  it('RSI of 7 and 14: within bounds, normalised, zones at 30 and 70', () => {
    for (const period of [7, 14]) {
      const rsi = of(`rsi_${period}`)
      everyRow((row) => {
        expect(rsi[row]).toBeGreaterThanOrEqual(0)
        expect(rsi[row]).toBeLessThanOrEqual(100)
        expect(of(`rsi_${period}_norm`)[row]).toBeGreaterThanOrEqual(0)
        expect(of(`rsi_${period}_norm`)[row]).toBeLessThanOrEqual(1)
        expect(of(`rsi_${period}_zone`)[row]).toBe(rsi[row]! <= 30 ? -1 : rsi[row]! >= 70 ? 1 : 0)
      })
      expect(new Set(of(`rsi_${period}_zone`)).size).toBe(3)
    }
  })

  it('volume, volatility and momentum: ratios, z-score, correlation, ATR, Parkinson, rate of change', () => {
    everyRow((row) => {
      const i = barOf(row)
      const mean = bars.volume.subarray(i - 19, i + 1).reduce((sum, x) => sum + x, 0) / 20
      expect(of('volume_ma_ratio_20')[row]).toBeCloseTo(bars.volume[i]! / mean, 10)
      expect(Math.abs(of('volume_zscore_20')[row]!)).toBeLessThan(Math.sqrt(19) + 1e-9)
      expect(Math.abs(of('pv_corr_20')[row]!)).toBeLessThanOrEqual(1)
      expect(of('natr_14')[row]).toBeGreaterThan(0)
      expect(of('natr_7')[row]! / of('natr_14')[row]!).toBeCloseTo(of('atr_ratio_7_14')[row]!, 10)
      expect(of('parkinson_20')[row]).toBeGreaterThan(0)
      expect(of('roc_12')[row]).toBeCloseTo(100 * (bars.close[i]! / bars.close[i - 12]! - 1), 9)
    })
    expect(of('momentum_10').some((x) => x > 0) && of('acceleration_10').some((x) => x < 0)).toBe(true)
  })
})

describe('001 data preparation', () => {
  it('cleaning: missing values, outliers and impossible candles are found, treated as told, and reported', () => {
    const dirty: Bars = {
      ...bars,
      high: bars.high.with(50, bars.low[50]! * 0.9),
      close: bars.close.with(100, NaN).with(200, bars.close[200]! * 1.6),
      volume: bars.volume.with(150, -5),
    }
    const { bars: clean, report } = cleanBars(dirty, { outliers: 'missing', missing: 'drop' })
    const rules = new Map(report.findings.map(({ rule, rows }) => [rule, rows]))
    expect(rules.get('high-low')).toContain(50)
    expect(report.outliers.some(({ row, kind }) => row === 200 && kind === 'spike')).toBe(true)
    expect(report.rowsIn - report.rowsOut).toBe(3)
    expect([...clean.openTimeMs]).not.toContain(START + 200 * HOUR)
    for (let i = 0; i < clean.length; i++) {
      expect(clean.high[i]).toBeGreaterThanOrEqual(Math.max(clean.open[i]!, clean.close[i]!))
      expect(clean.low[i]).toBeLessThanOrEqual(Math.min(clean.open[i]!, clean.close[i]!))
      expect(clean.volume[i]).toBeGreaterThanOrEqual(0)
    }
    const again = cleanBars(clean, { outliers: 'missing', missing: 'drop' })
    expect(again.report.rowsOut).toBe(clean.length)
  })

  it('label creation: LONG, SHORT or FLAT by the next candle, none for the last; a chronological split', () => {
    const labeler = createDataLabeler({
      forwardWindows: [60],
      thresholds: { strongSell: -Infinity, sell: -0.002, buy: 0.002, strongBuy: Infinity },
    })
    const labels = labeler.labelData(bars, { method: 'return_based' }).label('label_60min')
    const side = { buy: 'LONG', sell: 'SHORT', hold: 'FLAT', '': '' } as Record<string, string>
    for (let i = 0; i < 599; i++) {
      const next = bars.close[i + 1]! / bars.close[i]! - 1
      expect(side[labels[i]!], `row ${i}`).toBe(next >= 0.002 ? 'LONG' : next <= -0.002 ? 'SHORT' : 'FLAT')
    }
    expect(labels[599]).toBe('')
    expect(Object.keys(labeler.calculateLabelDistribution(labels)).sort()).toEqual(['buy', 'hold', 'sell'])
    const { train, test } = splitBars(bars, { trainShare: 0.8 })
    expect([train.length, test.length]).toEqual([480, 120])
    expect(train.openTimeMs[479]).toBeLessThan(test.openTimeMs[0]!)
  })
})

/** A small forest of the specification's configuration on the candles' features. */
const manager = createModelManager()
let forest: Model

beforeAll(async () => {
  const scaler = engineer.fitScaler(features)
  const X = engineer.scaleFeatures(features, { scaler })
  const next = Array.from({ length: features.length - 1 }, (_, row) => bars.close[barOf(row) + 1]! / bars.close[barOf(row)]! - 1)
  const y = next.map((r) => (r >= 0.002 ? 'buy' : r <= -0.002 ? 'sell' : 'hold'))
  const { train } = MODEL_PRESETS.baseline_rf
  const trained = await manager.trainModel(X.slice(0, y.length), y, { ...train, params: { ...train.params, n_estimators: 20 } })
  forest = trained.model
})

const bytesOf = (model: Model): Uint8Array => new TextEncoder().encode(writeModel(model, { name: 'baseline_rf' }))
const modelOf = (bytes: Uint8Array): Model => readModel(new TextDecoder().decode(bytes)).model

describe('001 model registry', () => {
  it('save and load: the same model, and the notes kept with it', async () => {
    const registry = createModelRegistry()
    await registry.save('baseline_rf', bytesOf(forest), { metadata: { trainedOn: 'candles', accuracy: 0.4 } })
    const { bytes, info } = await registry.load('baseline_rf')
    expect(info.metadata).toMatchObject({ trainedOn: 'candles', accuracy: 0.4 })
    expect(modelOf(bytes).predict(features)).toEqual(forest.predict(features))
  })

  it('list: every model with its versions', async () => {
    const registry = createModelRegistry()
    expect(await registry.list()).toEqual([])
    await registry.save('b', bytesOf(forest))
    await registry.save('a', bytesOf(forest))
    expect(await registry.list()).toEqual([
      { name: 'a', latestVersion: 1, versions: 1 },
      { name: 'b', latestVersion: 1, versions: 1 },
    ])
    expect((await registry.info('a')).sizeBytes).toBe(bytesOf(forest).length)
  })

  it('delete: gone from the list, and cannot be loaded', async () => {
    const registry = createModelRegistry()
    await registry.save('doomed', bytesOf(forest))
    await registry.save('kept', bytesOf(forest))
    await registry.delete('doomed')
    expect((await registry.list()).map(({ name }) => name)).toEqual(['kept'])
    await expect(registry.load('doomed')).rejects.toMatchObject({ code: 'registry/unknown-model' })
    await expect(registry.delete('doomed')).rejects.toMatchObject({ code: 'registry/unknown-model' })
  })

  it('overwrite protection: a taken name is refused unless told, and then nothing is lost', async () => {
    const registry = createModelRegistry()
    await registry.save('taken', bytesOf(forest), { metadata: { made: 1 } })
    await expect(registry.save('taken', bytesOf(forest))).rejects.toMatchObject({ code: 'registry/exists' })
    expect((await registry.info('taken')).metadata).toMatchObject({ made: 1 })
    await registry.save('taken', bytesOf(forest), { metadata: { made: 2 }, overwrite: true })
    expect((await registry.info('taken')).metadata).toMatchObject({ made: 2 })
    expect((await registry.info('taken', { version: 1 })).metadata).toMatchObject({ made: 1 })
  })
})

describe('001 inference', () => {
  it('predictions: a signal, its confidence and the probability of every class, of the latest candle', () => {
    const scaler = engineer.fitScaler(features)
    const found = manager.predictWithFeatures(forest, { bars, engineer }, { scaler })
    expect(found.timeMs).toBe(bars.openTimeMs[599])
    expect(Object.keys(found.probabilities)).toEqual(['sell', 'hold', 'buy'])
    expect(Object.values(found.probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    expect(found.confidence).toBe(Math.max(...Object.values(found.probabilities)))
    expect(found.signal).toBe({ buy: 'BUY', sell: 'SELL', hold: 'HOLD' }[found.className!])
  })

  it('confidence threshold: below it FLAT, from it on the signal as it is', () => {
    const scaler = engineer.fitScaler(features)
    const seen = new Set<string>()
    for (let end = 2; end <= features.length; end += 7) {
      const source = features.slice(0, end)
      const free = manager.predictWithFeatures(forest, source, { scaler })
      const { minConfidence } = MODEL_PRESETS.baseline_rf.rule
      const held = manager.predictWithFeatures(forest, source, { scaler, rule: { minConfidence } })
      expect(held.signal).toBe(free.confidence >= minConfidence ? free.signal : 'HOLD')
      expect(held.confidence).toBe(free.confidence)
      const exact = manager.predictWithFeatures(forest, source, { scaler, rule: { minConfidence: free.confidence } })
      expect(exact.signal).toBe(free.signal)
      seen.add(`${free.signal} ${held.signal}`)
    }
    expect(seen.has('BUY HOLD') || seen.has('SELL HOLD')).toBe(true)
    expect(seen.has('BUY BUY') || seen.has('SELL SELL')).toBe(true)
  })
})

describe('001 integration', () => {
  it('signal format: what the strategy says sizes an order that keeps to the risk', () => {
    const { symbol, timeframeMs } = bars
    const startMs = bars.openTimeMs[300]!
    const bundle = createBundle({
      engineer,
      scaler: engineer.fitScaler(features),
      model: forest,
      featureState: featureStateBefore(engineer, bars, startMs),
      startMs,
      symbol,
      timeframeMs,
    })
    const strategy = createMLStrategy({ bundle, modelName: 'baseline_rf', minConfidence: 0.36 })
    const signals = Array.from({ length: 300 }, (_, k) => strategy.next(barAt(bars, 300 + k)))
    const trades = signals.filter(({ signal }) => signal !== 'FLAT')
    expect(trades.length).toBeGreaterThan(10)
    const risk = createRiskEngine({ riskPerTrade: 0.01, maxPositionSize: 1 })
    for (const { signal, metadata } of trades) {
      expect(Object.keys(metadata).sort()).toEqual([
        'atr',
        'confidence',
        'entryPrice',
        'modelName',
        'slDistance',
        'strategyType',
        'tpDistance',
      ])
      expect(metadata).toMatchObject({ modelName: 'baseline_rf', strategyType: 'ml_based' })
      const { entryPrice, slDistance, tpDistance, atr, confidence } = metadata
      expect(confidence).toBeGreaterThanOrEqual(0.36)
      expect(slDistance).toBeLessThanOrEqual(1.5 * atr)
      expect(tpDistance).toBeCloseTo(3 * atr, 8)
      const side = signal === 'LONG' ? 1 : -1
      const order = risk.applyRiskToSignal({
        signal,
        equity: 10_000,
        entryPrice,
        stopLossPrice: entryPrice - side * slDistance,
        takeProfitPrice: entryPrice + side * tpDistance,
      })
      expect(order.action).toBe(signal === 'LONG' ? 'BUY' : 'SELL')
      expect(order.riskShare).toBeLessThanOrEqual(0.01 + 1e-12)
      expect(order.positionValue).toBeLessThanOrEqual(10_000 * (1 + 1e-12))
    }
    for (const { signal, metadata } of signals) if (signal === 'FLAT') expect(metadata.reason).toBeDefined()
  })
})
