/*
 * What follows a bar without values. TA-Lib mostly gives NaN for ever after, or leftovers of it; ours either begins anew after the bar or goes on as if it had not been there.
 */
import { type Bars, sliceBars } from 'barcast/core'
import { type TalibName, talib } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import { readFunctions } from './talib-golden.js'
import { GAP_ROW, series } from './talib-series.js'

const golden = readFunctions()
const after = sliceBars(series.gap, GAP_ROW + 1, series.gap.length)

function without(bars: Bars, row: number): Bars {
  const cut = (column: Float64Array): Float64Array => Float64Array.of(...column.subarray(0, row), ...column.subarray(row + 1))
  const { openTimeMs, open, high, low, close, volume, extra } = bars
  return {
    ...bars,
    length: bars.length - 1,
    openTimeMs: cut(openTimeMs),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
    extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, cut(column)])),
  }
}

const joined = without(series.gap, GAP_ROW)

/** Functions that go on where they were, with their defaults; all others begin anew. */
const GOING_ON = [
  'HT_DCPERIOD HT_DCPHASE HT_PHASOR HT_SINE HT_TRENDMODE CUMSUM ADX ADXR APO CMO CMOU DX ERI KDJ MACD MACDEXT MACDFIX MINUS_DI MINUS_DM PLUS_DI',
  'PLUS_DM PPO RSI SMI STOCHRSI TRIX TSI WAD BBANDS DEMA EMA HMA HT_TRENDLINE KAMA KC MA MAMA MAVP RMA SAR SAREXT SUPERTREND T3 TEMA',
  'ZLEMA HA ATR CVI MASSI NATR RVI AD ADOSC EFI NVI OBV PVI PVO PVT VWAP',
]
  .join(' ')
  .split(' ')

/** After the window TA-Lib still gives numbers there, made of sums or sorted values that a NaN went through. */
const LEFTOVERS = ['ULTOSC', 'VORTEX', 'BETA', 'CORREL', 'PERCENTILE', 'CMF']

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
}

const casesOf = (name: TalibName) => golden.cases.filter((entry) => entry.name === name && entry.on === 'gap')
const columnsOf = (name: TalibName, bars: Bars, params: unknown): Float64Array[] => Object.values(talib(name, bars, params as never))

describe.each(Object.keys(golden.functions) as TalibName[])('%s', (name) => {
  it('has no value on the bar, begins anew or goes on after it, and is not changed before it', () => {
    for (const { params } of casesOf(name)) {
      const whole = columnsOf(name, series.fiveMinutes, params)
      const begun = columnsOf(name, after, params)
      const continued = columnsOf(name, joined, params)
      columnsOf(name, series.gap, params).forEach((column, k) => {
        const where = `${JSON.stringify(params)}, output ${k}`
        expect(isSame(column.subarray(0, GAP_ROW), whole[k]!.subarray(0, GAP_ROW)), where).toBe(true)
        expect(column[GAP_ROW], where).toBe(NaN)
        // Rows are counted from the beginning of the data.
        const shift = name.endsWith('INDEX') ? GAP_ROW + 1 : 0
        const tail = column.subarray(GAP_ROW + 1)
        const anew = isSame(tail, shift === 0 ? begun[k]! : begun[k]!.map((value) => value + shift))
        const goesOn = isSame(tail, continued[k]!.subarray(GAP_ROW))
        if (Object.keys(params).length === 0) expect(GOING_ON.includes(name) ? goesOn : anew, where).toBe(true)
        else expect(anew || goesOn, where).toBe(true)
      })
    }
  })
})

const names = Object.keys(golden.functions) as TalibName[]

describe.each(names.filter((name) => !GOING_ON.includes(name) && !LEFTOVERS.includes(name)))('%s', (name) => {
  it('equals TA-Lib where both have values after it', () => {
    for (const { params, outputs, lookback } of casesOf(name)) {
      columnsOf(name, series.gap, params).forEach((column, k) => {
        const reference = outputs[k]!
        if (reference === 'none finite' || reference.kind !== 'real') return
        const spread = Math.sqrt(reference.squares / reference.finite)
        const unit = 2 ** -reference.shift
        reference.rows.forEach((row, i) => {
          const value = column[row]! * unit
          const expected = reference.values[i]!
          if (row <= GAP_ROW + lookback || !Number.isFinite(value) || !Number.isFinite(expected)) return
          expect(Math.abs(value - expected), `${JSON.stringify(params)}, row ${row}`).toBeLessThanOrEqual(1e-9 * spread)
        })
      })
    }
  })
})
