import { lag, rollingKurtosis, rollingQuantile, rollingSkew, rollingZScore } from '../indicators/index.js'
import { apply, type FeatureColumn } from './column.js'
import { relativeChange } from './price-features.js'

/* What the last one-bar returns look like as a distribution, and columns as they stood some bars ago. */

const oneBarReturn = relativeChange(1)

export function returnSkew(windowBars: number): FeatureColumn {
  return {
    name: `return_skew_${windowBars}`,
    group: 'price',
    title: `Skewness of the last ${windowBars} one-bar returns`,
    formula: `skewness of price_change_1 over ${windowBars} bars, corrected for bias (G1); 0 where all are equal`,
    unit: 'number, 0 when symmetric',
    source: 'as pandas rolling skew',
    expression: apply(rollingSkew.definition, { period: windowBars }, [oneBarReturn]),
  }
}

export function returnKurtosis(windowBars: number): FeatureColumn {
  return {
    name: `return_kurtosis_${windowBars}`,
    group: 'price',
    title: `Heaviness of the tails of the last ${windowBars} one-bar returns`,
    formula: `excess kurtosis of price_change_1 over ${windowBars} bars, corrected for bias (G2); 0 where all are equal`,
    unit: 'number, 0 when normal',
    source: 'as pandas rolling kurt',
    expression: apply(rollingKurtosis.definition, { period: windowBars }, [oneBarReturn]),
  }
}

/** The quantile of so many percent. */
export function returnQuantile(percent: number, windowBars: number): FeatureColumn {
  return {
    name: `return_q${percent}_${windowBars}`,
    group: 'price',
    title: `${percent} % quantile of the last ${windowBars} one-bar returns`,
    formula: `${percent} % quantile of price_change_1 over ${windowBars} bars, interpolated linearly`,
    unit: 'fraction',
    source: 'as pandas rolling quantile',
    expression: apply(rollingQuantile.definition, { period: windowBars, quantile: percent / 100 }, [oneBarReturn]),
  }
}

export function returnZscore(windowBars: number): FeatureColumn {
  return {
    name: `return_zscore_${windowBars}`,
    group: 'price',
    title: `One-bar return in standard deviations from its mean over ${windowBars} bars`,
    formula: `(price_change_1 − mean) / population standard deviation over ${windowBars} bars; 0 where all are equal`,
    unit: 'standard deviations',
    expression: apply(rollingZScore.definition, { period: windowBars }, [oneBarReturn]),
  }
}

/** The column as it stood `bars` bars ago. */
export function lagged(column: FeatureColumn, bars: number): FeatureColumn {
  return {
    name: `${column.name}_lag_${bars}`,
    group: column.group,
    title: `${column.title}, ${bars} bar${bars === 1 ? '' : 's'} ago`,
    formula: `${column.name}[−${bars}]`,
    unit: column.unit,
    expression: apply(lag.definition, { bars }, [column.expression]),
  }
}
