/** Colours of Okabe and Ito (2008), which people with colour-blindness tell apart, and those of paper and ink. */
export const COLOUR = {
  ink: '#1b1f24',
  muted: '#59626d',
  grid: '#e0e3e7',
  panel: '#f5f6f8',
  blue: '#0072b2',
  sky: '#56b4e9',
  green: '#009e73',
  orange: '#d55e00',
  yellow: '#e69f00',
  grey: '#b8bec6',
} as const

const WIDTH = 960

const at = (value: number): string => String(Math.round(value * 10) / 10)
const escapeMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export interface TextOptions {
  size?: number
  fill?: string
  anchor?: 'start' | 'middle' | 'end'
  bold?: boolean
}

/** A line of text; `y` is its baseline. */
export function text(
  x: number,
  y: number,
  words: string,
  { size = 14, fill = COLOUR.ink, anchor = 'start', bold = false }: TextOptions = {},
): string {
  const weight = bold ? ' font-weight="650"' : ''
  const place = anchor === 'start' ? '' : ` text-anchor="${anchor}"`
  return `<text x="${at(x)}" y="${at(y)}" font-size="${size}" fill="${fill}"${weight}${place}>${escapeMarkup(words)}</text>`
}

export interface BoxOptions {
  fill?: string
  stroke?: string
  opacity?: number
  radius?: number
}

export function box(
  x: number,
  y: number,
  width: number,
  height: number,
  { fill = 'none', stroke, opacity, radius = 0 }: BoxOptions = {},
): string {
  const edge = stroke === undefined ? '' : ` stroke="${stroke}"`
  const see = opacity === undefined ? '' : ` fill-opacity="${opacity}"`
  const round = radius === 0 ? '' : ` rx="${radius}"`
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"${edge}${see}${round}/>`
}

export interface LineOptions {
  stroke?: string
  width?: number
  dashed?: boolean
  /** Ends in a head. */
  arrow?: boolean
}

/** A path through points. */
export function path(
  points: readonly (readonly [x: number, y: number])[],
  { stroke = COLOUR.muted, width = 1.2, dashed = false, arrow = false }: LineOptions = {},
): string {
  const d = points.map(([x, y]) => `${at(x)} ${at(y)}`).join('L')
  const dash = dashed ? ' stroke-dasharray="5 4"' : ''
  const head = arrow ? arrowHead(points.at(-2)!, points.at(-1)!, stroke) : ''
  return `<path d="M${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dash}/>${head}`
}

function arrowHead([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], fill: string): string {
  const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0))
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length]
  const points = [
    [x1 + dx, y1 + dy],
    [x1 - 8 * dx - 4 * dy, y1 - 8 * dy + 4 * dx],
    [x1 - 8 * dx + 4 * dy, y1 - 8 * dy - 4 * dx],
  ]
  return `<path d="M${points.map(([x, y]) => `${at(x!)} ${at(y!)}`).join('L')}Z" fill="${fill}"/>`
}

export function dot(x: number, y: number, radius: number, fill: string, opacity = 1): string {
  return `<circle cx="${at(x)}" cy="${at(y)}" r="${at(radius)}" fill="${fill}"${opacity === 1 ? '' : ` fill-opacity="${opacity}"`}/>`
}

/** A place on an axis in pixels. */
export type Scale = (value: number) => number

export function scale(low: number, high: number, from: number, to: number): Scale {
  return (value) => from + ((value - low) / (high - low)) * (to - from)
}

/** A legend in one row: a swatch and its name, each after the other. */
export function legend(x: number, y: number, entries: readonly (readonly [name: string, fill: string, widthPx: number])[]): string {
  let left = x
  return entries
    .map(([name, fill, width]) => {
      const entry = box(left, y - 11, 13, 13, { fill }) + text(left + 19, y, name, { size: 13 })
      left += width
      return entry
    })
    .join('')
}

/** The whole picture on white paper, with its title and a sentence under it; it is readable on dark pages too. */
export function picture(title: string, caption: string, height: number, parts: readonly string[]): string {
  const opening = `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',Arial,sans-serif">`
  const names = `<title>${escapeMarkup(title)}</title><desc>${escapeMarkup(caption)}</desc>`
  const paper = box(0, 0, WIDTH, height, { fill: '#fff' })
  const head = text(24, 34, title, { size: 18, bold: true }) + text(24, 56, caption, { size: 13, fill: COLOUR.muted })
  return `${[opening + names + paper, head, ...parts].join('\n')}\n</svg>\n`
}
