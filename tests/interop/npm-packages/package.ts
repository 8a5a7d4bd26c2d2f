import type { Bars } from 'barcast/core'

/** What a package's module gives, seen without its types: it is installed only while the comparison runs. */
export type PackageModule = Readonly<Record<string, unknown>>

/** Columns of a package, each in the place of its bars: as long as these, NaN where the package has no value. */
export type Column = readonly number[]

/** One output beside TA-Lib's: `STOCH.slowk` is that output of that function. */
export interface Counterpart {
  readonly output: string
  /** `firstRow` is that of TA-Lib's first value. */
  readonly compute: (bars: Bars, firstRow: number) => Column
  /** Why it differs, in a few words; nothing where it is equal. */
  readonly cause?: string
}

/** A package with everything of it that is compared. */
export interface ComparedPackage {
  readonly name: string
  readonly version: string
  /** What it is good at. */
  readonly goodAt: string
  /** How its results are put in the place of their bars. */
  readonly alignment: string
  counterparts(module: PackageModule): readonly Counterpart[]
  /** Rows on which it sees TA-Lib's candlestick patterns, by TA-Lib's name, with a sign where it names one direction only. */
  patterns?(module: PackageModule, bars: Bars, firstRowOf: (name: string) => number): readonly PatternHits[]
}

export interface PatternHits {
  readonly name: string
  readonly direction?: 1 | -1
  /** Its own name for it. */
  readonly called: string
  readonly rows: readonly number[]
}

type Callable = (...given: readonly unknown[]) => unknown

export function callable(module: PackageModule, name: string): Callable {
  const found = module[name]
  if (typeof found !== 'function') throw new Error(`npm-packages: no function ${name}`)
  return found as Callable
}

/** Values that end with the last bar. */
export function alignedToEnd(values: readonly (number | undefined)[], length: number): Column {
  const column = new Array<number>(length).fill(NaN)
  values.forEach((value, i) => {
    column[length - values.length + i] = value ?? NaN
  })
  return column
}

/** The parameters of every comparison, as TA-Lib names them. */
export const PARAMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  SMA: { timeperiod: 20 },
  EMA: { timeperiod: 20 },
  WMA: { timeperiod: 20 },
  DEMA: { timeperiod: 20 },
  TEMA: { timeperiod: 20 },
  TRIMA: { timeperiod: 20 },
  KAMA: { timeperiod: 10 },
  T3: { timeperiod: 5, vfactor: 0.7 },
  MACD: { fastperiod: 12, slowperiod: 26, signalperiod: 9 },
  RSI: { timeperiod: 14 },
  STOCH: { fastk_period: 14, slowk_period: 3, slowd_period: 3 },
  STOCHF: { fastk_period: 14, fastd_period: 3 },
  STOCHRSI: { timeperiod: 14, fastk_period: 14, fastd_period: 3 },
  WILLR: { timeperiod: 14 },
  CCI: { timeperiod: 20 },
  CMO: { timeperiod: 14 },
  ROC: { timeperiod: 10 },
  TRIX: { timeperiod: 15 },
  PPO: { fastperiod: 12, slowperiod: 26, matype: 1 },
  AROON: { timeperiod: 25 },
  ULTOSC: { timeperiod1: 7, timeperiod2: 14, timeperiod3: 28 },
  ADX: { timeperiod: 14 },
  PLUS_DI: { timeperiod: 14 },
  MINUS_DI: { timeperiod: 14 },
  SAR: { acceleration: 0.02, maximum: 0.2 },
  ATR: { timeperiod: 14 },
  BBANDS: { timeperiod: 20, nbdevup: 2, nbdevdn: 2 },
  STDDEV: { timeperiod: 20, nbdev: 1 },
  LINEARREG: { timeperiod: 14 },
  MFI: { timeperiod: 14 },
  OBV: {},
  AD: {},
  ADOSC: { fastperiod: 3, slowperiod: 10 },
  HT_TRENDLINE: {},
  MAMA: { fastlimit: 0.5, slowlimit: 0.05 },
}
