import { createDataLabeler } from 'barcast/labels'
import { describe, expect, it } from 'vitest'
import { closes, MINUTE, START } from './oracle.js'

describe('return_based', () => {
  it('classes forward returns at the thresholds of the documents, edges included', () => {
    const pairs: [number, string][] = [
      [103, 'strong_buy'],
      [102, 'strong_buy'],
      [101.99, 'buy'],
      [100.5, 'buy'],
      [100.49, 'hold'],
      [100.3, 'hold'],
      [100, 'hold'],
      [99.8, 'hold'],
      [99.51, 'hold'],
      [99.5, 'sell'],
      [98.01, 'sell'],
      [98, 'strong_sell'],
      [50, 'strong_sell'],
    ]
    const labeler = createDataLabeler({ horizonBars: [1] })
    for (const [next, label] of pairs) {
      const labeled = labeler.labelData(closes([100, next]), { method: 'return_based' })
      expect(labeled.label('label_1bars'), `100 → ${next}`).toEqual([label, ''])
    }
  })

  it('gives a table that can be worked by hand', () => {
    const labeler = createDataLabeler({ forwardWindows: [1, 2] })
    const labeled = labeler.labelData(closes([100, 102, 101, 101, 98]), { method: 'return_based' })
    expect(labeled.names).toEqual(['return_1min', 'label_1min', 'return_2min', 'label_2min'])
    expect(labeled.length).toBe(5)
    expect([...labeled.timeMs]).toEqual([0, 1, 2, 3, 4].map((m) => START + m * MINUTE))
    expect([...labeled.column('return_1min')]).toEqual([0.02, -1 / 102, 0, -3 / 101, Number.NaN])
    expect(labeled.label('label_1min')).toEqual(['strong_buy', 'sell', 'hold', 'strong_sell', ''])
    expect([...labeled.column('return_2min')]).toEqual([0.01, -1 / 102, -3 / 101, Number.NaN, Number.NaN])
    expect(labeled.label('label_2min')).toEqual(['buy', 'sell', 'strong_sell', '', ''])
    const spans = labeled.spans('label_2min')
    expect(spans.classes).toEqual(['strong_sell', 'sell', 'hold', 'buy', 'strong_buy'])
    expect([...spans.value]).toEqual([3, 1, 0, -1, -1])
    expect(spans.length).toBe(5)
    expect([...spans.t0]).toEqual([...labeled.timeMs])
    expect([...spans.t1]).toEqual([START + 2 * MINUTE, START + 3 * MINUTE, START + 4 * MINUTE, Number.NaN, Number.NaN])
    expect(labeled.missing('label_2min')).toMatchObject({ total: 2, afterEnd: 2, inGap: 0, noPrice: 0 })
  })

  it('has the windows of the documents by default', () => {
    const bars = closes(Array.from({ length: 70 }, (_, i) => 100 + i))
    const { names } = createDataLabeler().labelData(bars, { method: 'return_based' })
    expect(names.filter((name) => name.startsWith('label'))).toEqual(['label_5min', 'label_15min', 'label_30min', 'label_60min'])
  })

  it('looks for the bar exactly one window later, and finds none in a gap', () => {
    const bars = closes([100, 101, 102, 103, 104], [0, 1, 3, 4, 6])
    const minutes = createDataLabeler({ forwardWindows: [1, 2] }).labelData(bars, { method: 'return_based' })
    expect([...minutes.column('return_1min')]).toEqual([0.01, Number.NaN, 1 / 102, Number.NaN, Number.NaN])
    expect(minutes.missing('label_1min')).toMatchObject({ total: 3, afterEnd: 1, inGap: 2 })
    expect([...minutes.column('return_2min')]).toEqual([Number.NaN, 1 / 101, Number.NaN, 1 / 103, Number.NaN])
    expect(minutes.missing('label_2min')).toMatchObject({ total: 3, afterEnd: 1, inGap: 2 })
  })

  it('counts rows across a gap when horizons are bars, and the span says so', () => {
    const bars = closes([100, 101, 102, 103, 104], [0, 1, 3, 4, 6])
    const labeled = createDataLabeler({ horizonBars: [2] }).labelData(bars, { method: 'return_based' })
    expect([...labeled.column('return_2bars')]).toEqual([0.02, 2 / 101, 2 / 102, Number.NaN, Number.NaN])
    expect([...labeled.spans('label_2bars').t1]).toEqual([
      START + 3 * MINUTE,
      START + 4 * MINUTE,
      START + 6 * MINUTE,
      Number.NaN,
      Number.NaN,
    ])
  })

  it('has no label where either close is missing', () => {
    const bars = closes([100, Number.NaN, 102, 103, 104])
    const labeled = createDataLabeler({ horizonBars: [1] }).labelData(bars, { method: 'return_based' })
    expect(labeled.label('label_1bars')).toEqual(['', '', 'buy', 'buy', ''])
    expect(labeled.missing('label_1bars')).toMatchObject({ total: 3, noPrice: 2, afterEnd: 1 })
  })

  it('leaves everything unlabelled when no close is known', () => {
    const labeled = createDataLabeler({ horizonBars: [1] }).labelData(closes([Number.NaN, Number.NaN, Number.NaN]), {
      method: 'return_based',
    })
    expect(labeled.label('label_1bars')).toEqual(['', '', ''])
    expect(labeled.missing('label_1bars')).toMatchObject({ total: 3, noPrice: 2, afterEnd: 1 })
  })

  it('labels bars as it labels their closes', () => {
    const close = Float64Array.of(100, 101, 103, 102)
    const openTimeMs = close.map((_, i) => START + i * 86_400_000)
    const bars = {
      symbol: 'X',
      timeframeMs: 86_400_000,
      length: 4,
      openTimeMs,
      open: close,
      high: close,
      low: close,
      close,
      volume: close,
      extra: {},
    }
    const labeler = createDataLabeler({ forwardWindows: [1440] })
    const labels = labeler.labelData(bars, { method: 'return_based' }).label('label_1440min')
    expect(labels).toEqual(['buy', 'buy', 'sell', ''])
    expect(labeler.labelData({ openTimeMs, close }, { method: 'return_based' }).label('label_1440min')).toEqual(labels)
  })
})

const classesOf = (thresholds: object): readonly string[] =>
  createDataLabeler({ horizonBars: [1], thresholds })
    .labelData(closes([100, 101]), { method: 'return_based' })
    .spans('label_1bars').classes

describe('thresholds', () => {
  it('keep their default where not given', () => {
    const labeled = createDataLabeler({ horizonBars: [1], thresholds: { buy: 0.015 } }).labelData(closes([100, 101, 103, 106, 103]), {
      method: 'return_based',
    })
    expect(labeled.label('label_1bars')).toEqual(['hold', 'buy', 'strong_buy', 'strong_sell', ''])
  })

  it('leave out classes that no return can reach', () => {
    expect(classesOf({ strongBuy: Infinity, strongSell: -Infinity })).toEqual(['sell', 'hold', 'buy'])
    expect(classesOf({ strongBuy: Infinity })).toEqual(['strong_sell', 'sell', 'hold', 'buy'])
    expect(classesOf({ strongBuy: Infinity, strongSell: -Infinity, buy: 0, sell: 0 })).toEqual(['sell', 'buy'])
    expect(classesOf({ strongBuy: Infinity, buy: 0.01, sell: -Infinity, strongSell: -Infinity })).toEqual(['hold', 'buy'])
    expect(classesOf({ strongBuy: 0.01, buy: 0.01 })).toEqual(['strong_sell', 'sell', 'hold', 'strong_buy'])
  })

  it('make a return at the one edge between two classes a buy', () => {
    const labeler = createDataLabeler({ horizonBars: [1], thresholds: { strongBuy: Infinity, strongSell: -Infinity, buy: 0, sell: 0 } })
    const spans = labeler.labelData(closes([100, 100, 101, 100]), { method: 'return_based' }).spans('label_1bars')
    expect(spans.classes).toEqual(['sell', 'buy'])
    expect([...spans.value]).toEqual([1, 1, 0, -1])
  })
})

describe('calculateLabelDistribution', () => {
  const labeler = createDataLabeler()
  it('counts classes and leaves missing labels out', () => {
    expect(labeler.calculateLabelDistribution(['buy', '', 'hold', 'buy', ''])).toEqual({ buy: 2, hold: 1 })
    expect(labeler.calculateLabelDistribution(['', ''])).toEqual({})
    expect(labeler.calculateLabelDistribution([])).toEqual({})
  })
  it('takes any text for a class, __proto__ included', () => {
    const counts = labeler.calculateLabelDistribution(['__proto__', '__proto__', 'constructor'])
    expect(Object.entries(counts)).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ])
  })
})
