import { BarcastError, unknownNameError } from '../core/index.js'

/** @throws BarcastError `tuning/unknown-option`. */
export function checkOptionNames(action: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key))
  if (unknown !== undefined) throw unknownNameError('tuning/unknown-option', action, 'option', unknown, known, { path: unknown })
}

/** @throws BarcastError `tuning/config`. */
export function refuseOption(action: string, name: string, rule: string, value: unknown): never {
  throw new BarcastError('tuning/config', `${action}: ${name} must be ${rule}, found ${String(value)}`, { value, where: { path: name } })
}

/** @throws BarcastError `tuning/config` unless the value is a whole number from `least`. */
export function checkWhole(action: string, name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) refuseOption(action, name, `a whole number from ${least}`, value)
}
