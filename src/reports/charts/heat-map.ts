import { escapeMarkup } from '../markup.js'
import { openSvg, percent } from './plot.js'

/** One field. `strength` −1 … 1 chooses the colour: below 0 towards loss, above towards gain; NaN leaves it empty. */
export interface HeatCell {
  text: string
  tooltip: string
  strength: number
}

export interface HeatMap {
  title: string
  description: string
  columnNames: readonly string[]
  rows: readonly { name: string; cells: readonly HeatCell[] }[]
  /** Height of a row in pixels. */
  rowPx: number
  /** Room for the names of the rows, in pixels. */
  leftPx: number
  /** Draws the last column apart from the others: a total. */
  lastApart?: boolean
  /** Name of the columns' dimension, above their names. */
  columnTitle?: string
  /** Name of the rows' dimension, left of the column names. */
  rowTitle?: string
}

/** Text stays readable on the fullest colour in light and in dark. */
const FULL_OPACITY = 0.62

function cellMarkup(cell: HeatCell, x: number, width: number, y: number, height: number): string {
  if (Number.isNaN(cell.strength)) return ''
  const strength = Math.min(1, Math.abs(cell.strength))
  const opacity = Math.round(1000 * FULL_OPACITY * strength) / 1000
  const rect = `<rect class="cell ${cell.strength < 0 ? 'loss' : 'gain'}" x="${percent(x)}" y="${y + 1}" width="${percent(width)}" height="${height - 2}" fill-opacity="${opacity}"/>`
  const text = `<text class="cell-text${cell.text.length > 4 ? ' long' : ''}" x="${percent(x + width / 2)}" y="${y + height / 2}" dy=".34em" text-anchor="middle">${escapeMarkup(cell.text)}</text>`
  return `<g><title>${escapeMarkup(cell.tooltip)}</title>${rect}${text}</g>`
}

/** A grid of coloured fields with their values written in them, as one SVG element. */
export function heatMap(map: HeatMap): string {
  const count = map.columnNames.length
  const gap = map.lastApart === true ? 0.015 : 0
  const pitch = (1 - gap) / count
  const left = (column: number): number => column * pitch + (column === count - 1 ? gap : 0)
  const names = map.columnNames.map(
    (name, i) => `<text x="${percent(left(i) + pitch / 2)}" y="-8" text-anchor="middle">${escapeMarkup(name)}</text>`,
  )
  const rows = map.rows.map(({ name, cells }, row) => {
    const y = row * map.rowPx
    const label = `<text x="-8" y="${y + map.rowPx / 2}" dy=".34em" text-anchor="end">${escapeMarkup(name)}</text>`
    return label + cells.map((cell, i) => cellMarkup(cell, left(i) + 0.0008, pitch - 0.0016, y, map.rowPx)).join('')
  })
  const top = map.columnTitle === undefined ? 26 : 44
  const columnTitle =
    map.columnTitle === undefined
      ? ''
      : `<text class="axis-label" x="50%" y="-28" text-anchor="middle">${escapeMarkup(map.columnTitle)}</text>`
  const rowTitle =
    map.rowTitle === undefined ? '' : `<text class="axis-label" x="-8" y="-8" text-anchor="end">${escapeMarkup(map.rowTitle)}</text>`
  return (
    openSvg(map.title, map.description, map.rowPx * map.rows.length, [top, 4, 6, map.leftPx]) +
    columnTitle +
    rowTitle +
    names.join('') +
    `${rows.join('')}</svg>`
  )
}
