import type { Json } from '../../core/index.js'
import type { StoredDimension, StoredParamValue } from '../../ports/index.js'
import { parsePythonJson, pythonFloat, writePythonJson } from './python-json.js'

type Attributes = { readonly [key: string]: Json }

/** A dimension as Optuna stores it: the JSON of its distribution, character for character. */
export function writeDistribution(dimension: StoredDimension): string {
  if (dimension.type === 'choice')
    return `{"name": "CategoricalDistribution", "attributes": {"choices": ${writePythonJson(dimension.choices, [', ', ': '])}}}`
  const { type, low, high, log = false, step } = dimension
  if (type === 'int')
    return `{"name": "IntDistribution", "attributes": {"log": ${log}, "step": ${step ?? 1}, "low": ${low}, "high": ${high}}}`
  const bounds = `"low": ${pythonFloat(low)}, "high": ${pythonFloat(high)}, "log": ${log}`
  return `{"name": "FloatDistribution", "attributes": {"step": ${step === undefined ? 'null' : pythonFloat(step)}, ${bounds}}}`
}

function numbersOf(type: 'int' | 'float', { low, high, step, log }: Attributes): StoredDimension {
  if (typeof low !== 'number' || typeof high !== 'number')
    throw new TypeError(`a distribution must have bounds, found ${String(low)}, ${String(high)}`)
  const given = typeof step === 'number' && !(type === 'int' && step === 1) ? { step } : {}
  return { type, low, high, ...(log === true ? { log } : {}), ...given }
}

/** Reads what any version of Optuna has written, the classes of version 2 among them. @throws TypeError, SyntaxError for anything else. */
export function parseDistribution(text: string): StoredDimension {
  const { name, type, attributes, ...rest } = parsePythonJson(text) as Attributes
  const given = (attributes ?? rest) as Attributes
  switch (name ?? type) {
    case 'CategoricalDistribution':
    case 'categorical':
      return { type: 'choice', choices: given.choices as readonly StoredParamValue[] }
    case 'FloatDistribution':
    case 'UniformDistribution':
    case 'float':
      return numbersOf('float', given)
    case 'LogUniformDistribution':
      return numbersOf('float', { ...given, log: true })
    case 'DiscreteUniformDistribution':
      return numbersOf('float', { ...given, step: given.q! })
    case 'IntDistribution':
    case 'IntUniformDistribution':
    case 'int':
      return numbersOf('int', given)
    case 'IntLogUniformDistribution':
      return numbersOf('int', { ...given, log: true })
    default:
      throw new TypeError(`a distribution must be one of Optuna's, found ${String(name ?? type)}`)
  }
}

/** The number that Optuna stores for a value: of a choice its place. */
export function internalOf(dimension: StoredDimension, value: StoredParamValue): number {
  return dimension.type === 'choice'
    ? dimension.choices.findIndex((choice) => choice === value || Object.is(choice, value))
    : (value as number)
}

/** The value for the number that Optuna stores. @throws TypeError for a place that no choice has. */
export function externalOf(dimension: StoredDimension, internal: number): StoredParamValue {
  if (dimension.type !== 'choice') return dimension.type === 'int' ? Math.trunc(internal) : internal
  const choice = dimension.choices[Math.trunc(internal)]
  if (choice === undefined) throw new TypeError(`a choice must be 0 to ${dimension.choices.length - 1}, found ${internal}`)
  return choice
}
