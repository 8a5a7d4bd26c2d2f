import { BarcastError, type Bars, parseTimeframe } from '../core/index.js'
import { type LayoutPlace, layoutFromFirstRow, layoutFromHeader, looksLikeHeader, plainName } from './column-layout.js'
import type { CsvOptions } from './config.js'
import { type CsvRecord, splitRecord } from './csv-record.js'
import { RowTable } from './row-table.js'
import { CSV } from './text-format.js'

/** Longest record, in characters: whatever is longer is no table of bars. */
const LONGEST_RECORD = 1_048_576
const CARRIAGE_RETURN = 13
const SPACE = 32
const QUOTE = 34

/** The delimiter of a first line: tab or semicolon when there are enough of them, else comma. */
function detectDelimiter(line: string): string {
  for (const delimiter of ['\t', ';']) if (line.split(delimiter).length > 4) return delimiter
  return ','
}

/** Blank, or the address that CryptoDataDownload writes above its header. */
function isBanner(line: string): boolean {
  return line === '' || /^"?https?:\/\/[^,;\t]*$/.test(line)
}

/** Reads CSV text piece by piece, row by row as found. Holds no more text than one unfinished record. */
export class CsvParser {
  private rest = ''
  private started = false
  private line = 1
  private delimiter: string
  private table: RowTable | undefined

  constructor(private readonly options: CsvOptions) {
    this.delimiter = options.delimiter ?? ''
    if (options.timeframe !== undefined) parseTimeframe(options.timeframe)
  }

  /** Reads the next piece of text. */
  push(piece: string): void {
    this.consume(piece, false)
  }

  /** Reads what is left and returns the bars, unchecked. */
  finish(): Bars {
    this.consume('', true)
    if (this.table === undefined || this.table.rows === 0) {
      const found = this.table === undefined ? 'nothing' : 'only a header'
      throw new BarcastError('bars/empty', `Parse CSV: the text must hold at least one row, found ${found}`, { value: 0 })
    }
    return this.table.toBars(this.options)
  }

  private get place(): LayoutPlace {
    return { options: this.options, format: CSV, at: this.line }
  }

  private consume(piece: string, final: boolean): void {
    let text = this.rest === '' ? piece : this.rest + piece
    if (!this.started && text !== '') {
      this.started = true
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    }
    let at = 0
    while (at < text.length) {
      const next = this.table === undefined ? this.readStart(text, at, final) : this.readRow(this.table, text, at, final)
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
      { value: LONGEST_RECORD, where: { line: this.line } },
    )
  }

  private record(text: string, at: number, final: boolean): CsvRecord | undefined {
    const record = splitRecord(text, at, this.delimiter, final)
    if (record?.next !== -1) return record
    throw new BarcastError(
      'bars/unclosed-quote',
      `Parse CSV: a quoted cell must end, found the end of the text in one that starts at line ${this.line}`,
      { where: { line: this.line } },
    )
  }

  /** Reads the header, or finds out that there is none. Returns where the rows start, or −1 when more text is needed. */
  private readStart(text: string, at: number, final: boolean): number {
    const end = text.indexOf('\n', at)
    if (end < 0 && !final) return -1
    const firstLine = text.slice(at, end < 0 ? text.length : end)
    if (isBanner(firstLine.trim())) {
      this.line++
      return at + firstLine.length + 1
    }
    if (this.delimiter === '') this.delimiter = detectDelimiter(firstLine)
    const record = this.record(text, at, final)
    if (record === undefined) return -1
    if (this.options.hasHeader ?? looksLikeHeader(record.cells)) return this.readHeader(text, record, final)
    this.table = new RowTable(layoutFromFirstRow(record.cells, this.place), CSV, this.options.columns === undefined)
    return at
  }

  private readHeader(text: string, header: CsvRecord, final: boolean): number {
    if (plainName(header.cells[0]!) === 'price') {
      // yfinance since 0.2.51 writes three header lines: Price,Close,… / Ticker,SPY,… / Date,,…
      const tickers = this.record(text, header.next, final)
      const times = tickers === undefined ? undefined : this.record(text, tickers.next, final)
      if (tickers === undefined || times === undefined) return -1
      if (plainName(tickers.cells[0]!) === 'ticker' && times.cells.slice(1).every((cell) => cell.trim() === '')) {
        this.table = new RowTable(layoutFromHeader([times.cells[0]!, ...header.cells.slice(1)], this.place), CSV)
        for (const ticker of tickers.cells.slice(1)) this.table.readSymbol(ticker.trim(), this.line + header.lines)
        this.line += header.lines + tickers.lines + times.lines
        return times.next
      }
    }
    this.table = new RowTable(layoutFromHeader(header.cells, this.place), CSV)
    this.line += header.lines
    return header.next
  }

  /** Reads the row that starts at `at`; returns where the next one starts, or −1 when more text is needed. */
  private readRow(table: RowTable, text: string, at: number, final: boolean): number {
    const newline = text.indexOf('\n', at)
    if (newline < 0 && !final) return -1
    const next = newline < 0 ? text.length : newline + 1
    let end = newline < 0 ? text.length : newline
    if (end > at && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--
    if (end - at > LONGEST_RECORD) this.refuseLength()
    if (end === at || (text.charCodeAt(at) <= SPACE && text.slice(at, end).trim() === '')) {
      this.line++
      return next
    }
    const delimiter = this.delimiter.charCodeAt(0)
    let cells = 0
    for (let from = at; from <= end; cells++) {
      if (text.charCodeAt(from) === QUOTE) return this.readQuotedRow(table, text, at, final)
      let to = from
      while (to < end && text.charCodeAt(to) !== delimiter) to++
      table.store(cells, text, from, to, this.line)
      from = to + 1
    }
    table.endRow(cells, this.line)
    this.line++
    return next
  }

  private readQuotedRow(table: RowTable, text: string, at: number, final: boolean): number {
    const record = this.record(text, at, final)
    if (record === undefined) return -1
    record.cells.forEach((cell, column) => {
      table.store(column, cell, 0, cell.length, this.line)
    })
    table.endRow(record.cells.length, this.line)
    this.line += record.lines
    return record.next
  }
}
