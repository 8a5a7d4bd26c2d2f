import { type AnyIndicator, indicators } from 'barcast/indicators'

export interface Rival {
  /** Ours, by name, with the parameters that make it TA-Lib's function. */
  readonly indicator: string
  readonly params: Readonly<Record<string, number | string>>
  /** TA-Lib's function, its inputs in order, its parameters. */
  readonly talib: readonly [name: string, inputs: readonly string[], params: Readonly<Record<string, number>>]
}

const close = ['close']
const bar = ['high', 'low', 'close']
const flow = ['high', 'low', 'close', 'volume']

function rival(
  indicator: string,
  params: Rival['params'],
  name: string,
  inputs: readonly string[],
  options: Readonly<Record<string, number>>,
): Rival {
  return { indicator, params, talib: [name, inputs, options] }
}

/** The forty functions of TA-Lib that books, bots and tutorials use most, with their usual periods. */
const wanted: readonly Rival[] = [
  rival('sma', { period: 20 }, 'SMA', close, { timeperiod: 20 }),
  rival('ema', { period: 20 }, 'EMA', close, { timeperiod: 20 }),
  rival('wma', { period: 20 }, 'WMA', close, { timeperiod: 20 }),
  rival('dema', { period: 20 }, 'DEMA', close, { timeperiod: 20 }),
  rival('tema', { period: 20 }, 'TEMA', close, { timeperiod: 20 }),
  rival('trima', { period: 20 }, 'TRIMA', close, { timeperiod: 20 }),
  rival('kama', { period: 10 }, 'KAMA', close, { timeperiod: 10 }),
  rival('t3', { period: 5 }, 'T3', close, { timeperiod: 5 }),
  rival('parabolicSar', {}, 'SAR', ['high', 'low'], { acceleration: 0.02, maximum: 0.2 }),
  rival('bollinger', { period: 20 }, 'BBANDS', close, { timeperiod: 20, nbdevup: 2, nbdevdn: 2 }),
  rival('macd', {}, 'MACD', close, { fastperiod: 12, slowperiod: 26, signalperiod: 9 }),
  rival('ppo', {}, 'PPO', close, { fastperiod: 12, slowperiod: 26, matype: 0 }),
  rival('apo', {}, 'APO', close, { fastperiod: 12, slowperiod: 26, matype: 0 }),
  rival('rsi', { period: 14 }, 'RSI', close, { timeperiod: 14 }),
  rival('stochastic', { kPeriod: 14 }, 'STOCH', bar, { fastk_period: 14, slowk_period: 3, slowd_period: 3 }),
  rival('stochasticFast', { kPeriod: 5, dPeriod: 3 }, 'STOCHF', bar, { fastk_period: 5, fastd_period: 3 }),
  rival('stochasticRsi', {}, 'STOCHRSI', close, { timeperiod: 14, fastk_period: 14, fastd_period: 3 }),
  rival('williamsR', { period: 14 }, 'WILLR', bar, { timeperiod: 14 }),
  rival('cci', { period: 20 }, 'CCI', bar, { timeperiod: 20 }),
  rival('cmo', { period: 14 }, 'CMO', close, { timeperiod: 14 }),
  rival('mfi', { period: 14 }, 'MFI', flow, { timeperiod: 14 }),
  rival('momentum', { period: 10 }, 'MOM', close, { timeperiod: 10 }),
  rival('roc', { period: 10 }, 'ROC', close, { timeperiod: 10 }),
  rival('trix', { period: 15 }, 'TRIX', close, { timeperiod: 15 }),
  rival('ultimateOscillator', {}, 'ULTOSC', bar, { timeperiod1: 7, timeperiod2: 14, timeperiod3: 28 }),
  rival('aroon', { period: 14 }, 'AROON', ['high', 'low'], { timeperiod: 14 }),
  rival('aroonOscillator', { period: 14 }, 'AROONOSC', ['high', 'low'], { timeperiod: 14 }),
  rival('adx', { period: 14 }, 'ADX', bar, { timeperiod: 14 }),
  rival('plusDi', { period: 14 }, 'PLUS_DI', bar, { timeperiod: 14 }),
  rival('minusDi', { period: 14 }, 'MINUS_DI', bar, { timeperiod: 14 }),
  rival('atr', { period: 14 }, 'ATR', bar, { timeperiod: 14 }),
  rival('natr', { period: 14 }, 'NATR', bar, { timeperiod: 14 }),
  rival('trueRange', {}, 'TRANGE', bar, {}),
  rival('obv', {}, 'OBV', ['close', 'volume'], {}),
  rival('accumulationDistribution', {}, 'AD', flow, {}),
  rival('chaikinOscillator', {}, 'ADOSC', flow, { fastperiod: 3, slowperiod: 10 }),
  rival('rollingStd', { period: 20 }, 'STDDEV', close, { timeperiod: 20, nbdev: 1 }),
  rival('linearRegression', { period: 14 }, 'LINEARREG', close, { timeperiod: 14 }),
  rival('rollingMax', { period: 20 }, 'MAX', close, { timeperiod: 20 }),
  rival('rollingMin', { period: 20 }, 'MIN', close, { timeperiod: 20 }),
]

type Callable = AnyIndicator & ((history: never, params: never) => unknown)
const registered = indicators as unknown as Readonly<Record<string, Callable>>

/** Those of the forty that are registered under the name above. */
export const rivals: readonly Rival[] = wanted.filter(({ indicator }) => Object.hasOwn(registered, indicator))
/** The others. */
export const absent: readonly string[] = wanted.filter((one) => !rivals.includes(one)).map(({ indicator }) => indicator)

export function compute(rivalOf: Rival, history: unknown): unknown {
  return registered[rivalOf.indicator]!(history as never, rivalOf.params as never)
}
