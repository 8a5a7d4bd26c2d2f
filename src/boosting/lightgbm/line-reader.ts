import { BarcastError } from '../../core/index.js'
import { parseNumber } from '../c-format.js'

const ACTION = 'Read LightGBM model'
const SHOWN = 60
const INTEGER_LIMIT = 2 ** 31

export function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** Walks through the text line by line and knows where it is, for errors. */
export class LineReader {
  private readonly lines: string[]
  private index = 0
  /** Characters of the lines read so far. */
  offset = 0

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  /** Number of the line that {@link next} returned last, from 1. */
  get line(): number {
    return this.index
  }

  peek(): string | undefined {
    return this.lines[this.index]
  }

  next(expected: string): string {
    const line = this.lines[this.index]
    if (line === undefined) this.refuse(`text must go on with ${expected}, found its end`, undefined)
    this.index += 1
    this.offset += line.length + 1
    return line
  }

  refuse(message: string, value: unknown, code = 'boosting/model-text'): never {
    const line = Math.max(1, this.index)
    throw new BarcastError(code, `${ACTION}: line ${line}: ${message}`, { value, where: { line } })
  }
}

/** One `key=value` line. */
export interface Field {
  readonly key: string
  readonly value: string
  readonly line: number
}

export function refuseField(field: Field, message: string, code = 'boosting/model-text'): never {
  throw new BarcastError(code, `${ACTION}: line ${field.line}: ${message}`, { value: shorten(field.value), where: { line: field.line } })
}

export function toInteger(text: string, field: Field, low: number, high: number, what = field.key): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN
  if (!(value >= low && value <= high)) refuseField(field, `${what} must be a whole number in ${low} … ${high}, found "${shorten(text)}"`)
  return value
}

/** The block of `key=value` lines up to an empty one. */
export class Fields {
  private readonly byKey = new Map<string, Field>()

  constructor(
    private readonly reader: LineReader,
    known: ReadonlySet<string>,
  ) {
    for (;;) {
      const line = reader.next('a field or an empty line')
      if (line === '') return
      const cut = line.indexOf('=')
      const key = cut < 0 ? line : line.slice(0, cut)
      if (!known.has(key)) reader.refuse(`unknown field "${shorten(key)}"`, shorten(key))
      if (this.byKey.has(key)) reader.refuse(`field ${key} must stand once, found it again`, key)
      this.byKey.set(key, { key, value: cut < 0 ? '' : line.slice(cut + 1), line: reader.line })
    }
  }

  get(key: string): Field | undefined {
    return this.byKey.get(key)
  }

  need(key: string): Field {
    return this.byKey.get(key) ?? this.reader.refuse(`field ${key} is missing above`, key)
  }

  /** The words of a field, which must be `length`. */
  words(key: string, length: number): string[] {
    const field = this.need(key)
    const parts = field.value === '' ? [] : field.value.split(' ')
    if (parts.length !== length) refuseField(field, `${key} must have ${length} entries, found ${parts.length}`)
    return parts
  }

  /** Fills an array of whole numbers. What they mean is checked later, but none may change by the array's type. */
  integersInto(target: Int32Array | Uint32Array | Uint8Array, key: string): void {
    const words = this.words(key, target.length)
    const field = this.need(key)
    for (let i = 0; i < words.length; i++) {
      const value = toInteger(words[i]!, field, -INTEGER_LIMIT, 2 * INTEGER_LIMIT - 1)
      target[i] = value
      if (target[i] !== value) refuseField(field, `${key} must be a whole number of ${8 * target.BYTES_PER_ELEMENT} bits, found ${value}`)
    }
  }

  /** Fills an array of numbers; NaN is never one of them. */
  numbersInto(target: Float64Array, key: string): void {
    const words = this.words(key, target.length)
    for (let i = 0; i < words.length; i++) {
      const value = parseNumber(words[i]!)
      if (value === undefined || Number.isNaN(value)) refuseField(this.need(key), `${key} must be numbers, found "${shorten(words[i]!)}"`)
      target[i] = value
    }
  }
}
