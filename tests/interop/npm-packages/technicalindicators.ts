import type { Bars } from 'barcast/core'
import { alignedToEnd, type Column, type ComparedPackage, type Counterpart, callable, type PackageModule } from './package.js'

type Result = number | Readonly<Record<string, number | undefined>>

const prices = ({ open, high, low, close, volume }: Bars): Record<string, number[]> => ({
  open: [...open],
  high: [...high],
  low: [...low],
  close: [...close],
  volume: [...volume],
  values: [...close],
})

/** Its names of TA-Lib's patterns, those that report on the pattern's own bar. */
const PATTERNS: readonly (readonly [called: string, name: string, direction?: 1 | -1])[] = [
  ['doji', 'CDLDOJI'],
  ['dragonflydoji', 'CDLDRAGONFLYDOJI'],
  ['gravestonedoji', 'CDLGRAVESTONEDOJI'],
  ['bullishmarubozu', 'CDLMARUBOZU', 1],
  ['bearishmarubozu', 'CDLMARUBOZU', -1],
  ['bullishspinningtop', 'CDLSPINNINGTOP', 1],
  ['bearishspinningtop', 'CDLSPINNINGTOP', -1],
  ['bullishengulfingpattern', 'CDLENGULFING', 1],
  ['bearishengulfingpattern', 'CDLENGULFING', -1],
  ['bullishharami', 'CDLHARAMI', 1],
  ['bearishharami', 'CDLHARAMI', -1],
  ['bullishharamicross', 'CDLHARAMICROSS', 1],
  ['bearishharamicross', 'CDLHARAMICROSS', -1],
  ['bullishhammerstick', 'CDLHAMMER'],
  ['bullishinvertedhammerstick', 'CDLINVERTEDHAMMER'],
  ['hangingmanunconfirmed', 'CDLHANGINGMAN'],
  ['shootingstarunconfirmed', 'CDLSHOOTINGSTAR'],
  ['darkcloudcover', 'CDLDARKCLOUDCOVER'],
  ['piercingline', 'CDLPIERCING'],
  ['morningstar', 'CDLMORNINGSTAR'],
  ['eveningstar', 'CDLEVENINGSTAR'],
  ['morningdojistar', 'CDLMORNINGDOJISTAR'],
  ['eveningdojistar', 'CDLEVENINGDOJISTAR'],
  ['abandonedbaby', 'CDLABANDONEDBABY'],
  ['threewhitesoldiers', 'CDL3WHITESOLDIERS'],
  ['threeblackcrows', 'CDL3BLACKCROWS'],
]

export const technicalindicators: ComparedPackage = {
  name: 'technicalindicators',
  version: '3.1.0',
  goodAt:
    'The longest in use, with a plain call per indicator (`SMA.calculate({ period, values })`), generators for live prices (`nextValue`), chart types such as Renko, and 35 candlestick functions.',
  alignment: 'Results are shorter than the input; here they end with the last bar.',
  counterparts(module: PackageModule): readonly Counterpart[] {
    const compare = (output: string, name: string, params: object, key = '', cause?: string): Counterpart => ({
      output,
      compute: (bars: Bars): Column => {
        const results = callable(module, name)({ ...prices(bars), ...params }) as readonly Result[]
        const values = results.map((result) => (typeof result === 'number' ? result : result[key]))
        return alignedToEnd(values, bars.length)
      },
      ...(cause === undefined ? {} : { cause }),
    })
    const macd = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false }
    const seeds = 'the fast average begins with the first 12 prices, in TA-Lib with those up to the 26th'
    const rounded = 'rounded to two decimals'
    const firstSum = "Wilder's first sum is of 14 bars, in TA-Lib of 13"
    const late = 'starts with the ADX'
    return [
      compare('SMA.real', 'sma', { period: 20 }),
      compare('EMA.real', 'ema', { period: 20 }),
      compare('WMA.real', 'wma', { period: 20 }),
      compare('MACD.macd', 'macd', macd, 'MACD', seeds),
      compare('MACD.macdsignal', 'macd', macd, 'signal', seeds),
      compare('MACD.macdhist', 'macd', macd, 'histogram', seeds),
      compare('RSI.real', 'rsi', { period: 14 }, '', rounded),
      compare('STOCHF.fastk', 'stochastic', { period: 14, signalPeriod: 3 }, 'k', 'the fast one only; %K two bars before %D'),
      compare('STOCHF.fastd', 'stochastic', { period: 14, signalPeriod: 3 }, 'd'),
      compare(
        'STOCHRSI.fastk',
        'stochasticrsi',
        { rsiPeriod: 14, stochasticPeriod: 14, kPeriod: 3, dPeriod: 3 },
        'stochRSI',
        'of the rounded RSI; starts when a second smoothing has',
      ),
      compare('WILLR.real', 'williamsr', { period: 14 }),
      compare('CCI.real', 'cci', { period: 20 }),
      compare('ROC.real', 'roc', { period: 10 }),
      compare('TRIX.real', 'trix', { period: 15 }),
      compare('ADX.real', 'adx', { period: 14 }, 'adx', firstSum),
      compare('PLUS_DI.real', 'adx', { period: 14 }, 'pdi', `${late}; ${firstSum}`),
      compare('MINUS_DI.real', 'adx', { period: 14 }, 'mdi', `${late}; ${firstSum}`),
      compare('SAR.real', 'psar', { step: 0.02, max: 0.2 }, '', 'another first direction'),
      compare('ATR.real', 'atr', { period: 14 }),
      compare('BBANDS.upperband', 'bollingerbands', { period: 20, stdDev: 2 }, 'upper'),
      compare('BBANDS.lowerband', 'bollingerbands', { period: 20, stdDev: 2 }, 'lower'),
      compare('MFI.real', 'mfi', { period: 14 }, '', `${rounded}; a typical price that stays counts as falling`),
      compare('OBV.real', 'obv', {}, '', "lower by the first bar's volume throughout"),
      compare('AD.real', 'adl', {}, '', 'rounded to whole numbers'),
    ]
  },
  patterns(module, { open, high, low, close, length }) {
    return PATTERNS.map(([called, name, direction]) => {
      const sees = callable(module, called)
      const rows: number[] = []
      for (let row = 9; row < length; row++) {
        // It looks at the last bars of what it is given.
        const [from, to] = [row - 9, row + 1]
        const last = [open, high, low, close].map((column) => [...column.subarray(from, to)])
        if (sees({ open: last[0], high: last[1], low: last[2], close: last[3] }) === true) rows.push(row)
      }
      return { name, called, rows, ...(direction === undefined ? {} : { direction }) }
    })
  },
}
