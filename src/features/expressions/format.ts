import { BarcastError } from '../../core/index.js'
import { OPERATORS, type Operator, type OperatorName, operatorOf, operatorParams } from '../operators.js'
import { DEEPEST, type FeatureTerm, type IndicatorTerm, type OperatorTerm } from '../user-feature.js'
import { INFIX, POWER_LEVEL, UNARY_LEVEL } from './names.js'
import { BAR_NAMES, INDICATOR_PREFIX } from './parser.js'

const NAME = /^[A-Za-z_]\w*$/
/** Terms that stand for themselves anywhere. */
const ATOM_LEVEL = 9

interface Printed {
  readonly text: string
  /** How close the loosest operator in the text binds. */
  readonly level: number
}

function refuse(message: string, value: unknown): never {
  throw new BarcastError('features/expression', `Format expression: ${message}`, { value })
}

const within = ({ text, level }: Printed, needed: number): string => (level < needed ? `(${text})` : text)

function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`
  return text.includes('"') ? refuse('a name must not have both kinds of quotes', text) : `"${text}"`
}

const value = (given: number | string): string => (typeof given === 'number' ? String(given) : NAME.test(given) ? given : quoted(given))

const named = (params: Readonly<Record<string, number | string>>): string[] =>
  Object.entries(params).map(([name, given]) => `${name}: ${value(given)}`)

/** Numbers in the order of the operator's parameters, or all by name when one before is left out. */
function operatorArguments(operator: Operator, params: Readonly<Record<string, number>>): string[] {
  const order = operatorParams(operator.definition)
  const given = Object.keys(params)
  const isPrefix = order.slice(0, given.length).every((name) => given.includes(name))
  return isPrefix ? order.slice(0, given.length).map((name) => value(params[name]!)) : named(params)
}

function printOperator(term: OperatorTerm, depth: number): Printed {
  const operator = operatorOf(term.operator)
  if (operator === undefined) return refuse(`unknown operator "${term.operator}"`, term.operator)
  const params = term.params ?? {}
  const infix = INFIX.get(term.operator)
  if (infix !== undefined && term.of.length === 2 && Object.keys(params).length === 0) {
    const { sign, level } = infix
    const isPower = level === POWER_LEVEL
    const left = within(print(term.of[0]!, depth), isPower ? ATOM_LEVEL : level + (isComparison(term.operator) ? 1 : 0))
    const right = within(print(term.of[1]!, depth), isPower ? UNARY_LEVEL : level + 1)
    return { text: `${left} ${sign} ${right}`, level }
  }
  if (term.operator === 'not' && term.of.length === 1)
    return { text: `!${within(print(term.of[0]!, depth), UNARY_LEVEL)}`, level: UNARY_LEVEL }
  const parts = [...term.of.map((of) => print(of, depth).text), ...operatorArguments(operator, params)]
  return { text: `${term.operator}(${parts.join(', ')})`, level: ATOM_LEVEL }
}

const isComparison = (name: OperatorName): boolean => ['lt', 'le', 'gt', 'ge', 'eq', 'ne'].includes(name)

function printIndicator(term: IndicatorTerm, depth: number): Printed {
  const prefix = Object.hasOwn(OPERATORS, term.indicator) ? `${INDICATOR_PREFIX}.` : ''
  // A number among the terms stands in brackets, without which it would be a parameter.
  const terms = (term.of ?? []).map((of) => (typeof of === 'number' ? `(${value(of)})` : print(of, depth).text))
  const output = term.output === undefined ? '' : `.${term.output}`
  return { text: `${prefix}${term.indicator}(${[...terms, ...named(term.params ?? {})].join(', ')})${output}`, level: ATOM_LEVEL }
}

function print(term: FeatureTerm, above: number): Printed {
  const depth = above + 1
  if (depth > DEEPEST + 1) refuse(`terms must not be nested deeper than ${DEEPEST}, found more`, depth)
  if (typeof term === 'number') {
    if (!Number.isFinite(term)) refuse(`a number must be finite, found ${term}`, term)
    return { text: String(term), level: term < 0 ? UNARY_LEVEL : ATOM_LEVEL }
  }
  if (typeof term === 'string')
    return {
      text: NAME.test(term) ? term : refuse(`a name must be letters, digits and underscores, found "${term}"`, term),
      level: ATOM_LEVEL,
    }
  if ('column' in term) {
    if (BAR_NAMES.includes(term.column)) return { text: term.column, level: ATOM_LEVEL }
    return { text: `$${NAME.test(term.column) ? term.column : quoted(term.column)}`, level: ATOM_LEVEL }
  }
  return 'operator' in term ? printOperator(term, depth) : printIndicator(term, depth)
}

/**
 * A term as text: `zScore(ret(close, 5), 60)`. {@link parseExpression} reads it back as the same term, but for what says the same in other words: `{ column: 'close' }`
 * comes back as `'close'`, empty `params` are left out.
 *
 * @throws BarcastError `features/expression` for what cannot be written: an unknown operator, a number that is not finite, a name with other characters.
 */
export function formatExpression(term: FeatureTerm): string {
  return print(term, 0).text
}
