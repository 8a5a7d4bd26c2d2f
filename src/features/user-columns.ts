import { BarcastError, isBarcastError, unknownNameError } from '../core/index.js'
import { type AnyIndicator, createGraph, type IndicatorDefinition } from '../indicators/index.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import { type ExpressionSource, refuseAt } from './expressions/expression-error.js'
import { formatExpression } from './expressions/format.js'
import { BAR_NAMES, readExpression } from './expressions/parser.js'
import { indexOf, type Syntax } from './expressions/syntax.js'
import { indicatorsByName } from './named-indicators.js'
import { applyOperator, numberOf, OPERATORS, operatorOf } from './operators.js'
import { ACTION, DEEPEST, type FeatureTerm, type IndicatorTerm, type OperatorTerm, refuse, type UserFeature } from './user-feature.js'

/** How a term reads: `subtract(rsi(period 7), macd(close).signal)`. */
function formulaOf(term: FeatureTerm): string {
  if (typeof term !== 'object') return String(term)
  if ('column' in term) return `column ${term.column}`
  const params = Object.entries(term.params ?? {}).map(([name, value]) => `${name} ${value}`)
  const parts = [...(term.of ?? []).map(formulaOf), ...params].join(', ')
  if ('operator' in term) return `${term.operator}(${parts})`
  return `${term.indicator}(${parts})${term.output === undefined ? '' : `.${term.output}`}`
}

/** Lets the graph judge parameters and the number of inputs, and says where in the user's data they stand. */
function checkApplied(definition: IndicatorDefinition, { params, of }: IndicatorTerm | OperatorTerm, path: string): void {
  if (of !== undefined && params !== undefined && Object.hasOwn(params, 'input'))
    refuse('user-feature', `${path}.params.input`, 'must not be given together with of, found both', params.input)
  try {
    createGraph().node(
      definition,
      params,
      of?.map(() => 0),
    )
  } catch (error) {
    if (!isBarcastError(error)) throw error
    const at =
      error.code === 'indicators/graph' ? `${path}.of` : [path, 'params', error.where.path].filter((part) => part !== undefined).join('.')
    throw new BarcastError('features/user-feature-params', `${ACTION}: ${error.message}, at ${at}`, {
      value: error.value,
      where: { path: at },
      cause: error,
    })
  }
}

/** A user's feature as a term, with the text that it was read from, when it was. */
interface Named {
  readonly term: FeatureTerm
  readonly path: string
  readonly formula: string
  readonly text?: { readonly source: ExpressionSource; readonly syntax: Syntax }
}

/** What names may stand for, and what has been resolved so far. */
interface Scope {
  readonly features: ReadonlyMap<string, Named>
  readonly columns: ReadonlyMap<string, FeatureColumn>
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
  readonly done: Map<string, Expression>
  /** Features being resolved, each named by the one before: a name among them closes a circle. */
  readonly open: string[]
  readonly depths: Map<Expression, number>
}

function refuseDepth(path: string): never {
  const rule = `must not be nested deeper than ${DEEPEST} terms, those of the features it names included, found more`
  return refuse('user-feature-depth', path, rule, DEEPEST)
}

function depthOf(scope: Scope, expression: Expression): number {
  if (typeof expression === 'string') return 0
  const known = scope.depths.get(expression)
  if (known !== undefined) return known
  const depth = 1 + Math.max(0, ...expression.inputs.map((input) => depthOf(scope, input)))
  scope.depths.set(expression, depth)
  return depth
}

function resolveFeature(scope: Scope, name: string): Expression {
  const { done, open } = scope
  const known = done.get(name)
  if (known !== undefined) return known
  const { term, path, text } = scope.features.get(name)!
  if (open.includes(name)) {
    const circle = [...open.slice(open.indexOf(name)), name].join(' → ')
    refuse('user-feature-cycle', path, `must not need itself, found ${circle}`, name)
  }
  if (open.length >= DEEPEST) refuseDepth(path)
  open.push(name)
  const expression = text === undefined ? resolveTerm(scope, term, path) : resolveText(scope, term, text.source, text.syntax)
  open.pop()
  if (depthOf(scope, expression) > DEEPEST) refuseDepth(path)
  done.set(name, expression)
  return expression
}

/** What is wrong with a part of a text is told with its place in the text. */
function resolveText(scope: Scope, term: FeatureTerm, source: ExpressionSource, syntax: Syntax): Expression {
  const path = source.path!
  try {
    return resolveTerm(scope, term, path)
  } catch (error) {
    const at = isBarcastError(error) ? error.where.path : undefined
    if (at === undefined || isBarcastError(error, 'features/expression') || !(at === path || at.startsWith(`${path}.`))) throw error
    return refuseAt(
      source,
      indexOf(syntax, at.slice(path.length + 1)),
      (error as BarcastError).message,
      (error as BarcastError).value,
      error,
    )
  }
}

function resolveTerm(scope: Scope, term: FeatureTerm, path: string): Expression {
  if (typeof term === 'number') return numberOf(term)
  if (typeof term === 'string') return resolveName(scope, term, path)
  if ('column' in term) return term.column
  return 'operator' in term ? resolveOperator(scope, term, path) : resolveIndicator(scope, term, path)
}

function resolveName(scope: Scope, name: string, path: string): Expression {
  if (BAR_NAMES.includes(name)) return name
  const column = scope.columns.get(name)
  if (column !== undefined) return column.expression
  if (scope.features.has(name)) return resolveFeature(scope, name)
  const known = [...BAR_NAMES, ...scope.features.keys(), ...scope.columns.keys()]
  throw unknownNameError('features/unknown-feature', `${ACTION}, ${path}`, 'name', name, known, { path })
}

function resolveOperator(scope: Scope, term: OperatorTerm, path: string): Expression {
  const operator = operatorOf(term.operator)
  if (operator === undefined)
    throw unknownNameError('features/unknown-operator', `${ACTION}, ${path}`, 'operator', term.operator, Object.keys(OPERATORS), {
      path: `${path}.operator`,
    })
  const { definition, arity } = operator
  if (term.of.length !== arity) {
    const terms = `${arity} term${arity === 1 ? '' : 's'}`
    refuse('user-feature', `${path}.of`, `must have ${terms} for ${term.operator}, found ${term.of.length}`, term.of.length)
  }
  checkApplied(definition, term, path)
  return applyOperator(operator, term.params ?? {}, resolveTerms(scope, term.of, path))
}

function resolveIndicator(scope: Scope, term: IndicatorTerm, path: string): Expression {
  const definition = scope.indicators.get(term.indicator)
  if (definition === undefined)
    throw unknownNameError('features/unknown-indicator', `${ACTION}, ${path}`, 'indicator', term.indicator, scope.indicators.keys(), {
      path: `${path}.indicator`,
    })
  const { output } = term
  if (output !== undefined && !definition.outputs.includes(output))
    throw unknownNameError('features/unknown-output', `${ACTION}, ${path}`, `output of ${definition.name}`, output, definition.outputs, {
      path: `${path}.output`,
    })
  checkApplied(definition, term, path)
  return apply(definition, term.params, term.of === undefined ? undefined : resolveTerms(scope, term.of, path), output)
}

function resolveTerms(scope: Scope, of: readonly FeatureTerm[], path: string): Expression[] {
  return of.map((term, k) => resolveTerm(scope, term, `${path}.of.${k}`))
}

function namedOf(feature: UserFeature, path: string, indicators: ReadonlyMap<string, IndicatorDefinition>): Named {
  if (!('expression' in feature)) return { term: feature, path, formula: formulaOf(feature) }
  const source = { text: feature.expression, path: `${path}.expression` }
  const syntax = readExpression({ source, indicators })
  return { term: syntax.term, path, formula: formatExpression(syntax.term), text: { source, syntax } }
}

let libraryScope: Scope | undefined

/** A text that names columns of the bars and the library's indicators only, as a term and as an expression. For sets. */
export function expressionOf(text: string): { term: FeatureTerm; expression: Expression } {
  libraryScope ??= {
    features: new Map(),
    columns: new Map(),
    indicators: indicatorsByName([]),
    done: new Map(),
    open: [],
    depths: new Map(),
  }
  const { term } = readExpression({ source: { text }, indicators: libraryScope.indicators })
  return { term, expression: resolveTerm(libraryScope, term, 'expression') }
}

/**
 * Users' features as columns, in the order given; each may name the others and the `columns` of the set and the lookbacks.
 *
 * @throws BarcastError `features/user-feature-name` (a name taken), `features/user-feature-cycle`, `features/user-feature-depth`,
 * `features/user-feature-params`, `features/unknown-feature`, `features/unknown-indicator`, `features/unknown-operator`,
 * `features/unknown-output`, `features/indicator-name`, `features/expression` (what is wrong with a text, with the character).
 */
export function userColumns(
  features: readonly UserFeature[],
  columns: readonly FeatureColumn[],
  own: readonly AnyIndicator[],
): FeatureColumn[] {
  const taken = new Map(columns.map((column) => [column.name, column]))
  const names = new Set([...BAR_NAMES, 'openTimeMs', ...taken.keys()])
  features.forEach(({ name }, index) => {
    if (names.has(name)) refuse('user-feature-name', `userFeatures.${index}.name`, `must be new, found "${name}", which is taken`, name)
    names.add(name)
  })
  const known = indicatorsByName(own)
  const scope: Scope = {
    features: new Map(features.map((feature, index) => [feature.name, namedOf(feature, `userFeatures.${index}`, known)])),
    columns: taken,
    indicators: known,
    done: new Map(),
    open: [],
    depths: new Map(),
  }
  return features.map(({ name, title }) => {
    const { formula } = scope.features.get(name)!
    return {
      name,
      group: 'user',
      title: title ?? `User feature: ${formula}`,
      formula,
      unit: 'as its formula',
      expression: resolveFeature(scope, name),
    }
  })
}
