import { BarcastError } from '../core/index.js'

/** Class of each row, by number or by name. −1 and '' mean that it is not known (yet). */
export type ClassColumn = Int32Array | readonly string[]

/** More classes than this are a sign that prices or probabilities were given for classes. */
const MOST_CLASSES = 256

export function refuseColumn(rule: string, action: string, column: string, found: string, value: unknown, row?: number): never {
  const where = row === undefined ? { column } : { column, row }
  throw new BarcastError(`monitoring/${rule}`, `${action}: ${column} ${found}`, { value, where })
}

/** Whether classes go by number or by name. */
export type ClassKind = 'number' | 'name'

/** @throws BarcastError `monitoring/column-type` when it is neither an Int32Array nor a list of texts, `monitoring/class` for −2 and less. */
export function classKindOf(column: ClassColumn, noun: string, action: string): ClassKind {
  if (column instanceof Int32Array) {
    const bad = column.findIndex((value) => value < -1)
    if (bad >= 0) refuseColumn('class', action, noun, `must be a class number, or −1 where unknown, found ${column[bad]}`, column[bad], bad)
    return 'number'
  }
  const bad = Array.isArray(column) ? column.findIndex((value) => typeof value !== 'string') : 0
  if (bad >= 0) refuseColumn('column-type', action, noun, `must be an Int32Array of class numbers or a list of class names`, column, bad)
  return 'name'
}

/** Key of a row's class, '' where unknown. */
export function classKeyAt(column: ClassColumn, row: number): string {
  const value = column[row]!
  return value === -1 ? '' : String(value)
}

/** The classes seen so far with their numbers in order of appearance. */
export class ClassTable {
  readonly #index = new Map<string, number>()

  constructor(names: readonly string[] = []) {
    for (const name of names) this.#index.set(name, this.#index.size)
  }

  get names(): string[] {
    return [...this.#index.keys()]
  }

  /** Number of each row's class, new ones for new names, −1 where unknown. One class too many is refused before any is added. */
  indicesOf(column: ClassColumn, action: string): Int32Array {
    const keys = Array.from({ length: column.length }, (_, row) => classKeyAt(column, row))
    const fresh = new Set(keys.filter((key) => key !== '' && !this.#index.has(key)))
    if (this.#index.size + fresh.size > MOST_CLASSES) {
      const message = `a model has ${MOST_CLASSES} classes at most, found ${this.#index.size + fresh.size}`
      throw new BarcastError('monitoring/class', `${action}: ${message}`, { value: this.#index.size + fresh.size })
    }
    for (const key of fresh) this.#index.set(key, this.#index.size)
    return Int32Array.from(keys, (key) => this.#index.get(key) ?? -1)
  }
}
