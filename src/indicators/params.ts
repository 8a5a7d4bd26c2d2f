import { BarcastError, unknownNameError } from '../core/index.js'
import type { IndicatorDefinition, ParamRule, Params } from './definition.js'

function checkValue(name: string, key: string, rule: ParamRule, value: unknown): void {
  const refuse = (must: string): never => {
    throw new BarcastError('indicators/param', `Configure ${name}: ${key} must be ${must}, found ${String(value)}`, {
      value,
      where: { path: key },
    })
  }
  if ('min' in rule) {
    const range = `${rule.integer === true ? 'a whole number' : 'a number'} from ${rule.min} to ${rule.max}`
    if (typeof value !== 'number' || !(value >= rule.min && value <= rule.max)) refuse(range)
    else if (rule.integer === true && !Number.isInteger(value)) refuse(range)
  } else if ('choices' in rule) {
    if (typeof value !== 'string') refuse(`one of ${rule.choices.join(', ')}`)
    else if (!rule.choices.includes(value))
      throw unknownNameError('indicators/param', `Configure ${name}`, key, value, rule.choices, { path: key })
  } else if (typeof value !== 'string' || value === '') refuse('the name of a column')
}

/**
 * The given parameters with defaults for the rest.
 * @throws BarcastError `indicators/unknown-param` (nearest name suggested), `indicators/param` (the range is named).
 */
export function readParams<P extends Params, O extends string>(definition: IndicatorDefinition<P, O>, chosen?: Readonly<Partial<P>>): P {
  const given: Readonly<Partial<P>> = chosen ?? ({} as Partial<P>)
  const rules = Object.entries<ParamRule>(definition.params)
  if (typeof given !== 'object' || Array.isArray(given)) {
    const [key, rule] = rules[0] ?? []
    const example = rule === undefined ? '{}' : `{ ${key}: ${rule.default} }`
    throw new BarcastError(
      'indicators/param',
      `Configure ${definition.name}: parameters must be an object such as ${example}, found ${String(given)}`,
      {
        value: given,
      },
    )
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(definition.params, key)) {
      throw unknownNameError(
        'indicators/unknown-param',
        `Configure ${definition.name}`,
        'parameter',
        key,
        rules.map(([name]) => name),
        { path: key },
      )
    }
  }
  const params: Record<string, number | string> = {}
  for (const [key, rule] of rules) {
    const value: unknown = given[key] ?? rule.default
    checkValue(definition.name, key, rule, value)
    params[key] = value as number | string
  }
  const problem = definition.check?.(params as P)
  if (problem !== undefined) throw new BarcastError('indicators/param', `Configure ${definition.name}: ${problem}`, { value: params })
  return params as P
}
