import {
  type AnyIndicator,
  exponentialMean,
  type IndicatorDefinition,
  lag,
  type Params,
  rollingArgMax,
  rollingArgMin,
  rollingCorrelation,
  rollingCount,
  rollingCovariance,
  rollingKurtosis,
  rollingMax,
  rollingMeanDeviation,
  rollingMin,
  rollingQuantile,
  rollingRank,
  rollingResidual,
  rollingRsquare,
  rollingSkew,
  rollingSlope,
  rollingStd,
  rollingSum,
  rollingVariance,
  rollingZScore,
  sma,
} from '../indicators/index.js'
import { apply, type Expression } from './column.js'
import * as arithmetic from './operator-kernels.js'
import * as logic from './operator-logic.js'

/*
 * The closed set of operators in users' own features. Each is a kernel without memory, or one of the indicators, so what is made of them sees no
 * future and streams like the rest. A result beyond the range of doubles is missing (NaN), never infinite.
 */

/** A number as an expression; it is there on every bar, because the time of a bar is never missing. */
export const numberOf = (value: number): Expression => apply(arithmetic.constant, { value })

/** An operator: the definition that holds its parameters, and how it is applied when that is more than the definition. */
export interface Operator {
  readonly definition: IndicatorDefinition
  /** How many terms it is over. */
  readonly arity: number
  /** What it gives, with what is missing and what 0/0 gives: `a`, `b`, `c` are its terms, `n` is its first parameter. */
  readonly formula: string
  /** How qlib spells the operator that gives the same after the warm-up. */
  readonly qlib?: string
  /** Where the operator's defaults are not the definition's. */
  readonly defaults?: Params
  readonly build?: (params: Params, inputs: readonly Expression[]) => Expression
}

/** The driver only sees numbers and names of columns, whatever an indicator calls its parameters. */
const plain = (of: AnyIndicator): IndicatorDefinition => of.definition as unknown as IndicatorDefinition

const pointwise = (definition: IndicatorDefinition, arity: number, qlib?: string, formula = definition.title): Operator => ({
  definition,
  arity,
  formula,
  ...(qlib === undefined ? {} : { qlib }),
})

const windowed = (of: AnyIndicator, qlib: string, formula: string, defaults?: Params): Operator => ({
  definition: plain(of),
  arity: 1,
  formula,
  qlib,
  ...(defaults === undefined ? {} : { defaults }),
})

const over = (of: AnyIndicator, qlib: string, formula: string): Operator => ({ ...windowed(of, qlib, formula), arity: 2 })

/** The value against that so many bars ago. */
const against = (definition: IndicatorDefinition, formula: string, qlib?: string): Operator => ({
  definition: plain(lag),
  arity: 1,
  formula,
  ...(qlib === undefined ? {} : { qlib }),
  build: (params, inputs) => apply(definition, {}, [inputs[0]!, apply(plain(lag), params, inputs)]),
})

const { quantile: _, ...withoutQuantile } = plain(rollingQuantile).params

const median: Operator = {
  definition: { ...plain(rollingQuantile), name: 'operator.median', params: withoutQuantile },
  arity: 1,
  formula: 'median of the last n values; the mean of the two in the middle when n is even',
  qlib: 'Med',
  build: (params, inputs) => apply(plain(rollingQuantile), { ...params, quantile: 0.5 }, inputs),
}

/** Values in the window: equal to itself is what a value is whenever it is there. */
const count: Operator = {
  definition: plain(rollingSum),
  arity: 1,
  formula: 'how many of the last n values are there: n, because a missing value restarts the window',
  qlib: 'Count',
  build: (params, inputs) => apply(plain(rollingSum), params, [apply(logic.equal, {}, [inputs[0]!, inputs[0]!])]),
}

/** Every operator by the name it has in data and text. */
export const OPERATORS = {
  add: pointwise(arithmetic.sum, 2, 'Add'),
  subtract: pointwise(arithmetic.difference, 2, 'Sub'),
  multiply: pointwise(arithmetic.product, 2, 'Mul'),
  divide: pointwise(arithmetic.quotient, 2, 'Div'),
  power: pointwise(
    arithmetic.power,
    2,
    'Power',
    'a to the power of b; 1 where b is 0; missing where a is 0 and b below 0, and where a is below 0 and b not whole',
  ),
  logRatio: pointwise(arithmetic.logRatio, 2),
  log: pointwise(arithmetic.naturalLog, 1, 'Log'),
  exp: pointwise(arithmetic.exponential, 1),
  sqrt: pointwise(arithmetic.squareRoot, 1),
  abs: pointwise(arithmetic.magnitude, 1, 'Abs'),
  sign: pointwise(arithmetic.sign, 1, 'Sign'),
  clip: pointwise(arithmetic.clip, 1),
  greater: pointwise(arithmetic.larger, 2, 'Greater'),
  less: pointwise(arithmetic.smaller, 2, 'Less'),
  gt: pointwise(logic.greaterThan, 2, 'Gt'),
  ge: pointwise(logic.atLeast, 2, 'Ge'),
  lt: pointwise(logic.lessThan, 2, 'Lt'),
  le: pointwise(logic.atMost, 2, 'Le'),
  eq: pointwise(logic.equal, 2, 'Eq'),
  ne: pointwise(logic.unequal, 2, 'Ne'),
  and: pointwise(logic.both, 2, 'And'),
  or: pointwise(logic.either, 2, 'Or'),
  not: pointwise(logic.inverse, 1, 'Not'),
  if: pointwise(logic.choice, 3, 'If', 'b where a is not 0, else c; missing where any of the three is'),
  mask: pointwise(logic.mask, 2),
  lag: windowed(lag, 'Ref', 'a n bars ago'),
  difference: against(arithmetic.difference, 'a less a n bars ago', 'Delta'),
  ret: against(arithmetic.relativeChange, 'a / (a n bars ago) − 1; 0 where a was 0'),
  logRet: against(arithmetic.logRatio, 'ln(a / (a n bars ago)); missing unless the quotient is above 0'),
  zScore: {
    definition: plain(rollingZScore),
    arity: 1,
    formula: '(a − mean) / population standard deviation of the last n values; 0 where they are equal',
  },
  mean: windowed(sma, 'Mean', 'mean of the last n values'),
  sum: windowed(rollingSum, 'Sum', 'sum of the last n values'),
  std: windowed(rollingStd, 'Std', 'standard deviation of the last n values, divided by n − ddof', { ddof: 1 }),
  var: windowed(rollingVariance, 'Var', 'variance of the last n values, divided by n − ddof', { ddof: 1 }),
  skew: windowed(rollingSkew, 'Skew', 'skewness of the last n values, corrected for bias (G1); 0 where they are equal'),
  kurt: windowed(rollingKurtosis, 'Kurt', 'excess kurtosis of the last n values, corrected for bias (G2); 0 where they are equal'),
  max: windowed(rollingMax, 'Max', 'highest of the last n values'),
  min: windowed(rollingMin, 'Min', 'lowest of the last n values'),
  idxMax: windowed(
    rollingArgMax,
    'IdxMax',
    'place of the highest of the last n values, 1 for the oldest … n; of equal ones the oldest counts',
  ),
  idxMin: windowed(
    rollingArgMin,
    'IdxMin',
    'place of the lowest of the last n values, 1 for the oldest … n; of equal ones the oldest counts',
  ),
  quantile: windowed(rollingQuantile, 'Quantile', 'quantile of the last n values, interpolated linearly'),
  median,
  mad: windowed(rollingMeanDeviation, 'Mad', 'mean absolute deviation of the last n values from their mean'),
  rank: windowed(
    rollingRank,
    'Rank',
    'rank of a among the last n values as a share, above 0 … 1; equal values share the mean of their ranks',
  ),
  count,
  countTrue: {
    definition: plain(rollingCount),
    arity: 1,
    formula: 'on how many of the last n bars a is not 0',
  },
  slope: windowed(rollingSlope, 'Slope', 'slope per bar of the least-squares line through the last n values'),
  rsquare: windowed(
    rollingRsquare,
    'Rsquare',
    'share of the variance of the last n values that their line explains; 0 where they are equal',
  ),
  resi: windowed(rollingResidual, 'Resi', 'a less the line through the last n values'),
  ewm: windowed(
    exponentialMean,
    'EMA',
    'exponentially weighted mean of the span n, weights normalised over what was seen (pandas ewm, adjusted); starts after ⌈n⌉ − 1 bars',
  ),
  corr: over(rollingCorrelation, 'Corr', 'Pearson correlation of a and b over the last n bars; 0 where either is constant'),
  cov: over(rollingCovariance, 'Cov', 'covariance of a and b over the last n bars, divided by n − ddof'),
} as const satisfies Record<string, Operator>

export type OperatorName = keyof typeof OPERATORS

/** The operator of that name, when there is one. */
export function operatorOf(name: string): Operator | undefined {
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name as OperatorName] : undefined
}

/** The operator over expressions; parameters not given have its defaults. */
export function applyOperator({ definition, defaults, build }: Operator, given: Params, inputs: readonly Expression[]): Expression {
  const params = { ...defaults, ...given }
  return build === undefined ? apply(definition, params, inputs) : build(params, inputs)
}

/** Names of the parameters that people give, in order: the columns are the terms. */
export function operatorParams(definition: IndicatorDefinition): string[] {
  return Object.entries(definition.params).flatMap(([name, rule]) => ('column' in rule ? [] : [name]))
}
