import { escapeMarkup } from '../markup.js'
import { type Axis, coordinate, type LegendEntry, percent, renderPlot } from './plot.js'
import { finiteRange, linearScale } from './scale.js'

/** One column from `from` to `to` (0 … 1 of the width), standing on 0 or hanging from it. NaN draws nothing. */
export interface Column {
  from: number
  to: number
  value: number
  className: string
  tooltip: string
}

/** A vertical line with a name; `row` moves the name down where another one would meet it. */
export interface Rule {
  position: number
  name: string
  row?: number
  side?: 'left' | 'right'
}

export interface ColumnChart {
  title: string
  description: string
  columns: readonly Column[]
  x: Axis
  yLabel: string
  tickText: (value: number) => string
  /** Height of the drawing area in pixels. */
  height: number
  legend?: readonly LegendEntry[]
  /** Vertical rules with a name: a mean, a zero. */
  rules?: readonly Rule[]
}

function rule({ position, name, row = 0, side }: Rule, height: number): string {
  const x = percent(position)
  const anchor = (side ?? (position > 0.5 ? 'left' : 'right')) === 'left' && position > 0.15 ? ' text-anchor="end" dx="-4"' : ' dx="4"'
  return (
    `<line class="rule" x1="${x}" x2="${x}" y1="0" y2="${height}"/>` +
    `<text class="rule-name" x="${x}" y="${9 + 15 * row}"${anchor}>${escapeMarkup(name)}</text>`
  )
}

/** Vertical columns around a zero line, as one SVG element. */
export function columnChart(chart: ColumnChart): string {
  const { height } = chart
  const range = finiteRange([chart.columns.map(({ value }) => value), [0]]) ?? { min: 0, max: 1 }
  const scale = linearScale(range.min, range.min === range.max ? range.min + 1 : range.max, 4)
  const zero = height * (1 - scale.position(0))
  const bars = chart.columns
    .filter(({ value }) => Number.isFinite(value))
    .map(({ from, to, value, className, tooltip }) => {
      const end = height * (1 - scale.position(value))
      const size = `x="${percent(from)}" y="${coordinate(Math.min(zero, end))}" width="${percent(to - from)}" height="${coordinate(Math.abs(end - zero))}"`
      return `<rect class="bar ${className}" ${size}><title>${escapeMarkup(tooltip)}</title></rect>`
    })
  return renderPlot({
    title: chart.title,
    description: chart.description,
    height,
    leftPx: 58,
    x: chart.x,
    y: { label: chart.yLabel, ticks: scale.ticks.map((tick) => ({ position: scale.position(tick), label: chart.tickText(tick) })) },
    ...(chart.legend === undefined ? {} : { legend: chart.legend }),
    overlay:
      bars.join('') +
      `<line class="axis" x1="0" x2="100%" y1="${coordinate(zero)}" y2="${coordinate(zero)}"/>` +
      (chart.rules ?? []).map((mark) => rule(mark, height)).join(''),
  })
}
