import { BarcastError, isBarcastError, unknownNameError } from '../core/index.js'
import { type AnyIndicator, createGraph, type IndicatorDefinition, indicators } from '../indicators/index.js'
import { apply, type Expression, type FeatureColumn } from './column.js'
import { numberOf, OPERATORS, operatorOf } from './operators.js'
import { ACTION, DEEPEST, type FeatureTerm, type IndicatorTerm, type OperatorTerm, refuse, type UserFeature } from './user-feature.js'

/** Columns of the bars that a name alone stands for; others are named by `{ column }`. */
const BAR_NAMES: readonly string[] = ['open', 'high', 'low', 'close', 'volume']

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

/** The indicators that terms may name: the library's and the user's own. */
function indicatorsByName(own: readonly AnyIndicator[]): Map<string, IndicatorDefinition> {
  const byName = new Map(
    Object.entries(indicators as Readonly<Record<string, AnyIndicator>>).map(([name, { definition }]) => [name, definition]),
  )
  for (const { definition } of own) {
    if (byName.has(definition.name))
      throw new BarcastError(
        'features/indicator-name',
        `${ACTION}: own indicators must have names of their own, found "${definition.name}" twice`,
        {
          value: definition.name,
        },
      )
    byName.set(definition.name, definition)
  }
  return byName as Map<string, IndicatorDefinition>
}

/** What names may stand for, and what has been resolved so far. */
interface Scope {
  readonly features: ReadonlyMap<string, { feature: UserFeature; path: string }>
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
  const { feature, path } = scope.features.get(name)!
  if (open.includes(name)) {
    const circle = [...open.slice(open.indexOf(name)), name].join(' → ')
    refuse('user-feature-cycle', path, `must not need itself, found ${circle}`, name)
  }
  if (open.length >= DEEPEST) refuseDepth(path)
  open.push(name)
  const expression = resolveTerm(scope, feature, path)
  open.pop()
  if (depthOf(scope, expression) > DEEPEST) refuseDepth(path)
  done.set(name, expression)
  return expression
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
  const { definition, arity, build } = operator
  if (term.of.length !== arity) {
    const terms = `${arity} term${arity === 1 ? '' : 's'}`
    refuse('user-feature', `${path}.of`, `must have ${terms} for ${term.operator}, found ${term.of.length}`, term.of.length)
  }
  checkApplied(definition, term, path)
  const inputs = resolveTerms(scope, term.of, path)
  return build === undefined ? apply(definition, term.params, inputs) : build(term.params ?? {}, inputs)
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

/**
 * Users' features as columns, in the order given; each may name the others and the `columns` of the set and the lookbacks.
 *
 * @throws BarcastError `features/user-feature-name` (a name taken), `features/user-feature-cycle`, `features/user-feature-depth`,
 * `features/user-feature-params`, `features/unknown-feature`, `features/unknown-indicator`, `features/unknown-operator`,
 * `features/unknown-output`, `features/indicator-name`.
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
  const scope: Scope = {
    features: new Map(features.map((feature, index) => [feature.name, { feature, path: `userFeatures.${index}` }])),
    columns: taken,
    indicators: indicatorsByName(own),
    done: new Map(),
    open: [],
    depths: new Map(),
  }
  return features.map((feature) => {
    const formula = formulaOf(feature)
    const { name, title = `User feature: ${formula}` } = feature
    return { name, group: 'user', title, formula, unit: 'as its formula', expression: resolveFeature(scope, name) }
  })
}
