import { BarcastError, type Bars, formatTimeframe, parseTimeframe } from '../core/index.js'
import type { CsvOptions } from './config.js'
import { type CsvColumn, layoutFromFirstRow, layoutFromHeader, looksLikeHeader, plainName } from './csv-layout.js'
import { cellNumber, isMissingCell, plainDecimal, refuseText } from './csv-number.js'
import { type CsvRecord, splitRecord } from './csv-record.js'
import { isoTime } from './csv-time.js'
import { CsvTimeColumn } from './csv-time-column.js'
import { mostFrequentStep } from './time-steps.js'

/** Longest record, in characters: whatever is longer is no table of bars. */
const LONGEST_RECORD = 1_048_576

/** How the cells of a column are read; `undecided` waits for its first value. */
const LEFT_OUT = 0
const NUMBER = 1
const TIME = 2
const SYMBOL = 3
const UNDECIDED = 4

interface Reading {
  columns: CsvColumn[]
  kinds: Uint8Array
  values: Float64Array[]
  times: (CsvTimeColumn | undefined)[]
}

function kindOf({ role }: CsvColumn): number {
  if (role === 'left-out') return LEFT_OUT
  if (role === 'symbol') return SYMBOL
  if (role === 'time' || role === 'extra-time') return TIME
  return role === 'extra' ? UNDECIDED : NUMBER
}

/** The delimiter of a first record: tab or semicolon when there are enough of them, else comma. */
function detectDelimiter(line: string): string {
  for (const delimiter of ['\t', ';']) if (line.split(delimiter).length > 4) return delimiter
  return ','
}

/** Reads CSV text piece by piece into columns, row by row as found. Holds no more text than one unfinished record. */
export class CsvParser {
  private rest = ''
  private started = false
  private line = 1
  private delimiter: string | undefined
  private reading: Reading | undefined
  private rows = 0
  private capacity = 1024
  private symbol: string | undefined

  constructor(private readonly options: CsvOptions) {
    this.delimiter = options.delimiter
    if (options.timeframe !== undefined) parseTimeframe(options.timeframe)
  }

  /** Reads the next piece of text. */
  push(piece: string): void {
    this.consume(piece, false)
  }

  /** Reads what is left and returns the bars, unchecked. */
  finish(): Bars {
    this.consume('', true)
    return this.toBars()
  }

  private consume(piece: string, final: boolean): void {
    let text = this.rest === '' ? piece : this.rest + piece
    if (!this.started && text !== '') {
      this.started = true
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    }
    let at = 0
    while (at < text.length) {
      const next = this.reading === undefined ? this.readStart(text, at, final) : this.readRow(text, at, final)
      if (next < 0) break
      at = next
    }
    this.rest = text.slice(at)
    if (this.rest.length > LONGEST_RECORD) this.refuseLength()
  }

  private refuseLength(): never {
    throw new BarcastError(
      'bars/row-too-long',
      `Parse CSV: a row must be shorter than ${LONGEST_RECORD} characters, found a longer one at line ${this.line}`,
      {
        where: { line: this.line },
      },
    )
  }

  private record(text: string, at: number, final: boolean): CsvRecord | undefined {
    const record = splitRecord(text, at, this.delimiter!, final)
    if (record?.next === -1) {
      throw new BarcastError(
        'bars/unclosed-quote',
        `Parse CSV: a quoted cell must end, found the end of the text in one that starts at line ${this.line}`,
        {
          where: { line: this.line },
        },
      )
    }
    return record
  }

  /** Reads the header, or finds out that there is none. Returns where the rows start, or −1 when more text is needed. */
  private readStart(text: string, at: number, final: boolean): number {
    const end = text.indexOf('\n', at)
    if (end < 0 && !final) return -1
    const firstLine = text.slice(at, end < 0 ? text.length : end)
    if (firstLine.trim() === '' || /^"?https?:\/\/[^,;\t]*$/.test(firstLine.trim())) {
      this.line++
      return at + firstLine.length + 1
    }
    this.delimiter ??= detectDelimiter(firstLine)
    const record = this.record(text, at, final)
    if (record === undefined) return -1
    if (this.options.hasHeader ?? looksLikeHeader(record.cells)) return this.readHeader(text, record, final)
    this.start(layoutFromFirstRow(record.cells, this.options, this.line))
    return at
  }

  private readHeader(text: string, header: CsvRecord, final: boolean): number {
    let { cells, next, lines } = header
    if (plainName(cells[0]!) === 'price') {
      // yfinance since 0.2.51 writes three header lines: Price,Close,… / Ticker,SPY,… / Date,,…
      const tickers = this.record(text, next, final)
      const times = tickers === undefined ? undefined : this.record(text, tickers.next, final)
      if (tickers === undefined || times === undefined) return -1
      if (plainName(tickers.cells[0]!) === 'ticker' && times.cells.slice(1).every((cell) => cell.trim() === '')) {
        for (const ticker of tickers.cells.slice(1)) this.readSymbol(ticker.trim())
        cells = [times.cells[0]!, ...cells.slice(1)]
        next = times.next
        lines += tickers.lines + times.lines
      }
    }
    this.start(layoutFromHeader(cells, this.options, this.line))
    this.line += lines
    return next
  }

  private start(columns: CsvColumn[]): void {
    const kinds = Uint8Array.from(columns, kindOf)
    this.reading = {
      columns,
      kinds,
      values: columns.map((_, i) => new Float64Array(kinds[i] === LEFT_OUT || kinds[i] === SYMBOL ? 0 : this.capacity)),
      times: columns.map(({ name }, i) => (kinds[i] === TIME ? new CsvTimeColumn(name) : undefined)),
    }
  }

  private readRow(text: string, at: number, final: boolean): number {
    const reading = this.reading!
    const newline = text.indexOf('\n', at)
    if (newline < 0 && !final) return -1
    let end = newline < 0 ? text.length : newline
    const next = end + 1
    if (end > at && text.charCodeAt(end - 1) === 13) end--
    if (end === at || (text.charCodeAt(at) <= 32 && text.slice(at, end).trim() === '')) {
      this.line++
      return next
    }
    if (end - at > LONGEST_RECORD) this.refuseLength()
    if (this.rows === this.capacity) this.grow(reading)
    const delimiter = this.delimiter!.charCodeAt(0)
    const count = reading.columns.length
    let column = 0
    let from = at
    for (;;) {
      if (text.charCodeAt(from) === 34 && from < end) return this.readQuotedRow(text, at, final)
      let to = from
      while (to < end && text.charCodeAt(to) !== delimiter) to++
      if (column < count) this.store(reading, column, text, from, to)
      column++
      if (to === end) break
      from = to + 1
    }
    this.endRow(column)
    this.line++
    return next
  }

  private readQuotedRow(text: string, at: number, final: boolean): number {
    const record = this.record(text, at, final)
    if (record === undefined) return -1
    const count = Math.min(record.cells.length, this.reading!.columns.length)
    for (let column = 0; column < count; column++) {
      const cell = record.cells[column]!
      this.store(this.reading!, column, cell, 0, cell.length)
    }
    this.endRow(record.cells.length)
    this.line += record.lines
    return record.next
  }

  /** Counts the row; refuses it when it is ragged. */
  private endRow(cells: number): void {
    const expected = this.reading!.columns.length
    if (cells !== expected) {
      throw new BarcastError(
        'bars/ragged-row',
        `Parse CSV: every row must have ${expected} cells like the first line, found ${cells} at line ${this.line}`,
        {
          value: cells,
          where: { line: this.line },
        },
      )
    }
    this.rows++
  }

  private store(reading: Reading, column: number, text: string, from: number, to: number): void {
    const kind = reading.kinds[column]!
    if (kind === NUMBER) {
      const value = plainDecimal(text, from, to)
      reading.values[column]![this.rows] = Number.isNaN(value) ? this.readNumber(text.slice(from, to), reading.columns[column]!) : value
    } else if (kind === TIME) reading.values[column]![this.rows] = reading.times[column]!.read(text, from, to, this.line)
    else if (kind === UNDECIDED) this.decide(reading, column, text.slice(from, to))
    else if (kind === SYMBOL) this.readSymbol(text.slice(from, to).trim())
  }

  private readNumber(cell: string, { name, role }: CsvColumn): number {
    const value = cellNumber(cell)
    if (value !== undefined) return value
    return refuseText(cell, this.line, name, role === 'extra' ? `; leave the column out with ignore: [${JSON.stringify(name)}]` : '')
  }

  /** The first value of an extra column says whether it holds numbers or times. */
  private decide(reading: Reading, column: number, cell: string): void {
    const values = reading.values[column]!
    values[this.rows] = NaN
    if (isMissingCell(cell)) return
    const { name } = reading.columns[column]!
    const trimmed = cell.trim()
    if (Number.isNaN(isoTime(trimmed, 0, trimmed.length))) {
      values[this.rows] = this.readNumber(cell, reading.columns[column]!)
      reading.kinds[column] = NUMBER
      return
    }
    const times = new CsvTimeColumn(name)
    values[this.rows] = times.read(cell, 0, cell.length, this.line)
    reading.kinds[column] = TIME
    reading.times[column] = times
    reading.columns[column] = { name, role: 'extra-time', target: `${name}Ms` }
  }

  private readSymbol(symbol: string): void {
    this.symbol ??= symbol
    if (this.symbol !== symbol) {
      throw new BarcastError(
        'bars/several-symbols',
        `Parse CSV: all rows must be of one symbol, found ${JSON.stringify(symbol)} at line ${this.line} after ${JSON.stringify(this.symbol)}`,
        {
          value: symbol,
          where: { line: this.line },
        },
      )
    }
  }

  private grow(reading: Reading): void {
    this.capacity *= 2
    reading.values = reading.values.map((values) => {
      if (values.length === 0) return values
      const larger = new Float64Array(this.capacity)
      larger.set(values)
      return larger
    })
  }

  private toBars(): Bars {
    const { reading, rows } = this
    if (reading === undefined || rows === 0) {
      throw new BarcastError(
        'bars/empty',
        `Parse CSV: the text must hold at least one row, found ${reading === undefined ? 'nothing' : 'only a header'}`,
        {
          value: 0,
        },
      )
    }
    const byTarget = new Map<string, Float64Array>()
    const extra: [string, Float64Array][] = []
    reading.columns.forEach(({ role, target }, i) => {
      if (role === 'left-out' || role === 'symbol') return
      const values = reading.values[i]!.slice(0, rows)
      reading.times[i]?.scale(values)
      if (role === 'extra' || role === 'extra-time') extra.push([target, values])
      else byTarget.set(target, values)
    })
    const openTimeMs = byTarget.get('openTimeMs')!
    return {
      symbol: this.options.symbol ?? this.symbol ?? '',
      timeframeMs: timeframeOf(openTimeMs, this.options.timeframe),
      length: rows,
      openTimeMs,
      open: byTarget.get('open')!,
      high: byTarget.get('high')!,
      low: byTarget.get('low')!,
      close: byTarget.get('close')!,
      volume: byTarget.get('volume') ?? new Float64Array(rows).fill(NaN),
      extra: Object.fromEntries(extra),
    }
  }
}

function timeframeOf(openTimeMs: Float64Array, stated: string | undefined): number {
  const found = mostFrequentStep(openTimeMs)
  if (stated === undefined) {
    if (found !== undefined) return found
    throw new BarcastError(
      'bars/timeframe',
      `Parse CSV: the timeframe cannot be told from ${openTimeMs.length} rows of one time; state it, as in timeframe: '1d'`,
      {
        value: openTimeMs.length,
        where: { path: 'timeframe' },
      },
    )
  }
  const statedMs = parseTimeframe(stated)
  if (found !== undefined && found < statedMs) {
    const name = Number.isInteger(found) ? formatTimeframe(found) : `${found} ms`
    throw new BarcastError(
      'bars/timeframe',
      `Parse CSV: timeframe must not exceed the most frequent step of the rows, found ${stated} and steps of ${name}`,
      {
        value: stated,
        where: { path: 'timeframe' },
      },
    )
  }
  return statedMs
}
