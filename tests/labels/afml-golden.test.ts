import { readFileSync } from 'node:fs'
import type { Bars, Labels } from 'barcast/core'
import {
  averageActiveBets,
  betSize,
  classWeights,
  cusumEvents,
  labelOverlap,
  returnWeights,
  sequentialBootstrap,
  timeDecay,
  trendScanningLabels,
  tripleBarrierLabels,
  zScoreEvents,
} from 'barcast/labels'
import { describe, expect, it } from 'vitest'

type Column = readonly (number | null)[]
interface Golden {
  open: number[]
  high: number[]
  low: number[]
  close: number[]
  end: number[]
  label: number[]
  concurrency: number[]
  uniqueness: Column
  returnWeights: Column
  timeDecay: { oldest: number; weights: Column }[]
  trends: { spans: number[]; t: Column; end: number[] }[]
  cusum: { threshold: number; events: number[] }[]
  zScores: { window: number; threshold: number; events: number[] }[]
  barriers: {
    volatilityBars: number
    profit: number
    stop: number
    maxBars: number
    side: 'long' | 'short'
    class: number[]
    row: number[]
    price: Column
  }[]
  probability: Column
  betSizes: { classes: number; size: Column }[]
  size: number[]
  activeBets: number[]
  classWeights: number[]
}

const golden: Golden = JSON.parse(readFileSync(new URL('../golden/labels-afml/labels.json', import.meta.url), 'utf8'))
const column = (values: Column): Float64Array => Float64Array.from(values, (value) => value ?? Number.NaN)
const openTimeMs = Float64Array.from(golden.close, (_, i) => Date.UTC(2024, 0, 1) + i * 60_000)
const bars: Bars = {
  symbol: 'TEST',
  timeframeMs: 60_000,
  length: openTimeMs.length,
  openTimeMs,
  open: column(golden.open),
  high: column(golden.high),
  low: column(golden.low),
  close: column(golden.close),
  volume: openTimeMs.map(() => 1),
  extra: {},
}
const labels: Labels = {
  length: bars.length,
  timeMs: openTimeMs,
  value: Int32Array.from(golden.label),
  classes: ['a', 'b', 'c'],
  t0: openTimeMs,
  t1: Float64Array.from(golden.end, (row) => (row < 0 ? Number.NaN : openTimeMs[row]!)),
}

/** Equal within `relative` of the larger of 1 and the value, missing where it is missing. */
function expectClose(found: Float64Array, wanted: Column, relative: number): void {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) => {
    if (value === null) expect(found[i], `row ${i}`).toBeNaN()
    else
      expect(Math.abs(found[i]! - value), `row ${i}: ${found[i]} and ${value}`).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(value)))
  })
}

describe('against NumPy, statsmodels, SciPy, pandas and scikit-learn', () => {
  it('has their concurrency and uniqueness', () => {
    const overlap = labelOverlap(labels)
    expect([...overlap.concurrency]).toEqual(golden.concurrency)
    expectClose(overlap.uniqueness, golden.uniqueness, 1e-13)
  })

  it('weighs by return and by age as they do', () => {
    expectClose(returnWeights(labels, bars), golden.returnWeights, 1e-12)
    for (const { oldest, weights } of golden.timeDecay) expectClose(timeDecay(labelOverlap(labels).uniqueness, { oldest }), weights, 1e-13)
  })

  it('balances classes as they do', () => {
    const factor = classWeights(labels)
    labels.value.forEach((index, i) => {
      if (index < 0) expect(factor[i]).toBeNaN()
      else expect(factor[i]).toBeCloseTo(golden.classWeights[index]!, 14)
    })
  })

  it('has their t-values of trends and the spans they choose', () => {
    for (const { spans, t, end } of golden.trends) {
      const trend = trendScanningLabels(bars, { minBars: spans[0]!, maxBars: spans.at(-1)!, stepBars: spans[1]! - spans[0]! })
      expectClose(trend.tValue, t, 1e-10)
      expect([...trend.trendEndRow]).toEqual(end)
    }
  })

  it('samples their events', () => {
    for (const { threshold, events } of golden.cusum) expect([...cusumEvents(bars, { threshold })]).toEqual(events)
    for (const { window, threshold, events } of golden.zScores)
      expect([...zScoreEvents(bars, { windowBars: window, threshold })]).toEqual(events)
  })

  it('walks to the same barriers', () => {
    for (const { volatilityBars, profit, stop, maxBars, side, ...wanted } of golden.barriers) {
      const found = tripleBarrierLabels(bars, { width: { volatilityBars }, profit, stop, maxBars, side })
      expect([...found.value]).toEqual(wanted.class)
      expect([...found.exitRow]).toEqual(wanted.row)
      expectClose(found.exitPrice, wanted.price, 1e-13)
    }
  })

  it('sizes bets as they do', () => {
    for (const { classes, size } of golden.betSizes) expectClose(betSize(column(golden.probability), { classes }), size, 1e-14)
    const size = column(golden.size).map((value, i) => (golden.end[i]! < 0 ? Number.NaN : value))
    expectClose(averageActiveBets({ ...labels, size }, openTimeMs), golden.activeBets, 1e-13)
  })

  it('draws by their uniqueness: frequencies of a second draw', () => {
    // Three labels: the second overlaps both others by half. After any first draw the chances of the second follow from the definition.
    const minute = 60_000
    const three: Labels = {
      length: 5,
      timeMs: Float64Array.from({ length: 5 }, (_, i) => i * minute),
      value: Int32Array.of(0, 0, 0, -1, -1),
      classes: ['a', 'b'],
      t0: Float64Array.from({ length: 5 }, (_, i) => i * minute),
      t1: Float64Array.of(2 * minute, 3 * minute, 4 * minute, Number.NaN, Number.NaN),
    }
    const chances = [
      [0.5, 0.75, 1],
      [0.75, 0.5, 0.75],
      [1, 0.75, 0.5],
    ]
    const counts = chances.map(() => [0, 0, 0])
    const seeds = 6000
    for (let seed = 0; seed < seeds; seed++) {
      const [first, second] = sequentialBootstrap(three, { seed, draws: 2 })
      counts[first!]![second!]! += 1
    }
    counts.forEach((row, first) => {
      const drawn = row.reduce((sum, count) => sum + count, 0)
      const total = chances[first]!.reduce((sum, chance) => sum + chance, 0)
      expect(Math.abs(drawn / seeds - 1 / 3)).toBeLessThan(0.025)
      row.forEach((count, second) => {
        expect(Math.abs(count / drawn - chances[first]![second]! / total)).toBeLessThan(0.04)
      })
    })
  })
})
