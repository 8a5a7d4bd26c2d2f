import { BarcastError, unknownNameError } from '../core/index.js'
import { gridValue, stepsBetween } from './step-grid.js'

/** `null` is a choice of its own, for parameters that may be left unlimited. */
export type ParamValue = number | string | boolean | null

/** One value per parameter, by name. */
export type ParamValues = Readonly<Record<string, ParamValue>>

/** A range of numbers, bounds included. `log` draws the logarithm; `step` leaves only low, low + step, … up to the last that is not above high. */
export interface NumberDimension {
  readonly type: 'int' | 'float'
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  /** Of whole numbers 1 by default. */
  readonly step?: number | undefined
}

/** One of several values, without an order among them. */
export interface ChoiceDimension {
  readonly type: 'choice'
  readonly choices: readonly ParamValue[]
}

/** Where one parameter is drawn from. */
export type SearchDimension = NumberDimension | ChoiceDimension

/** Parameters by the name under which they are suggested. */
export type SearchSpace = Readonly<Record<string, SearchDimension>>

/** True for what a parameter may be: a finite number, a text, a truth value or null. */
export function isParamValue(value: unknown): value is ParamValue {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** The distance between neighbouring values; undefined where any number may be drawn. */
export function stepOf({ type, step }: NumberDimension): number | undefined {
  return step ?? (type === 'int' ? 1 : undefined)
}

/** True when there is nothing to choose. */
export function isSingle(dimension: SearchDimension): boolean {
  return dimension.type === 'choice' ? dimension.choices.length === 1 : dimension.low === dimension.high
}

/** True when the value is one that the dimension can give. */
export function contains(dimension: SearchDimension, value: unknown): value is ParamValue {
  if (dimension.type === 'choice') return dimension.choices.some((choice) => choice === value)
  if (typeof value !== 'number' || !(value >= dimension.low && value <= dimension.high)) return false
  const step = stepOf(dimension)
  if (step === undefined) return true
  const steps = (value - dimension.low) / step
  return dimension.type === 'int' ? Number.isInteger(value) && Number.isInteger(steps) : Math.abs(steps - Math.round(steps)) < 1e-8
}

/** Two dimensions from which a study can learn together: of one type and scale, of the same choices; ranges may differ. */
export function isSameKind(a: SearchDimension, b: SearchDimension): boolean {
  if (a.type !== 'choice') return b.type === a.type && (a.log === true) === (b.log === true)
  return b.type === 'choice' && a.choices.length === b.choices.length && a.choices.every((choice, i) => choice === b.choices[i])
}

export function isSameDimension(a: SearchDimension, b: SearchDimension): boolean {
  if (!isSameKind(a, b)) return false
  return a.type === 'choice' || b.type === 'choice' || (a.low === b.low && a.high === b.high && stepOf(a) === stepOf(b))
}

function refuse(action: string, name: string, rule: string, value: unknown): never {
  throw new BarcastError('tuning/search-space', `${action}: ${name}: ${rule}, found ${String(value)}`, {
    value,
    where: { path: `space.${name}` },
  })
}

function checkKeys(action: string, name: string, dimension: object, known: readonly string[]): void {
  for (const key of Object.keys(dimension)) {
    if (!known.includes(key))
      throw unknownNameError('tuning/unknown-option', action, 'option', key, known, { path: `space.${name}.${key}` })
  }
}

function checkChoices(action: string, name: string, { choices }: ChoiceDimension): ChoiceDimension {
  if (!Array.isArray(choices) || choices.length === 0) refuse(action, name, 'choices must be one value or more', choices)
  const given = choices as readonly unknown[]
  const wrong = given.findIndex((choice) => !isParamValue(choice))
  if (wrong >= 0) refuse(action, name, 'choices must be finite numbers, texts, truth values or null', given[wrong])
  const repeated = choices.find((choice, i) => choices.indexOf(choice) !== i)
  if (repeated !== undefined) refuse(action, name, 'choices must differ', repeated)
  return { type: 'choice', choices: [...choices] }
}

function checkNumbers(action: string, name: string, { type, low, high, log, step }: NumberDimension): NumberDimension {
  if (!Number.isFinite(low)) refuse(action, name, 'low must be a finite number', low)
  if (!Number.isFinite(high)) refuse(action, name, 'high must be a finite number', high)
  if (!(low <= high)) refuse(action, name, `low must not be above high (${high})`, low)
  if (!Number.isFinite(high - low)) refuse(action, name, 'high − low must be finite', high - low)
  if (log !== undefined && typeof log !== 'boolean') refuse(action, name, 'log must be true or false', log)
  if (type === 'int' && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
    refuse(action, name, 'bounds must be whole numbers', `${low}, ${high}`)
  if (log === true && !(low > 0)) refuse(action, name, 'low must be above 0 for log', low)
  if (step === undefined) return { type, low, high, ...(log === true ? { log } : {}) }
  if (!(step > 0 && Number.isFinite(step))) refuse(action, name, 'step must be above 0', step)
  if (type === 'int' && !Number.isSafeInteger(step)) refuse(action, name, 'step must be a whole number', step)
  if (log === true && !(type === 'int' && step === 1)) refuse(action, name, 'step and log exclude each other', step)
  if (type === 'int' && step === 1) return { type, low, high, ...(log === true ? { log } : {}) }
  return { type, low, high: gridValue(low, step, stepsBetween(low, high, step)), step }
}

/**
 * The dimension with its defaults left out and `high` on the grid of its step.
 *
 * @throws BarcastError `tuning/search-space` with the parameter's name, `tuning/unknown-option`.
 */
export function checkDimension(name: string, dimension: SearchDimension, action: string): SearchDimension {
  if (typeof dimension !== 'object' || dimension === null)
    refuse(action, name, 'must be a dimension such as { type, low, high }', dimension)
  if (dimension.type === 'choice') {
    checkKeys(action, name, dimension, ['type', 'choices'])
    return checkChoices(action, name, dimension)
  }
  if (dimension.type !== 'int' && dimension.type !== 'float')
    refuse(action, name, 'type must be int, float or choice', (dimension as { type: unknown }).type)
  checkKeys(action, name, dimension, ['type', 'low', 'high', 'log', 'step'])
  return checkNumbers(action, name, dimension)
}

/**
 * Refuses a space before anything is drawn from it.
 *
 * @throws BarcastError `tuning/search-space` (no parameter, or a dimension that gives nothing), `tuning/unknown-option`.
 */
export function checkSpace(space: SearchSpace, action: string): void {
  const dimensions = typeof space === 'object' && space !== null ? Object.entries(space) : []
  if (dimensions.length === 0)
    throw new BarcastError('tuning/search-space', `${action}: a space must name one parameter or more, found none`, {
      value: space,
      where: { path: 'space' },
    })
  for (const [name, dimension] of dimensions) checkDimension(name, dimension, action)
}
