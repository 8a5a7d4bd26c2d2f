import { BarcastError, unknownNameError } from '../core/index.js'

const ACTION = 'Train booster'

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** One parameter as the caller gave it. */
export interface GivenParam {
  /** The spelling the caller used. */
  spelling: string
  value: unknown
}

/** Every accepted spelling (camelCase, snake_case, aliases) and the camelCase name it stands for. */
export function spellingsOf(names: readonly string[], aliases: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const table = new Map<string, string>()
  for (const name of names) {
    table.set(name, name)
    table.set(snakeCase(name), name)
  }
  for (const [alias, name] of Object.entries(aliases)) table.set(alias, name)
  return table
}

/**
 * Values by camelCase name, over those already in `given`. Two spellings of one parameter are refused unless they agree.
 *
 * @throws BarcastError `boosting/unknown-parameter` (with the nearest name), `boosting/parameter-conflict`, `boosting/parameter-range`.
 */
export function gatherParams(
  params: object,
  spellings: ReadonlyMap<string, string>,
  given: Map<string, GivenParam> = new Map(),
): Map<string, GivenParam> {
  if (typeof params !== 'object' || params === null) {
    const found = params === null ? 'null' : typeof params
    throw new BarcastError('boosting/parameter-range', `${ACTION}: params must be an object, found ${found}`, { value: params })
  }
  for (const spelling of Object.keys(params)) {
    const value = (params as Record<string, unknown>)[spelling]
    if (value === undefined) continue
    const path = `params.${spelling}`
    const name = spellings.get(spelling)
    if (name === undefined) throw unknownNameError('boosting/unknown-parameter', ACTION, 'parameter', spelling, spellings.keys(), { path })
    const other = given.get(name)
    if (other !== undefined && other.value !== value) {
      throw new BarcastError(
        'boosting/parameter-conflict',
        `${ACTION}: ${other.spelling} and ${spelling} are one parameter, found ${String(other.value)} and ${String(value)}`,
        { value, where: { path } },
      )
    }
    given.set(name, { spelling, value })
  }
  return given
}
