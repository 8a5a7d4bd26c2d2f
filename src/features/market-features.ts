import { rollingMax, rollingMin, rollingSum } from '../indicators/index.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import * as pointwise from './pointwise.js'
import { netMove, returnDeviation, stepLength } from './price-features.js'

/* Families of market columns: the state the market is in, as far as its own bars show it. */

const against = (reference: Expression): Expression => apply(pointwise.relativeDifference, {}, ['close', reference])

export function trendStrength(windowBars: number): FeatureColumn {
  return {
    name: `trend_strength_${windowBars}`,
    group: 'market',
    title: `Net move of ${windowBars} bars against the way gone, with its sign`,
    formula: `(close − close[−${windowBars}]) / Σ |close − close[−1]| over ${windowBars} bars; 0 where the close stood still`,
    unit: '−1 … 1',
    source: 'the efficiency ratio of Kaufman, Smarter Trading, 1995, with a sign',
    expression: apply(pointwise.balance, {}, [netMove(windowBars), apply(rollingSum.definition, { period: windowBars }, [stepLength])]),
  }
}

export function volatilityRegime(windowBars: number): FeatureColumn {
  return {
    name: `volatility_regime_${windowBars}`,
    group: 'market',
    title: `Volatility of ${windowBars} bars against that of ${2 * windowBars}`,
    formula: `volatility_${windowBars} / volatility_${2 * windowBars}; 1 where the longer one is 0`,
    unit: 'ratio',
    expression: apply(pointwise.ratio, {}, [returnDeviation(windowBars), returnDeviation(2 * windowBars)]),
  }
}

export function highDistance(windowBars: number): FeatureColumn {
  return {
    name: `high_distance_${windowBars}`,
    group: 'market',
    title: `Close against the highest high of ${windowBars} bars (resistance)`,
    formula: `close / highest high over ${windowBars} bars − 1`,
    unit: 'fraction',
    expression: against(apply(rollingMax.definition, { period: windowBars }, ['high'])),
  }
}

export function lowDistance(windowBars: number): FeatureColumn {
  return {
    name: `low_distance_${windowBars}`,
    group: 'market',
    title: `Close against the lowest low of ${windowBars} bars (support)`,
    formula: `close / lowest low over ${windowBars} bars − 1`,
    unit: 'fraction',
    expression: against(apply(rollingMin.definition, { period: windowBars }, ['low'])),
  }
}

export function drawdown(windowBars: number): FeatureColumn {
  return {
    name: `drawdown_${windowBars}`,
    group: 'market',
    title: `Loss since the highest close of ${windowBars} bars`,
    formula: `close / highest close over ${windowBars} bars − 1`,
    unit: 'fraction, 0 or below',
    expression: against(apply(rollingMax.definition, { period: windowBars }, ['close'])),
  }
}
