import { patternCatalogue } from './pattern-catalogue.js'

/** A parameter of TA-Lib. `matype` is a whole number that names a moving average. */
export interface TalibParam {
  readonly type: 'integer' | 'real' | 'matype'
  readonly default: number
  /** Inclusive. */
  readonly min: number
  /** Inclusive. */
  readonly max: number
}

/** What TA-Lib says of one of its functions. */
export interface TalibFunction<I extends string = string, P extends string = string, O extends string = string> {
  readonly group: string
  readonly title: string
  /** Columns read by default, by input: one name, or for `prices` several. */
  readonly inputs: Readonly<Record<I, string | readonly string[]>>
  readonly params: Readonly<Record<P, TalibParam>>
  /** In TA-Lib's order. Integers are whole numbers, NaN in the warm-up. */
  readonly outputs: Readonly<Record<O, 'real' | 'integer'>>
  /** True for functions that take `unstable_period`. */
  readonly unstablePeriod: boolean
}

/** A function's description without its group. */
export type DescribeTalib = <const I extends string, const P extends string, const O extends string>(
  title: string,
  inputs: Readonly<Record<I, string | readonly string[]>>,
  params: Readonly<Record<P, TalibParam>>,
  outputs: Readonly<Record<O, 'real' | 'integer'>>,
  unstablePeriod?: boolean,
) => TalibFunction<I, P, O>

const groupOf =
  (group: string): DescribeTalib =>
  (title, inputs, params, outputs, unstablePeriod = false) => ({ group, title, inputs, params, outputs, unstablePeriod })

const period = (value: number, min = 2): TalibParam => ({ type: 'integer', default: value, min, max: 100_000 })
const average = (value: number): TalibParam => ({ type: 'matype', default: value, min: 0, max: 13 })
const number = (value: number, min: number, max: number): TalibParam => ({ type: 'real', default: value, min, max })

/** TA-Lib's bound for numbers without one. */
const WIDEST = 3e37

const PRICE = { price: 'close' }
const TWO = { price0: 'high', price1: 'low' }
const HIGH_LOW = { prices: ['high', 'low'] }
const HIGH_LOW_CLOSE = { prices: ['high', 'low', 'close'] }
const CANDLE = { prices: ['open', 'high', 'low', 'close'] }
const OPEN_CLOSE = { prices: ['open', 'close'] }
const WITH_VOLUME = { prices: ['high', 'low', 'close', 'volume'] }
const CLOSE_VOLUME = { prices: ['close', 'volume'] }
const VOLUME = { prices: ['volume'] }

const REAL = { real: 'real' } as const
const INTEGER = { integer: 'integer' } as const
const BANDS = { upperband: 'real', middleband: 'real', lowerband: 'real' } as const

/** TA-Lib 0.8.2's functions as its abstract API describes them, in its order. */
export const catalogue = /* @__PURE__ */ (() => {
  const cycle = groupOf('Cycle Indicators')
  const operator = groupOf('Math Operators')
  const transform = groupOf('Math Transform')
  const momentum = groupOf('Momentum Indicators')
  const overlap = groupOf('Overlap Studies')
  const priceOf = groupOf('Price Transform')
  const statistic = groupOf('Statistic Functions')
  const volatility = groupOf('Volatility Indicators')
  const volume = groupOf('Volume Indicators')
  return {
    HT_DCPERIOD: cycle('Hilbert Transform - Dominant Cycle Period', PRICE, {}, REAL, true),
    HT_DCPHASE: cycle('Hilbert Transform - Dominant Cycle Phase', PRICE, {}, REAL, true),
    HT_PHASOR: cycle('Hilbert Transform - Phasor Components', PRICE, {}, { inphase: 'real', quadrature: 'real' }, true),
    HT_SINE: cycle('Hilbert Transform - SineWave', PRICE, {}, { sine: 'real', leadsine: 'real' }, true),
    HT_TRENDMODE: cycle('Hilbert Transform - Trend vs Cycle Mode', PRICE, {}, INTEGER, true),
    ADD: operator('Vector Arithmetic Add', TWO, {}, REAL),
    CUMSUM: operator('Cumulative Sum', PRICE, {}, REAL),
    DIV: operator('Vector Arithmetic Div', TWO, {}, REAL),
    MAX: operator('Highest value over a specified period', PRICE, { timeperiod: period(30) }, REAL),
    MAXINDEX: operator('Index of highest value over a specified period', PRICE, { timeperiod: period(30) }, INTEGER),
    MIN: operator('Lowest value over a specified period', PRICE, { timeperiod: period(30) }, REAL),
    MININDEX: operator('Index of lowest value over a specified period', PRICE, { timeperiod: period(30) }, INTEGER),
    MINMAX: operator('Lowest and highest values over a specified period', PRICE, { timeperiod: period(30) }, { min: 'real', max: 'real' }),
    MINMAXINDEX: operator(
      'Indexes of lowest and highest values over a specified period',
      PRICE,
      { timeperiod: period(30) },
      { minidx: 'integer', maxidx: 'integer' },
    ),
    MULT: operator('Vector Arithmetic Mult', TWO, {}, REAL),
    SUB: operator('Vector Arithmetic Subtraction', TWO, {}, REAL),
    SUM: operator('Summation', PRICE, { timeperiod: period(30) }, REAL),
    ACOS: transform('Vector Trigonometric ACos', PRICE, {}, REAL),
    ASIN: transform('Vector Trigonometric ASin', PRICE, {}, REAL),
    ATAN: transform('Vector Trigonometric ATan', PRICE, {}, REAL),
    CEIL: transform('Vector Ceil', PRICE, {}, REAL),
    COS: transform('Vector Trigonometric Cos', PRICE, {}, REAL),
    COSH: transform('Vector Trigonometric Cosh', PRICE, {}, REAL),
    EXP: transform('Vector Arithmetic Exp', PRICE, {}, REAL),
    FLOOR: transform('Vector Floor', PRICE, {}, REAL),
    LN: transform('Vector Log Natural', PRICE, {}, REAL),
    LOG10: transform('Vector Log10', PRICE, {}, REAL),
    SIN: transform('Vector Trigonometric Sin', PRICE, {}, REAL),
    SINH: transform('Vector Trigonometric Sinh', PRICE, {}, REAL),
    SQRT: transform('Vector Square Root', PRICE, {}, REAL),
    TAN: transform('Vector Trigonometric Tan', PRICE, {}, REAL),
    TANH: transform('Vector Trigonometric Tanh', PRICE, {}, REAL),
    AC: momentum(
      'Accelerator/Decelerator Oscillator',
      HIGH_LOW,
      { fastperiod: period(5), slowperiod: period(34), signalperiod: period(5) },
      REAL,
    ),
    ADX: momentum('Average Directional Movement Index', HIGH_LOW_CLOSE, { timeperiod: period(14) }, REAL, true),
    ADXR: momentum('Average Directional Movement Index Rating', HIGH_LOW_CLOSE, { timeperiod: period(14) }, REAL),
    AO: momentum('Awesome Oscillator', HIGH_LOW, { fastperiod: period(5), slowperiod: period(34) }, REAL),
    APO: momentum('Absolute Price Oscillator', PRICE, { fastperiod: period(12), slowperiod: period(26), matype: average(1) }, REAL),
    AROON: momentum('Aroon', HIGH_LOW, { timeperiod: period(14) }, { aroondown: 'real', aroonup: 'real' }),
    AROONOSC: momentum('Aroon Oscillator', HIGH_LOW, { timeperiod: period(14) }, REAL),
    BOP: momentum('Balance Of Power', CANDLE, {}, REAL),
    CCI: momentum('Commodity Channel Index', HIGH_LOW_CLOSE, { timeperiod: period(14) }, REAL),
    CMO: momentum('Chande Momentum Oscillator', PRICE, { timeperiod: period(14) }, REAL, true),
    CMOU: momentum('Chande Momentum Oscillator (Unsmoothed)', PRICE, { timeperiod: period(14) }, REAL),
    COPPOCK: momentum('Coppock Curve', PRICE, { wmaperiod: period(10, 1), roc1period: period(11, 1), roc2period: period(14, 1) }, REAL),
    DPO: momentum('Detrended Price Oscillator', PRICE, { timeperiod: period(20) }, REAL),
    DX: momentum('Directional Movement Index', HIGH_LOW_CLOSE, { timeperiod: period(14) }, REAL, true),
    ER: momentum('Kaufman Efficiency Ratio', PRICE, { timeperiod: period(10) }, REAL),
    ERI: momentum(
      'Elder Ray Index (Bull Power / Bear Power)',
      HIGH_LOW_CLOSE,
      { timeperiod: period(13, 1) },
      { bullpower: 'real', bearpower: 'real' },
    ),
    FOSC: momentum('Forecast Oscillator', PRICE, { timeperiod: period(5) }, REAL),
    FRACTAL: momentum(
      'Williams Fractal',
      HIGH_LOW,
      { leftbars: period(2, 1), rightbars: period(2, 1) },
      { swinghigh: 'integer', swinglow: 'integer' },
    ),
    IMI: momentum('Intraday Momentum Index', OPEN_CLOSE, { timeperiod: period(14) }, REAL),
    KDJ: momentum(
      'KDJ Stochastic',
      HIGH_LOW_CLOSE,
      {
        fastk_period: period(9, 1),
        slowk_period: period(3, 1),
        slowk_matype: average(13),
        slowd_period: period(3, 1),
        slowd_matype: average(13),
      },
      { k: 'real', d: 'real', j: 'real' },
    ),
    MACD: momentum(
      'Moving Average Convergence/Divergence',
      PRICE,
      { fastperiod: period(12), slowperiod: period(26), signalperiod: period(9, 1) },
      { macd: 'real', macdsignal: 'real', macdhist: 'real' },
    ),
    MACDEXT: momentum(
      'MACD with controllable MA type',
      PRICE,
      {
        fastperiod: period(12),
        fastmatype: average(0),
        slowperiod: period(26),
        slowmatype: average(0),
        signalperiod: period(9, 1),
        signalmatype: average(0),
      },
      { macd: 'real', macdsignal: 'real', macdhist: 'real' },
    ),
    MACDFIX: momentum(
      'Moving Average Convergence/Divergence Fix 12/26',
      PRICE,
      { signalperiod: period(9, 1) },
      { macd: 'real', macdsignal: 'real', macdhist: 'real' },
    ),
    MFI: momentum('Money Flow Index', WITH_VOLUME, { timeperiod: period(14) }, REAL),
    MINUS_DI: momentum('Minus Directional Indicator', HIGH_LOW_CLOSE, { timeperiod: period(14, 1) }, REAL, true),
    MINUS_DM: momentum('Minus Directional Movement', HIGH_LOW, { timeperiod: period(14, 1) }, REAL, true),
    MOM: momentum('Momentum', PRICE, { timeperiod: period(10, 1) }, REAL),
    PLUS_DI: momentum('Plus Directional Indicator', HIGH_LOW_CLOSE, { timeperiod: period(14, 1) }, REAL, true),
    PLUS_DM: momentum('Plus Directional Movement', HIGH_LOW, { timeperiod: period(14, 1) }, REAL, true),
    PPO: momentum('Percentage Price Oscillator', PRICE, { fastperiod: period(12), slowperiod: period(26), matype: average(1) }, REAL),
    QSTICK: momentum('Qstick', OPEN_CLOSE, { timeperiod: period(10, 1) }, REAL),
    ROC: momentum('Rate of change : ((price/prevPrice)-1)*100', PRICE, { timeperiod: period(10, 1) }, REAL),
    ROCP: momentum('Rate of change Percentage: (price-prevPrice)/prevPrice', PRICE, { timeperiod: period(10, 1) }, REAL),
    ROCR: momentum('Rate of change ratio: (price/prevPrice)', PRICE, { timeperiod: period(10, 1) }, REAL),
    ROCR100: momentum('Rate of change ratio 100 scale: (price/prevPrice)*100', PRICE, { timeperiod: period(10, 1) }, REAL),
    RSI: momentum('Relative Strength Index', PRICE, { timeperiod: period(14) }, REAL, true),
    SMI: momentum(
      'Stochastic Momentum Index',
      HIGH_LOW_CLOSE,
      { timeperiod: period(13), fastperiod: period(2), slowperiod: period(25), signalperiod: period(9) },
      { smi: 'real', smisignal: 'real' },
    ),
    STOCH: momentum(
      'Stochastic',
      HIGH_LOW_CLOSE,
      {
        fastk_period: period(5, 1),
        slowk_period: period(3, 1),
        slowk_matype: average(0),
        slowd_period: period(3, 1),
        slowd_matype: average(0),
      },
      { slowk: 'real', slowd: 'real' },
    ),
    STOCHF: momentum(
      'Stochastic Fast',
      HIGH_LOW_CLOSE,
      { fastk_period: period(5, 1), fastd_period: period(3, 1), fastd_matype: average(0) },
      { fastk: 'real', fastd: 'real' },
    ),
    STOCHRSI: momentum(
      'Stochastic Relative Strength Index',
      PRICE,
      { timeperiod: period(14), fastk_period: period(5, 1), fastd_period: period(3, 1), fastd_matype: average(0) },
      { fastk: 'real', fastd: 'real' },
    ),
    TRIX: momentum('1-day Rate-Of-Change (ROC) of a Triple Smooth EMA', PRICE, { timeperiod: period(30, 1) }, REAL),
    TSI: momentum('True Strength Index', PRICE, { firstperiod: period(25), secondperiod: period(13) }, REAL),
    ULTOSC: momentum(
      'Ultimate Oscillator',
      HIGH_LOW_CLOSE,
      { timeperiod1: period(7, 1), timeperiod2: period(14, 1), timeperiod3: period(28, 1) },
      REAL,
    ),
    VHF: momentum('Vertical Horizontal Filter', PRICE, { timeperiod: period(28) }, REAL),
    VORTEX: momentum('Vortex Indicator', HIGH_LOW_CLOSE, { timeperiod: period(14, 1) }, { plusvi: 'real', minusvi: 'real' }),
    WAD: momentum("Williams' Accumulation/Distribution", HIGH_LOW_CLOSE, {}, REAL),
    WILLR: momentum("Williams' %R", HIGH_LOW_CLOSE, { timeperiod: period(14) }, REAL),
    ACCBANDS: overlap('Acceleration Bands', HIGH_LOW_CLOSE, { timeperiod: period(20) }, BANDS),
    BBANDS: overlap(
      'Bollinger Bands',
      PRICE,
      { timeperiod: period(20), nbdevup: number(2, -WIDEST, WIDEST), nbdevdn: number(2, -WIDEST, WIDEST), matype: average(0) },
      BANDS,
    ),
    DEMA: overlap('Double Exponential Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    DONCHIAN: overlap('Donchian Channels', HIGH_LOW, { timeperiod: period(20) }, BANDS),
    EMA: overlap('Exponential Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL, true),
    HMA: overlap('Hull Moving Average', PRICE, { timeperiod: period(20, 1) }, REAL),
    HT_TRENDLINE: overlap('Hilbert Transform - Instantaneous Trendline', PRICE, {}, REAL, true),
    KAMA: overlap('Kaufman Adaptive Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL, true),
    KC: overlap(
      'Keltner Channels',
      HIGH_LOW_CLOSE,
      { timeperiod: period(20), atrperiod: period(10, 1), nbdev: number(2, -WIDEST, WIDEST) },
      BANDS,
    ),
    MA: overlap('Moving average', PRICE, { timeperiod: period(30, 1), matype: average(0) }, REAL),
    MAMA: overlap(
      'MESA Adaptive Moving Average',
      PRICE,
      { fastlimit: number(0.5, 0.01, 0.99), slowlimit: number(0.05, 0.01, 0.99) },
      { mama: 'real', fama: 'real' },
      true,
    ),
    MAVP: overlap(
      'Moving average with variable period',
      { price: 'close', periods: 'periods' },
      { minperiod: period(2, 1), maxperiod: period(30, 1), matype: average(0) },
      REAL,
    ),
    MIDPOINT: overlap('MidPoint over period', PRICE, { timeperiod: period(14) }, REAL),
    MIDPRICE: overlap('Midpoint Price over period', HIGH_LOW, { timeperiod: period(14) }, REAL),
    RMA: overlap("Wilder's Smoothed Moving Average", PRICE, { timeperiod: period(30, 1) }, REAL, true),
    SAR: overlap('Parabolic SAR', HIGH_LOW, { acceleration: number(0.02, 0, WIDEST), maximum: number(0.2, 0, WIDEST) }, REAL),
    SAREXT: overlap(
      'Parabolic SAR - Extended',
      HIGH_LOW,
      {
        startvalue: number(0, -WIDEST, WIDEST),
        offsetonreverse: number(0, 0, WIDEST),
        accelerationinitlong: number(0.02, 0, WIDEST),
        accelerationlong: number(0.02, 0, WIDEST),
        accelerationmaxlong: number(0.2, 0, WIDEST),
        accelerationinitshort: number(0.02, 0, WIDEST),
        accelerationshort: number(0.02, 0, WIDEST),
        accelerationmaxshort: number(0.2, 0, WIDEST),
      },
      REAL,
    ),
    SMA: overlap('Simple Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    SUPERTREND: overlap(
      'SuperTrend',
      HIGH_LOW_CLOSE,
      { timeperiod: period(10), multiplier: number(3, 0, WIDEST) },
      { supertrend: 'real', trend: 'integer' },
    ),
    T3: overlap('Triple Exponential Moving Average (T3)', PRICE, { timeperiod: period(5, 1), vfactor: number(0.7, 0, 1) }, REAL, true),
    TEMA: overlap('Triple Exponential Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    TRIMA: overlap('Triangular Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    VWMA: overlap('Volume Weighted Moving Average', { price: 'close', prices: ['volume'] }, { timeperiod: period(30, 1) }, REAL),
    WMA: overlap('Weighted Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    ZLEMA: overlap('Zero-Lag Exponential Moving Average', PRICE, { timeperiod: period(30, 1) }, REAL),
    ...patternCatalogue,
    AVGDEV: priceOf('Average Deviation', PRICE, { timeperiod: period(14) }, REAL),
    AVGPRICE: priceOf('Average Price', CANDLE, {}, REAL),
    HA: priceOf('Heikin-Ashi Candles', CANDLE, {}, { haopen: 'real', hahigh: 'real', halow: 'real', haclose: 'real' }, true),
    MEDPRICE: priceOf('Median Price', HIGH_LOW, {}, REAL),
    TYPPRICE: priceOf('Typical Price', HIGH_LOW_CLOSE, {}, REAL),
    WCLPRICE: priceOf('Weighted Close Price', HIGH_LOW_CLOSE, {}, REAL),
    BETA: statistic('Beta', TWO, { timeperiod: period(5, 1) }, REAL),
    CORREL: statistic("Pearson's Correlation Coefficient (r)", TWO, { timeperiod: period(30, 1) }, REAL),
    LINEARREG: statistic('Linear Regression', PRICE, { timeperiod: period(14) }, REAL),
    LINEARREG_ANGLE: statistic('Linear Regression Angle', PRICE, { timeperiod: period(14) }, REAL),
    LINEARREG_INTERCEPT: statistic('Linear Regression Intercept', PRICE, { timeperiod: period(14) }, REAL),
    LINEARREG_SLOPE: statistic('Linear Regression Slope', PRICE, { timeperiod: period(14) }, REAL),
    PERCENTILE: statistic('Percentile (nearest rank)', PRICE, { timeperiod: period(30), percentile: number(50, 0, 100) }, REAL),
    PERCENTRANK: statistic('Percent Rank', PRICE, { timeperiod: period(100) }, REAL),
    STDDEV: statistic('Standard Deviation', PRICE, { timeperiod: period(5), nbdev: number(1, -WIDEST, WIDEST) }, REAL),
    TSF: statistic('Time Series Forecast', PRICE, { timeperiod: period(14) }, REAL),
    VAR: statistic('Variance', PRICE, { timeperiod: period(5, 1), nbdev: number(1, -WIDEST, WIDEST) }, REAL),
    ADR: volatility('Average Day Range', HIGH_LOW, { timeperiod: period(14, 1) }, REAL),
    ATR: volatility('Average True Range', HIGH_LOW_CLOSE, { timeperiod: period(14, 1) }, REAL, true),
    CVI: volatility("Chaikin's Volatility", HIGH_LOW, { timeperiod: period(10), rocperiod: period(10, 1) }, REAL),
    MASSI: volatility('Mass Index', HIGH_LOW, { fastperiod: period(9), slowperiod: period(25) }, REAL),
    NATR: volatility('Normalized Average True Range', HIGH_LOW_CLOSE, { timeperiod: period(14, 1) }, REAL, true),
    RVI: volatility('Relative Volatility Index', PRICE, { timeperiod: period(14, 1), stddevperiod: period(10) }, REAL, true),
    TRANGE: volatility('True Range', HIGH_LOW_CLOSE, {}, REAL),
    AD: volume('Chaikin A/D Line', WITH_VOLUME, {}, REAL),
    ADOSC: volume('Chaikin A/D Oscillator', WITH_VOLUME, { fastperiod: period(3), slowperiod: period(10) }, REAL),
    CMF: volume('Chaikin Money Flow', WITH_VOLUME, { timeperiod: period(20) }, REAL),
    EFI: volume("Elder's Force Index", CLOSE_VOLUME, { timeperiod: period(13, 1) }, REAL),
    MARKETFI: volume('Market Facilitation Index', { prices: ['high', 'low', 'volume'] }, {}, REAL),
    NVI: volume('Negative Volume Index', CLOSE_VOLUME, {}, REAL),
    OBV: volume('On Balance Volume', { price: 'close', prices: ['volume'] }, {}, REAL),
    PVI: volume('Positive Volume Index', CLOSE_VOLUME, {}, REAL),
    PVO: volume('Percentage Volume Oscillator', VOLUME, { fastperiod: period(12), slowperiod: period(26), matype: average(1) }, REAL),
    PVT: volume('Price Volume Trend', CLOSE_VOLUME, {}, REAL),
    RVOL: volume('Relative Volume', VOLUME, { timeperiod: period(20, 1) }, REAL),
    VWAP: volume('Volume Weighted Average Price', WITH_VOLUME, {}, REAL),
  }
})()
