import { BarcastError } from '../core/index.js'
import { layoutFromHeader, plainName } from './column-layout.js'
import type { JsonOptions } from './config.js'
import { RowTable } from './row-table.js'
import { JSON_TEXT } from './text-format.js'

type Values = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for one object that holds a whole table by columns; false for one that is a row. */
export function isColumnTable(value: unknown): value is Values {
  return isObject(value) && Object.values(value).some((entry) => typeof entry === 'object' && entry !== null)
}

function refuse(message: string, column: string, value: unknown, row?: number): never {
  const at = row === undefined ? '' : ` at row ${row}`
  throw new BarcastError('bars/column-length', `Parse JSON: ${message}${at}`, {
    value,
    where: { column, ...(row === undefined ? {} : { row }) },
  })
}

/** A table as rows under names. */
interface Rows {
  names: readonly string[]
  length: number
  valueAt(row: number, column: number): unknown
}

/** `{ columns: […], index: […], data: [[…], …] }`, as pandas writes `orient='split'`. */
function splitRows({ columns, index, data }: Values): Rows {
  const names = columns as readonly string[]
  const rows = data as readonly (readonly unknown[])[]
  const hasIndex = Array.isArray(index)
  if (hasIndex && index.length !== rows.length)
    refuse(`index must have ${rows.length} entries like data, found ${index.length}`, 'index', index.length)
  rows.forEach((row, i) => {
    const found = Array.isArray(row) ? row.length : undefined
    if (found === names.length) return
    throw new BarcastError(
      'bars/ragged-row',
      `Parse JSON: every row must have ${names.length} values, found ${found ?? typeof row} at row ${i}`,
      {
        value: found,
        where: { row: i },
      },
    )
  })
  if (!hasIndex) return { names, length: rows.length, valueAt: (row, column) => rows[row]![column] }
  return {
    names: ['', ...names],
    length: rows.length,
    valueAt: (row, column) => (column === 0 ? (index as readonly unknown[])[row] : rows[row]![column - 1]),
  }
}

/** `{ open: […], close: […] }`: a list for each column. */
function listRows(lists: readonly [string, unknown][]): Rows {
  const [first, ...others] = lists
  const length = (first![1] as readonly unknown[]).length
  for (const [name, list] of others) {
    const found = (list as readonly unknown[]).length
    if (found !== length) refuse(`column ${name} must have ${length} values like ${first![0]}, found ${found}`, name, found)
  }
  return { names: lists.map(([name]) => name), length, valueAt: (row, column) => (lists[column]![1] as readonly unknown[])[row] }
}

function refuseKey(name: string, row: number, key: string | undefined, like: string): never {
  return refuse(`${name} must have the keys of ${like}, found ${key === undefined ? 'none' : JSON.stringify(key)}`, name, key, row)
}

/** `{ open: { key: value, … }, … }`: an object for each column, as pandas writes by default, or for each row (`orient='index'`). */
function keyedRows(objects: readonly [string, unknown][]): Rows {
  const [firstName, first] = objects[0]! as [string, Values]
  const keys = Object.keys(first)
  for (const [name, object] of objects) {
    const own = Object.keys(object as Values)
    const wrong = own.length > keys.length ? keys.length : keys.findIndex((key, i) => own[i] !== key)
    if (wrong >= 0) refuseKey(name, wrong, own[wrong], firstName)
  }
  const byColumn = objects.some(([name]) => ['close', 'c', 'closeprice', 'priceclose'].includes(plainName(name)))
  const at = (outer: number, inner: number): unknown => (objects[outer]![1] as Values)[keys[inner]!]
  if (byColumn) {
    const names = ['', ...objects.map(([name]) => name)]
    return { names, length: keys.length, valueAt: (row, column) => (column === 0 ? keys[row] : at(column - 1, row)) }
  }
  return { names: ['', ...keys], length: objects.length, valueAt: (row, column) => (column === 0 ? objects[row]![0] : at(row, column - 1)) }
}

function rowsOf(value: Values, options: JsonOptions): { rows: Rows; symbol: string | undefined } {
  if (Array.isArray(value.columns) && Array.isArray(value.data)) return { rows: splitRows(value), symbol: undefined }
  const ignored = new Set(options.ignore ?? [])
  const entries = Object.entries(value).filter(([name, entry]) => !ignored.has(name) || Array.isArray(entry) || isObject(entry))
  const symbol = entries.find(([name, entry]) => name === 'symbol' && typeof entry === 'string')
  const columns = entries.filter((entry) => entry !== symbol)
  const isList = Array.isArray(columns[0]?.[1])
  const other = columns.find(([, entry]) => (isList ? !Array.isArray(entry) : !isObject(entry)))
  if (other === undefined) return { rows: isList ? listRows(columns) : keyedRows(columns), symbol: symbol?.[1] as string | undefined }
  const [name, found] = other
  const shown = JSON.stringify(found).slice(0, 40)
  throw new BarcastError(
    'bars/json',
    `Parse JSON: a table must be lists or objects for its columns throughout, found ${shown} as ${JSON.stringify(name)}; ` +
      `give the part that holds the rows, or leave it out with ignore: [${JSON.stringify(name)}]`,
    { value: found, where: { column: name } },
  )
}

/**
 * The rows of a table by columns.
 *
 * @throws BarcastError `bars/json`, `bars/column-length`, `bars/ragged-row`, and those of the layout and the values.
 */
export function readColumnTable(value: Values, options: JsonOptions): RowTable {
  const { rows, symbol } = rowsOf(value, options)
  const names = rows.names.map((name: unknown) => (typeof name === 'string' ? name : JSON.stringify(name)))
  const ignore = options.ignore?.filter((name) => typeof name === 'number' || names.includes(name))
  const table = new RowTable(layoutFromHeader(names, { options: { ...options, ignore }, format: JSON_TEXT, at: 0 }), JSON_TEXT)
  if (symbol !== undefined) table.readSymbol(symbol, 0)
  for (let row = 0; row < rows.length; row++) {
    for (let column = 0; column < rows.names.length; column++) table.storeValue(column, rows.valueAt(row, column), row)
    table.endRow(rows.names.length, row)
  }
  return table
}
