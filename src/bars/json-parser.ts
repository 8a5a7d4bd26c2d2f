import { BarcastError, type Bars, parseTimeframe } from '../core/index.js'
import { type LayoutPlace, layoutFromFirstRow, layoutFromHeader } from './column-layout.js'
import type { JsonOptions } from './config.js'
import { isColumnTable, readColumnTable } from './json-columns.js'
import { JsonRecords } from './json-records.js'
import { RowTable } from './row-table.js'
import { JSON_TEXT } from './text-format.js'

type Record_ = Readonly<Record<string, unknown>>

/** Python writes NaN where JSON has null. */
function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b/g, (found) => (found === 'NaN' ? 'null' : found))
}

function parseRecord(text: string, row: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    try {
      if (text.includes('NaN')) return JSON.parse(withoutNaN(text))
    } catch {
      // The first error tells more.
    }
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
    throw new BarcastError('bars/json', `Parse JSON: every row must be valid JSON, found ${JSON.stringify(shown)} at row ${row}`, {
      value: shown,
      where: { row },
      cause,
    })
  }
}

/** Reads JSON text piece by piece, row by row as found. Holds no more text than one record; a table of whole columns is one. */
export class JsonParser {
  private readonly records: JsonRecords
  private started = false
  private table: RowTable | undefined
  /** Names of the columns in rows that are objects; undefined in rows that are lists. */
  private names: readonly string[] | undefined
  private isWhole = false

  constructor(private readonly options: JsonOptions) {
    this.records = new JsonRecords((record, row) => this.readRecord(parseRecord(record, row), row))
    if (options.timeframe !== undefined) parseTimeframe(options.timeframe)
  }

  /** Reads the next piece of text. */
  push(piece: string): void {
    const text = !this.started && piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece
    if (piece !== '') this.started = true
    this.records.push(text)
  }

  /** Reads what is left and returns the bars, unchecked. */
  finish(): Bars {
    this.records.finish()
    if (this.table === undefined || this.table.rows === 0)
      throw new BarcastError('bars/empty', 'Parse JSON: the text must hold at least one row, found none', { value: 0 })
    return this.table.toBars(this.options)
  }

  private readRecord(value: unknown, row: number): void {
    if (this.isWhole)
      throw new BarcastError('bars/json', 'Parse JSON: nothing may follow a table of columns, found another record', { where: { row } })
    if (row === 0 && !this.records.isList && isColumnTable(value)) {
      this.table = readColumnTable(value, this.options)
      this.isWhole = true
    } else if (Array.isArray(value)) this.readList(value, row)
    else this.readObject(value as Record_, row)
  }

  private readList(values: readonly unknown[], row: number): void {
    if (this.table === undefined) {
      const place: LayoutPlace = { options: this.options, format: JSON_TEXT, at: row }
      const columns = layoutFromFirstRow(
        values.map((value) => (typeof value === 'number' || typeof value === 'string' ? String(value) : '')),
        place,
      )
      this.table = new RowTable(columns, JSON_TEXT, this.options.columns === undefined)
    } else if (this.names !== undefined) this.refuseMixed(row, 'an object', 'a list')
    if (values.length === this.table.width) for (let k = 0; k < values.length; k++) this.table.storeValue(k, values[k], row)
    this.table.endRow(values.length, row)
  }

  private readObject(values: Record_, row: number): void {
    const keys = Object.keys(values)
    if (this.table === undefined) {
      this.names = keys
      this.table = new RowTable(layoutFromHeader(keys, { options: this.options, format: JSON_TEXT, at: row }), JSON_TEXT)
    }
    const { names, table } = this
    if (names === undefined) this.refuseMixed(row, 'a list', 'an object')
    if (keys.length !== names.length) this.refuseKeys(keys, row)
    for (let k = 0; k < names.length; k++) {
      const name = names[k]!
      if (keys[k] !== name && !Object.hasOwn(values, name)) this.refuseKeys(keys, row)
      table.storeValue(k, values[name], row)
    }
    table.endRow(keys.length, row)
  }

  private refuseMixed(row: number, first: string, found: string): never {
    throw new BarcastError('bars/ragged-row', `Parse JSON: every row must be ${first} like the first, found ${found} at row ${row}`, {
      value: found,
      where: { row },
    })
  }

  private refuseKeys(keys: readonly string[], row: number): never {
    const missing = this.names!.find((name) => !keys.includes(name))
    const other = keys.find((name) => !this.names!.includes(name))
    const [column, found] = missing === undefined ? [other!, `also ${JSON.stringify(other)}`] : [missing, `no ${JSON.stringify(missing)}`]
    throw new BarcastError('bars/ragged-row', `Parse JSON: every row must have the columns of the first, found ${found} at row ${row}`, {
      value: column,
      where: { row, column },
    })
  }
}
