import { escapeMarkup } from './markup.js'

/** Charts of a page that become one picture. */
export interface Picture {
  title: string
  description: string
  /** SVG elements as charts of a page are: as wide as their place, margins as padding. */
  panels: readonly string[]
  columns: number
  /** A line above the panels, drawn in the same way. */
  legend?: string
  style: string
}

const WIDTH_PX = 960
const GAP_PX = 12
const OPENING = /^<svg [^>]*?height="([\d.]+)"[^>]*?padding:([\d.]+)px ([\d.]+)px ([\d.]+)px ([\d.]+)px[^>]*>/

/** A page's chart at a place of a picture: margins stand in for the page's padding, which a picture does not have. */
function placed(svg: string, xPx: number, yPx: number, widthPx: number): { markup: string; heightPx: number } {
  const [opening, ...numbers] = OPENING.exec(svg)!
  const [height, top, right, bottom, left] = numbers.map(Number) as [number, number, number, number, number]
  const inner = `<svg x="${xPx + left}" y="${yPx + top}" width="${widthPx - left - right}" height="${height - top - bottom}" overflow="visible">`
  return { markup: inner + svg.slice(opening.length), heightPx: height }
}

/** Words in place of a drawing, broken into lines. */
function wordLines(text: string): { markup: string; heightPx: number } {
  const lines = (text.match(/.{1,130}(?:\s|$)/gu) ?? [text]).map(
    (line, i) => `<text class="legend" x="16" y="${26 + 18 * i}">${escapeMarkup(line.trim())}</text>`,
  )
  return { markup: lines.join(''), heightPx: 26 + 18 * lines.length }
}

/** One SVG picture, 960 pixels wide, with its style inside. Without panels it says its description in words. */
export function picture({ title, description, panels, columns, legend, style }: Picture): string {
  const parts: string[] = []
  let y = 0
  const add = ({ markup, heightPx }: { markup: string; heightPx: number }): number => {
    parts.push(markup)
    return heightPx
  }
  if (panels.length === 0) y += add(wordLines(`${title}: ${description}`))
  if (legend !== undefined) y += add(placed(legend, GAP_PX, y, WIDTH_PX - 2 * GAP_PX))
  const width = (WIDTH_PX - GAP_PX * (columns - 1)) / columns
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns)
    const heights = row.map((panel, column) => add(placed(panel, column * (width + GAP_PX), y, width)))
    y += Math.max(...heights) + (first + columns < panels.length ? GAP_PX : 0)
  }
  // A panel alone carries its own title.
  const names =
    panels.length === 1 && legend === undefined ? '' : `<title>${escapeMarkup(title)}</title><desc>${escapeMarkup(description)}</desc>`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="${WIDTH_PX}" height="${y}" viewBox="0 0 ${WIDTH_PX} ${y}">` +
    `${names}<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>`
  )
}
