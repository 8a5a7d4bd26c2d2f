import { type Bar, type Bars, barAt } from 'barcast/core'
import type { Column, ComparedPackage, Counterpart, PackageModule } from './package.js'

interface Streaming {
  /** Null until the first value. */
  update(input: number | Bar, replace: boolean): unknown
}

type Constructor = new (...given: readonly unknown[]) => Streaming

export const tradingSignals: ComparedPackage = {
  name: 'trading-signals',
  version: '8.3.0',
  goodAt:
    'The broadest of the four by far (over 120 indicators), written for live prices: `update(price, replace)` takes one value at a time and can take the last one again. Windows are added up anew, so nothing drifts. Well typed, actively kept.',
  alignment: 'A value per update; null is no value.',
  counterparts(module: PackageModule): readonly Counterpart[] {
    const make = (name: string, ...given: readonly unknown[]): Streaming => new (module[name] as Constructor)(...given)
    const compare = (
      output: string,
      create: () => Streaming,
      { of = 'close', key = '', factor = 1, cause }: { of?: 'close' | 'bar'; key?: string; factor?: number; cause?: string } = {},
    ): Counterpart => ({
      output,
      compute: (bars: Bars): Column => {
        const indicator = create()
        return Array.from({ length: bars.length }, (_, row) => {
          const result = indicator.update(of === 'close' ? bars.close[row]! : barAt(bars, row), false)
          // Some averages answer before they are stable, which they say apart.
          if (result === null || result === undefined || (indicator as { isStable?: boolean }).isStable === false) return NaN
          return factor * Number(typeof result === 'number' ? result : (result as Record<string, unknown>)[key])
        })
      },
      ...(cause === undefined ? {} : { cause }),
    })
    const macd = (): Streaming => make('MACD', make('EMA', 12), make('EMA', 26), make('EMA', 9))
    const stochastic = (): Streaming => make('StochasticOscillator', { kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })
    const first = 'averages start from the first price'
    const ties = 'equal moves up and down count in both directions, in TA-Lib in none'
    const firstRange = "the first bar's range counts, TA-Lib leaves it out"
    return [
      compare('SMA.real', () => make('SMA', 20)),
      compare('EMA.real', () => make('EMA', 20), { cause: first }),
      compare('WMA.real', () => make('WMA', 20)),
      compare('DEMA.real', () => make('DEMA', 20), { cause: `${first}; begins before the second one is warm` }),
      compare('TEMA.real', () => make('TEMA', 20), { cause: first }),
      compare('TRIMA.real', () => make('TRIMA', 20)),
      compare('KAMA.real', () => make('KAMA', 10), { cause: 'gives the price it starts from' }),
      compare('T3.real', () => make('T3', 5, 0.7), { cause: first }),
      compare('MACD.macd', macd, { key: 'macd', cause: `${first}; all three begin with the slow one` }),
      compare('MACD.macdsignal', macd, { key: 'signal', cause: first }),
      compare('MACD.macdhist', macd, { key: 'histogram', cause: first }),
      compare('RSI.real', () => make('RSI', 14)),
      compare('STOCH.slowk', stochastic, { of: 'bar', key: 'stochK' }),
      compare('STOCH.slowd', stochastic, { of: 'bar', key: 'stochD' }),
      compare('STOCHRSI.fastk', () => make('StochasticRSI', 14), {
        factor: 100,
        cause: 'a share, here in percent; an RSI of 0 is passed over; starts two bars early, as TA-Lib waits for %D',
      }),
      compare('WILLR.real', () => make('WilliamsR', 14), { of: 'bar' }),
      compare('CCI.real', () => make('CCI', 20), { of: 'bar' }),
      compare('CMO.real', () => make('CMO', 14), { cause: "Chande's sums (TA-Lib's `CMOU`); `CMO` smooths as Wilder did" }),
      compare('ROC.real', () => make('ROC', 10), { factor: 100, cause: 'a share, here in percent' }),
      compare('TRIX.real', () => make('TRIX', 15), { cause: `the change is divided by the newer value; ${first}` }),
      compare('PPO.real', () => make('PPO', { fastPeriod: 12, slowPeriod: 26 }), { cause: first }),
      compare('AROON.aroonup', () => make('Aroon', 25), { of: 'bar', key: 'aroonUp' }),
      compare('AROON.aroondown', () => make('Aroon', 25), { of: 'bar', key: 'aroonDown' }),
      compare('ULTOSC.real', () => make('UltimateOscillator', { shortPeriod: 7, mediumPeriod: 14, longPeriod: 28 }), { of: 'bar' }),
      compare('ADX.real', () => make('ADX', 14), { of: 'bar', cause: `${ties}; ${firstRange}` }),
      compare('SAR.real', () => make('PSAR', { accelerationStep: 0.02, accelerationMax: 0.2 }), {
        of: 'bar',
        cause: 'another first direction; the two bars before limit the stop in other cases, and a stop above the low is put 0.01 under it',
      }),
      compare('ATR.real', () => make('ATR', 14), { of: 'bar', cause: firstRange }),
      compare('BBANDS.upperband', () => make('BollingerBands', 20, 2), { key: 'upper' }),
      compare('BBANDS.lowerband', () => make('BollingerBands', 20, 2), { key: 'lower' }),
      compare('LINEARREG.real', () => make('LinearRegression', 14), {
        key: 'prediction',
        cause: "the line's value one bar ahead (TA-Lib's `TSF`)",
      }),
      compare('MFI.real', () => make('MFI', 14), { of: 'bar' }),
      compare('OBV.real', () => make('OBV', 2), { of: 'bar', cause: "lower by the first bar's volume throughout" }),
      compare('AD.real', () => make('AD'), { of: 'bar' }),
      compare('ADOSC.real', () => make('ADOSC', { fastPeriod: 3, slowPeriod: 10 }), { of: 'bar' }),
      compare('HT_TRENDLINE.real', () => make('HTTrendline')),
      compare('MAMA.mama', () => make('MAMA', { fastLimit: 0.5, slowLimit: 0.05 }), { key: 'mama' }),
    ]
  },
}
