import type { IndicatorDefinition, Params } from '../indicators/index.js'

export type FeatureGroup = 'price' | 'volume' | 'technical' | 'market' | 'time' | 'user'

/** What a column means, for people and for the bundle that stores it. */
export interface FeatureDefinition {
  readonly name: string
  readonly group: FeatureGroup
  /** One line: what the column measures. */
  readonly title: string
  /** How it is computed, with what 0/0 gives. */
  readonly formula: string
  /** For example `fraction` (0.01 is one percent), `−1 … 1`, `0 … 100`, `flag`. */
  readonly unit: string
  /** Where the definition comes from, when it is not elementary. */
  readonly source?: string
  /** Rows at the start of a gap-free history that are NaN. */
  readonly warmupBars: number
}

/** One output of an indicator over columns of the bars or other expressions: a tree of plain data. */
export type Expression = string | AppliedIndicator

export interface AppliedIndicator {
  readonly definition: IndicatorDefinition
  readonly params: Params
  readonly inputs: readonly Expression[]
  readonly output: string
}

/** A feature: its description and the expression that gives its values. */
export interface FeatureColumn extends Omit<FeatureDefinition, 'warmupBars'> {
  readonly expression: Expression
}

function defaultsOf(definition: IndicatorDefinition): Params {
  return Object.fromEntries(Object.entries(definition.params).map(([name, rule]) => [name, rule.default]))
}

/**
 * The indicator's `output` (its first one unless named) over `inputs`, which default to the columns the indicator
 * itself asks for; parameters not given have their defaults.
 */
export function apply(
  definition: IndicatorDefinition,
  params: Params = {},
  inputs?: readonly Expression[],
  output: string = definition.outputs[0]!,
): AppliedIndicator {
  const complete = { ...defaultsOf(definition), ...params }
  return { definition, params: complete, inputs: inputs ?? definition.inputs(complete), output }
}

/**
 * First row with a value: every input must have started, then the indicator's own warm-up runs. Shared parts are looked at once; `known` may say when columns of
 * the bars start that do not with the first row.
 */
export function warmupBarsOf(expression: Expression, known: Map<Expression, number> = new Map()): number {
  const found = known.get(expression)
  if (found !== undefined) return found
  if (typeof expression === 'string') return 0
  const { definition, params, inputs } = expression
  const warmupBars = Math.max(0, ...inputs.map((input) => warmupBarsOf(input, known))) + definition.warmupBars(params)
  known.set(expression, warmupBars)
  return warmupBars
}

/** The columns of the bars that an expression reads. */
export function columnsRead(expression: Expression): Set<string> {
  const columns = new Set<string>()
  const seen = new Set<Expression>()
  const visit = (part: Expression): void => {
    if (seen.has(part)) return
    seen.add(part)
    if (typeof part === 'string') columns.add(part)
    else part.inputs.forEach(visit)
  }
  visit(expression)
  return columns
}
