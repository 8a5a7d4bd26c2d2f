import { BarcastError } from '../core/index.js'
import { printable } from './markup.js'

/** A column of a text table: what it is called and where a row keeps it. */
export interface TextColumn<Row> {
  title: string
  /** The cell as text; format numbers yourself, for example with `figureText`. */
  text: (row: Row) => string
  /** Numbers stand right: the default is `right` for a column whose cells all look like numbers, else `left`. */
  align?: 'left' | 'right'
}

export interface TextTableOptions {
  /** Widest line; the widest left-aligned column is shortened with an ellipsis to fit. Default 100. */
  maxWidth?: number
}

const NUMBER_LIKE = /^[-−+]?[$€£]?[\d.,]+(e[-+]?\d+)?\s?[%×x]?$|^[-−+]?∞$/i
const NO_NUMBER = /^[–—-]?$/
const NARROWEST = 4

function alignmentOf(cells: readonly string[]): 'left' | 'right' {
  const numeric = cells.every((cell) => NUMBER_LIKE.test(cell) || NO_NUMBER.test(cell))
  return numeric && cells.some((cell) => NUMBER_LIKE.test(cell)) ? 'right' : 'left'
}

const widthOf = (text: string): number => [...text].length

function fitted(text: string, width: number, align: 'left' | 'right'): string {
  const characters = [...text]
  if (characters.length > width) return `${characters.slice(0, width - 1).join('')}…`
  const space = ' '.repeat(width - characters.length)
  return align === 'right' ? space + text : text + space
}

/** Takes characters from the widest left-aligned columns (from any, when there is none) until the line fits. */
function shrink(widths: number[], aligns: readonly ('left' | 'right')[], excess: number): void {
  const left = widths.map((_, i) => i).filter((i) => aligns[i] === 'left')
  for (let remaining = excess; remaining > 0; remaining--) {
    const candidates = left.some((i) => widths[i]! > NARROWEST) ? left : widths.map((_, i) => i)
    const widest = candidates.reduce((best, i) => (widths[i]! > widths[best]! ? i : best))
    if (widths[widest]! <= NARROWEST) return
    widths[widest]! -= 1
  }
}

/**
 * A table in box-drawing characters for a terminal, numbers aligned right. Control characters in cells (line breaks, escape
 * sequences) are replaced, so that no text can take over the terminal. Every character counts as one column wide.
 *
 * @throws BarcastError `reports/no-columns` without columns.
 */
export function renderTable<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[], options: TextTableOptions = {}): string {
  if (columns.length === 0) {
    throw new BarcastError('reports/no-columns', 'Render table: at least one column is needed, found none', { value: 0 })
  }
  const clean = (text: string): string => printable(text).replace(/[\t\r\n]/g, ' ')
  const titles = columns.map(({ title }) => clean(title))
  const cells = rows.map((row) => columns.map(({ text }) => clean(text(row))))
  const aligns = columns.map(({ align }, i) => align ?? alignmentOf(cells.map((row) => row[i]!)))
  const widths = titles.map((title, i) => cells.reduce((width, row) => Math.max(width, widthOf(row[i]!)), widthOf(title)))
  const total = widths.reduce((sum, width) => sum + width + 3, 1)
  shrink(widths, aligns, total - (options.maxWidth ?? 100))
  const rule = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right
  const line = (row: readonly string[]): string => `│${row.map((cell, i) => ` ${fitted(cell, widths[i]!, aligns[i]!)} `).join('│')}│`
  return [rule('┌', '┬', '┐'), line(titles), rule('├', '┼', '┤'), ...cells.map(line), rule('└', '┴', '┘')].join('\n')
}
