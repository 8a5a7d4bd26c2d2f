import { createBacktestEngine } from 'barcast/backtest'
import { type Bundle, type BundleContent, createBundle, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
import { type Bar, type Bars, barAt, sliceBars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { atr } from 'barcast/indicators'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager, type DecisionRule, decideSignals } from 'barcast/models'
import { createMLStrategy, type MLStrategyConfig, type StrategySignal } from 'barcast/signals'
import { simulateBars } from 'barcast/testing'
import { runWalkForward, type WalkForwardResult } from 'barcast/training'
import { walkForward } from 'barcast/validation'
import { beforeAll, describe, expect, it } from 'vitest'

const SIDES = { BUY: 'LONG', SELL: 'SHORT', HOLD: 'FLAT' } as const
const engineer = createFeatureEngineer({ set: 'classic' })

/** Simulated bars with missing closes inside the out-of-sample part. */
function market(): Bars {
  const bars = simulateBars({ seed: 8, length: 900 })
  const holes = new Set([700, 701, 760])
  return { ...bars, close: bars.close.map((close, i) => (holes.has(i) ? Number.NaN : close)) }
}

const bars = market()
let result: WalkForwardResult
let startRow: number

const bundles = new Map<string, Bundle>()

/** A bundle of the last fold, made once for each rule. */
function bundleOf(rule: DecisionRule, start?: Pick<BundleContent, 'startMs' | 'featureState'>): Bundle {
  const known = bundles.get(JSON.stringify([rule, start?.startMs]))
  if (known !== undefined) return known
  const { model, scaler, testFromMs } = result.folds.at(-1)!
  const { startMs, featureState } = start ?? { startMs: testFromMs, featureState: featureStateBefore(engineer, bars, testFromMs) }
  const { symbol, timeframeMs } = bars
  const bundle = parseBundle(writeBundle(createBundle({ engineer, scaler, model, rule, featureState, startMs, symbol, timeframeMs })))
  bundles.set(JSON.stringify([rule, start?.startMs]), bundle)
  return bundle
}

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to be refused')
}

beforeAll(async () => {
  result = await runWalkForward(createModelManager(), {
    X: engineer.engineerFeatures(bars),
    labels: createDataLabeler({
      horizonBars: [5],
      thresholds: { strongSell: -Infinity, sell: -0.002, buy: 0.002, strongBuy: Infinity },
    })
      .labelData(bars, { method: 'return_based' })
      .spans('label_5bars'),
    splitter: walkForward({ folds: 2, minTrainShare: 0.4 }),
    modelType: 'lightgbm',
    params: { num_iterations: 20, num_leaves: 7, learning_rate: 0.2 },
  })
  startRow = bars.openTimeMs.indexOf(result.folds.at(-1)!.testFromMs)
})

/** Signals and confidence of the batch path for the last fold, by a rule. */
function batch(rule: DecisionRule) {
  const from = result.outOfSample.timeMs.indexOf(bars.openTimeMs[startRow]!)
  const { signal, confidence } = decideSignals(result.outOfSample.predictions, result.classNames, rule)
  return { signal: signal.slice(from), confidence: confidence.slice(from) }
}

function expectSame(said: StrategySignal, expected: ReturnType<typeof batch>, row: number): void {
  expect(said.timeMs).toBe(bars.openTimeMs[row])
  expect(said.signal).toBe(SIDES[expected.signal[row - startRow]!])
  expect(Object.is(said.metadata.confidence, expected.confidence[row - startRow])).toBe(true)
}

describe('the signal is the backtest’s on the same bar', () => {
  it.each<[string, DecisionRule, Partial<MLStrategyConfig>, number]>([
    ['with the threshold of the bundle', { minConfidence: 0.4 }, {}, 0.4],
    ['with 0.55 when the bundle has none', {}, {}, 0.55],
    ['with a threshold of its own', { minConfidence: 0.3 }, { minConfidence: 0.45 }, 0.45],
  ])('%s: every bar, bit for bit', (_, rule, options, minConfidence) => {
    const strategy = createMLStrategy({ bundle: bundleOf(rule), ...options })
    expect(strategy.minConfidence).toBe(minConfidence)
    const expected = batch({ minConfidence })
    const ranges = atr(bars, { period: 14 })
    expectSame(strategy.generateSignal(sliceBars(bars, 0, startRow + 1)), expected, startRow)
    const seen = new Map<string, number>()
    const signals: string[] = []
    for (let row = startRow; row < bars.length; row++) {
      const said = row === startRow ? strategy.generateSignal(sliceBars(bars, 0, row + 1)) : strategy.next(barAt(bars, row))
      expectSame(said, expected, row)
      expect(Object.is(said.metadata.atr, ranges[row])).toBe(true)
      expect(Object.is(said.metadata.entryPrice, bars.close[row])).toBe(true)
      expect('reason' in said.metadata).toBe(said.signal === 'FLAT')
      const kind = said.metadata.reason ?? said.signal
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      signals.push(said.signal)
    }
    expect(signals).toEqual(expected.signal.map((signal) => SIDES[signal]))
    expect(seen.get('low_confidence')).toBeGreaterThan(5)
    expect(seen.get('no_price')).toBe(3)
    expect((seen.get('LONG') ?? 0) + (seen.get('SHORT') ?? 0)).toBeGreaterThan(5)
  })

  it('and trades the same in a backtest', () => {
    const strategy = createMLStrategy({ bundle: bundleOf({ minConfidence: 0.4 }) })
    strategy.generateSignal(sliceBars(bars, 0, startRow))
    const back = { LONG: 'BUY', SHORT: 'SELL', FLAT: 'HOLD' } as const
    const live = Array.from({ length: bars.length - startRow }, (_, i) => back[strategy.next(barAt(bars, startRow + i)).signal])
    const run = (signal: ('BUY' | 'SELL' | 'HOLD')[]) =>
      createBacktestEngine({ allowShort: true }).runBacktest({ timeMs: bars.openTimeMs.slice(startRow), signal }, bars)
    expect(run(live).fills).toEqual(run(batch({ minConfidence: 0.4 }).signal).fills)
    expect(run(live).fills.length).toBeGreaterThan(2)
  })

  it('in windows of any size that overlap', () => {
    const expected = batch({ minConfidence: 0.4 })
    const whole = createMLStrategy({ bundle: bundleOf({ minConfidence: 0.4 }) })
    const windowed = createMLStrategy({ bundle: bundleOf({ minConfidence: 0.4 }) })
    whole.generateSignal(sliceBars(bars, 0, startRow))
    windowed.generateSignal(sliceBars(bars, 0, startRow))
    let row = startRow
    for (let step = 1; row < bars.length; step = 1 + ((step * 7) % 11)) {
      const end = Math.min(row + step, bars.length)
      const said = windowed.generateSignal(sliceBars(bars, Math.max(0, row - 5), end))
      let last: StrategySignal | undefined
      for (; row < end; row++) last = whole.next(barAt(bars, row))
      expect(said).toEqual(last)
      expectSame(said, expected, end - 1)
      expect(windowed.generateSignal(sliceBars(bars, Math.max(0, end - 3), end))).toEqual(said)
    }
  })
})

describe('stop and target', () => {
  it('follow the formula', () => {
    const strategy = createMLStrategy({
      bundle: bundleOf({ minConfidence: 0.4 }),
      slAtrMultiple: 2,
      tpAtrMultiple: 5,
      confidenceAdjustment: 0.4,
      atrPeriod: 7,
      modelName: 'mine',
    })
    strategy.generateSignal(sliceBars(bars, 0, startRow))
    const ranges = atr(bars, { period: 7 })
    let traded = 0
    for (let row = startRow; row < bars.length; row++) {
      const { signal, metadata } = strategy.next(barAt(bars, row))
      expect(metadata).toMatchObject({ modelName: 'mine', strategyType: 'ml_based' })
      if (signal === 'FLAT') continue
      traded += 1
      const range = ranges[row]!
      expect(metadata.tpDistance).toBe(range * 5)
      expect(metadata.slDistance / range).toBeCloseTo(2 * (1 - (0.4 * (metadata.confidence - 0.4)) / 0.6), 12)
      expect(metadata.slDistance).toBeLessThanOrEqual(2 * range)
      expect(metadata.slDistance).toBeGreaterThanOrEqual(2 * range * 0.6)
    }
    expect(traded).toBeGreaterThan(20)
  })

  it('defaults are 1.5 and 3 ranges of 14 bars, the stop up to 30 % tighter; the model is named by its type', () => {
    const strategy = createMLStrategy({ bundle: bundleOf({ minConfidence: 0 }) })
    const { metadata } = strategy.generateSignal(sliceBars(bars, 0, startRow + 10))
    const range = atr(bars, { period: 14 })[startRow + 9]!
    expect(metadata.modelName).toBe('lightgbm')
    expect(metadata.tpDistance / range).toBeCloseTo(3, 12)
    expect(metadata.slDistance / range).toBeCloseTo(1.5 * (1 - 0.3 * metadata.confidence), 12)
  })

  it('certainty as threshold divides by no zero', () => {
    const { signal, metadata } = createMLStrategy({ bundle: bundleOf({}), minConfidence: 1 }).generateSignal(bars)
    expect(signal).toBe('FLAT')
    expect(metadata.reason).toBe('low_confidence')
    expect(metadata.slDistance).toBe(1.5 * metadata.atr)
  })
})

describe('FLAT says why', () => {
  it('before the start, in the warm-up, without a price, without a range', () => {
    const startMs = bars.openTimeMs[0]!
    const strategy = createMLStrategy({
      bundle: bundleOf({ minConfidence: 0 }, { startMs, featureState: engineer.stream().snapshot() }),
      atrPeriod: 200,
    })
    const reasons = Array.from({ length: 220 }, (_, row) => strategy.next(barAt(bars, row)).metadata.reason)
    const warm = engineer.warmupBars
    expect(warm).toBeLessThan(200)
    expect(reasons.slice(0, warm)).toEqual(new Array(warm).fill('warm_up'))
    expect(new Set(reasons.slice(warm, 200))).toEqual(
      new Set(['no_atr', ...reasons.slice(warm, 200).filter((reason) => reason === 'hold')]),
    )
    expect(reasons.slice(200)).not.toContain('no_atr')
    const early = createMLStrategy({ bundle: bundleOf({}) }).next(barAt(bars, startRow - 1))
    expect(early).toMatchObject({
      signal: 'FLAT',
      metadata: { reason: 'before_start', confidence: Number.NaN, slDistance: Number.NaN, tpDistance: Number.NaN },
    })
  })

  it('a class that means no trade', () => {
    const rule: DecisionRule = { actions: Object.fromEntries(result.classNames.map((name) => [name, 'HOLD'])) }
    const said = createMLStrategy({ bundle: bundleOf(rule), minConfidence: 0 }).generateSignal(bars)
    expect(said).toMatchObject({ signal: 'FLAT', metadata: { reason: 'hold', confidence: expect.any(Number) } })
    expect(said.metadata.slDistance).toBeGreaterThan(0)
  })

  it('a price that does not move has no range, so no stop', () => {
    const flat = {
      ...bars,
      open: bars.open.map(() => 100),
      high: bars.open.map(() => 100),
      low: bars.open.map(() => 100),
      close: bars.open.map(() => 100),
    }
    const strategy = createMLStrategy({ bundle: bundleOf({ minConfidence: 0 }) })
    strategy.generateSignal(sliceBars(flat, 0, startRow))
    const said = Array.from({ length: 60 }, (_, i) => strategy.next(barAt(flat, startRow + i)))
    expect(said.every(({ signal, metadata }) => signal === 'FLAT' && metadata.atr === 0)).toBe(true)
    expect(said.map(({ metadata }) => metadata.reason)).toContain('no_atr')
  })
})

describe('history that does not fit', () => {
  const strategyAt = (row: number) => {
    const strategy = createMLStrategy({ bundle: bundleOf({ minConfidence: 0.4 }) })
    strategy.generateSignal(sliceBars(bars, 0, row + 1))
    return strategy
  }
  const with3 = (row: number, column: 'close' | 'volume', factor: number): Bars => {
    const columns = { ...bars, [column]: bars[column].map((value, i) => (i === row ? value * factor : value)) }
    return sliceBars(columns, 0, row + 4)
  }

  it('the first bars must reach back to the bundle’s start', () => {
    const strategy = createMLStrategy({ bundle: bundleOf({}) })
    const gap = { code: 'signals/history-gap', value: bars.openTimeMs[startRow + 1] }
    expect(errorOf(() => strategy.generateSignal(sliceBars(bars, startRow + 1, startRow + 50)))).toMatchObject(gap)
    expect(errorOf(() => strategy.next(barAt(bars, startRow + 1)))).toMatchObject(gap)
    expect(strategy.generateSignal(sliceBars(bars, startRow, startRow + 50)).timeMs).toBe(bars.openTimeMs[startRow + 49])
  })

  it('later ones must hold the bar taken last', () => {
    const strategy = strategyAt(startRow + 10)
    const code = 'signals/history-gap'
    expect(errorOf(() => strategy.generateSignal(sliceBars(bars, startRow + 11, startRow + 30)))).toMatchObject({ code })
    expect(errorOf(() => strategy.generateSignal(sliceBars(bars, 0, startRow + 10)))).toMatchObject({ code })
    expect(strategy.generateSignal(sliceBars(bars, startRow + 10, startRow + 30)).timeMs).toBe(bars.openTimeMs[startRow + 29])
  })

  it('a bar that was taken must stay as it was: not still forming, not adjusted since', () => {
    const strategy = strategyAt(startRow + 10)
    for (const [column, factor] of [
      ['close', 1.0001],
      ['volume', 1.5],
    ] as const) {
      expect(errorOf(() => strategy.generateSignal(with3(startRow + 10, column, factor)))).toMatchObject({
        code: column === 'close' ? expect.stringMatching(/^(signals\/history-changed|bars\/high-low)$/) : 'signals/history-changed',
        where: expect.objectContaining({ row: startRow + 10 }),
      })
    }
    const split = { ...bars }
    for (const column of ['open', 'high', 'low', 'close'] as const) split[column] = bars[column].map((price) => price / 2)
    expect(errorOf(() => strategy.generateSignal(split))).toMatchObject({ code: 'signals/history-changed', where: { column: 'open' } })
    expectSame(strategy.next(barAt(bars, startRow + 11)), batch({ minConfidence: 0.4 }), startRow + 11)
  })

  it.each<[string, (bars: Bars) => Bars, string]>([
    ['another symbol', (b) => ({ ...b, symbol: 'OTHER' }), 'signals/symbol'],
    ['another timeframe', (b) => ({ ...b, timeframeMs: 300_000 }), 'signals/timeframe'],
    ['a faulty bar', (b) => ({ ...b, low: b.low.map((low, i) => (i === 5 ? -1 : low)) }), 'bars/price-not-positive'],
  ])('%s', (_, change, code) => {
    expect(errorOf(() => createMLStrategy({ bundle: bundleOf({}) }).generateSignal(change(bars)))).toMatchObject({ code })
  })

  it.each<[string, Partial<Bar>, string]>([
    ['the last bar again', { openTimeMs: 0 }, 'bars/'],
    ['high below low', { high: 1, low: 2 }, 'bars/high-low'],
    ['text for a number', { close: '1' as unknown as number }, 'bundles/bar'],
  ])('a refused live bar leaves the strategy as it was: %s', (_, change, code) => {
    const strategy = strategyAt(startRow + 10)
    const bar = barAt(bars, startRow + 11)
    const refused = { ...bar, ...change, ...(change.openTimeMs === 0 ? { openTimeMs: bars.openTimeMs[startRow + 10]! } : {}) }
    expect(errorOf(() => strategy.next(refused))).toMatchObject({ code: expect.stringContaining(code) })
    const said = strategy.next(bar)
    expectSame(said, batch({ minConfidence: 0.4 }), startRow + 11)
    expect(Object.is(said.metadata.atr, atr(bars, { period: 14 })[startRow + 11])).toBe(true)
  })
})

describe('options', () => {
  it.each<[object, string, string]>([
    [{ minConfidence: 1.1 }, 'signals/config', 'minConfidence'],
    [{ minConfidence: Number.NaN }, 'signals/config', 'minConfidence'],
    [{ slAtrMultiple: 0 }, 'signals/config', 'slAtrMultiple'],
    [{ tpAtrMultiple: Infinity }, 'signals/config', 'tpAtrMultiple'],
    [{ confidenceAdjustment: 1 }, 'signals/config', 'confidenceAdjustment'],
    [{ atrPeriod: 0 }, 'signals/config', 'atrPeriod'],
    [{ atrPeriod: 1.5 }, 'signals/config', 'atrPeriod'],
    [{ minConfidence: 0.2 }, 'signals/min-confidence', 'minConfidence'],
    [{ slAtrMultipel: 2 }, 'signals/unknown-option', 'slAtrMultipel'],
  ])('%o is refused', (options, code, path) => {
    expect(errorOf(() => createMLStrategy({ bundle: bundleOf({ minConfidence: 0.4 }), ...options }))).toMatchObject({
      code,
      where: { path },
    })
  })
})
