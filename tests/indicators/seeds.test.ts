import type { Bars } from 'barcast/core'
import { ema, macd, rma } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const bars: Bars = simulateBars({ seed: 3, length: 400 })
const x = [...bars.close]

/** pandas' `ewm(adjust=False)` with the weight given. */
function fromFirst(values: readonly number[], weight: number): number[] {
  let average = values[0]!
  return values.map((value, i) => {
    if (i > 0) average = weight * value + (1 - weight) * average
    return average
  })
}

/** The mean of the first `period` values, then the recursion. */
function fromMean(values: readonly number[], period: number, weight: number): number[] {
  let average = NaN
  return values.map((value, i) => {
    if (i === period - 1) average = values.slice(0, period).reduce((sum, other) => sum + other, 0) / period
    else if (i >= period) average = weight * value + (1 - weight) * average
    return average
  })
}

function expectClose(ours: Float64Array, reference: readonly number[], from: number): void {
  for (let i = 0; i < ours.length; i++) {
    if (i < from) expect(ours[i]).toBe(NaN)
    else expect(Math.abs(ours[i]! - reference[i]!), `row ${i}`).toBeLessThan(1e-11)
  }
}

const difference = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value - b[i]!)

describe('seeds', () => {
  it('of an exponential average: the first value, or the mean of the first ones', () => {
    expectClose(ema(bars, { period: 12, seed: 'first' }), fromFirst(x, 2 / 13), 11)
    expectClose(ema(bars, { period: 12, seed: 'sma' }), fromMean(x, 12, 2 / 13), 11)
    expect(ema(bars, { period: 12, seed: 'talib' })).toEqual(ema(bars, { period: 12 }))
    expectClose(rma(bars, { period: 12, seed: 'first' }), fromFirst(x, 1 / 12), 11)
  })

  it('of MACD: as TA-Lib, as averages of their own, or from the first value', () => {
    const params = { fastPeriod: 5, slowPeriod: 13, signalPeriod: 4 }
    const first = difference(fromFirst(x, 2 / 6), fromFirst(x, 2 / 14))
    expectClose(macd(bars, { ...params, seed: 'first' }).macd, first, 15)
    expectClose(macd(bars, { ...params, seed: 'first' }).signal, fromFirst(first, 2 / 5), 15)
    const own = difference(fromMean(x, 5, 2 / 6), fromMean(x, 13, 2 / 14))
    const signal = [...Array.from({ length: 12 }, () => NaN), ...fromMean(own.slice(12), 4, 2 / 5)]
    expectClose(macd(bars, { ...params, seed: 'sma' }).macd, own, 15)
    expectClose(macd(bars, { ...params, seed: 'sma' }).signal, signal, 15)
    const late = difference([...Array.from({ length: 8 }, () => NaN), ...fromMean(x.slice(8), 5, 2 / 6)], fromMean(x, 13, 2 / 14))
    expectClose(macd(bars, { ...params, seed: 'talib' }).macd, late, 15)
    expect(macd(bars, params).signal).toEqual(macd(bars, { ...params, seed: 'talib' }).signal)
    expect(macd(bars, params).macd[20]).not.toBe(macd(bars, { ...params, seed: 'sma' }).macd[20])
  })
})
