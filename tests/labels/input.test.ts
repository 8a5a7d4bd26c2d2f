import { type Bars, isBarcastError } from 'barcast/core'
import { createDataLabeler, type DataLabelerConfig, type LabelOptions, type TradedSignal } from 'barcast/labels'
import { describe, expect, it } from 'vitest'
import { closes, MINUTE, START } from './oracle.js'

const good = closes([100, 101, 102, 103])
const days = { ...good, openTimeMs: good.openTimeMs.map((_, i) => START + i * 1440 * MINUTE), timeframeMs: 1440 * MINUTE }
const label = (bars: unknown, config: DataLabelerConfig = { horizonBars: [1] }, options: LabelOptions = { method: 'return_based' }) =>
  createDataLabeler(config).labelData(bars as Bars, options)
const trade: TradedSignal = { timeMs: START, signalType: 'BUY', entryPrice: 100, exitPrice: 101, realizedPnl: 1 }
const withSignals =
  (...changes: Partial<Record<keyof TradedSignal, unknown>>[]) =>
  () =>
    label(good, {}, { method: 'signal_outcome', signals: changes.map((change) => ({ ...trade, ...change })) as TradedSignal[] }).spans(
      'signal_outcome',
    )

const refusals: [string, string, () => unknown][] = [
  ['bars that are no object', 'bars/missing-column', () => label(undefined)],
  ['a missing time column', 'bars/missing-column', () => label({ close: good.close })],
  ['a missing close column', 'bars/missing-column', () => label({ openTimeMs: good.openTimeMs })],
  ['columns of unequal length', 'bars/column-length', () => label({ ...good, close: Float64Array.of(1, 2) })],
  ['text in numbers', 'bars/missing-column', () => label({ ...good, close: ['100', '101', '102', '103'] })],
  ['no rows', 'bars/empty', () => label(closes([]))],
  ['unordered time', 'bars/unordered-time', () => label(closes([1, 2, 3], [0, 2, 1]))],
  ['duplicate time', 'bars/duplicate-time', () => label(closes([1, 2, 3], [0, 1, 1]))],
  ['a missing time', 'bars/time-missing', () => label(closes([1, 2, 3], [0, Number.NaN, 1]))],
  ['seconds', 'bars/time-unit', () => label({ ...good, openTimeMs: good.openTimeMs.map((t) => t / 1000) })],
  ['a zero price', 'bars/price-not-positive', () => label(closes([1, 0, 3]))],
  ['a negative price', 'bars/price-not-positive', () => label(closes([1, -2, 3]))],
  ['an infinite price', 'bars/infinite', () => label(closes([1, Infinity, 3]))],
  ['a timeframe of zero', 'bars/timeframe', () => label({ ...good, timeframeMs: 0 })],
  [
    'bars whose high is below their close',
    'bars/high-low',
    () =>
      label({
        ...good,
        symbol: 'X',
        length: 4,
        open: good.close,
        high: good.close.map((x) => x - 1),
        low: good.close,
        volume: good.close,
        extra: {},
      }),
  ],
  ['bars that lack columns', 'bars/missing-column', () => label({ ...good, open: good.close })],

  ['both kinds of horizon', 'labels/horizons', () => label(good, { horizonBars: [1], forwardWindows: [1] } as never)],
  ['an empty list of windows', 'labels/config', () => label(good, { forwardWindows: [] })],
  ['a repeated window', 'labels/config', () => label(good, { forwardWindows: [5, 5] })],
  ['a window of zero', 'labels/config', () => label(good, { forwardWindows: [0] })],
  ['a window that is no number', 'labels/config', () => label(good, { forwardWindows: [Number.NaN] })],
  ['half a bar', 'labels/config', () => label(good, { horizonBars: [0.5] })],
  ['an unknown option', 'labels/unknown-option', () => label(good, { windows: [5] } as never)],
  ['a __proto__ key', 'labels/unknown-option', () => label(good, JSON.parse('{"__proto__":{"horizonBars":[1]}}'))],
  ['an unknown threshold', 'labels/unknown-threshold', () => label(good, { thresholds: { hold: 0.002 } as never })],
  ['a threshold that is no number', 'labels/config', () => label(good, { thresholds: { buy: Number.NaN } })],
  ['a threshold that is text', 'labels/config', () => label(good, { thresholds: { buy: '1 %' as never } })],
  ['thresholds out of order', 'labels/thresholds', () => label(good, { thresholds: { buy: -0.01 } })],
  ['an edge beyond the default of its neighbour', 'labels/thresholds', () => label(good, { thresholds: { buy: 0.03 } })],
  [
    'thresholds that leave one class',
    'labels/thresholds',
    () => label(good, { thresholds: { strongBuy: Infinity, buy: Infinity, sell: -Infinity, strongSell: -Infinity } }),
  ],
  [
    'a quantile that is no probability',
    'labels/thresholds',
    () => label(good, { thresholds: { strongBuy: 1.5 } }, { method: 'quantile_based' }),
  ],
  ['a dead band below 0', 'labels/config', () => label(good, { deadBand: -0.1 })],
  ['a fee that is no number', 'labels/config', () => label(good, { feeBps: Number.NaN })],
  ['slippage of half the price', 'labels/config', () => label(good, { slippageBps: 5000 })],
  ['a gap that is no number', 'labels/config', () => label(good, { maxGapBars: Number.NaN })],
  ['no volatilities at all', 'labels/config', () => label(good, { maxVolatilities: 0 })],
  ['a side of both', 'labels/config', () => label(good, { side: 'both' as never })],
  ['a misspelt cost', 'labels/unknown-option', () => label(good, { feesBps: 10 } as never)],
  ['the volatility of one bar', 'labels/horizon-too-short', () => label(good, { horizonBars: [1] }, { method: 'future_volatility' })],
  ['no method', 'labels/unknown-method', () => createDataLabeler().labelData(good, undefined as never)],
  ['a method that is no text', 'labels/unknown-method', () => label(good, {}, { method: 3 as never })],
  ['an unknown method', 'labels/unknown-method', () => label(good, {}, { method: 'return_base' as never })],

  ['a window shorter than the timeframe', 'labels/window-too-short', () => label(days, { forwardWindows: [5] })],
  ['the default windows on daily bars', 'labels/window-too-short', () => label(days, {})],
  ['a window that is no multiple of the timeframe', 'labels/window-multiple', () => label(days, { forwardWindows: [2000] })],
  [
    'windows for one row without a timeframe',
    'labels/timeframe',
    () => label({ openTimeMs: Float64Array.of(START), close: Float64Array.of(1) }, {}),
  ],

  ['signal_outcome without signals', 'labels/signals', () => label(good, {}, { method: 'signal_outcome' } as never)],
  ['signals for another method', 'labels/signals', () => label(good, {}, { method: 'return_based', signals: [] } as never)],
  ['a HOLD that was traded', 'labels/signal-type', withSignals({ signalType: 'HOLD' })],
  ['a signal between bars', 'labels/signal-time', withSignals({ timeMs: START + 1 })],
  ['two signals on one bar', 'labels/signal-time', withSignals({}, { signalType: 'SELL' })],
  ['an entry price of zero', 'labels/signal-price', withSignals({ entryPrice: 0 })],
  ['an exit price that is text', 'labels/signal-price', withSignals({ exitPrice: '101' })],
  ['an infinite profit', 'labels/signal-pnl', withSignals({ realizedPnl: Infinity })],
  ['a profit that is missing altogether', 'labels/signal-pnl', withSignals({ realizedPnl: undefined })],
  ['an exit before the entry', 'labels/signal-exit-time', withSignals({ exitTimeMs: START - 1 })],
  ['spans without exit times', 'labels/signal-exit-time', withSignals({})],

  ['an unknown label', 'labels/unknown-column', () => label(good).label('label_2bars')],
  ['a label read as numbers', 'labels/unknown-column', () => label(good).column('label_1bars')],
  ['spans of a return', 'labels/unknown-column', () => label(good).spans('return_1bars')],
]

describe('labels refuse', () => {
  it.each(refusals)('%s', (_, code, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, code), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })

  it('with the rule, the value and the place', () => {
    expect(() => label(closes([1, 2, -3]))).toThrow(
      expect.objectContaining({
        code: 'bars/price-not-positive',
        value: -3,
        where: { row: 2, column: 'close', timeMs: START + 2 * MINUTE },
      }),
    )
    expect(() => label(days, { forwardWindows: [5] })).toThrow(
      'Label data: a forward window must last one bar (86400000 ms) or more, found 5 min; give longer forwardWindows, or horizonBars',
    )
    expect(() => label(good, { thresholds: { strongby: 1 } as never })).toThrow('unknown threshold "strongby", did you mean "strongBuy"?')
    expect(() => label(good).label('label_1bar')).toThrow('Read labels: unknown label "label_1bar", did you mean "label_1bars"?')
  })

  it('not a single row, which has no label', () => {
    const one = closes([100])
    expect(label(one).label('label_1bars')).toEqual([''])
    expect(label(one, { forwardWindows: [1] }).missing('label_1min')).toMatchObject({ total: 1, afterEnd: 1 })
  })
})

describe('timeframe of closes', () => {
  it('is the shorter one of two steps that are equally frequent', () => {
    const three = { openTimeMs: Float64Array.of(0, 15, 20).map((m) => START + m * MINUTE), close: Float64Array.of(1, 1, 1) }
    expect(label(three, { forwardWindows: [5] }).label('label_5min')).toEqual(['', 'hold', ''])
  })

  it('is the most frequent step', () => {
    const gappy = {
      openTimeMs: Float64Array.of(0, 1, 2, 9, 10, 30, 31).map((m) => START + m * 5 * MINUTE),
      close: new Float64Array(7).fill(1),
    }
    expect(label(gappy, { forwardWindows: [5] }).missing('label_5min')).toMatchObject({ inGap: 2, afterEnd: 1 })
    expect(() => label(gappy, { forwardWindows: [1] })).toThrow(/one bar \(300000 ms\)/)
  })
})
