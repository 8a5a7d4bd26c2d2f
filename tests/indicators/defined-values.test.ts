import type { Bars } from 'barcast/core'
import { barAt, createRandom } from 'barcast/core'
import { ichimoku, indicators, rollingKurtosis, rollingQuantile, rollingSkew, rollingZScore, stochasticRsi } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { made } from './series.js'

type Any = (bars: Bars, params?: object) => Float64Array | Record<string, Float64Array>

const lastOf = (result: Float64Array | Record<string, Float64Array>): number[] =>
  (result instanceof Float64Array ? [result] : Object.values(result)).map((column) => column[column.length - 1]!)

describe('where a formula divides nothing by nothing', () => {
  const PRICE = 0.1 + 0.2
  const flat: Bars = { ...simulateBars({ seed: 1, length: 300 }), volume: new Float64Array(300) }
  for (const column of [flat.open, flat.high, flat.low, flat.close]) column.fill(PRICE)

  const expected: [keyof typeof indicators, number[]][] = [
    ['williamsR', [0]],
    ['cci', [0]],
    ['mfi', [0]],
    ['ultimateOscillator', [0]],
    ['stochasticRsi', [0, 0]],
    ['momentum', [0]],
    ['trix', [0]],
    ['tsi', [0]],
    ['aroon', [100, 100]],
    ['aroonOscillator', [0]],
    ['rollingSkew', [0]],
    ['rollingKurtosis', [0]],
    ['rollingZScore', [0]],
    ['rollingRank', [21 / 40]],
    ['rollingQuantile', [PRICE]],
    ['trueRange', [0]],
    ['natr', [0]],
    ['parkinson', [0]],
    ['garmanKlass', [0]],
    ['rogersSatchell', [0]],
    ['yangZhang', [0]],
    ['donchian', [PRICE, PRICE, PRICE]],
    ['ichimoku', [PRICE, PRICE, PRICE, PRICE]],
    ['kama', [PRICE]],
    ['vwma', [PRICE]],
    ['vwap', [(PRICE + PRICE + PRICE) / 3]],
    ['chaikinMoneyFlow', [0]],
    ['accumulationDistribution', [0]],
    ['chaikinOscillator', [0]],
    ['volumePriceTrend', [0]],
    ['forceIndex', [0]],
    ['parabolicSar', [PRICE]],
    ['superTrend', [PRICE, -1]],
  ]
  it.each(expected)('%s on a flat price without volume', (name, values) => {
    expect(lastOf((indicators[name] as unknown as Any)(flat))).toEqual(values)
  })

  it('a flat stretch after movement is as flat as any other', () => {
    const bars = made()
    const { k } = stochasticRsi(bars)
    for (let row = 240; row < 260; row++) expect(k[row]).toBe(0)
    for (const indicator of [rollingSkew, rollingKurtosis, rollingZScore]) expect(indicator(bars)[230]).toBe(0)
  })

  it('no volume in the window leaves the plain mean, not the last price with volume', () => {
    const bars = made()
    const mean = (values: Float64Array, row: number): number => values.subarray(row - 4, row + 1).reduce((sum, value) => sum + value, 0) / 5
    expect(indicators.vwma(bars, { period: 5 })[360]).toBeCloseTo(mean(bars.close, 360), 12)
    expect(indicators.vwma(bars, { period: 5 })[340]).not.toBeCloseTo(mean(bars.close, 340), 3)
  })
})

describe('moments of a window', () => {
  it('keep their digits far from zero and at any scale', () => {
    const random = createRandom(3)
    const small = Float64Array.from({ length: 200 }, () => Math.round(1000 * random.normal()) / 1024)
    for (const indicator of [rollingSkew, rollingKurtosis, rollingZScore]) {
      const plain = indicator(small, { period: 30 })
      // Adding 2³⁰ is exact for these values, so a difference could only be lost digits.
      expect(
        indicator(
          small.map((value) => value + 2 ** 30),
          { period: 30 },
        ),
      ).toEqual(plain)
      expect(
        indicator(
          small.map((value) => value * 2 ** 700),
          { period: 30 },
        ),
      ).toEqual(plain)
      expect(
        indicator(
          small.map((value) => value * 2 ** -700),
          { period: 30 },
        ),
      ).toEqual(plain)
    }
  })

  it('of hand-worked windows', () => {
    const x = Float64Array.of(1, 1, 1, 4)
    expect(rollingSkew(x, { period: 4 })[3]).toBeCloseTo(2, 14)
    expect(rollingKurtosis(x, { period: 4 })[3]).toBeCloseTo(4, 14)
    expect(rollingZScore(x, { period: 4 })[3]).toBeCloseTo(Math.sqrt(3), 14)
    expect(rollingQuantile(Float64Array.of(4, 1, 3, 2), { period: 4, quantile: 0.25 })[3]).toBe(1.75)
    expect(rollingQuantile(Float64Array.of(4, 1, 3, 2), { period: 4, quantile: 1 })[3]).toBe(4)
    expect(rollingQuantile(Float64Array.of(0, -0, 0), { period: 2, quantile: 0 })[1]).toBe(0)
  })
})

describe('ichimoku', () => {
  it('shows the cloud that was known `displacement` bars ago, and nothing of the future', () => {
    const bars = simulateBars({ seed: 4, length: 200 })
    const drawn = ichimoku(bars)
    const known = ichimoku(bars, { displacement: 0 })
    for (let row = 77; row < 200; row++) {
      expect(drawn.spanA[row]).toBe(known.spanA[row - 26])
      expect(drawn.spanB[row]).toBe(known.spanB[row - 26])
      expect(drawn.base[row]).toBe(known.base[row])
    }
    expect(Object.keys(ichimoku.stream().next(barAt(bars, 0)))).toEqual(['conversion', 'base', 'spanA', 'spanB'])
  })
})

describe('parabolicSar', () => {
  it('starts on the side to which the second bar went further, when it went beyond both ends of the first (values of TA-Lib 0.8.2)', () => {
    const stop = (high: number[], low: number[]): number[] => {
      const bars = simulateBars({ seed: 1, length: high.length })
      const close = Float64Array.from(low)
      return [...indicators.parabolicSar({ ...bars, open: close, close, high: Float64Array.from(high), low: Float64Array.from(low) })]
    }
    expect(stop([10, 12, 11.5, 11.8], [9, 8.5, 9.5, 10])).toEqual([NaN, 12, 12, 12])
    expect(stop([10, 10.2, 10, 10], [9, 8.5, 8.7, 8.6])).toEqual([NaN, 8.5, 8.5, 8.5])
  })

  it('refuses a share that starts above its maximum', () => {
    expect(() => indicators.parabolicSar(made(), { acceleration: 0.3 })).toThrow('acceleration must not be above maximum 0.2, found 0.3')
  })
})
