import type { Bars } from 'barcast/core'
import { createDataLabeler, type DataLabelerConfig, type LabelOptions } from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closes, closesArbitrary, MINUTE, SHORT, START } from './oracle.js'

const NEW_METHODS = ['direction', 'long_short_flat', 'profitable', 'price_change', 'future_volatility'] as const
const label = (
  bars: Parameters<ReturnType<typeof createDataLabeler>['labelData']>[0],
  method: (typeof NEW_METHODS)[number] | 'return_based',
  config: DataLabelerConfig,
) => createDataLabeler(config).labelData(bars, { method } as LabelOptions)
const near = (found: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) => {
    if (Number.isNaN(value)) expect(found[i]).toBeNaN()
    else expect(found[i]).toBeCloseTo(value, 14)
  })
}

describe('direction', () => {
  it('has a dead band of 0.2 %, edges included', () => {
    const labeled = label(closes([1000, 1002, 1000, 1003, 1000, 1000]), 'direction', { horizonBars: [1] })
    // +0.2 % is flat, −0.1996 % is flat, +0.3 % up, −0.299 % down.
    expect(labeled.label('label_1bars')).toEqual(['flat', 'flat', 'up', 'down', 'flat', ''])
    expect(labeled.spans('label_1bars').classes).toEqual(['down', 'flat', 'up'])
    expect(labeled.names).toEqual(['return_1bars', 'label_1bars'])
  })
  it('takes another dead band, and looks at prices alone', () => {
    const config = { horizonBars: [1], deadBand: 0, feeBps: 100 }
    expect(label(closes([100, 100.01, 100, 100]), 'direction', config).label('label_1bars')).toEqual(['up', 'down', 'flat', ''])
  })
})

describe('costs', () => {
  it('are those of two fills: worse prices, and fees on both values', () => {
    // 100 bps fee, 100 bps slippage. Long from 100: opens at 101, closes at 110 · 0.99 = 108.9, fees 0.01 · (101 + 108.9).
    const long = (108.9 - 101 - 0.01 * (101 + 108.9)) / 101
    // Short from 110: opens at 108.9, closes at 99 · 1.01 = 99.99.
    const short = (108.9 - 99.99 - 0.01 * (108.9 + 99.99)) / 108.9
    const labeled = label(closes([100, 110, 99, 99]), 'long_short_flat', { horizonBars: [1], feeBps: 100, slippageBps: 100 })
    near(labeled.column('return_1bars'), [0.1, -0.1, 0, NaN])
    near(labeled.column('net_return_1bars'), [long, -short, 0, NaN])
    expect(labeled.label('label_1bars')).toEqual(['LONG', 'SHORT', 'FLAT', ''])
  })
  it('make long_short_flat and profitable ask for more than the move, at 10 and 5 bps by default', () => {
    // 30 bps are lost by fees and slippage of both fills: a rise of 0.3 % does not pay, one of 0.31 % does, and beyond the dead band from 0.51 %.
    const bars = closes([100, 100.3, 100, 100.31, 100, 100.52, 100])
    const profitable = label(bars, 'profitable', { horizonBars: [1] })
    expect(profitable.label('label_1bars')).toEqual(['no', 'no', 'yes', 'no', 'yes', 'no', ''])
    expect(profitable.spans('label_1bars').classes).toEqual(['no', 'yes'])
    const short = label(bars, 'profitable', { horizonBars: [1], side: 'short' })
    expect(short.label('label_1bars')).toEqual(['no', 'no', 'no', 'yes', 'no', 'yes', ''])
    expect(label(bars, 'long_short_flat', { horizonBars: [1] }).label('label_1bars')).toEqual([
      'FLAT',
      'FLAT',
      'FLAT',
      'FLAT',
      'LONG',
      'SHORT',
      '',
    ])
  })
  it('of nothing leave the move', () => {
    const config = { horizonBars: [1], feeBps: 0, slippageBps: 0 }
    const labeled = label(closes([100, 101, 100, 100]), 'profitable', config)
    near(labeled.column('net_return_1bars'), [0.01, -1 / 101, 0, NaN])
    expect(labeled.label('label_1bars')).toEqual(['yes', 'no', 'no', ''])
  })
  it('move the classes of the methods by return when given, and then show in a column of their own', () => {
    const bars = closes([100, 100.6, 100, 102.1, 100])
    const gross = label(bars, 'return_based', { horizonBars: [1] })
    expect(gross.label('label_1bars')).toEqual(['buy', 'sell', 'strong_buy', 'strong_sell', ''])
    expect(gross.names).toEqual(['return_1bars', 'label_1bars'])
    const net = label(bars, 'return_based', { horizonBars: [1], feeBps: 10, slippageBps: 5 })
    expect(net.label('label_1bars')).toEqual(['hold', 'hold', 'buy', 'sell', ''])
    expect(net.names).toEqual(['return_1bars', 'net_return_1bars', 'label_1bars'])
    expect(net.column('return_1bars')).toEqual(gross.column('return_1bars'))
  })
})

describe('numeric targets', () => {
  it('come with the spans that decided them', () => {
    const labeled = label(closes([100, 101, NaN, 103]), 'price_change', { horizonBars: [1] })
    const { value, t0, t1, length } = labeled.target('return_1bars')
    near(value, [0.01, NaN, NaN, NaN])
    expect([...t0]).toEqual([0, 1, 2, 3].map((minute) => START + minute * MINUTE))
    expect([...t1]).toEqual([START + MINUTE, NaN, NaN, NaN])
    expect(length).toBe(4)
    expect(labeled.missing('return_1bars')).toMatchObject({ total: 3, noPrice: 2, afterEnd: 1 })
    expect(() => labeled.spans('return_1bars')).toThrow(/unknown label/)
    expect(() => labeled.target('return_2bars')).toThrow('Read labels: unknown target "return_2bars", did you mean "return_1bars"?')
  })
  it('hold the volatility that followed, not the one before', () => {
    // After row 0: +10 %, −10 %; after row 1: −10 %, +10 %; then +10 %, 0.
    const labeled = label(closes([100, 110, 99, 108.9, 108.9]), 'future_volatility', { horizonBars: [2] })
    expect(labeled.names).toEqual(['future_volatility_2bars'])
    const two = (a: number, b: number): number => Math.abs(a - b) / Math.SQRT2
    near(labeled.target('future_volatility_2bars').value, [two(0.1, -0.1), two(-0.1, 0.1), two(0.1, 0), NaN, NaN])
    expect(labeled.missing('future_volatility_2bars')).toMatchObject({ total: 2, afterEnd: 2 })
    expect(() => label(closes([1, 2, 3]), 'future_volatility', { horizonBars: [1] })).toThrow(/two bars or more, found 1bars/)
  })
  it('miss the volatility of a window with a missing close', () => {
    const labeled = label(closes([100, NaN, 101, 102, 103]), 'future_volatility', { horizonBars: [2] })
    expect(labeled.missing('future_volatility_2bars')).toMatchObject({ total: 4, noPrice: 2, afterEnd: 2 })
  })
})

describe('gaps and halts', () => {
  const minutes = [0, 1, 2, 5, 6, 7]
  const price = [100, 101, 102, 103, 104, 105]
  it('take the label from windows that meet them', () => {
    const labelsOf = (maxGapBars: number) =>
      label(closes(price, minutes), 'direction', { horizonBars: [2], maxGapBars }).label('label_2bars')
    expect(labelsOf(Infinity)).toEqual(['up', 'up', 'up', 'up', '', ''])
    // Two bars are missing between minutes 2 and 5.
    expect(labelsOf(2)).toEqual(['up', 'up', 'up', 'up', '', ''])
    expect(labelsOf(1)).toEqual(['up', '', '', 'up', '', ''])
    const labeled = label(closes(price, minutes), 'direction', { horizonBars: [2], maxGapBars: 1 })
    expect(labeled.missing('label_2bars')).toMatchObject({ total: 4, inGap: 2, afterEnd: 2 })
  })
  it('meet windows in minutes too, whose ends both lie outside', () => {
    const labeled = label(closes(price, minutes), 'direction', { forwardWindows: [5], maxGapBars: 1 })
    expect(labeled.label('label_5min')).toEqual(['', '', '', '', '', ''])
    expect(label(closes(price, minutes), 'direction', { forwardWindows: [5] }).label('label_5min')).toEqual(['up', 'up', 'up', '', '', ''])
  })
  it('are bars without trade as well', () => {
    const bars = (volume: readonly number[]): Bars => {
      const { openTimeMs, close } = closes([100, 101, 101, 101, 102, 103, 104, 105])
      return {
        symbol: 'X',
        timeframeMs: MINUTE,
        length: 8,
        openTimeMs,
        open: close,
        high: close,
        low: close,
        close,
        volume: Float64Array.from(volume),
        extra: {},
      }
    }
    const halted = bars([9, 9, 0, 0, 9, 9, 9, 9])
    const labelsOf = (given: Bars, maxGapBars: number) => label(given, 'direction', { horizonBars: [1], maxGapBars }).label('label_1bars')
    expect(labelsOf(halted, Infinity)).toEqual(['up', 'flat', 'flat', 'up', 'up', 'up', 'up', ''])
    expect(labelsOf(halted, 1)).toEqual(['up', '', '', '', 'up', 'up', 'up', ''])
    expect(labelsOf(halted, 2)).toEqual(labelsOf(halted, Infinity))
    // Halts that last from the first bar, or to the last one.
    expect(labelsOf(bars([0, 0, 9, 9, 9, 9, 0, 0]), 1)).toEqual(['', '', 'flat', 'up', 'up', '', '', ''])
    // A market that never tells its volume does not halt.
    expect(labelsOf(bars([0, 0, 0, 0, 0, 0, 0, 0]), 0)).toEqual(labelsOf(halted, Infinity))
  })
  it('equal their definition on any closes', () => {
    fc.assert(
      fc.property(closesArbitrary(8, 40), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 }), (series, horizon, maxGapBars) => {
        const { close, openTimeMs } = series
        const found = label(series, 'direction', { horizonBars: [horizon], maxGapBars }).label(`label_${horizon}bars`)
        const free = label(series, 'direction', { horizonBars: [horizon] }).label(`label_${horizon}bars`)
        for (let i = 0; i < close.length; i++) {
          const outcome = i + horizon
          // Minutes of the window's bars that traded, with the last before and the first after it.
          const traded = [...close.keys()].filter((k) => !Number.isNaN(close[k]!))
          let gap = false
          for (let k = 0; k + 1 < traded.length; k++) {
            const missing = (openTimeMs[traded[k + 1]!]! - openTimeMs[traded[k]!]!) / MINUTE - 1
            if (missing > maxGapBars && traded[k]! < outcome && traded[k + 1]! > i) gap = true
          }
          expect(found[i]).toBe(gap ? '' : free[i])
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('outliers', () => {
  it('have no label beyond so many trailing volatilities', () => {
    // One-bar returns of ±1 %, whose trailing deviation is about 1.15 %; then a crash of 30 %.
    const price = [100, 101, 99.99, 100.9899, 99.980001, 69.9860007, 69.9860007]
    const config = { horizonBars: [1], volatilityBars: 4 }
    const free = label(closes(price), 'direction', config)
    expect(free.label('label_1bars')).toEqual(['up', 'down', 'up', 'down', 'down', 'flat', ''])
    const cut = label(closes(price), 'direction', { ...config, maxVolatilities: 10 })
    expect(cut.label('label_1bars')).toEqual(['', '', '', '', '', 'flat', ''])
    expect(cut.missing('label_1bars')).toMatchObject({ total: 6, noHistory: 4, outlier: 1, afterEnd: 1 })
    expect(cut.target('return_1bars').value[4]).toBeNaN()
    expect(label(closes(price), 'direction', { ...config, maxVolatilities: 30 }).label('label_1bars')[4]).toBe('down')
  })
})

describe.each(NEW_METHODS)('%s over any closes', (method) => {
  const config = { ...SHORT, maxGapBars: 2, maxVolatilities: 4 }
  const columnOf = (horizon: number) => (method === 'future_volatility' ? `future_volatility_${horizon}bars` : `return_${horizon}bars`)

  it('leaves the last horizon missing', () => {
    fc.assert(
      fc.property(closesArbitrary(7, 40), fc.integer({ min: 2, max: 6 }), (series, horizon) => {
        const labeled = label(series, method, { horizonBars: [horizon] })
        const { value, t1 } = labeled.target(columnOf(horizon))
        expect(Array.from(value).slice(-horizon)).toEqual(Array(horizon).fill(NaN))
        expect(Array.from(t1).slice(-horizon)).toEqual(Array(horizon).fill(NaN))
        expect(labeled.missing(columnOf(horizon)).afterEnd).toBe(horizon)
      }),
      { numRuns: 50 },
    )
  })

  it('changes with nothing after its t1', () => {
    let decided = 0
    fc.assert(
      fc.property(closesArbitrary(20, 50), fc.integer({ min: 2, max: 6 }), fc.nat({ max: 49 }), (series, horizon, at) => {
        const cut = at % series.close.length
        const read = (given: typeof series) => {
          const labeled = label(given, method, { ...config, horizonBars: [horizon] })
          const target = labeled.target(columnOf(horizon))
          return { ...target, label: labeled.names.includes(`label_${horizon}bars`) ? labeled.label(`label_${horizon}bars`) : [] }
        }
        const before = read(series)
        const after = read({ ...series, close: series.close.map((price, i) => (i > cut ? 1e9 + i : price)) })
        for (let t = 0; t <= cut; t++) {
          if (!(before.t1[t]! <= series.openTimeMs[cut]!)) continue
          decided += 1
          expect(after.value[t]).toBe(before.value[t])
          expect(after.label[t]).toBe(before.label[t])
        }
      }),
      { numRuns: 100 },
    )
    expect(decided).toBeGreaterThan(100)
  })
})
