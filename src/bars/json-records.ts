import { BarcastError } from '../core/index.js'

/** Longest record after the first, in characters: whatever is longer is no row of bars. */
const LONGEST_RECORD = 1_048_576
const QUOTE = 34
const COMMA = 44
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_RECORD = 123
const CLOSE_RECORD = 125

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

/** Between records: what may come next. */
type Expected = 'start' | 'record' | 'record or end' | 'comma or end' | 'nothing'

/**
 * Cuts JSON text, read piece by piece, into its records without holding more than one: the elements of one list of lists or objects
 * (`[[…],[…]]`), or the values of a sequence (newline-delimited JSON, a single object).
 */
export class JsonRecords {
  /** Records found so far. */
  count = 0
  /** True when the records are elements of one list. */
  isList = false
  private expected: Expected = 'start'
  private held: string[] = []
  private heldLength = 0
  private depth = 0
  private inString = false
  private escaped = false
  /** An opening bracket was met and not decided on: the list, or a first record that is a list of values. */
  private undecided = false

  constructor(private readonly take: (record: string, index: number) => void) {}

  push(piece: string): void {
    let at = 0
    while (at < piece.length) at = this.depth > 0 ? this.readRecord(piece, at) : this.readBetween(piece, at)
  }

  /** @throws BarcastError `bars/json` when the text ends within a record or list. */
  finish(): void {
    if (this.depth === 0 && !this.undecided && !(this.isList && this.expected !== 'nothing')) return
    throw new BarcastError('bars/json', `Parse JSON: the text must be whole, found its end after ${this.count} records`, {
      value: this.count,
      where: { row: this.count },
    })
  }

  /** Reads from `at` on to the end of the record or of the piece; returns where to go on. */
  private readRecord(piece: string, from: number): number {
    let at = from
    let depth = this.depth
    for (; at < piece.length && depth > 0; at++) {
      const code = piece.charCodeAt(at)
      if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (code === BACKSLASH) this.escaped = true
        else if (code === QUOTE) this.inString = false
      } else if (code === QUOTE) this.inString = true
      else if (code === OPEN_LIST || code === OPEN_RECORD) depth++
      else if (code === CLOSE_LIST || code === CLOSE_RECORD) depth--
    }
    this.depth = depth
    const part = piece.slice(from, at)
    if (depth > 0) this.hold(part)
    else {
      const record = this.held.length === 0 ? part : this.held.join('') + part
      this.held = []
      this.heldLength = 0
      this.expected = this.isList ? 'comma or end' : 'record'
      this.take(record, this.count)
      this.count++
    }
    return at
  }

  private hold(part: string): void {
    this.held.push(part)
    this.heldLength += part.length
    if (this.heldLength <= LONGEST_RECORD || (this.count === 0 && !this.isList)) return
    throw new BarcastError(
      'bars/row-too-long',
      `Parse JSON: a row must be shorter than ${LONGEST_RECORD} characters, found a longer one at row ${this.count}`,
      { value: LONGEST_RECORD, where: { row: this.count } },
    )
  }

  private readBetween(piece: string, at: number): number {
    const code = piece.charCodeAt(at)
    if (isSpace(code)) return at + 1
    if (this.undecided) return this.decide(code, at)
    if (this.expected === 'start' && code === OPEN_LIST) {
      this.undecided = true
      return at + 1
    }
    const mayBegin = this.expected === 'start' || this.expected === 'record' || this.expected === 'record or end'
    if (mayBegin && (code === OPEN_LIST || code === OPEN_RECORD)) this.begin(piece[at]!)
    else if (code === COMMA && this.expected === 'comma or end') this.expected = 'record'
    else if (code === CLOSE_LIST && (this.expected === 'comma or end' || this.expected === 'record or end')) this.expected = 'nothing'
    else this.refuse(piece.slice(at, at + 20))
    return at + 1
  }

  /** After a first bracket: another one makes it the list of records, anything else a record. */
  private decide(code: number, at: number): number {
    this.undecided = false
    if (code === OPEN_LIST || code === OPEN_RECORD || code === CLOSE_LIST) {
      this.isList = true
      this.expected = 'record or end'
      return at
    }
    this.begin('[')
    return at
  }

  private begin(bracket: string): void {
    this.held = [bracket]
    this.heldLength = 1
    this.depth = 1
  }

  private refuse(found: string): never {
    const wanted = this.expected === 'nothing' ? 'end with its list' : 'hold rows as lists or objects'
    throw new BarcastError('bars/json', `Parse JSON: the text must ${wanted}, found ${JSON.stringify(found)} after ${this.count} records`, {
      value: found,
      where: { row: this.count },
    })
  }
}
