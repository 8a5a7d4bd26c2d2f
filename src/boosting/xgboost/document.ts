import { BarcastError } from '../../core/index.js'

const ACTION = 'Read XGBoost model'
const SHOWN = 60

/** What a model file holds, whichever its format: objects are maps, lists of numbers may be typed arrays. */
export type Value = null | boolean | number | string | NumberList | readonly Value[] | ReadonlyMap<string, Value>
type NumberList = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array

/** @throws BarcastError `boosting/model-xgboost`: the file breaks a rule. */
export function refuseModel(path: string, rule: string, value: unknown): never {
  throw new BarcastError('boosting/model-xgboost', `${ACTION}: ${path}: ${rule}, found ${describe(value)}`, {
    value: shorten(value),
    where: { path },
  })
}

/** @throws BarcastError `boosting/unsupported-model`: the file is well-formed, but its model is of a kind that is not read. */
export function refuseKind(path: string, message: string, value: unknown): never {
  throw new BarcastError('boosting/unsupported-model', `${ACTION}: ${path}: ${message}, found ${describe(value)}`, {
    value: shorten(value),
    where: { path },
  })
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value instanceof Map) return 'an object'
  if (typeof value === 'object') return 'a list'
  return typeof value === 'string' ? JSON.stringify(shorten(value)) : String(value)
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return typeof value === 'object' ? undefined : value
}

/** One object of the file, and where it stands. */
export class Section {
  constructor(
    private readonly entries: ReadonlyMap<string, Value>,
    readonly path: string,
  ) {}

  static of(value: Value | undefined, path: string): Section {
    return value instanceof Map ? new Section(value, path) : refuseModel(path === '' ? 'document' : path, 'must be an object', value)
  }

  pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }

  get(key: string): Value | undefined {
    return this.entries.get(key)
  }

  names(): string[] {
    return [...this.entries.keys()]
  }

  section(key: string): Section {
    return Section.of(this.get(key), this.pathOf(key))
  }

  text(key: string): string {
    const value = this.get(key)
    return typeof value === 'string' ? value : refuseModel(this.pathOf(key), 'must be a string', value)
  }

  /** A whole number, as a number or as XGBoost's text of one. */
  integer(key: string, low: number, high: number, otherwise?: number): number {
    const found = this.get(key)
    if (found === undefined && otherwise !== undefined) return otherwise
    const value = typeof found === 'string' && /^-?\d{1,15}$/.test(found) ? Number(found) : found
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value
    return refuseModel(this.pathOf(key), `must be a whole number in ${low} … ${high}`, found)
  }

  list(key: string): readonly Value[] {
    const value = this.get(key)
    if (Array.isArray(value)) return value
    if (value !== undefined && ArrayBuffer.isView(value)) return Array.from(value as NumberList)
    return refuseModel(this.pathOf(key), 'must be a list', value)
  }

  texts(key: string): string[] {
    return this.list(key).map((value, i) =>
      typeof value === 'string' ? value : refuseModel(`${this.pathOf(key)}[${i}]`, 'must be a string', value),
    )
  }

  /** Numbers, none NaN unless `mayBeNaN`; `count` of them if given. Truth values count as 1 and 0. */
  numbers(key: string, count?: number, mayBeNaN = false): ArrayLike<number> {
    const value = this.get(key)
    const list = ArrayBuffer.isView(value) ? (value as NumberList) : this.list(key)
    if (count !== undefined && list.length !== count)
      refuseModel(this.pathOf(key), `must have ${count} numbers, like the others of its tree`, list.length)
    const checked = list instanceof Float32Array ? list : new Float64Array(list.length)
    for (let i = 0; i < list.length; i++) {
      const entry = list[i]
      const number = typeof entry === 'boolean' ? Number(entry) : entry
      if (typeof number !== 'number' || (Number.isNaN(number) && !mayBeNaN))
        return refuseModel(`${this.pathOf(key)}[${i}]`, 'must be a number', entry)
      if (checked !== list) checked[i] = number
    }
    return checked
  }

  /** Whole numbers in a range. */
  integers(key: string, low: number, high: number, count?: number): ArrayLike<number> {
    const list = this.numbers(key, count)
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!
      if (!Number.isInteger(value) || value < low || value > high)
        refuseModel(`${this.pathOf(key)}[${i}]`, `must be a whole number in ${low} … ${high}`, value)
    }
    return list
  }
}
