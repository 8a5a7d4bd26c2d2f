import {
  type Bundle,
  type BundleContent,
  createBundle,
  createLiveStrategy,
  featureStateBefore,
  type LiveDecision,
  type LiveSnapshot,
  parseBundle,
  writeBundle,
} from 'barcast/bundles'
import { type Bar, barAt, canonicalJson, createFrame, type Json, sha256 } from 'barcast/core'
import { createFeatureEngineer, fitScaler } from 'barcast/features'
import { defineIndicator } from 'barcast/indicators'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager, type DecisionRule } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { runWalkForward, type WalkForwardFold, type WalkForwardResult, type WalkForwardRun } from 'barcast/training'
import { walkForward } from 'barcast/validation'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

const manager = createModelManager()
const engineer = createFeatureEngineer({ set: 'classic' })
const labeler = createDataLabeler({
  horizonBars: [5],
  thresholds: { strongSell: -Infinity, sell: -0.002, buy: 0.002, strongBuy: Infinity },
})
const rule: DecisionRule = { minConfidence: 0.4 }

/** Simulated bars with missing closes inside the out-of-sample part. */
function market() {
  const bars = simulateBars({ seed: 8, length: 900 })
  const holes = new Set([700, 701, 760])
  return { ...bars, close: bars.close.map((close, i) => (holes.has(i) ? Number.NaN : close)) }
}
const bars = market()

function research(more: Partial<WalkForwardRun> = {}): Promise<WalkForwardResult> {
  return runWalkForward(manager, {
    X: engineer.engineerFeatures(bars),
    labels: labeler.labelData(bars, { method: 'return_based' }).spans('label_5bars'),
    splitter: walkForward({ folds: 2, minTrainShare: 0.4 }),
    modelType: 'lightgbm',
    params: { num_iterations: 10, num_leaves: 7 },
    rule,
    ...more,
  } as WalkForwardRun)
}

function contentOf({ model, scaler, testFromMs: startMs }: WalkForwardFold, more: Partial<BundleContent> = {}): BundleContent {
  const featureState = featureStateBefore(engineer, bars, startMs)
  const notes = { labels: { method: 'return_based', horizonBars: [5] }, metadata: { by: 'test', share: 0.1 } }
  return { engineer, scaler, model, rule, featureState, startMs, symbol: bars.symbol, timeframeMs: bars.timeframeMs, ...notes, ...more }
}

function expectSame(decision: LiveDecision, { outOfSample }: WalkForwardResult, at: number): void {
  const { timeMs, signals, confidence, predictions } = outOfSample
  expect(decision.timeMs).toBe(timeMs[at])
  expect(decision.signal).toBe(signals[at])
  expect(Object.is(decision.confidence, confidence[at])).toBe(true)
  decision.probabilities.forEach((p, k) => {
    expect(Object.is(p, predictions.data[at * predictions.classes + k])).toBe(true)
  })
}

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('expected the call to be refused')
}

let result: WalkForwardResult
let fold: WalkForwardFold
let bundle: Bundle
let startRow: number

beforeAll(async () => {
  result = await research()
  fold = result.folds[1]!
  bundle = createBundle(contentOf(fold))
  startRow = bars.openTimeMs.indexOf(fold.testFromMs)
})

/** Rows of the fold, and where the first of them stands in the out-of-sample arrays. */
const offset = (): number => result.outOfSample.timeMs.indexOf(fold.testFromMs)

describe('live replay', () => {
  it('equals the batch path bit for bit, missing bars included', () => {
    const strategy = createLiveStrategy(parseBundle(writeBundle(bundle)))
    expect(strategy.classNames).toEqual(result.classNames)
    let missing = 0
    const signals = new Set<string>()
    for (let i = startRow; i < bars.length; i++) {
      const decision = strategy.next(barAt(bars, i))
      expectSame(decision, result, offset() + i - startRow)
      if (Number.isNaN(decision.confidence)) missing += 1
      signals.add(decision.signal)
      if (Number.isNaN(decision.confidence)) expect(decision.signal).toBe('HOLD')
    }
    expect(bars.length - startRow).toBeGreaterThan(250)
    expect(missing).toBeGreaterThan(2)
    expect(missing).toBeLessThan(bars.length - startRow)
    expect([...signals].sort()).toEqual(['BUY', 'HOLD', 'SELL'])
  })

  it.each([
    ['every fold', { splitter: walkForward({ folds: 3, minTrainShare: 0.5 }) }],
    ['without a scaler', { scaler: 'none' }],
    ['two classes', { labels: labeler2() }],
    ['after a search', { trials: 2, space: { num_leaves: { type: 'int', low: 3, high: 9 } } }],
  ] as [string, Partial<WalkForwardRun>][])('%s', async (_, more) => {
    const found = await research(more)
    for (const one of found.folds) {
      const from = bars.openTimeMs.indexOf(one.testFromMs)
      const to = bars.openTimeMs.indexOf(one.testToMs)
      const strategy = createLiveStrategy(createBundle(contentOf(one)))
      const at = found.outOfSample.timeMs.indexOf(one.testFromMs)
      for (let i = from; i <= to; i++) expectSame(strategy.next(barAt(bars, i)), found, at + i - from)
    }
  })

  it('bars that form are replaced as often as wanted', () => {
    const strategy = createLiveStrategy(bundle)
    for (let i = startRow; i < startRow + 60; i++) {
      const bar = barAt(bars, i)
      strategy.next({ ...bar, high: bar.high * 1.5, close: bar.high * 1.2 })
      strategy.replaceLast({ ...bar, low: bar.low * 0.5, volume: 0 })
      expectSame(strategy.replaceLast(bar), result, offset() + i - startRow)
    }
  })

  it('a snapshot in JSON goes on with the same bits from any bar', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(20), (before, after) => {
        const first = createLiveStrategy(bundle)
        for (let i = startRow; i < startRow + before; i++) first.next(barAt(bars, i))
        const snapshot: LiveSnapshot = JSON.parse(JSON.stringify(first.snapshot()))
        const second = createLiveStrategy(bundle, { snapshot })
        if (before > 0) second.replaceLast(barAt(bars, startRow + before - 1))
        for (let i = startRow + before; i < startRow + before + after; i++)
          expectSame(second.next(barAt(bars, i)), result, offset() + i - startRow)
      }),
      { numRuns: 15 },
    )
  })

  it('from the very first bar, the warm-up gives HOLD without confidence', () => {
    const startMs = bars.openTimeMs[0]!
    const strategy = createLiveStrategy(createBundle(contentOf(fold, { startMs, featureState: engineer.stream().snapshot() })))
    for (let i = 0; i < engineer.warmupBars; i++)
      expect(strategy.next(barAt(bars, i))).toMatchObject({
        signal: 'HOLD',
        confidence: Number.NaN,
        probabilities: new Float64Array(3).fill(Number.NaN),
      })
    expect(strategy.next(barAt(bars, engineer.warmupBars)).confidence).toBeGreaterThan(0)
  })
})

function labeler2() {
  const edges = { strongSell: -Infinity, sell: 0, buy: 0, strongBuy: Infinity }
  return createDataLabeler({ horizonBars: [3], thresholds: edges })
    .labelData(bars, { method: 'return_based' })
    .spans('label_3bars')
}

describe('bars that a strategy refuses leave it as it was', () => {
  const bar = (i: number, change: Partial<Bar> = {}): Bar => ({ ...barAt(bars, startRow + i), ...change })
  const minute = 60_000

  it.each<[string, (s: ReturnType<typeof createLiveStrategy>) => unknown, object]>([
    ['the last bar again', (s) => s.next(bar(4)), { code: 'bars/duplicate-time' }],
    ['an earlier bar', (s) => s.next(bar(2)), { code: 'bars/unordered-time' }],
    ['a bar before the start', (s) => s.next(bar(-1)), { code: 'bundles/before-start' }],
    [
      'a bar of a shorter timeframe',
      (s) => s.next(bar(5, { openTimeMs: bar(4).openTimeMs + minute / 2 })),
      { code: 'bundles/timeframe', value: minute / 2 },
    ],
    ['no time', (s) => s.next(bar(5, { openTimeMs: Number.NaN })), { code: 'bars/time-missing' }],
    ['high below low', (s) => s.next(bar(5, { high: 1, low: 2 })), { code: 'bars/high-low' }],
    ['a price of 0', (s) => s.next(bar(5, { low: 0 })), { code: 'bars/price-not-positive' }],
    ['an infinite price', (s) => s.next(bar(5, { high: Infinity })), { code: 'bars/infinite' }],
    ['negative volume', (s) => s.next(bar(5, { volume: -1 })), { code: 'bars/negative-volume' }],
    [
      'text for a number',
      (s) => s.next(bar(5, { close: '100' as unknown as number })),
      { code: 'bundles/bar', where: { column: 'close' } },
    ],
    ['a missing field', (s) => s.next({ openTimeMs: bar(5).openTimeMs } as Bar), { code: 'bundles/bar', where: { column: 'open' } }],
    ['no bar', (s) => s.next(undefined as unknown as Bar), { code: 'bundles/bar' }],
    ['a replacement for another time', (s) => s.replaceLast(bar(3)), { code: 'indicators/replace' }],
    ['a faulty replacement', (s) => s.replaceLast(bar(4, { high: 1, low: 2 })), { code: 'bars/high-low' }],
  ])('%s', (_, refused, expected) => {
    const strategy = createLiveStrategy(bundle)
    for (let i = 0; i < 5; i++) strategy.next(bar(i))
    expect(errorOf(() => refused(strategy))).toMatchObject(expected)
    for (let i = 5; i < 10; i++) expectSame(strategy.next(bar(i)), result, offset() + i)
  })

  it('a replacement before the first bar', () => {
    expect(errorOf(() => createLiveStrategy(bundle).replaceLast(bar(0)))).toMatchObject({ code: 'bundles/no-bar' })
  })

  it('gaps are no fault, and daily bars may be an hour short', async () => {
    const strategy = createLiveStrategy(bundle)
    strategy.next(bar(0))
    expect(strategy.next(bar(30)).timeMs).toBe(bar(30).openTimeMs)
    const daily = createLiveStrategy(createBundle(contentOf(fold, { timeframeMs: 86_400_000 })))
    daily.next(bar(0))
    expect(daily.next(bar(1, { openTimeMs: bar(0).openTimeMs + 23 * 3_600_000 })).signal).toBeDefined()
    const late = bar(2, { openTimeMs: bar(0).openTimeMs + 24 * 3_600_000 })
    expect(errorOf(() => daily.next(late))).toMatchObject({ code: 'bundles/timeframe' })
  })
})

describe('createBundle', () => {
  it('is plain JSON data that survives its text', () => {
    expect(JSON.parse(JSON.stringify(bundle))).toEqual(bundle)
    expect(parseBundle(writeBundle(bundle))).toEqual(bundle)
    expect(bundle).toMatchObject({
      formatVersion: 1,
      symbol: 'SIM',
      timeframeMs: 60_000,
      startMs: fold.testFromMs,
      labels: { method: 'return_based' },
    })
    expect(bundle.features.definitionsHash).toBe(engineer.definitionsHash)
    expect(createBundle(contentOf(fold)).sha256).toBe(bundle.sha256)
  })

  it('refuses parts that do not belong together', async () => {
    const other = createFeatureEngineer({ features: ['rsi_14', 'roc_12'] })
    const X = engineer.engineerFeatures(bars, { warmup: 'drop' })
    const reversed = createFrame({ columns: new Map([...X.names].reverse().map((name) => [name, X.column(name)])), timeMs: X.timeMs })
    const create = (more: Partial<BundleContent>) => errorOf(() => createBundle(contentOf(fold, more)))
    expect(create({ engineer: other, featureState: other.stream().snapshot() })).toMatchObject({ code: 'bundles/feature-names' })
    expect(create({ scaler: fitScaler(reversed) })).toMatchObject({ code: 'bundles/feature-names', value: X.names.at(-1) })
    expect(create({ featureState: other.stream().snapshot() })).toMatchObject({ code: 'features/snapshot' })
    const after = featureStateBefore(engineer, bars, fold.testFromMs + 1)
    expect(create({ featureState: after })).toMatchObject({ code: 'bundles/start', value: fold.testFromMs })
    expect(create({ startMs: Number.NaN })).toMatchObject({ code: 'bundles/start' })
    expect(create({ timeframeMs: 0 })).toMatchObject({ code: 'bundles/timeframe' })
    expect(create({ rule: { minConfidence: 2 } })).toMatchObject({ code: 'models/min-confidence' })
    expect(create({ labels: { buy: Infinity } })).toMatchObject({ code: 'models/metadata', where: { path: 'labels.buy' } })
    expect(create({ metadata: { made: new Date(0) } as unknown as Record<string, Json> })).toMatchObject({ code: 'models/metadata' })
    const fixed = createFeatureEngineer({ set: 'classic', timeframeMs: 300_000 })
    expect(create({ engineer: fixed, featureState: fixed.stream().snapshot() })).toMatchObject({ code: 'bundles/timeframe', value: 60_000 })
  })
})

describe('bundles that are not what was written', () => {
  type Document = { [key: string]: Json }

  /** The bundle with other content under a digest that fits it. */
  function resealed(change: (document: Document) => void): string {
    const document: Document = JSON.parse(writeBundle(bundle))
    delete document.sha256
    change(document)
    return canonicalJson({ ...document, sha256: sha256(canonicalJson(document)) })
  }

  const inside = (document: Document, key: string): Document => document[key] as Document

  function isSameJson(one: string, other: string): boolean {
    try {
      return canonicalJson(JSON.parse(one)) === canonicalJson(JSON.parse(other))
    } catch {
      return false
    }
  }

  it('a file cut anywhere is refused', () => {
    const text = writeBundle(bundle).trimEnd()
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(errorOf(() => parseBundle(text.slice(0, length)))).toMatchObject({ code: 'bundles/truncated' })
      }),
      { numRuns: 40 },
    )
  })

  it('a file with any digit or letter changed is refused, unless it still spells the same numbers', () => {
    const text = writeBundle(bundle)
    const places = [...text.matchAll(/[0-9a-z]/g)].map((match) => match.index)
    fc.assert(
      fc.property(fc.nat(places.length - 1), (k) => {
        const at = places[k]!
        const changed = text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1)
        // The 17th digit of a number can have a neighbour that reads as the same double.
        if (isSameJson(changed, text)) return
        const { code } = errorOf(() => parseBundle(changed)) as { code: string }
        expect(['bundles/altered', 'bundles/format', 'bundles/newer-version', 'bundles/truncated']).toContain(code)
      }),
      { numRuns: 60 },
    )
  })

  it.each<[string, (document: Document) => void, object]>([
    ['a newer version', (d) => Object.assign(d, { formatVersion: 2 }), { code: 'bundles/newer-version', value: 2 }],
    ['another kind', (d) => Object.assign(d, { kind: 'barcast-model' }), { code: 'bundles/format', where: { path: 'kind' } }],
    ['a field too many', (d) => Object.assign(d, { more: 1 }), { code: 'bundles/format' }],
    ['no model', (d) => Object.assign(d, { model: null }), { code: 'bundles/format', where: { path: 'model' } }],
    [
      'an unknown feature',
      (d) => Object.assign(inside(d, 'features'), { config: { features: ['rsi_13'] } }),
      { code: 'bundles/other-features', message: expect.stringContaining('rsi_14') },
    ],
    [
      'other features',
      (d) => Object.assign(inside(d, 'features'), { config: { features: ['rsi_14'] } }),
      { code: 'bundles/other-features' },
    ],
    [
      'other definitions',
      (d) => Object.assign(inside(d, 'features'), { definitionsHash: 'f'.repeat(64) }),
      { code: 'bundles/other-features', value: 'f'.repeat(64) },
    ],
    [
      'a state of other features',
      (d) => Object.assign(inside(inside(d, 'features'), 'state'), { definitionsHash: '0' }),
      { code: 'features/snapshot' },
    ],
    [
      'an altered state',
      (d) => Object.assign(inside(inside(inside(d, 'features'), 'state'), 'state'), { numbers: 'AAAA' }),
      { code: 'indicators/snapshot' },
    ],
    ['an altered scaler', (d) => (inside(d, 'scaler').mean as number[]).fill(0), { code: 'features/scaler-altered' }],
    ['a model of other features', (d) => Object.assign(inside(d, 'model'), { featureNames: ['a'] }), { code: 'models/booster-mismatch' }],
    ['a newer model', (d) => Object.assign(inside(d, 'model'), { formatVersion: 2 }), { code: 'models/newer-version' }],
    ['an action that is none', (d) => Object.assign(d, { rule: { actions: { buy: 'LONG' } } }), { code: 'bundles/format' }],
    ['an action for no class', (d) => Object.assign(d, { rule: { actions: { bye: 'BUY' } } }), { code: 'models/unknown-class' }],
    ['minConfidence out of range', (d) => Object.assign(d, { rule: { minConfidence: 7 } }), { code: 'models/min-confidence' }],
  ])('%s is refused even under a digest that fits', (_, change, expected) => {
    expect(errorOf(() => parseBundle(resealed(change)))).toMatchObject(expected)
  })

  it('neither a list, nor text, nor null is a bundle', () => {
    for (const text of ['[]', '"bundle"', 'null', '1', '{}', '{"formatVersion": "1"}'])
      expect(errorOf(() => parseBundle(text))).toMatchObject({ code: 'bundles/format' })
    expect(errorOf(() => parseBundle(''))).toMatchObject({ code: 'bundles/truncated' })
  })

  it('__proto__ keys are data and nothing else', () => {
    const text = resealed((d) => Object.assign(d, { metadata: JSON.parse('{"__proto__": {"polluted": true}}') }))
    const parsed = parseBundle(text)
    expect(Object.getPrototypeOf(parsed.metadata)).toBe(Object.prototype)
    expect((parsed.metadata as { polluted?: unknown }).polluted).toBeUndefined()
    const top = writeBundle(bundle).replace('{', '{"__proto__": {"symbol": "X"},')
    expect(errorOf(() => parseBundle(top))).toMatchObject({ code: expect.stringMatching(/^bundles\/(format|altered)$/) })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('a bundle changed in memory is refused by the strategy', () => {
    expect(errorOf(() => createLiveStrategy({ ...bundle, rule: { minConfidence: 0 } }))).toMatchObject({ code: 'bundles/altered' })
  })

  it('a snapshot of another bundle, a newer or a broken one is refused', () => {
    const strategy = createLiveStrategy(bundle)
    const snapshot = strategy.snapshot()
    const resume = (changed: object) => errorOf(() => createLiveStrategy(bundle, { snapshot: { ...snapshot, ...changed } as LiveSnapshot }))
    expect(resume({ bundleSha256: '0' })).toMatchObject({ code: 'bundles/other-bundle' })
    expect(resume({ formatVersion: 2 })).toMatchObject({ code: 'bundles/newer-version' })
    expect(resume({ lastTimeMs: 'now' })).toMatchObject({ code: 'bundles/format' })
    expect(resume({ features: { ...snapshot.features, definitionsHash: 'x' } })).toMatchObject({ code: 'features/snapshot' })
  })
})

describe('a bundle with an indicator of the user’s own', () => {
  const doubled = defineIndicator<{ input: string }, 'doubled'>({
    name: 'doubled',
    title: 'Twice the value',
    params: { input: { default: 'close', column: true } },
    outputs: ['doubled'],
    inputs: ({ input }) => [input],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    init: () => undefined,
    advance(_state, inputs, outputs, from, to, at) {
      for (let i = from, o = at; i < to; i++, o++) outputs[0]![o] = 2 * inputs[0]![i]!
    },
  })
  const code = { indicators: [doubled] }

  it('is read with it, decides as the model does, and is refused without it', async () => {
    const own = createFeatureEngineer(
      { userFeatures: [{ name: 'twice', operator: 'abs', of: [{ indicator: 'doubled' }] }], features: ['twice', 'rsi_14'] },
      code,
    )
    const X = own.engineerFeatures(bars)
    const rows = Int32Array.from({ length: 300 }, (_, i) => 100 + i)
    const y = Array.from(rows, (row) => (bars.close[row + 1]! > bars.close[row]! ? 'buy' : 'sell'))
    const { model } = await manager.trainModel(X.rows(rows), y, { modelType: 'lightgbm', params: { num_iterations: 5 } })
    const startMs = bars.openTimeMs[500]!
    const { symbol, timeframeMs } = bars
    const text = writeBundle(
      createBundle({
        engineer: own,
        scaler: undefined,
        model,
        featureState: featureStateBefore(own, bars, startMs),
        startMs,
        symbol,
        timeframeMs,
      }),
    )
    const strategy = createLiveStrategy(parseBundle(text, code))
    const expected = model.predict(X.rows(Int32Array.of(500, 501, 502)))
    const found = [500, 501, 502].flatMap((row) => [...strategy.next(barAt(bars, row)).probabilities])
    expect(found).toEqual([...expected.data])
    expect(createLiveStrategy(JSON.parse(text) as Bundle, code).classNames).toEqual(model.classNames)
    expect(() => parseBundle(text)).toThrow(/doubled/)
  })
})
