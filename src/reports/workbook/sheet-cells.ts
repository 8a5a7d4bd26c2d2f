import { BarcastError } from '../../core/index.js'
import type { Sheet, SheetCell } from '../../ports/index.js'
import { printable } from '../markup.js'

/** Excel's own bounds. */
const MOST_ROWS = 1_048_576
const LONGEST_TEXT = 32_767
/** Excel counts days from 1900 and takes that year for a leap year: earlier dates, and those beyond 9999, are texts. */
const FIRST_DATE_MS = Date.UTC(1900, 2, 1)
const LAST_DATE_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A text, whatever it begins with: `=1+1` stays four characters. Characters that a sheet cannot hold become U+FFFD. */
export function textCell(text: string): SheetCell {
  if (text.length > LONGEST_TEXT)
    throw new BarcastError(
      'reports/cell-length',
      `Write workbook: a text must have at most ${LONGEST_TEXT} characters, found ${text.length}`,
      {
        value: text.length,
      },
    )
  return text === '' ? undefined : { kind: 'text', text: printable(text) }
}

/** A number; NaN is an empty cell, and ±Infinity, which Excel has no number for, the text ∞ or −∞. */
export function numberCell(value: number | undefined, format: 'decimal' | 'integer' | 'percent'): SheetCell {
  if (value === undefined || Number.isNaN(value)) return undefined
  if (!Number.isFinite(value)) return { kind: 'text', text: value > 0 ? '∞' : '−∞' }
  return { kind: 'number', value, format }
}

/** A date as Excel knows it, in UTC; beyond its years an ISO text. */
export function timeCell(timeMs: number | undefined, format: 'date' | 'dateTime'): SheetCell {
  if (timeMs === undefined || Number.isNaN(timeMs)) return undefined
  if (timeMs < FIRST_DATE_MS || timeMs > LAST_DATE_MS) return { kind: 'text', text: new Date(timeMs).toISOString() }
  return { kind: 'time', timeMs, format }
}

function widthOf(cell: SheetCell): number {
  if (cell === undefined) return 0
  if (cell.kind === 'text') return cell.text.length
  return cell.kind === 'time' ? (cell.format === 'date' ? 10 : 19) : 12
}

/** A sheet whose columns are as wide as their first rows need, within 8 and 60 characters. */
export function sheetOf(name: string, titles: readonly string[], rows: readonly (readonly SheetCell[])[]): Sheet {
  if (rows.length >= MOST_ROWS) {
    const message = `Write workbook: sheet ${name} must have at most ${MOST_ROWS - 1} rows below its header, found ${rows.length}`
    throw new BarcastError('reports/sheet-rows', message, { value: rows.length })
  }
  const sample = rows.slice(0, 200)
  const columns = titles.map((title, i) => {
    const wanted = sample.reduce((most, row) => Math.max(most, widthOf(row[i])), title.length)
    return { title, widthCharacters: Math.max(8, Math.min(60, wanted + 2)) }
  })
  return { name, columns, rows }
}
