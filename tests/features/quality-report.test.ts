import { type Bars, createFrame, createRandom, type Frame, isBarcastError } from 'barcast/core'
import { createFeatureEngineer, formatQuality, type QualityReport, qualityReport } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const random = createRandom(4)
const normal = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
const codesOf = ({ warnings }: QualityReport, column: string): string[] =>
  warnings.filter((warning) => warning.column === column).map(({ code }) => code)

describe('qualityReport', () => {
  it('says what is wrong with each column, by code and number', async () => {
    const length = 1000
    const base = normal(length)
    const at = (column: Float64Array, row: number, value: number): Float64Array => column.map((x, i) => (i === row ? value : x))
    const frame = createFrame({
      columns: {
        good: base,
        twin: base.map((x) => -x + 0.01 * random.normal()),
        empty: new Float64Array(length).fill(NaN),
        constant: new Float64Array(length).fill(3),
        near: Float64Array.from({ length }, (_, i) => (i < 5 ? 1 : 0)),
        gaps: at(at(normal(length), 0, NaN), 500, NaN),
        infinite: at(normal(length), 7, -Infinity),
        wild: normal(length).map((x, i) => (i % 50 === 0 ? 1000 * x : x)),
        moving: Float64Array.from({ length }, (_, i) => i + random.normal()),
      },
    })
    const report = await qualityReport(frame)
    const expected: Record<string, string[]> = {
      good: [],
      twin: ['correlated'],
      empty: ['all-missing'],
      constant: ['constant'],
      near: ['near-constant'],
      gaps: ['gaps'],
      infinite: ['infinite'],
      wild: ['extreme-values'],
      moving: ['drift'],
    }
    for (const name of frame.names) expect(codesOf(report, name), name).toEqual(expected[name])
    expect(report.columns[5]).toMatchObject({ missingShare: 0.002, firstRow: 1, gaps: 1, infinite: 0 })
    expect(report.columns[2]).toEqual({
      name: 'empty',
      missingShare: 1,
      firstRow: null,
      gaps: 0,
      infinite: 0,
      min: null,
      median: null,
      max: null,
      commonestShare: null,
      extremeShare: null,
      drift: null,
    })
    expect(report.columns[8]!.drift).toBeGreaterThan(0.95)
    expect(report.pairs).toMatchObject([{ first: 'good', second: 'twin' }])
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const text = formatQuality(report)
    expect(text.split('\n')[0]).toBe('1000 rows, 9 columns, 8 warnings')
    expect(text).toMatch(/^empty +100.0 % +– +– +– +– +– +all-missing$/m)
  })

  it('says that a period is longer than the data, and holds the first values against what is stated', async () => {
    const bars = simulateBars({ seed: 1, length: 40 })
    const engineer = createFeatureEngineer({
      lookbackPeriods: [5, 60],
      features: ['volatility_5', 'momentum_5', 'volatility_60', 'price_change_60'],
    })
    const features = engineer.engineerFeatures(bars)
    const report = await qualityReport(features, {
      definitions: engineer.definitions,
      bars,
      compute: (part) => engineer.engineerFeatures(part),
    })
    const long = report.warnings.filter(({ code }) => code === 'all-missing')
    expect(long.map(({ column }) => column)).toContain('volatility_60')
    expect(long[0]!.message).toMatch(/needs \d+ bars for its first value, the data have 40/)
    const codes = new Set(report.warnings.map(({ code }) => code))
    for (const code of ['early-value', 'late-value', 'gaps', 'infinite', 'not-causal', 'leakage'] as const)
      expect(codes).not.toContain(code)
    const wrong = engineer.definitions.map(({ name }, k) => ({ name, warmupBars: k % 2 === 0 ? 0 : 39 }))
    const held = await qualityReport(features, { definitions: wrong })
    expect(held.warnings.filter(({ code }) => code === 'late-value').length).toBe(1)
    expect(held.warnings.filter(({ code }) => code === 'early-value').length).toBe(1)
  })

  it('finds columns that have seen the future: by correlation, and by computing again', async () => {
    const bars = simulateBars({ seed: 2, length: 500 })
    const compute = (part: Bars): Frame => {
      const { close } = part
      const next = close.map((x, i) => (i + 1 < close.length ? close[i + 1]! / x - 1 : 0))
      const mean = close.reduce((sum, x) => sum + x, 0) / close.length
      return createFrame({
        columns: { honest: close.map((x, i) => (i === 0 ? 0 : x / close[i - 1]! - 1)), next, centred: close.map((x) => x - mean) },
        timeMs: part.openTimeMs,
      })
    }
    const frame = compute(bars)
    const future = bars.close.map((x, i) => (i + 1 < bars.length ? bars.close[i + 1]! / x - 1 : NaN))
    const report = await qualityReport(frame, { bars, compute, target: future })
    expect(codesOf(report, 'honest')).toEqual([])
    expect(codesOf(report, 'next').sort()).toEqual(['leakage', 'not-causal'])
    expect(codesOf(report, 'centred')).toContain('not-causal')
    expect(report.warnings.find(({ code }) => code === 'leakage')!.value).toBeCloseTo(1, 12)
  })

  it('takes labels: the return over each span with bars, the class without', async () => {
    const bars = simulateBars({ seed: 3, length: 400 })
    const labels = createDataLabeler({ horizonBars: [5] })
      .labelData(bars, { method: 'return_based' })
      .spans('label_5bars')
    const leak = createFrame({
      columns: {
        future: bars.close.map((x, i) => (i + 5 < bars.length ? bars.close[i + 5]! / x - 1 : NaN)),
        noise: normal(400),
      },
      timeMs: bars.openTimeMs,
    })
    for (const options of [{ bars, target: labels }, { target: labels }]) {
      const report = await qualityReport(leak, options)
      expect(report.warnings.filter(({ code }) => code === 'leakage').map(({ column }) => column)).toEqual(['future'])
    }
  })

  it('refuses targets and rows that do not belong together, and stops when told', async () => {
    const bars = simulateBars({ seed: 1, length: 50 })
    const frame = createFrame({ columns: { x: normal(50) } })
    const codeOf = async (run: () => Promise<unknown>): Promise<string> => {
      try {
        await run()
      } catch (error) {
        if (isBarcastError(error)) return error.code
        throw error
      }
      return 'nothing was refused'
    }
    expect(await codeOf(() => qualityReport(frame, { target: normal(49) }))).toBe('features/selection-target')
    expect(await codeOf(() => qualityReport(frame, { bars, compute: () => frame }))).toBe('features/quality-bars')
    expect(await codeOf(() => qualityReport(frame, { signal: AbortSignal.abort() }))).toBe('task/aborted')
  })

  it('never fails on poor frames, and survives JSON', async () => {
    const value = fc.oneof(fc.double({ min: -1e300, max: 1e300, noNaN: true }), fc.constantFrom(NaN, Infinity, -Infinity, 0, 1))
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 30 }), async (values) => {
        const frame = createFrame({ columns: { a: Float64Array.from(values), b: Float64Array.from(values) } })
        const report = await qualityReport(frame)
        expect(JSON.parse(JSON.stringify(report))).toEqual(report)
        expect(formatQuality(report)).not.toContain('undefined')
      }),
      { numRuns: 100 },
    )
  })

  it('finds nothing in features without their warm-up', async () => {
    const bars = simulateBars({ seed: 9, length: 300 })
    const engineer = createFeatureEngineer({ set: 'classic' })
    const dropped = engineer.engineerFeatures(bars, { warmup: 'drop' })
    const report = await qualityReport(dropped, { bars, compute: (part) => engineer.engineerFeatures(part, { warmup: 'drop' }) })
    expect(report.warnings.map(({ code }) => code)).not.toContain('not-causal')
  })
})
