import { OPERATORS, type Operator, type OperatorName } from '../operators.js'

/** Other spellings of operators, beside qlib's. */
export const SHORT_NAMES: ReadonlyMap<string, OperatorName> = new Map([
  ['zscore', 'zScore'],
  ['logret', 'logRet'],
  ['idxmax', 'idxMax'],
  ['idxmin', 'idxMin'],
  ['ref', 'lag'],
  ['delta', 'difference'],
  ['med', 'median'],
  ['sub', 'subtract'],
  ['mul', 'multiply'],
  ['div', 'divide'],
])

/** qlib's spellings of operators that give the same; those with a meaning of their own are in `call.ts`. */
export const QLIB_NAMES: ReadonlyMap<string, OperatorName> = new Map(
  Object.entries<Operator>(OPERATORS).flatMap(([name, { qlib }]) => (qlib === undefined ? [] : [[qlib, name as OperatorName]])),
)

/** qlib's operators that cannot be here, with the reason. */
export const REFUSED_NAMES: ReadonlyMap<string, string> = new Map([
  ['Mask', 'it reads another instrument, which one history does not hold; mask(a, condition) hides values of a'],
  ['ChangeInstrument', 'it reads another instrument, which one history does not hold'],
])

export interface Infix {
  readonly sign: string
  /** Higher binds closer. */
  readonly level: number
}

export const COMPARISON_LEVEL = 3
export const UNARY_LEVEL = 6
export const POWER_LEVEL = 7

/** Operators that are written between their terms. */
export const INFIX: ReadonlyMap<OperatorName, Infix> = new Map<OperatorName, Infix>([
  ['or', { sign: '|', level: 1 }],
  ['and', { sign: '&', level: 2 }],
  ['lt', { sign: '<', level: COMPARISON_LEVEL }],
  ['le', { sign: '<=', level: COMPARISON_LEVEL }],
  ['gt', { sign: '>', level: COMPARISON_LEVEL }],
  ['ge', { sign: '>=', level: COMPARISON_LEVEL }],
  ['eq', { sign: '==', level: COMPARISON_LEVEL }],
  ['ne', { sign: '!=', level: COMPARISON_LEVEL }],
  ['add', { sign: '+', level: 4 }],
  ['subtract', { sign: '-', level: 4 }],
  ['multiply', { sign: '*', level: 5 }],
  ['divide', { sign: '/', level: 5 }],
  ['power', { sign: '**', level: POWER_LEVEL }],
])

export const INFIX_BY_SIGN: ReadonlyMap<string, Infix & { readonly operator: OperatorName }> = new Map(
  [...INFIX].map(([operator, infix]) => [infix.sign, { ...infix, operator }]),
)
