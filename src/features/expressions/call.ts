import { isBarcastError } from '../../core/index.js'
import { createGraph, type IndicatorDefinition } from '../../indicators/index.js'
import { OPERATORS, type Operator, type OperatorName, operatorOf, operatorParams } from '../operators.js'
import type { FeatureTerm } from '../user-feature.js'
import { type ExpressionSource, refuseAt, refuseName } from './expression-error.js'
import { QLIB_NAMES, SHORT_NAMES } from './names.js'
import type { Syntax } from './syntax.js'

/** A parameter given by name. */
export interface NamedArgument {
  readonly name: string
  readonly value: number | string
  readonly index: number
  readonly valueIndex: number
}

/** A name with brackets, as read. */
export interface Call {
  readonly name: string
  readonly index: number
  /** True for `indicator.name(…)`, which no operator answers. */
  readonly isIndicator: boolean
  readonly positional: readonly Syntax[]
  readonly named: readonly NamedArgument[]
}

/** Parameters with the characters they stand at. */
interface Given {
  readonly values: Record<string, number | string>
  readonly indices: Record<string, number>
}

/** What calls may name. */
export interface CallScope {
  readonly source: ExpressionSource
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
}

const numberOf = ({ term }: Syntax): number => term as number

function readParams(
  { source }: CallScope,
  call: Call,
  names: readonly string[],
  known: readonly string[],
  literals: readonly Syntax[],
): Given {
  const given: Given = { values: {}, indices: {} }
  for (const [k, literal] of literals.entries()) {
    const name = names[k]
    if (literal.isLiteral !== true) refuseAt(source, literal.index, `${call.name} takes a number here, no expression`, literal.term)
    if (name === undefined)
      return refuseAt(
        source,
        literal.index,
        `${call.name} takes at most ${names.length} number${names.length === 1 ? '' : 's'} here, found more`,
        literal.term,
      )
    given.values[name] = numberOf(literal)
    given.indices[name] = literal.index
  }
  for (const { name, value, index, valueIndex } of call.named) {
    if (!known.includes(name)) refuseName(source, index, `parameter of ${call.name}`, name, known)
    if (Object.hasOwn(given.values, name)) refuseAt(source, index, `${name} must be given once, found it twice`, value)
    given.values[name] = value
    given.indices[name] = valueIndex
  }
  return given
}

/** Why a window or a shift that qlib takes is none here. */
function reasonAgainst(name: string, value: number | string): string | undefined {
  if (typeof value !== 'number' || (name !== 'bars' && name !== 'period' && name !== 'span')) return undefined
  if (value < 0) return `${name} must be 1 or more, found ${value}: it would read bars that are still to come`
  if (value === 0) return `${name} must be 1 or more, found 0: from the beginning of the history on, it would depend on where that is`
  return undefined
}

/** Lets the graph judge parameters and the number of inputs. */
function checkApplied(scope: CallScope, definition: IndicatorDefinition, call: Call, given: Given, inputs: number | undefined): void {
  for (const [name, value] of Object.entries(given.values)) {
    const reason = reasonAgainst(name, value)
    if (reason !== undefined) refuseAt(scope.source, given.indices[name]!, reason, value)
  }
  try {
    createGraph().node(definition, given.values, inputs === undefined ? undefined : new Array<number>(inputs).fill(0))
  } catch (error) {
    if (!isBarcastError(error)) throw error
    const index = given.indices[error.where.path ?? ''] ?? call.index
    refuseAt(scope.source, index, error.message, error.value, error)
  }
}

function syntaxOf(term: FeatureTerm, call: Call, of: readonly Syntax[], params: Readonly<Record<string, number>>): Syntax {
  return { term, index: call.index, depth: 1 + Math.max(0, ...of.map(({ depth }) => depth)), of, params }
}

const someParams = (values: Record<string, number | string>): { params?: Record<string, number> } =>
  Object.keys(values).length === 0 ? {} : { params: values as Record<string, number> }

function callOperator(scope: CallScope, name: OperatorName, operator: Operator, call: Call): Syntax {
  const { definition, arity } = operator
  const of = call.positional.slice(0, arity)
  if (of.length < arity)
    refuseAt(scope.source, call.index, `${call.name} needs ${arity} term${arity === 1 ? '' : 's'}, found ${of.length}`, of.length)
  const names = operatorParams(definition)
  const given = readParams(scope, call, names, names, call.positional.slice(arity))
  checkApplied(scope, definition, call, given, arity)
  return syntaxOf({ operator: name, ...someParams(given.values), of: of.map(({ term }) => term) }, call, of, given.indices)
}

function callIndicator(scope: CallScope, definition: IndicatorDefinition, call: Call): Syntax {
  const names = operatorParams(definition)
  const known = Object.keys(definition.params)
  // Numbers alone are parameters: rsi(7) reads the column it asks for.
  const hasTerms = call.positional.some(({ isLiteral }) => isLiteral !== true)
  const defaults = Object.fromEntries(Object.entries(definition.params).map(([name, rule]) => [name, rule.default]))
  const columns = hasTerms ? definition.inputs(defaults) : []
  const of = call.positional.slice(0, columns.length)
  if (of.length < columns.length)
    refuseAt(
      scope.source,
      call.index,
      `${call.name} needs ${columns.length} terms, for ${columns.join(', ')}, found ${of.length}`,
      of.length,
    )
  const given = readParams(scope, call, names, hasTerms ? names : known, call.positional.slice(columns.length))
  checkApplied(scope, definition, call, given, hasTerms ? of.length : undefined)
  const terms = hasTerms ? { of: of.map(({ term }) => term) } : {}
  return syntaxOf({ indicator: definition.name, ...someParams(given.values), ...terms }, call, of, given.indices)
}

/** qlib's WMA is the mean of value times normalised weight, and so the weighted mean divided by the length of the window. */
function callQlibWma(scope: CallScope, call: Call): Syntax {
  const weighted = callIndicator(scope, scope.indicators.get('wma')!, call)
  const { params } = weighted.term as { params?: { period?: number } }
  const period = params?.period
  if (period === undefined) return refuseAt(scope.source, call.index, 'WMA needs a term and a number of bars', call.name)
  const divisor: Syntax = { term: period, index: weighted.params.period!, depth: 0, of: [], params: {} }
  return syntaxOf({ operator: 'divide', of: [weighted.term, period] }, call, [weighted, divisor], {})
}

/** qlib's EMA takes a number below 1 as the weight of the newest value. */
function callQlibEma(scope: CallScope, call: Call): Syntax {
  const [of, window] = call.positional
  if (of === undefined || window?.isLiteral !== true || !(numberOf(window) > 0 && numberOf(window) < 1))
    return callOperator(scope, 'ewm', OPERATORS.ewm, call)
  const span = { ...window, term: 2 / numberOf(window) - 1 }
  return callOperator(scope, 'ewm', OPERATORS.ewm, { ...call, positional: [of, span, ...call.positional.slice(2)] })
}

/** What a call of an operator's other spelling stands for. */
function callAlias(scope: CallScope, call: Call): Syntax | undefined {
  const { name } = call
  if (name === 'EMA') return callQlibEma(scope, call)
  if (name === 'WMA') return callQlibWma(scope, call)
  const operator = SHORT_NAMES.get(name) ?? QLIB_NAMES.get(name)
  return operator === undefined ? undefined : callOperator(scope, operator, OPERATORS[operator], call)
}

/** The term that a call stands for: an operator, an indicator, or another spelling of an operator, looked for in this order. */
export function readCall(scope: CallScope, call: Call): Syntax {
  const { name } = call
  const operator = call.isIndicator ? undefined : operatorOf(name)
  if (operator !== undefined) return callOperator(scope, name as OperatorName, operator, call)
  const definition = scope.indicators.get(name)
  if (definition !== undefined) return callIndicator(scope, definition, call)
  const indicators = [...scope.indicators.keys()]
  if (call.isIndicator) return refuseName(scope.source, call.index, 'indicator', name, indicators)
  const known = [...Object.keys(OPERATORS), ...indicators, ...SHORT_NAMES.keys(), ...QLIB_NAMES.keys()]
  return callAlias(scope, call) ?? refuseName(scope.source, call.index, 'operator or indicator', name, known)
}
