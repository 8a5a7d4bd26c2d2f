import { BarcastError, unknownNameError } from '../core/index.js'
import type { OperatorName } from './operators.js'

/** An indicator by name over columns of the bars or other terms: `{ indicator: 'rsi', params: { period: 7 } }`. */
export interface IndicatorTerm {
  readonly indicator: string
  /** Parameters not given have the indicator's defaults. */
  readonly params?: Readonly<Record<string, number | string>>
  /** What it reads, in its own order; the columns it asks for when not given. */
  readonly of?: readonly FeatureTerm[]
  /** Which of several outputs; the first when not given. */
  readonly output?: string
}

/**
 * An operator over other terms: `{ operator: 'divide', of: ['close', 'open'] }`. All of them, with their parameters and what 0/0 gives, are in
 * docs/reference/features.md.
 */
export interface OperatorTerm {
  readonly operator: OperatorName
  readonly params?: Readonly<Record<string, number>>
  readonly of: readonly FeatureTerm[]
}

/** A column of the bars, also an extra one: `{ column: 'funding' }`. */
export interface ColumnTerm {
  readonly column: string
}

/**
 * What a feature is made of: a number; the name of a price column, of `volume`, of another user feature or of a column that the set and the lookbacks
 * define; or an indicator, an operator, a column of the bars.
 */
export type FeatureTerm = number | string | IndicatorTerm | OperatorTerm | ColumnTerm

/** A term as text: `{ expression: 'zscore(ret(close, 5), 60)' }`; see {@link parseExpression}. */
export interface ExpressionText {
  readonly expression: string
}

/**
 * A feature of the user's own as plain data, for JSON or YAML. It sees the present and past bars only, gives the same bits live, and travels in
 * bundles with the engineer's config.
 */
export type UserFeature = (IndicatorTerm | OperatorTerm | ColumnTerm | ExpressionText) & {
  /** The column's name: a letter, then letters, digits and underscores. */
  readonly name: string
  /** One line for people. */
  readonly title?: string
}

export const ACTION = 'Create feature engineer'

/** Terms may stand this deep inside each other, those of named features included. */
export const DEEPEST = 64

const HEADS = ['indicator', 'operator', 'column', 'expression'] as const
const ALLOWED = { indicator: ['params', 'of', 'output'], operator: ['params', 'of'], column: [], expression: [] } as const
const NAMED = ['name', 'title']
const NAME = /^[A-Za-z]\w{0,63}$/

type Fields = Readonly<Record<string, unknown>>

export function refuse(rule: string, path: string, message: string, value: unknown): never {
  throw new BarcastError(`features/${rule}`, `${ACTION}: ${path} ${message}`, { value, where: { path } })
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null
    ? `an object of ${Object.keys(value).slice(0, 8).join(', ') || 'nothing'}`
    : String(value)
}

function readText(fields: Fields, key: string, path: string): string {
  const value = fields[key]
  if (typeof value !== 'string' || value === '')
    return refuse('user-feature', `${path}.${key}`, `must be a text, found ${show(value)}`, value)
  return value
}

function readParams(value: unknown, path: string): Record<string, number | string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('user-feature', path, `must be an object of numbers and names, found ${show(value)}`, value)
  const entries = Object.entries(value).map(([key, given]): [string, number | string] => {
    if (typeof given === 'string') return [key, given]
    if (typeof given !== 'number' || !Number.isFinite(given))
      return refuse('user-feature', `${path}.${key}`, `must be a finite number or a name, found ${show(given)}`, given)
    return [key, withoutSign(given)]
  })
  return Object.fromEntries(entries)
}

/** −0 as 0: JSON does not tell them apart, and hashes do. */
const withoutSign = (value: number): number => value + 0

function readTerms(value: unknown, path: string, depth: number): FeatureTerm[] {
  if (!Array.isArray(value)) return refuse('user-feature', path, `must be a list of terms, found ${show(value)}`, value)
  return value.map((term: unknown, k) => readTerm(term, `${path}.${k}`, depth))
}

/** The one of `indicator`, `operator`, `column` and, for whole features, `expression` that says what an object is, with no key that does not belong to it. */
function headOf(fields: Fields, path: string, named: readonly string[]): (typeof HEADS)[number] {
  const keys = Object.keys(fields)
  const allowed = named.length > 0 ? HEADS : HEADS.filter((head) => head !== 'expression')
  const known = [...named, ...allowed, ...ALLOWED.indicator]
  const unknown = keys.find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw unknownNameError('features/unknown-option', `${ACTION}, ${path}`, 'option', unknown, known, { path: `${path}.${unknown}` })
  const heads = allowed.filter((head) => keys.includes(head))
  if (heads.length !== 1)
    refuse('user-feature', path, `must have one of ${allowed.join(', ')}, found ${heads.join(', ') || 'none'}`, fields)
  const head = heads[0]!
  const stray = keys.find((key) => key !== head && !named.includes(key) && !(ALLOWED[head] as readonly string[]).includes(key))
  if (stray !== undefined)
    refuse('user-feature', `${path}.${stray}`, `does not belong to a term with ${head}, found ${show(fields[stray])}`, fields[stray])
  return head
}

function readObject(
  fields: Fields,
  path: string,
  depth: number,
  named: readonly string[],
): IndicatorTerm | OperatorTerm | ColumnTerm | ExpressionText {
  const head = headOf(fields, path, named)
  const name = readText(fields, head, path)
  if (head === 'column') return { column: name }
  if (head === 'expression') return { expression: name }
  const params = fields.params === undefined ? {} : { params: readParams(fields.params, `${path}.params`) }
  const of = fields.of === undefined ? {} : { of: readTerms(fields.of, `${path}.of`, depth + 1) }
  if (head === 'operator') return { operator: name, ...params, of: [], ...of } as OperatorTerm
  return { indicator: name, ...params, ...of, ...(fields.output === undefined ? {} : { output: readText(fields, 'output', path) }) }
}

function readTerm(value: unknown, path: string, depth: number): FeatureTerm {
  if (depth > DEEPEST) refuse('user-feature-depth', path, `must not be nested deeper than ${DEEPEST} terms, found more`, depth)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse('user-feature', path, `must be finite, found ${value}`, value)
    return withoutSign(value)
  }
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('user-feature', path, `must be a number, a name or an object, found ${show(value)}`, value)
  return readObject(value as Fields, path, depth, []) as IndicatorTerm | OperatorTerm | ColumnTerm
}

/**
 * Users' features as checked plain data, copied, so that no later change of what was given reaches them. Whether names are known is decided
 * where they are resolved.
 *
 * @throws BarcastError `features/user-feature`, `features/user-feature-name`, `features/user-feature-depth`, `features/unknown-option`.
 */
export function readUserFeatures(given: readonly unknown[]): UserFeature[] {
  return given.map((value, index) => {
    const path = `userFeatures.${index}`
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return refuse('user-feature', path, `must be an object, found ${show(value)}`, value)
    const fields = value as Fields
    const term = readObject(fields, path, 1, NAMED)
    const name = readText(fields, 'name', path)
    if (!NAME.test(name))
      refuse(
        'user-feature-name',
        `${path}.name`,
        `must be a letter, then letters, digits and underscores (64 at most), found "${name}"`,
        name,
      )
    return { name, ...(fields.title === undefined ? {} : { title: readText(fields, 'title', path) }), ...term }
  })
}
