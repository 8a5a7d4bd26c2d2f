import { BarcastError, unknownNameError } from '../core/index.js'

const ACTION = 'Train model'

type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S

/** Parameters under their snake_case names, as scikit-learn spells them, or in camelCase. */
export type Spelled<P> = P & { [K in keyof P as K extends Uppercase<K & string> ? K : SnakeCase<K & string>]?: P[K] }

const snakeCase = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** @throws BarcastError `models/parameter-range` or another rule, naming the parameter as the caller spelt it. */
export function refuseParameter(rule: string, message: string, value: unknown, spelling: string): never {
  throw new BarcastError(`models/${rule}`, `${ACTION}: ${message}`, { value, where: { path: `params.${spelling}` } })
}

interface Schema<T> {
  shape: object
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

/** What an earlier training told of itself stands in a model's `params` under this name; a later training does not read it. */
const OUTCOME = 'outcome'

/**
 * Reads parameters under either spelling against a schema of camelCase names, and fills in its defaults.
 *
 * @throws BarcastError `models/unknown-parameter` (with the nearest name), `models/parameter-conflict`, `models/parameter-range`.
 */
export function readParams<T extends object>(params: object, schema: Schema<T>): T {
  if (typeof params !== 'object' || params === null) {
    const found = params === null ? 'null' : typeof params
    throw new BarcastError('models/parameter-range', `${ACTION}: params must be an object, found ${found}`, { value: params })
  }
  const nameOf = new Map(Object.keys(schema.shape).flatMap((name) => [name, snakeCase(name)].map((spelling) => [spelling, name])))
  const given = new Map<string, { spelling: string; value: unknown }>()
  for (const [spelling, value] of Object.entries(params)) {
    if (value === undefined || spelling === OUTCOME) continue
    const name = nameOf.get(spelling)
    if (name === undefined)
      throw unknownNameError('models/unknown-parameter', ACTION, 'parameter', spelling, nameOf.keys(), { path: `params.${spelling}` })
    const other = given.get(name)
    if (other !== undefined && other.value !== value) {
      const found = `${JSON.stringify(other.value)} and ${JSON.stringify(value)}`
      refuseParameter('parameter-conflict', `${other.spelling} and ${spelling} are one parameter, found ${found}`, value, spelling)
    }
    given.set(name, { spelling, value })
  }
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  const name = String(path[0])
  const { spelling, value } = given.get(name) ?? { spelling: name, value: undefined }
  return refuseParameter('parameter-range', `${spelling}: ${message}, found ${describe(value)}`, value, spelling)
}

function describe(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Checked parameters under their snake_case names, as JSON. */
export function spellParams<T extends object>(settings: T): { [name: string]: T[keyof T] } {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [snakeCase(name), value as T[keyof T]]))
}
