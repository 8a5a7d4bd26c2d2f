import type { Bars } from 'barcast/core'
import { type Column, type ComparedPackage, type Counterpart, callable, type PackageModule } from './package.js'

type Columns = readonly ('open' | 'high' | 'low' | 'close' | 'volume')[]

export const indicatorts: ComparedPackage = {
  name: 'indicatorts',
  version: '2.2.2',
  goodAt:
    'Small functions over plain arrays, results as long as the input, over 50 indicators, and strategies with a backtest beside them.',
  alignment:
    'Results are as long as the input and begin with bar 0: the warm-up holds values of part windows or 0, and nothing tells them apart.',
  counterparts(module: PackageModule): readonly Counterpart[] {
    const compare = (
      output: string,
      name: string,
      columns: Columns,
      config: object,
      key = '',
      cause?: string,
      factor = 1,
    ): Counterpart => ({
      output,
      compute: (bars: Bars): Column => {
        const result = callable(module, name)(...columns.map((column) => [...bars[column]]), config)
        const values = Array.isArray(result) ? (result as number[]) : (result as Record<string, number[]>)[key]!
        return values.map((value) => factor * value)
      },
      ...(cause === undefined ? {} : { cause }),
    })
    const close = ['close'] as const
    const ranges = ['high', 'low', 'close'] as const
    const flow = ['high', 'low', 'close', 'volume'] as const
    const part = 'means of part windows first'
    const first = 'averages start from the first price'
    return [
      compare('SMA.real', 'sma', close, { period: 20 }, '', part),
      compare('EMA.real', 'ema', close, { period: 20 }, '', first),
      compare('DEMA.real', 'dema', close, { period: 20 }, '', first),
      compare('TEMA.real', 'tema', close, { period: 20 }, '', first),
      compare('TRIMA.real', 'trima', close, { period: 20 }, '', part),
      compare('MACD.macd', 'macd', close, { fast: 12, slow: 26, signal: 9 }, 'macdLine', first),
      compare('MACD.macdsignal', 'macd', close, { fast: 12, slow: 26, signal: 9 }, 'signalLine', first),
      compare('RSI.real', 'rsi', close, { period: 14 }, '', "Wilder's first averages count bar 0 as a change of 0"),
      compare('STOCHF.fastk', 'stoch', ranges, { kPeriod: 14, dPeriod: 3 }, 'k', 'the fast one only; part windows first'),
      compare('STOCHF.fastd', 'stoch', ranges, { kPeriod: 14, dPeriod: 3 }, 'd', 'part windows first'),
      compare('WILLR.real', 'willr', ranges, { period: 14 }, '', 'part windows first'),
      compare(
        'CCI.real',
        'cci',
        ranges,
        { period: 20 },
        '',
        "the mean deviation averages each bar's distance from its own moving average, not from the window's",
      ),
      compare('ROC.real', 'roc', close, { period: 10 }, '', '0 in the warm-up'),
      compare('TRIX.real', 'trix', close, { period: 15 }, '', `a share, here in percent; ${first}`, 100),
      compare('PPO.real', 'ppo', close, { fast: 12, slow: 26, signal: 9 }, 'ppoResult', first),
      compare('AROON.aroonup', 'aroon', ['high', 'low'], { period: 25 }, 'up', 'counts bars since the extreme last changed its value'),
      compare('AROON.aroondown', 'aroon', ['high', 'low'], { period: 25 }, 'down', 'counts bars since the extreme last changed its value'),
      compare(
        'SAR.real',
        'psar',
        ranges,
        { step: 0.02, max: 0.2 },
        'psarResult',
        'begins as a falling trend; a touch turns it, and the close decides the side',
      ),
      compare('ATR.real', 'atr', ranges, { period: 14 }, 'atrLine', "a simple average of the ranges, not Wilder's"),
      compare('BBANDS.upperband', 'bb', close, { period: 20 }, 'upper', part),
      compare('BBANDS.lowerband', 'bb', close, { period: 20 }, 'lower', part),
      compare('STDDEV.real', 'mstd', close, { period: 20 }, '', '0 in the warm-up'),
      compare('MFI.real', 'mfi', flow, { period: 14 }, '', 'flows are signed by the change of the money flow, not of the typical price'),
      compare('OBV.real', 'obv', ['close', 'volume'], {}, '', "lower by the first bar's volume throughout"),
      compare('AD.real', 'ad', flow, {}),
      compare('ADOSC.real', 'cmo', flow, { fast: 3, slow: 10 }, 'cmoResult', first),
    ]
  },
}
