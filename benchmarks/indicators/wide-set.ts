import { type AnyIndicator, createGraph, type Graph, indicators } from 'barcast/indicators'

type Options = Readonly<Record<string, number | string>>

/** One feature: ours, and TA-Lib's or pandas' call for the same column (or for a column of the same kind and cost). `lent` is the row of an indicator's outputs. */
interface Column {
  readonly name: string
  readonly indicator: string
  readonly params: Options
  readonly output: number
  readonly peer: readonly ['talib' | 'pandas', string, readonly string[], Options]
}

const close = ['close']
const bar = ['high', 'low', 'close']
const flow = ['high', 'low', 'close', 'volume']
/** Name of ours, of TA-Lib's, its inputs, the output. */
const WINDOWED: readonly (readonly [string, string, readonly string[]])[] = [
  ['sma', 'SMA', close],
  ['ema', 'EMA', close],
  ['wma', 'WMA', close],
  ['dema', 'DEMA', close],
  ['tema', 'TEMA', close],
  ['kama', 'KAMA', close],
  ['trima', 'TRIMA', close],
  ['rsi', 'RSI', close],
  ['cmo', 'CMO', close],
  ['roc', 'ROC', close],
  ['momentum', 'MOM', close],
  ['trix', 'TRIX', close],
  ['atr', 'ATR', bar],
  ['natr', 'NATR', bar],
  ['adx', 'ADX', bar],
  ['plusDi', 'PLUS_DI', bar],
  ['minusDi', 'MINUS_DI', bar],
  ['cci', 'CCI', bar],
  ['williamsR', 'WILLR', bar],
  ['mfi', 'MFI', flow],
  ['aroonOscillator', 'AROONOSC', ['high', 'low']],
  ['rollingStd', 'STDDEV', close],
  ['linearRegression', 'LINEARREG', close],
  ['rollingSlope', 'LINEARREG_SLOPE', close],
  ['rollingMax', 'MAX', close],
  ['rollingMin', 'MIN', close],
  ['rollingSum', 'SUM', close],
  ['hma', 'HMA', close],
]

const talib = (
  indicator: string,
  name: string,
  inputs: readonly string[],
  params: Options = {},
  count = 1,
  options: Options = {},
): Column[] =>
  Array.from({ length: count }, (_, output) => ({
    name: `${indicator}${Object.values(params).join('_')}.${output}`,
    indicator,
    params,
    output,
    // One call gives all outputs; the peer makes it once.
    peer: ['talib', output === 0 ? name : '', inputs, options],
  }))

const pandas = (indicator: string, name: string, inputs: readonly string[], params: Options, options: Options): Column => ({
  name: `${indicator}.${inputs.join('_')}.${Object.values(params).join('_')}`,
  indicator,
  params,
  output: 0,
  peer: ['pandas', name, inputs, options],
})

function statistics(window: number): Column[] {
  const rolled = (indicator: string, name: string, input: string, extra: Options = {}, options: Options = {}): Column =>
    pandas(indicator, name, [input], { period: window, ...(input === 'close' ? {} : { input }), ...extra }, { window, ...options })
  const ordered = (input: string): Column[] => [
    rolled('rollingQuantile', 'median', input),
    rolled('rollingQuantile', 'quantile', input, { quantile: 0.1 }, { q: 0.1 }),
    rolled('rollingQuantile', 'quantile', input, { quantile: 0.9 }, { q: 0.9 }),
    rolled('rollingRank', 'rank', input),
  ]
  const moments = (input: string): Column[] => [
    rolled('sma', 'mean', input),
    rolled('rollingStd', 'std', input, { ddof: 1 }),
    rolled('rollingSkew', 'skew', input),
    rolled('rollingKurtosis', 'kurt', input),
  ]
  return [
    ...ordered('close'),
    ...ordered('change'),
    ...moments('change'),
    ...moments('volume'),
    rolled('rollingMin', 'min', 'low'),
    rolled('rollingMax', 'max', 'high'),
    rolled('rollingSum', 'sum', 'volume'),
    rolled('rollingZScore', 'zscore', 'close'),
    pandas('rollingCorrelation', 'corr', ['close', 'volume'], { period: window }, { window }),
    pandas('rollingCorrelation', 'corr', ['high', 'low'], { period: window, first: 'high', second: 'low' }, { window }),
  ]
}

const single: readonly Column[] = [
  ...talib('macd', 'MACD', close, {}, 3),
  ...talib('bollinger', 'BBANDS', close, { period: 20 }, 3, { timeperiod: 20 }),
  ...talib('stochastic', 'STOCH', bar, {}, 2, { fastk_period: 14 }),
  ...talib('stochasticFast', 'STOCHF', bar, {}, 2),
  ...talib('stochasticRsi', 'STOCHRSI', close, {}, 2, { timeperiod: 14, fastk_period: 14, fastd_period: 3 }),
  ...talib('aroon', 'AROON', ['high', 'low'], {}, 2),
  ...talib('ultimateOscillator', 'ULTOSC', bar),
  ...talib('ppo', 'PPO', close),
  ...talib('apo', 'APO', close),
  ...talib('obv', 'OBV', ['close', 'volume']),
  ...talib('accumulationDistribution', 'AD', flow),
  ...talib('chaikinOscillator', 'ADOSC', flow),
  ...talib('parabolicSar', 'SAR', ['high', 'low']),
  ...talib('trueRange', 'TRANGE', bar),
  ...talib('medianPrice', 'MEDPRICE', ['high', 'low']),
  ...talib('balanceOfPower', 'BOP', ['open', ...bar]),
  ...talib('t3', 'T3', close),
  ...talib('dominantCyclePeriod', 'HT_DCPERIOD', close),
  ...talib('dominantCyclePhase', 'HT_DCPHASE', close),
  ...talib('hilbertPhasor', 'HT_PHASOR', close, {}, 2),
  ...talib('hilbertSine', 'HT_SINE', close, {}, 2),
  ...talib('hilbertTrendMode', 'HT_TRENDMODE', close),
  ...talib('hilbertTrendline', 'HT_TRENDLINE', close),
  ...talib('mama', 'MAMA', close, {}, 2),
]

const lags = [1, 2, 3, 5, 10].flatMap((bars) => [
  pandas('lag', 'shift', ['change'], { bars, input: 'change' }, { window: bars }),
  pandas('roc', 'pct_change', close, { period: bars }, { window: bars }),
])

type Registry = Readonly<Record<string, AnyIndicator & { definition: { outputs: readonly string[] } }>>
const registered = indicators as unknown as Registry

/** 28 functions of TA-Lib in four windows, others in one, 22 statistics in five windows, lags, the candlestick patterns; those that are registered. */
export function wideSet(patterns: readonly string[]): { columns: readonly Column[]; absent: readonly string[] } {
  const wanted = [
    ...[10, 20, 50, 100].flatMap((period) =>
      WINDOWED.flatMap(([indicator, name, inputs]) => talib(indicator, name, inputs, { period }, 1, { timeperiod: period })),
    ),
    ...[5, 10, 20, 60, 120].flatMap(statistics),
    ...single,
    ...lags,
    ...patterns.flatMap((indicator) => talib(indicator, 'PATTERN', ['open', ...bar])),
  ]
  const has = ({ indicator }: Column): boolean => Object.hasOwn(registered, indicator)
  return { columns: wanted.filter(has), absent: [...new Set(wanted.filter((one) => !has(one)).map(({ indicator }) => indicator))] }
}

/** The set as a graph: `change` is a node, the return in percent of one bar. */
export function graphOf(columns: readonly Column[]): Graph {
  const graph = createGraph()
  const change = graph.node(indicators.roc.definition as never, { period: 1 })[0]!
  columns.forEach(({ name, indicator, params, output }, k) => {
    const { definition } = registered[indicator]!
    const { input, ...rest } = params
    const made = input === 'change' ? graph.node(definition as never, rest, [change]) : graph.node(definition as never, params)
    graph.output(`${name}.${k}`, made[output]!)
  })
  return graph
}
