import {
  adx,
  atr,
  bollinger,
  cci,
  ema,
  macd,
  minusDi,
  plusDi,
  roc,
  rollingMax,
  rollingMin,
  rsi,
  sma,
  stochastic,
  williamsR,
} from '../indicators/index.js'
import * as events from './bar-events.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import * as pointwise from './pointwise.js'
import { before } from './price-features.js'

/* Families of technical columns: indicators made free of the price level. */

const emaOf = (period: number): Expression => apply(ema.definition, { period }, ['close'])
const rsiOf = (period: number): Expression => apply(rsi.definition, { period })
const atrOf = (period: number): Expression => apply(atr.definition, { period })
const spread = (fast: number, slow: number): Expression => apply(pointwise.relativeDifference, {}, [emaOf(fast), emaOf(slow)])

export function smaDistance(period: number): FeatureColumn {
  return {
    name: `sma_distance_${period}`,
    group: 'technical',
    title: `Close against its mean over ${period} bars`,
    formula: `close / SMA(close, ${period}) − 1`,
    unit: 'fraction',
    expression: apply(pointwise.relativeDifference, {}, ['close', apply(sma.definition, { period }, ['close'])]),
  }
}

export function emaDistance(period: number): FeatureColumn {
  return {
    name: `ema_distance_${period}`,
    group: 'technical',
    title: `Close against its exponential mean of ${period} bars`,
    formula: `close / EMA(close, ${period}) − 1`,
    unit: 'fraction',
    expression: apply(pointwise.relativeDifference, {}, ['close', emaOf(period)]),
  }
}

/** Over five bars: the change over one bar is `ema_distance` in another unit. */
const SLOPE_BARS = 5

export function emaSlope(period: number): FeatureColumn {
  return {
    name: `ema_slope_${period}`,
    group: 'technical',
    title: `Change of the exponential mean of ${period} bars over ${SLOPE_BARS} bars`,
    formula: `EMA(close, ${period}) / EMA(close, ${period})[−${SLOPE_BARS}] − 1`,
    unit: 'fraction',
    expression: apply(pointwise.relativeDifference, {}, [emaOf(period), before(SLOPE_BARS, emaOf(period))]),
  }
}

export function emaSpread(fast: number, slow: number): FeatureColumn {
  return {
    name: `ema_spread_${fast}_${slow}`,
    group: 'technical',
    title: `Fast exponential mean against the slow one`,
    formula: `EMA(close, ${fast}) / EMA(close, ${slow}) − 1`,
    unit: 'fraction',
    expression: spread(fast, slow),
  }
}

export function emaCross(fast: number, slow: number): FeatureColumn {
  return {
    name: `ema_cross_${fast}_${slow}`,
    group: 'technical',
    title: `Crossover of two exponential means on this bar`,
    formula: `1 where EMA(${fast}) rose above EMA(${slow}) on this bar, −1 where it fell below, else 0`,
    unit: 'flag −1, 0, 1',
    expression: apply(events.crossing, {}, [spread(fast, slow), before(1, spread(fast, slow))]),
  }
}

export function rsiValue(period: number): FeatureColumn {
  return {
    name: `rsi_${period}`,
    group: 'technical',
    title: `Relative Strength Index of ${period} bars`,
    formula: `RSI(close, ${period})`,
    unit: '0 … 100',
    source: 'Wilder, New Concepts in Technical Trading Systems, 1978',
    expression: rsiOf(period),
  }
}

export function stochasticRsi(period: number): FeatureColumn {
  const extreme = (of: typeof rollingMin | typeof rollingMax): Expression => apply(of.definition, { period }, [rsiOf(period)])
  return {
    name: `rsi_${period}_norm`,
    group: 'technical',
    title: `RSI normalised to its own range of ${period} bars (StochRSI)`,
    formula:
      `(RSI − lowest RSI) / (highest RSI − lowest RSI) over ${period} bars, RSI(close, ${period}); ` +
      '0.5 where the range is 0 but for rounding',
    unit: '0 … 1',
    source: 'Chande and Kroll, The New Technical Trader, 1994',
    expression: apply(pointwise.channelPosition, {}, [rsiOf(period), extreme(rollingMin), extreme(rollingMax)]),
  }
}

export function rsiZone(period: number): FeatureColumn {
  return {
    name: `rsi_${period}_zone`,
    group: 'technical',
    title: `Oversold or overbought by RSI of ${period} bars`,
    formula: `−1 where RSI(close, ${period}) ≤ 30, 1 where ≥ 70, else 0`,
    unit: 'flag −1, 0, 1',
    expression: apply(events.rsiZone, {}, [rsiOf(period)]),
  }
}

export function natr(period: number): FeatureColumn {
  return {
    name: `natr_${period}`,
    group: 'technical',
    title: `Average True Range of ${period} bars against the close`,
    formula: `ATR(high, low, close, ${period}) / close`,
    unit: 'fraction',
    source: 'Wilder, 1978; normalised as in TA-Lib NATR, without its factor 100',
    expression: apply(pointwise.fraction, {}, [atrOf(period), 'close']),
  }
}

export function atrRatio(fast: number, slow: number): FeatureColumn {
  return {
    name: `atr_ratio_${fast}_${slow}`,
    group: 'technical',
    title: `Recent Average True Range against the longer one`,
    formula: `ATR(${fast}) / ATR(${slow}); 1 where the longer one is 0`,
    unit: 'ratio',
    expression: apply(pointwise.ratio, {}, [atrOf(fast), atrOf(slow)]),
  }
}

export function rocPercent(period: number): FeatureColumn {
  return {
    name: `roc_${period}`,
    group: 'technical',
    title: `Rate of change over ${period} bars`,
    formula: `100 · (close / close[−${period}] − 1)`,
    unit: 'percent',
    expression: apply(roc.definition, { period }, ['close']),
  }
}

function macdColumn(name: string, output: 'macd' | 'signal' | 'histogram', title: string): FeatureColumn {
  return {
    name,
    group: 'technical',
    title,
    formula: `${output} of MACD(close, 12, 26, 9) / close`,
    unit: 'fraction',
    source: 'Appel, Technical Analysis, 2005; as TA-Lib MACD',
    expression: apply(pointwise.fraction, {}, [apply(macd.definition, {}, undefined, output), 'close']),
  }
}

export const macdColumns: readonly FeatureColumn[] = [
  macdColumn('macd', 'macd', 'Fast less slow exponential mean'),
  macdColumn('macd_signal', 'signal', 'Signal line of MACD'),
  macdColumn('macd_histogram', 'histogram', 'MACD less its signal line'),
]

const band = (output: 'upper' | 'middle' | 'lower'): Expression => apply(bollinger.definition, { period: 20 }, undefined, output)

export const bollingerColumns: readonly FeatureColumn[] = [
  {
    name: 'bollinger_position_20',
    group: 'technical',
    title: 'Close within the Bollinger bands (%b)',
    formula: '(close − lower) / (upper − lower), bands of 20 bars and 2 deviations; 0.5 where the bands meet',
    unit: '0 at the lower band, 1 at the upper',
    source: 'Bollinger, Bollinger on Bollinger Bands, 2001',
    expression: apply(pointwise.channelPosition, {}, ['close', band('lower'), band('upper')]),
  },
  {
    name: 'bollinger_width_20',
    group: 'technical',
    title: 'Width of the Bollinger bands',
    formula: '(upper − lower) / middle, bands of 20 bars and 2 deviations',
    unit: 'fraction',
    source: 'Bollinger, 2001',
    expression: apply(pointwise.fraction, {}, [apply(pointwise.difference, {}, [band('upper'), band('lower')]), band('middle')]),
  },
]

function stochasticColumn(name: string, output: 'k' | 'd', title: string): FeatureColumn {
  return {
    name,
    group: 'technical',
    title,
    formula: `slow %${output.toUpperCase()} of Stochastic(14, 3, 3)`,
    unit: '0 … 100 but for rounding',
    source: 'Lane, 1984; as TA-Lib STOCH',
    expression: apply(stochastic.definition, { kPeriod: 14, kSmoothing: 3, dPeriod: 3 }, undefined, output),
  }
}

export const stochasticColumns: readonly FeatureColumn[] = [
  stochasticColumn('stochastic_k_14', 'k', 'Close within the range of 14 bars, smoothed over 3'),
  stochasticColumn('stochastic_d_14', 'd', 'Mean of %K over 3 bars'),
]

export const adxColumn: FeatureColumn = {
  name: 'adx_14',
  group: 'technical',
  title: 'Average Directional Index of 14 bars: strength of the trend, whatever its direction',
  formula: 'ADX(high, low, close, 14)',
  unit: '0 … 100 but for rounding',
  source: 'Wilder, 1978',
  expression: apply(adx.definition, { period: 14 }, undefined, 'adx'),
}

export function directional(side: 'plus' | 'minus', period: number): FeatureColumn {
  return {
    name: `${side}_di_${period}`,
    group: 'technical',
    title: `Part of the true range of ${period} bars that was ${side === 'plus' ? 'upward' : 'downward'} movement`,
    formula: `${side === 'plus' ? '+' : '−'}DI(high, low, close, ${period})`,
    unit: '0 … 100 but for rounding',
    source: 'Wilder, 1978',
    expression: apply((side === 'plus' ? plusDi : minusDi).definition, { period }),
  }
}

export function williams(period: number): FeatureColumn {
  return {
    name: `williams_r_${period}`,
    group: 'technical',
    title: `Close within the range of ${period} bars, from the top (Williams %R)`,
    formula: `100 · (close − highest high) / (highest high − lowest low) over ${period} bars; 0 where the range is 0`,
    unit: '−100 … 0',
    source: 'Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973; as TA-Lib WILLR',
    expression: apply(williamsR.definition, { period }),
  }
}

export function channelIndex(period: number): FeatureColumn {
  return {
    name: `cci_${period}`,
    group: 'technical',
    title: `Typical price against its mean over ${period} bars in mean deviations (Commodity Channel Index)`,
    formula: `CCI(high, low, close, ${period}); 0 where the typical price does not vary`,
    unit: 'number, mostly −200 … 200',
    source: 'Lambert, 1980; as TA-Lib CCI',
    expression: apply(cci.definition, { period }),
  }
}
