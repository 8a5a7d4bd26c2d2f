import { refuseModel, type Value } from './document.js'

/** How deep objects and lists may lie in each other. */
export const MOST_LEVELS = 100

const BLANK = /[\t\n\r ]*/y
const NUMBER = /-?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|Infinity)|NaN/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** XGBoost's JSON: the usual, and NaN and Infinity as numbers. Positions of faults are the same on every engine. */
class JsonReader {
  private at = 0

  constructor(private readonly text: string) {}

  document(): Value {
    const value = this.value(0)
    this.match(BLANK)
    if (this.at < this.text.length) this.refuse('must end after its object')
    return value
  }

  private refuse(rule: string): never {
    return refuseModel(`character ${this.at}`, rule, this.at < this.text.length ? this.text.slice(this.at, this.at + 20) : undefined)
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return ''
    this.at = pattern.lastIndex
    return found[0]
  }

  /** True if `sign` comes next, which is then passed over. */
  private take(sign: string): boolean {
    this.match(BLANK)
    if (this.text[this.at] !== sign) return false
    this.at += 1
    return true
  }

  private value(level: number): Value {
    if (level > MOST_LEVELS) this.refuse(`must not nest deeper than ${MOST_LEVELS} levels`)
    if (this.take('{')) return this.object(level)
    if (this.take('[')) return this.list(level)
    if (this.text[this.at] === '"') return this.string()
    const number = this.match(NUMBER)
    if (number !== '') return Number(number)
    for (const [word, value] of WORDS) {
      if (!this.text.startsWith(word, this.at)) continue
      this.at += word.length
      return value
    }
    return this.refuse('must be JSON')
  }

  private string(): string {
    const start = this.at
    const text = this.match(STRING)
    if (text === '') this.refuse('a string must end')
    try {
      return JSON.parse(text) as string
    } catch {
      this.at = start
      return this.refuse('a string must be well-formed')
    }
  }

  private list(level: number): Value[] {
    const values: Value[] = []
    if (this.take(']')) return values
    do values.push(this.value(level + 1))
    while (this.take(','))
    if (!this.take(']')) this.refuse('a list must go on with "," or "]"')
    return values
  }

  private object(level: number): Map<string, Value> {
    const entries = new Map<string, Value>()
    if (this.take('}')) return entries
    do {
      this.match(BLANK)
      const key = this.text[this.at] === '"' ? this.string() : this.refuse('a name must be a string')
      if (entries.has(key)) this.refuse(`names must stand once in an object, "${key.slice(0, 40)}" stands twice`)
      if (!this.take(':')) this.refuse('":" must follow a name')
      entries.set(key, this.value(level + 1))
    } while (this.take(','))
    if (!this.take('}')) this.refuse('an object must go on with "," or "}"')
    return entries
  }
}

/** @throws BarcastError `boosting/model-xgboost` with the character at fault. */
export function readJson(text: string): Value {
  return new JsonReader(text).document()
}
