import type { Indicator, Params } from '../../indicators/index.js'
import type { OperatorName } from '../operators.js'
import type { FeatureTerm, IndicatorTerm, OperatorTerm } from '../user-feature.js'

const single =
  (operator: OperatorName) =>
  (a: FeatureTerm): OperatorTerm => ({ operator, of: [a] })

const pair =
  (operator: OperatorName) =>
  (a: FeatureTerm, b: FeatureTerm): OperatorTerm => ({ operator, of: [a, b] })

const windowed =
  (operator: OperatorName) =>
  (a: FeatureTerm, period: number): OperatorTerm => ({ operator, params: { period }, of: [a] })

const shifted =
  (operator: OperatorName) =>
  (a: FeatureTerm, bars = 1): OperatorTerm => ({ operator, params: { bars }, of: [a] })

const spread =
  (operator: OperatorName) =>
  (a: FeatureTerm, period: number, { ddof }: { ddof?: 0 | 1 } = {}): OperatorTerm => ({
    operator,
    params: { period, ...(ddof === undefined ? {} : { ddof }) },
    of: [a],
  })

/**
 * Terms in typed code: `operators.zScore(operators.ret('close', 5), 60)` is the plain data that `zscore(ret(close, 5), 60)` reads as. One function per operator, named like
 * it; `{ name, ...term }` is a user feature.
 */
export const operators = {
  add: pair('add'),
  subtract: pair('subtract'),
  multiply: pair('multiply'),
  divide: (a: FeatureTerm, b: FeatureTerm, { whenZero }: { whenZero?: number } = {}): OperatorTerm => ({
    operator: 'divide',
    ...(whenZero === undefined ? {} : { params: { whenZero } }),
    of: [a, b],
  }),
  power: pair('power'),
  logRatio: pair('logRatio'),
  log: single('log'),
  exp: single('exp'),
  sqrt: single('sqrt'),
  abs: single('abs'),
  sign: single('sign'),
  clip: (a: FeatureTerm, limits: { min?: number; max?: number }): OperatorTerm => ({ operator: 'clip', params: { ...limits }, of: [a] }),
  greater: pair('greater'),
  less: pair('less'),
  gt: pair('gt'),
  ge: pair('ge'),
  lt: pair('lt'),
  le: pair('le'),
  eq: pair('eq'),
  ne: pair('ne'),
  and: pair('and'),
  or: pair('or'),
  not: single('not'),
  if: (condition: FeatureTerm, then: FeatureTerm, otherwise: FeatureTerm): OperatorTerm => ({
    operator: 'if',
    of: [condition, then, otherwise],
  }),
  mask: pair('mask'),
  lag: shifted('lag'),
  difference: shifted('difference'),
  ret: shifted('ret'),
  logRet: shifted('logRet'),
  zScore: windowed('zScore'),
  mean: windowed('mean'),
  sum: windowed('sum'),
  std: spread('std'),
  var: spread('var'),
  skew: windowed('skew'),
  kurt: windowed('kurt'),
  max: windowed('max'),
  min: windowed('min'),
  idxMax: windowed('idxMax'),
  idxMin: windowed('idxMin'),
  quantile: (a: FeatureTerm, period: number, quantile: number): OperatorTerm => ({
    operator: 'quantile',
    params: { period, quantile },
    of: [a],
  }),
  median: windowed('median'),
  mad: windowed('mad'),
  rank: windowed('rank'),
  count: windowed('count'),
  countTrue: windowed('countTrue'),
  slope: windowed('slope'),
  rsquare: windowed('rsquare'),
  resi: windowed('resi'),
  ewm: (a: FeatureTerm, span: number): OperatorTerm => ({ operator: 'ewm', params: { span }, of: [a] }),
  corr: (a: FeatureTerm, b: FeatureTerm, period: number): OperatorTerm => ({ operator: 'corr', params: { period }, of: [a, b] }),
  cov: (a: FeatureTerm, b: FeatureTerm, period: number, { ddof }: { ddof?: 0 | 1 } = {}): OperatorTerm => ({
    operator: 'cov',
    params: { period, ...(ddof === undefined ? {} : { ddof }) },
    of: [a, b],
  }),
} as const satisfies Record<OperatorName, (...terms: never[]) => OperatorTerm>

/** What {@link indicatorTerm} may be given beside the indicator. */
export interface IndicatorTermOptions<P extends Params, O extends string> {
  params?: Readonly<Partial<P>>
  /** What it reads, in its own order; the columns it asks for when not given. */
  of?: readonly FeatureTerm[]
  /** Which of several outputs; the first when not given. */
  output?: O
}

/**
 * An indicator as a term, its parameters and outputs checked by the compiler: `indicatorTerm(macd, { of: ['close'], output: 'histogram' })`. An indicator of the user's own has
 * to be given to the engineer too.
 */
export function indicatorTerm<P extends Params, O extends string>(
  { definition }: Pick<Indicator<P, O>, 'definition'>,
  { params, of, output }: IndicatorTermOptions<P, O> = {},
): IndicatorTerm {
  return {
    indicator: definition.name,
    ...(params === undefined ? {} : { params: params as Readonly<Record<string, number | string>> }),
    ...(of === undefined ? {} : { of }),
    ...(output === undefined ? {} : { output }),
  }
}
