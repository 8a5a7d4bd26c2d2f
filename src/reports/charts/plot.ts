import { escapeMarkup } from '../markup.js'
import type { Tick } from './scale.js'

/** Width of the drawing area in path coordinates; it stretches with the page while text and strokes keep their size. */
export const PLOT_WIDTH = 1000

export interface Axis {
  /** What is measured, with its unit. */
  label: string
  ticks: readonly Tick[]
}

export interface LegendEntry {
  name: string
  className: string
}

/** The parts of a chart with two axes. */
export interface Plot {
  title: string
  /** One sentence that says in words what the picture shows. */
  description: string
  /** Height of the drawing area in pixels. */
  height: number
  /** Room for the labels of the vertical axis, in pixels. */
  leftPx: number
  x: Axis
  y: Axis
  legend?: readonly LegendEntry[]
  /** Markup in coordinates 1000 × height, stretched to the width of the page. */
  stretched?: string
  /** Markup that must not be stretched: x in percent, y in pixels. */
  overlay?: string
}

/** A coordinate with at most one decimal. */
export function coordinate(value: number): string {
  return String(Math.round(value * 10) / 10 + 0)
}

/** A horizontal place 0 … 1 as percent. */
export function percent(position: number): string {
  return `${Math.round(position * 1e4) / 100 + 0}%`
}

export function openSvg(title: string, description: string, height: number, padding: readonly [number, number, number, number]): string {
  const [top, right, bottom, left] = padding
  const style = `box-sizing:border-box;overflow:visible;padding:${top}px ${right}px ${bottom}px ${left}px`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="100%" height="${height + top + bottom}" style="${style}">` +
    `<title>${escapeMarkup(title)}</title><desc>${escapeMarkup(description)}</desc>`
  )
}

function horizontalAxis(axis: Axis, height: number): string {
  const ticks = axis.ticks.map(({ position, label, minor }) => {
    const x = percent(position)
    const mark = `<line class="tick" x1="${x}" x2="${x}" y1="${height}" y2="${height + 4}"/>`
    return `<g${minor === true ? ' class="minor"' : ''}>${mark}<text x="${x}" y="${height + 17}" text-anchor="middle">${escapeMarkup(label)}</text></g>`
  })
  const name =
    axis.label === '' ? '' : `<text class="axis-label" x="100%" y="${height + 33}" text-anchor="end">${escapeMarkup(axis.label)}</text>`
  return `<line class="axis" x1="0" x2="100%" y1="${height}" y2="${height}"/>${ticks.join('')}${name}`
}

function verticalAxis(axis: Axis, height: number, leftPx: number): string {
  const ticks = axis.ticks.map(({ position, label }) => {
    const y = coordinate(height * (1 - position))
    return (
      `<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/>` +
      `<text x="-8" y="${y}" dy=".32em" text-anchor="end">${escapeMarkup(label)}</text>`
    )
  })
  return `${ticks.join('')}<text class="axis-label" x="${-leftPx}" y="-12">${escapeMarkup(axis.label)}</text>`
}

function legendText(entries: readonly LegendEntry[]): string {
  if (entries.length === 0) return ''
  const parts = entries.map(
    ({ name, className }, i) =>
      `<tspan class="${className}"${i === 0 ? '' : ' dx="14"'}>■</tspan><tspan dx="5">${escapeMarkup(name)}</tspan>`,
  )
  return `<text class="legend" x="100%" y="-12" text-anchor="end">${parts.join('')}</text>`
}

/** The SVG element of a chart: title and description, grid, axes with labels, then the drawing. */
export function renderPlot(plot: Plot): string {
  const { height, leftPx } = plot
  const bottom = plot.x.label === '' ? 26 : 40
  const drawing =
    plot.stretched === undefined
      ? ''
      : `<svg width="100%" height="${height}" viewBox="0 0 ${PLOT_WIDTH} ${height}" preserveAspectRatio="none">${plot.stretched}</svg>`
  return (
    openSvg(plot.title, plot.description, height, [30, 18, bottom, leftPx]) +
    verticalAxis(plot.y, height, leftPx) +
    drawing +
    horizontalAxis(plot.x, height) +
    (plot.overlay ?? '') +
    `${legendText(plot.legend ?? [])}</svg>`
  )
}
