import { BarcastError, type Json } from '../core/index.js'
import type { NewStoredTrial, StoredDimension, StoredParamValue, StoredTrialState } from '../ports/index.js'

const LONGEST_NAME = 512
const STATES: readonly StoredTrialState[] = ['waiting', 'running', 'complete', 'pruned', 'failed']

function refuse(action: string, rule: string, value: unknown, path?: string): never {
  const found = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value)
  throw new BarcastError('study-store/value', `${action}: ${rule}, found ${found}`, { value, where: path === undefined ? {} : { path } })
}

/** Names and keys: what Optuna's tables hold, 1 to 512 characters without half characters and NUL. */
export function checkName(action: string, noun: string, name: unknown): void {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME || /\p{Surrogate}|\0/u.test(name))
    refuse(action, `a ${noun} must be a text of 1 to ${LONGEST_NAME} characters`, name)
}

export function checkDirections(action: string, directions: unknown): void {
  if (!Array.isArray(directions) || directions.length === 0) refuse(action, 'directions must be one or more', directions)
  const wrong = directions.find((direction) => direction !== 'minimize' && direction !== 'maximize')
  if (wrong !== undefined) refuse(action, 'a direction must be minimize or maximize', wrong)
}

function copyJson(action: string, value: unknown, path: string, depth = 0): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value !== 'object' || depth > 100) return refuse(action, 'an attribute must be JSON', value, path)
  if (Array.isArray(value)) return value.map((item, i) => copyJson(action, item, `${path}[${i}]`, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) refuse(action, 'an attribute must be JSON', value, path)
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, copyJson(action, item, `${path}.${key}`, depth + 1)]))
}

/** A copy that the caller cannot reach. */
export function storableAttribute(action: string, key: unknown, value: unknown): Json {
  checkName(action, 'key', key)
  return copyJson(action, value, key as string)
}

export function checkTime(action: string, timeMs: unknown): void {
  if (typeof timeMs !== 'number' || !(Math.abs(timeMs) <= 8.64e15)) refuse(action, 'a time must be epoch ms', timeMs)
}

export function checkReport(action: string, step: unknown, value: unknown): void {
  if (!Number.isSafeInteger(step)) refuse(action, 'a step must be a whole number', step)
  if (typeof value !== 'number') refuse(action, 'a reported value must be a number', value)
}

/** Complete trials have a value of each objective, pruned ones may, others have none; NaN is none. */
export function checkOutcome(action: string, state: StoredTrialState, values: unknown, objectives: number | undefined): void {
  if (!STATES.includes(state)) refuse(action, `a state must be one of ${STATES.join(', ')}`, state)
  if (values === undefined) {
    if (state === 'complete') refuse(action, 'a complete trial must have values', values)
    return
  }
  if (state !== 'complete' && state !== 'pruned') refuse(action, `a ${state} trial must have no values`, values)
  if (!Array.isArray(values) || (objectives !== undefined && values.length !== objectives))
    refuse(action, `values must be ${objectives ?? 'one or more'}`, values)
  const wrong = (values as unknown[]).findIndex((value) => typeof value !== 'number' || Number.isNaN(value))
  if (wrong >= 0) refuse(action, 'a value must be a number and not NaN', values[wrong])
}

const isPlainValue = (value: unknown): value is StoredParamValue =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'

/** A copy of a dimension without its defaults, to which the value belongs. */
export function storableDimension(action: string, name: unknown, value: unknown, dimension: StoredDimension): StoredDimension {
  checkName(action, 'parameter', name)
  const path = name as string
  if (typeof dimension !== 'object' || dimension === null) return refuse(action, 'a dimension must be an object', dimension, path)
  if (dimension.type === 'choice') {
    const { choices } = dimension
    if (!Array.isArray(choices) || !choices.every(isPlainValue))
      refuse(action, 'choices must be numbers, texts, truth values or null', choices, path)
    if (!choices.some((choice) => Object.is(choice, value) || choice === value))
      refuse(action, 'a value must be one of the choices', value, path)
    return { type: 'choice', choices: [...choices] }
  }
  const { type, low, high, log, step } = dimension
  if (type !== 'int' && type !== 'float') refuse(action, 'a type must be int, float or choice', type, path)
  const whole = type === 'float' ? Number.isFinite : Number.isSafeInteger
  if (!(whole(low) && whole(high) && low <= high)) refuse(action, `bounds must be ${type}, the low one first`, `${low}, ${high}`, path)
  if (step !== undefined && !(whole(step) && step > 0)) refuse(action, `a step must be ${type} and above 0`, step, path)
  if (!(typeof value === 'number' && whole(value) && value >= low && value <= high))
    refuse(action, `a value must be ${type}, ${low} to ${high}`, value, path)
  return { type, low, high, ...(log === true ? { log } : {}), ...(step === undefined || (type === 'int' && step === 1) ? {} : { step }) }
}

/** A copy of a new trial that the caller cannot reach. */
export function storableTrial(action: string, trial: NewStoredTrial, objectives: number | undefined): NewStoredTrial {
  const { state, values, params = {}, space = {}, reports = [], startedMs, finishedMs } = trial
  checkOutcome(action, state, values, objectives)
  for (const time of [startedMs, finishedMs]) if (time !== undefined) checkTime(action, time)
  for (const { step, value } of reports) checkReport(action, step, value)
  if (new Set(reports.map(({ step }) => step)).size < reports.length) refuse(action, 'reports must have each step once', 'one twice')
  const names = Object.keys(params)
  const unmatched = [
    ...names.filter((name) => !Object.hasOwn(space, name)),
    ...Object.keys(space).filter((name) => !Object.hasOwn(params, name)),
  ]
  if (unmatched.length > 0) refuse(action, 'a parameter must have a value and a dimension', unmatched[0])
  const copy = (attributes: NewStoredTrial['attributes'] = {}) =>
    Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, storableAttribute(action, key, value)]))
  return {
    state,
    values: values === undefined ? undefined : [...values],
    params: { ...params },
    space: Object.fromEntries(names.map((name) => [name, storableDimension(action, name, params[name], space[name]!)])),
    reports: reports.map(({ step, value }) => ({ step, value })),
    attributes: copy(trial.attributes),
    systemAttributes: copy(trial.systemAttributes),
    startedMs,
    finishedMs,
  }
}
