import { refuseModel, type Value } from './document.js'
import { MOST_LEVELS } from './json-text.js'

type TypedArray = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array

interface NumberType {
  bytes: number
  read(view: DataView, at: number): number
  array(length: number): TypedArray
}

/** Big-endian numbers by their letters. 64-bit integers become doubles: lengths and counts stay far below 2 ** 53. */
const NUMBER_TYPES: { readonly [letter: string]: NumberType } = {
  i: { bytes: 1, read: (view, at) => view.getInt8(at), array: (length) => new Int8Array(length) },
  U: { bytes: 1, read: (view, at) => view.getUint8(at), array: (length) => new Uint8Array(length) },
  I: { bytes: 2, read: (view, at) => view.getInt16(at), array: (length) => new Int16Array(length) },
  l: { bytes: 4, read: (view, at) => view.getInt32(at), array: (length) => new Int32Array(length) },
  L: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at)), array: (length) => new Float64Array(length) },
  d: { bytes: 4, read: (view, at) => view.getFloat32(at), array: (length) => new Float32Array(length) },
  D: { bytes: 8, read: (view, at) => view.getFloat64(at), array: (length) => new Float64Array(length) },
}

const LENGTH_LETTERS = 'iUIlL'

/** Universal Binary JSON in XGBoost's dialect; other letters for lengths are taken too. */
class UbjsonReader {
  private at = 0
  private readonly view: DataView
  private readonly decoder = new TextDecoder('utf-8', { fatal: true })

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  document(): Value {
    const value = this.value(this.letter(), 0)
    if (this.at < this.bytes.length) this.refuse('must end after its object', this.bytes.length - this.at)
    return value
  }

  private refuse(rule: string, value: unknown): never {
    return refuseModel(`byte ${this.at}`, rule, value)
  }

  private letter(): string {
    if (this.at >= this.bytes.length) this.refuse('must go on', undefined)
    return String.fromCharCode(this.bytes[this.at++]!)
  }

  private peek(): string {
    return String.fromCharCode(this.bytes[this.at] ?? 0)
  }

  private number(type: NumberType): number {
    if (this.at + type.bytes > this.bytes.length) this.refuse('a number must be complete', undefined)
    const value = type.read(this.view, this.at)
    this.at += type.bytes
    return value
  }

  /** A length of which each unit takes at least `least` bytes, so that a wrong one cannot ask for more memory than the file has. */
  private length(least: number): number {
    const letter = this.letter()
    if (!LENGTH_LETTERS.includes(letter)) this.refuse('a length must be a whole number', letter)
    const length = this.number(NUMBER_TYPES[letter]!)
    const rest = this.bytes.length - this.at
    if (!(length >= 0 && length * least <= rest)) this.refuse(`a length must fit the ${rest} bytes that are left`, length)
    return length
  }

  private string(): string {
    const length = this.length(1)
    try {
      const text = this.decoder.decode(this.bytes.subarray(this.at, this.at + length))
      this.at += length
      return text
    } catch {
      return this.refuse('a string must be UTF-8', undefined)
    }
  }

  private value(letter: string, level: number): Value {
    if (level > MOST_LEVELS) this.refuse(`must not nest deeper than ${MOST_LEVELS} levels`, level)
    switch (letter) {
      case '{':
        return this.object(level)
      case '[':
        return this.list(level)
      case 'Z':
        return null
      case 'T':
        return true
      case 'F':
        return false
      case 'S':
        return this.string()
      case 'C':
        return this.letter()
      default:
        return Object.hasOwn(NUMBER_TYPES, letter)
          ? this.number(NUMBER_TYPES[letter]!)
          : this.refuse('must be a value of UBJSON', letter.charCodeAt(0))
    }
  }

  private list(level: number): Value {
    if (this.peek() === '$') return this.typedList()
    const values: Value[] = []
    if (this.peek() === '#') {
      this.at += 1
      const length = this.length(1)
      for (let i = 0; i < length; i++) values.push(this.value(this.letter(), level + 1))
      return values
    }
    for (let letter = this.letter(); letter !== ']'; letter = this.letter()) values.push(this.value(letter, level + 1))
    return values
  }

  private typedList(): Value {
    this.at += 1
    const letter = this.letter()
    const type = Object.hasOwn(NUMBER_TYPES, letter) ? NUMBER_TYPES[letter]! : this.refuse('a list must be of numbers', letter)
    if (this.letter() !== '#') this.refuse('the length of a list must follow its type', undefined)
    const values = type.array(this.length(type.bytes))
    for (let i = 0; i < values.length; i++) values[i] = this.number(type)
    return values
  }

  private object(level: number): Map<string, Value> {
    const entries = new Map<string, Value>()
    while (this.peek() !== '}') {
      const key = this.string()
      if (entries.has(key)) this.refuse('names must stand once in an object', key)
      entries.set(key, this.value(this.letter(), level + 1))
    }
    this.at += 1
    return entries
  }
}

/** @throws BarcastError `boosting/model-xgboost` with the byte at fault. */
export function readUbjson(bytes: Uint8Array): Value {
  return new UbjsonReader(bytes).document()
}
