import { classesOf, elementsOf, findAll, type MarkupElement, textOf } from '../markup-tree.js'
import { CONTENT_WIDTH_PT, INK, LEFT_PT, type PageFlow } from './page-flow.js'

interface Cell {
  text: string
  isNumber: boolean
  isBold: boolean
  columns: number
}

interface Row {
  cells: Cell[]
  isHead: boolean
}

/** Letters of a table and what is measured by them; wide tables get smaller ones. */
interface Look {
  sizePt: number
  headPt: number
  linePt: number
  gapPt: number
}

const PADDING_PT = 2.5
const LARGEST_PT = 8
const SMALLEST_PT = 5.5

function lookOf(sizePt: number): Look {
  return { sizePt, headPt: 0.94 * sizePt, linePt: 1.31 * sizePt, gapPt: sizePt }
}

function rowsOf(table: MarkupElement): Row[] {
  return ['thead', 'tbody', 'tfoot'].flatMap((part) =>
    elementsOf(table)
      .filter(({ name }) => name === part)
      .flatMap((group) => findAll(group, 'tr'))
      .map((row) => ({
        isHead: part === 'thead',
        cells: elementsOf(row).map((cell) => ({
          text: textOf(cell),
          isNumber: classesOf(cell).includes('number'),
          isBold: part === 'tfoot',
          columns: Number(cell.attributes.colspan ?? 1),
        })),
      })),
  )
}

/** How wide the columns would be with no text broken, and with texts broken between words; numbers and dates never are. */
function wantedWidths(flow: PageFlow, rows: readonly Row[], look: Look): { whole: number[]; least: number[] } {
  const count = Math.max(...rows.map(({ cells }) => cells.reduce((sum, { columns }) => sum + columns, 0)))
  const whole = new Array<number>(count).fill(0)
  const least = new Array<number>(count).fill(0)
  const width = (text: string, { isHead }: Row, { isBold }: Cell): number =>
    flow.writer.textWidthPt(text, isHead ? look.headPt : look.sizePt, isBold) + look.gapPt
  for (const row of rows) {
    let column = 0
    for (const cell of row.cells) {
      if (cell.columns === 1) {
        const longest = cell.isNumber && !row.isHead ? [cell.text] : cell.text.split(' ')
        whole[column] = Math.max(whole[column]!, width(cell.text, row, cell))
        least[column] = Math.max(least[column]!, ...longest.map((word) => Math.min(CONTENT_WIDTH_PT / 2, width(word, row, cell))))
      }
      column += cell.columns
    }
  }
  return { whole, least }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Widths of the columns: as wide as their texts where all fit, otherwise what breaks gives way; letters shrink before words are broken. */
function columnWidths(flow: PageFlow, rows: readonly Row[]): { widths: number[]; look: Look } {
  const largest = wantedWidths(flow, rows, lookOf(LARGEST_PT))
  const sizePt = Math.max(SMALLEST_PT, LARGEST_PT * Math.min(1, (0.995 * CONTENT_WIDTH_PT) / sum(largest.least)))
  const look = lookOf(sizePt)
  const { whole, least } = sizePt === LARGEST_PT ? largest : wantedWidths(flow, rows, look)
  const [wanted, needed] = [sum(whole), sum(least)]
  if (wanted <= CONTENT_WIDTH_PT) return { widths: whole.map((value) => value + (CONTENT_WIDTH_PT - wanted) / whole.length), look }
  if (needed >= CONTENT_WIDTH_PT) return { widths: least.map((value) => (value * CONTENT_WIDTH_PT) / needed), look }
  const share = (CONTENT_WIDTH_PT - needed) / (wanted - needed)
  return { widths: least.map((value, i) => value + share * (whole[i]! - value)), look }
}

/** A row with its texts broken into the widths they have. */
interface LaidRow {
  row: Row
  look: Look
  cells: { cell: Cell; leftPt: number; widthPt: number; lines: string[] }[]
  heightPt: number
}

function laidRow(flow: PageFlow, row: Row, widths: readonly number[], look: Look): LaidRow {
  let column = 0
  const sizePt = row.isHead ? look.headPt : look.sizePt
  const cells = row.cells.map((cell) => {
    const leftPt = LEFT_PT + widths.slice(0, column).reduce((sum, width) => sum + width, 0)
    const widthPt = widths.slice(column, column + cell.columns).reduce((sum, width) => sum + width, 0)
    column += cell.columns
    // A hundredth of a point, so that a text as wide as its column does not break by rounding.
    return { cell, leftPt, widthPt, lines: flow.lines(cell.text, widthPt - look.gapPt + 0.01, sizePt, cell.isBold) }
  })
  return { row, look, cells, heightPt: look.linePt * Math.max(1, ...cells.map(({ lines }) => lines.length)) + 2 * PADDING_PT }
}

function drawRow(flow: PageFlow, { row, look, cells, heightPt }: LaidRow): void {
  const sizePt = row.isHead ? look.headPt : look.sizePt
  const color = row.isHead ? INK.muted : INK.text
  for (const { cell, leftPt, widthPt, lines } of cells) {
    const place = { xPt: cell.isNumber ? leftPt + widthPt - look.gapPt : leftPt, anchor: cell.isNumber ? 'end' : 'start' } as const
    lines.forEach((text, i) => {
      const yPt = flow.yPt + PADDING_PT + (0.76 + i) * look.linePt
      flow.add({ kind: 'text', text, ...place, yPt, sizePt, isBold: cell.isBold, color })
    })
  }
  flow.advance(heightPt)
  flow.rule(flow.yPt, row.isHead ? INK.muted : INK.rule)
}

/** A table over as many pages as it needs; its head stands again at the top of each. */
export function drawTable(flow: PageFlow, table: MarkupElement): void {
  const rows = rowsOf(table)
  if (rows.length === 0) return
  const { widths, look } = columnWidths(flow, rows)
  const laid = rows.map((row) => laidRow(flow, row, widths, look))
  const head = laid.filter(({ row }) => row.isHead)
  for (const next of laid) {
    const isBroken = flow.reserve(next.heightPt)
    if (isBroken && !next.row.isHead) for (const again of head) drawRow(flow, again)
    drawRow(flow, next)
  }
}
