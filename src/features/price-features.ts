import { lag, rollingMax, rollingMin, rollingStd, sma, wma } from '../indicators/index.js'
import * as events from './bar-events.js'
import * as shape from './bar-shape.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import * as pointwise from './pointwise.js'

/* Families of price columns: what the last bar looks like, and how the close moved over a window of closed bars. */

/** The value `bars` bars ago. */
export const before = (bars: number, of: Expression = 'close'): Expression => apply(lag.definition, { bars }, [of])

export const relativeChange = (bars: number): Expression => apply(pointwise.relativeDifference, {}, ['close', before(bars)])

export const returnDeviation = (windowBars: number): Expression => apply(rollingStd.definition, { period: windowBars }, [relativeChange(1)])

export function priceChange(bars: number): FeatureColumn {
  return {
    name: `price_change_${bars}`,
    group: 'price',
    title: `Return over ${bars} bar${bars === 1 ? '' : 's'}`,
    formula: `close / close[−${bars}] − 1`,
    unit: 'fraction',
    expression: relativeChange(bars),
  }
}

export function logReturn(bars: number): FeatureColumn {
  return {
    name: `log_return_${bars}`,
    group: 'price',
    title: `Log return over ${bars} bar${bars === 1 ? '' : 's'}`,
    formula: `ln(close / close[−${bars}])`,
    unit: 'log fraction',
    expression: apply(shape.logRatio, {}, ['close', before(bars)]),
  }
}

export function volatility(windowBars: number): FeatureColumn {
  return {
    name: `volatility_${windowBars}`,
    group: 'price',
    title: `Volatility of the last ${windowBars} one-bar returns`,
    formula: `population standard deviation of price_change_1 over ${windowBars} bars`,
    unit: 'fraction per bar',
    expression: returnDeviation(windowBars),
  }
}

export function momentum(windowBars: number): FeatureColumn {
  return {
    name: `momentum_${windowBars}`,
    group: 'price',
    title: `Mean one-bar return of the last ${windowBars} bars, recent bars weighing more`,
    formula: `linearly weighted mean of price_change_1 over ${windowBars} bars (weights 1 … ${windowBars}, newest ${windowBars})`,
    unit: 'fraction per bar',
    expression: apply(wma.definition, { period: windowBars }, [relativeChange(1)]),
  }
}

export function acceleration(bars: number): FeatureColumn {
  return {
    name: `acceleration_${bars}`,
    group: 'price',
    title: `Return over the last ${bars} bars less the return over the ${bars} bars before`,
    formula: `price_change_${bars} − price_change_${bars}[−${bars}]`,
    unit: 'fraction',
    expression: apply(pointwise.difference, {}, [relativeChange(bars), before(bars, relativeChange(bars))]),
  }
}

export function breakout(windowBars: number): FeatureColumn {
  return {
    name: `breakout_${windowBars}`,
    group: 'price',
    title: `Close outside the range of the ${windowBars} bars before`,
    formula: `1 where close > highest high of the ${windowBars} bars before, −1 where close < their lowest low, else 0`,
    unit: 'flag −1, 0, 1',
    expression: apply(events.breakout, {}, [
      'close',
      before(1, apply(rollingMax.definition, { period: windowBars }, ['high'])),
      before(1, apply(rollingMin.definition, { period: windowBars }, ['low'])),
    ]),
  }
}

/** The bar's open, high, low or close within the channel of the window. */
export function normalisedPrice(column: 'open' | 'high' | 'low' | 'close', windowBars: number): FeatureColumn {
  return {
    name: `${column}_norm_${windowBars}`,
    group: 'price',
    title: `${column[0]!.toUpperCase()}${column.slice(1)} within the range of the last ${windowBars} bars`,
    formula: `(${column} − lowest low) / (highest high − lowest low) over ${windowBars} bars; 0.5 where the range is 0`,
    unit: '0 … 1',
    expression: apply(pointwise.channelPosition, {}, [
      column,
      apply(rollingMin.definition, { period: windowBars }, ['low']),
      apply(rollingMax.definition, { period: windowBars }, ['high']),
    ]),
  }
}

export const highLowRange: FeatureColumn = {
  name: 'high_low_range',
  group: 'price',
  title: 'Range of the bar',
  formula: '(high − low) / low',
  unit: 'fraction',
  expression: apply(pointwise.relativeDifference, {}, ['high', 'low']),
}

export const openGap: FeatureColumn = {
  name: 'open_gap',
  group: 'price',
  title: 'Open against the close before',
  formula: 'open / close[−1] − 1',
  unit: 'fraction',
  expression: apply(pointwise.relativeDifference, {}, ['open', before(1)]),
}

export const bodyRatio: FeatureColumn = {
  name: 'body_ratio',
  group: 'price',
  title: 'Body of the bar against its range, negative where it fell',
  formula: '(close − open) / (high − low); 0 where the range is 0',
  unit: '−1 … 1',
  expression: apply(shape.bodyRatio),
}

export const upperShadow: FeatureColumn = {
  name: 'upper_shadow',
  group: 'price',
  title: 'Part of the range above the body',
  formula: '(high − max(open, close)) / (high − low); 0 where the range is 0',
  unit: '0 … 1',
  expression: apply(shape.upperShadow),
}

export const lowerShadow: FeatureColumn = {
  name: 'lower_shadow',
  group: 'price',
  title: 'Part of the range below the body',
  formula: '(min(open, close) − low) / (high − low); 0 where the range is 0',
  unit: '0 … 1',
  expression: apply(shape.lowerShadow),
}

export function parkinson(windowBars: number): FeatureColumn {
  return {
    name: `parkinson_${windowBars}`,
    group: 'price',
    title: `Volatility by the ranges of the last ${windowBars} bars`,
    formula: `√(mean of ln(high / low)² over ${windowBars} bars / (4 ln 2))`,
    unit: 'log fraction per bar',
    source: 'Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of Return, 1980',
    expression: apply(shape.parkinsonDeviation, {}, [apply(sma.definition, { period: windowBars }, [apply(shape.squaredLogRange)])]),
  }
}

/** |close − close[−1]|, the way the close went in one bar. */
export const stepLength: Expression = apply(pointwise.absoluteDifference, {}, ['close', before(1)])

export const netMove = (bars: number): Expression => apply(pointwise.difference, {}, ['close', before(bars)])
