import { openSvg } from '../charts/plot.js'
import { escapeMarkup } from '../markup.js'
import { type Picture, picture } from '../picture.js'
import { section } from '../sections/section.js'
import { SHADES } from './marks.js'
import { STUDY_CHART_STYLE } from './study-style.js'

/** One kind of figure: a drawing, or several that belong together. */
export interface StudyFigure {
  title: string
  /** What is shown, and what is left out, in words. */
  caption: string
  /** SVG elements of a page; none where there is nothing to draw. */
  panels: readonly string[]
  /** What the colours mean. */
  legend?: string
}

export interface LegendPart {
  text: string
  className?: string
}

/** Height of the drawing area of a panel that stands beside others, and of one that stands alone, in pixels. */
export const PANEL_PX = 170
export const WHOLE_PX = 280

/** A line of coloured squares and words. */
export function legendRow(parts: readonly LegendPart[]): string {
  const spans = parts.map(({ text, className }, i) => {
    const gap = i === 0 ? '' : className === undefined || parts[i - 1]!.className === undefined ? ' dx="6"' : ''
    return `<tspan${className === undefined ? '' : ` class="${className}"`}${gap}>${escapeMarkup(text)}</tspan>`
  })
  const words = parts.filter(({ className }) => className === undefined).map(({ text }) => text)
  return `${openSvg('Legend', words.join(', '), 16, [2, 0, 2, 0])}<text class="legend" x="100%" y="12" text-anchor="end">${spans.join('')}</text></svg>`
}

/** A legend of shades from the faintest to the fullest, and of marks of their own. */
export function shadeLegend(from: string, to: string, others: readonly { name: string; className: string }[]): string {
  return legendRow([
    { text: from },
    ...Array.from({ length: SHADES }, (_, k) => ({ text: '■', className: `shade-${k}` })),
    { text: to },
    ...others.flatMap(({ name, className }) => [{ text: className === 'infeasible' ? '○' : '●', className }, { text: name }]),
  ])
}

function columnsOf({ panels }: StudyFigure): number {
  return Math.min(3, Math.max(1, panels.length))
}

/** The figure as a picture of its own. */
export function figurePicture(figure: StudyFigure): string {
  const { title, caption, panels, legend } = figure
  const given: Picture = { title, description: caption, panels, columns: columnsOf(figure), style: STUDY_CHART_STYLE }
  return picture(legend === undefined || panels.length === 0 ? given : { ...given, legend })
}

/** The figure as a part of a page. */
export function figureSection(figure: StudyFigure): string {
  const { title, caption, panels, legend = '' } = figure
  if (panels.length === 0) return section(title, caption, '')
  const drawn = panels.map((panel) => `<div>${panel}</div>`).join('')
  return section(title, caption, `${legend}<div class="panels panels-${columnsOf(figure)}">${drawn}</div>`)
}
