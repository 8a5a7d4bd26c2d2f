import { BarcastError, type Bars } from 'barcast/core'
import { adx, ema, rollingCorrelation, stochastic, type TalibName, talib, talibFunctions } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const bars: Bars = (() => {
  const made = simulateBars({ seed: 5, length: 200 })
  return {
    ...made,
    extra: { periods: Float64Array.from({ length: 200 }, (_, i) => 2 + (i % 9)), benchmark: made.open.map((price) => price * 2) },
  }
})()
const names = Object.keys(talibFunctions) as TalibName[]

function errorOf(run: () => unknown): BarcastError {
  try {
    run()
  } catch (error) {
    if (error instanceof BarcastError) return error
    throw error
  }
  throw new Error('expected an error')
}

describe('talib', () => {
  it('gives an object by output name, of whole columns of their own', () => {
    for (const name of names) {
      const columns = Object.values(talib(name, bars)) as Float64Array[]
      expect(Object.keys(talib(name, bars))).toEqual(Object.keys(talibFunctions[name].outputs))
      const known = [bars.open, bars.high, bars.low, bars.close, bars.volume, ...Object.values(bars.extra)]
      for (const column of columns) expect(column).toHaveLength(200)
      expect(new Set([...known, ...columns]).size, name).toBe(known.length + columns.length)
    }
  })

  it('takes the parameters of the abstract API, and its defaults', () => {
    const { slowk, slowd } = talib('STOCH', bars, { fastk_period: 14, slowk_period: 3, slowd_period: 3 })
    const { k, d } = stochastic(bars, { kPeriod: 14, kSmoothing: 3, dPeriod: 3 })
    expect([slowk, slowd]).toEqual([k, d])
    expect(talib('EMA', bars).real).toEqual(ema(bars, { period: 30 }))
    expect(talib('EMA', bars, { timeperiod: undefined } as never).real).toEqual(ema(bars, { period: 30 }))
    expect(talib('CORREL', bars).real).toEqual(rollingCorrelation(bars, { period: 30, first: 'high', second: 'low' }))
  })

  it('reads other columns when told to', () => {
    expect(talib('EMA', bars, { price: 'benchmark' }).real).toEqual(ema(bars.extra.benchmark!, { period: 30 }))
    const { real } = talib('SUB', bars, { price0: 'close', price1: 'open' })
    expect(real[7]).toBe(bars.close[7]! - bars.open[7]!)
    const swapped = talib('MEDPRICE', bars, { prices: ['open', 'close'] }).real
    expect(swapped[7]).toBe((bars.open[7]! + bars.close[7]!) / 2)
    expect(talib('MAVP', bars, { periods: 'volume', maxperiod: 5 }).real).toEqual(talib('SMA', bars, { timeperiod: 5 }).real)
  })

  it('knows averages by number and by name, and the default of each function', () => {
    const numbered = talib('MA', bars, { timeperiod: 8, matype: 8 }).real
    expect(talib('MA', bars, { timeperiod: 8, matype: 'T3' }).real).toEqual(numbered)
    expect(talib('APO', bars, { matype: 'DEFAULT' }).real).toEqual(talib('APO', bars, { matype: 'EMA' }).real)
    expect(talib('STOCH', bars, { slowk_matype: 11 }).slowk).toEqual(talib('STOCH', bars).slowk)
    expect(talib('MA', bars, { matype: 'DISABLED' }).real).toEqual(bars.close)
  })

  it('leaves the first values out for an unstable period', () => {
    const whole = adx(bars, { period: 5 })
    const { real } = talib('ADX', bars, { timeperiod: 5, unstable_period: 40 })
    expect(real.findIndex((value) => !Number.isNaN(value))).toBe(9 + 40)
    expect(real.subarray(49)).toEqual(whole.subarray(49))
    expect(talib('MINUS_DM', bars, { timeperiod: 1, unstable_period: 40 }).real.findIndex((value) => !Number.isNaN(value))).toBe(1)
    expect(talib('EMA', bars, { unstable_period: 1000 }).real.every(Number.isNaN)).toBe(true)
  })

  it('gives NaN and not 0 for whole numbers in the warm-up', () => {
    for (const name of names) {
      if (talibFunctions[name].group === 'Pattern Recognition') continue
      Object.entries(talibFunctions[name].outputs).forEach(([output, kind]) => {
        const column = (talib(name, bars) as Record<string, Float64Array>)[output]!
        if (kind === 'integer') expect([column[0], Number.isInteger(column[199])], name).toEqual([NaN, true])
      })
    }
  })

  it('gives no value at all on bars shorter than the warm-up', () => {
    const one = simulateBars({ seed: 1, length: 1 })
    expect(talib('SMA', one).real).toEqual(Float64Array.of(NaN))
    expect(talib('MACDEXT', one)).toEqual({ macd: Float64Array.of(NaN), macdsignal: Float64Array.of(NaN), macdhist: Float64Array.of(NaN) })
  })

  it('refuses what TA-Lib has not, and says what it has', () => {
    const refused = (run: () => unknown): string[] => {
      const { code, message } = errorOf(run)
      return [code, message]
    }
    expect(refused(() => talib('STOCHS' as TalibName, bars))).toEqual([
      'indicators/talib-function',
      'Compute a TA-Lib function: unknown function "STOCHS", did you mean "STOCH"?',
    ])
    expect(refused(() => talib('rsi' as TalibName, bars))[1]).toMatch('did you mean "RSI"?')
    expect(refused(() => talib('toString' as TalibName, bars))[0]).toBe('indicators/talib-function')
    expect(refused(() => talib(undefined as never, bars))[0]).toBe('indicators/talib-function')
    expect(refused(() => talib('RSI', bars, { timeperiod: 1 }))).toEqual([
      'indicators/talib-param',
      'Compute RSI: timeperiod must be a whole number from 2 to 100000, found 1',
    ])
    for (const timeperiod of [2.5, Number.NaN, '14', null, [14], true])
      expect(refused(() => talib('RSI', bars, { timeperiod } as never))[0], String(timeperiod)).toBe('indicators/talib-param')
    expect(refused(() => talib('MAMA', bars, { fastlimit: 1 }))[1]).toMatch('fastlimit must be a number from 0.01 to 0.99, found 1')
    expect(refused(() => talib('MA', bars, { matype: 14 }))[1]).toMatch('matype must be a whole number from 0 to 13')
    expect(refused(() => talib('MA', bars, { matype: 'EMMA' }))[1]).toMatch('did you mean "EMA"?')
    expect(refused(() => talib('RSI', bars, { timeperoid: 14 } as never))).toEqual([
      'indicators/talib-unknown-param',
      'Compute RSI: unknown parameter "timeperoid", did you mean "timeperiod"?',
    ])
    expect(refused(() => talib('MACD', bars, { unstable_period: 3 } as never))[0]).toBe('indicators/talib-unknown-param')
    expect(refused(() => talib('ATR', bars, { prices: ['high', 'low'] }))[1]).toMatch('a list of 3 columns in place of high, low, close')
    expect(refused(() => talib('RSI', bars, { price: ['close'] as never }))[1]).toMatch('price must be the name of a column')
    expect(refused(() => talib('RSI', bars, { price: 'clsoe' }))[1]).toMatch('unknown column "clsoe", did you mean "close"?')
    expect(refused(() => talib('MAVP', simulateBars({ seed: 1, length: 9 })))[0]).toBe('indicators/unknown-column')
    expect(refused(() => talib('RSI', { ...bars, close: bars.close.map((x) => -x) }))[0]).toMatch(/^bars\//)
  })
})
