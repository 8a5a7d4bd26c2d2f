import { rollingCorrelation } from '../indicators/index.js'
import { windowRegression } from './benchmark-kernel.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import * as pointwise from './pointwise.js'
import { before, relativeChange } from './price-features.js'

/** The extra column of the bars that holds the benchmark's close. */
export const BENCHMARK_CLOSE = 'benchmark_close'

const benchmarkReturn: Expression = apply(pointwise.relativeDifference, {}, [BENCHMARK_CLOSE, before(1, BENCHMARK_CLOSE)])

function lineOutput(windowBars: number, output: 'slope' | 'intercept' | 'residual'): Expression {
  return apply(windowRegression, { period: windowBars }, [relativeChange(1), benchmarkReturn], output)
}

function correlation(windowBars: number): FeatureColumn {
  return {
    name: `benchmark_correlation_${windowBars}`,
    group: 'market',
    title: `Correlation with the benchmark over ${windowBars} bars`,
    formula: `Pearson correlation of the returns of close and ${BENCHMARK_CLOSE} over ${windowBars} bars; 0 where one does not vary`,
    unit: '−1 … 1',
    expression: apply(rollingCorrelation.definition, { period: windowBars }, [relativeChange(1), benchmarkReturn]),
  }
}

function beta(windowBars: number): FeatureColumn {
  return {
    name: `beta_${windowBars}`,
    group: 'market',
    title: `Beta to the benchmark over ${windowBars} bars`,
    formula: `covariance of the returns with the benchmark's / variance of the benchmark's, over ${windowBars} bars; 0 where that is 0`,
    unit: 'ratio',
    expression: lineOutput(windowBars, 'slope'),
  }
}

function alpha(windowBars: number): FeatureColumn {
  return {
    name: `alpha_${windowBars}`,
    group: 'market',
    title: `Mean return over ${windowBars} bars that the benchmark does not explain`,
    formula: `mean return − beta_${windowBars} · mean return of the benchmark, over ${windowBars} bars`,
    unit: 'fraction per bar',
    expression: lineOutput(windowBars, 'intercept'),
  }
}

function residual(windowBars: number): FeatureColumn {
  return {
    name: `benchmark_residual_${windowBars}`,
    group: 'market',
    title: 'Return of the last bar that the benchmark does not explain',
    formula: `return − (alpha_${windowBars} + beta_${windowBars} · return of the benchmark)`,
    unit: 'fraction',
    expression: lineOutput(windowBars, 'residual'),
  }
}

function relativeStrength(windowBars: number): FeatureColumn {
  const growth = (of: Expression): Expression => apply(pointwise.fraction, {}, [of, before(windowBars, of)])
  return {
    name: `relative_strength_${windowBars}`,
    group: 'market',
    title: `Growth over ${windowBars} bars against the benchmark's`,
    formula: `(close / close[−${windowBars}]) / (${BENCHMARK_CLOSE} / ${BENCHMARK_CLOSE}[−${windowBars}]) − 1`,
    unit: 'fraction',
    expression: apply(pointwise.relativeDifference, {}, [growth('close'), growth(BENCHMARK_CLOSE)]),
  }
}

const FAMILIES = [correlation, beta, alpha, residual, relativeStrength]

/** Per lookback: correlation, beta, alpha, residual and relative strength against the column `benchmark_close`. */
export function benchmarkColumns(lookbackPeriods: readonly number[]): FeatureColumn[] {
  return FAMILIES.flatMap((family) => lookbackPeriods.map(family))
}
