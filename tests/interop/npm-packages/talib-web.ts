import type { Bars } from 'barcast/core'
import { type Column, type ComparedPackage, type Counterpart, callable, PARAMS, type PackageModule } from './package.js'

/** Its spelling of TA-Lib's parameters and inputs. */
const SPELT: Readonly<Record<string, string>> = {
  timeperiod: 'timePeriod',
  timeperiod1: 'timePeriod1',
  timeperiod2: 'timePeriod2',
  timeperiod3: 'timePeriod3',
  fastperiod: 'fastPeriod',
  slowperiod: 'slowPeriod',
  signalperiod: 'signalPeriod',
  fastk_period: 'fastK_Period',
  fastd_period: 'fastD_Period',
  slowk_period: 'slowK_Period',
  slowd_period: 'slowD_Period',
  nbdevup: 'nbDevUp',
  nbdevdn: 'nbDevDn',
  nbdev: 'nbDev',
  vfactor: 'VFactor',
  fastlimit: 'fastLimit',
  slowlimit: 'slowLimit',
  matype: 'MAType',
}

export const talibWeb: ComparedPackage = {
  name: 'talib-web',
  version: '0.1.3',
  goodAt:
    "TA-Lib's own C, compiled to WebAssembly, with 161 of its functions under their names. Where the wrapper reads the results as C wrote them, they are TA-Lib's to the last digits.",
  alignment:
    "Results begin at index 0 whatever the warm-up, so that, read by the bar's index, they are values of the future. Here they are moved to where TA-Lib's begin. The default end index is one past the input, so the last value is made with a bar of 0 (`SMA` of 1 … 5 over 2 ends in 2.5); it is left out here.",
  counterparts(module: PackageModule): readonly Counterpart[] {
    const compare = (output: string, key: string, cause?: string): Counterpart => ({
      output,
      compute: ({ open, high, low, close, volume, length }: Bars, firstRow): Column => {
        const name = output.split('.')[0]!
        const params = Object.entries(PARAMS[name]!).map(([param, value]) => [SPELT[param] ?? param, value])
        const columns = { open, high, low, close, volume, inReal: close }
        const inputs = Object.entries(columns).map(([input, values]) => [input, [...values]])
        const results = callable(module, name)(Object.fromEntries([...inputs, ...params])) as Record<string, number[]>
        const values = results[key]!.slice(0, length - firstRow)
        return [...new Array<number>(firstRow).fill(NaN), ...values]
      },
      ...(cause === undefined ? {} : { cause }),
    })
    const overwritten =
      'the places where C writes the first row and the number of values are one address, which breaks functions of several stages'
    return [
      compare('SMA.real', 'output'),
      compare('EMA.real', 'output'),
      compare('WMA.real', 'output'),
      compare('DEMA.real', 'output'),
      compare('TEMA.real', 'output'),
      compare('TRIMA.real', 'output'),
      compare('KAMA.real', 'output'),
      compare('T3.real', 'output'),
      compare('MACD.macd', 'MACD'),
      compare('MACD.macdsignal', 'MACDSignal'),
      compare('MACD.macdhist', 'MACDHist'),
      compare('RSI.real', 'output'),
      compare('STOCH.slowk', 'slowK', overwritten),
      compare('STOCH.slowd', 'slowD', overwritten),
      compare('STOCHF.fastk', 'fastK', overwritten),
      compare('STOCHRSI.fastk', 'fastK'),
      compare('WILLR.real', 'output'),
      compare('CCI.real', 'output'),
      compare('CMO.real', 'output'),
      compare('ROC.real', 'output'),
      compare('TRIX.real', 'output'),
      compare('PPO.real', 'output'),
      compare('AROON.aroonup', 'aroonUp'),
      compare('AROON.aroondown', 'aroonDown'),
      compare('ULTOSC.real', 'output'),
      compare('ADX.real', 'output'),
      compare('PLUS_DI.real', 'output'),
      compare('MINUS_DI.real', 'output'),
      compare('SAR.real', 'output'),
      compare('ATR.real', 'output'),
      compare('BBANDS.upperband', 'upperBand', overwritten),
      compare('BBANDS.lowerband', 'lowerBand', overwritten),
      compare('STDDEV.real', 'output', overwritten),
      compare('LINEARREG.real', 'output'),
      compare('MFI.real', 'output'),
      compare('OBV.real', 'output'),
      compare('AD.real', 'output'),
      compare('ADOSC.real', 'output'),
      compare('HT_TRENDLINE.real', 'output'),
      compare('MAMA.mama', 'MAMA'),
    ]
  },
  patterns(module, { open, high, low, close, length }, firstRowOf) {
    const names = Object.keys(module).filter((name) => name.startsWith('CDL'))
    return names.map((name) => {
      const results = callable(module, name)({ open: [...open], high: [...high], low: [...low], close: [...close] }) as { output: number[] }
      const first = firstRowOf(name)
      const rows = results.output.slice(0, length - first).flatMap((value, i) => (value === 0 ? [] : [first + i]))
      return { name, called: name, rows }
    })
  },
}
