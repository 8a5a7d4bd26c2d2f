import { escapeMarkup } from '../markup.js'
import { openSvg, percent } from './plot.js'

const ROW_PX = 22
const LABEL_CHARACTERS = 26
/** Bars end here, so that the value written behind the longest one still fits. */
const LONGEST_BAR = 0.86

export interface BarChart {
  title: string
  description: string
  /** Drawn from top to bottom; values are 0 or more. `loss` draws a bar in the colour of losses. */
  bars: readonly { name: string; value: number; className?: 'loss' }[]
  valueText: (value: number) => string
  /** What the bars' lengths mean, with the unit. */
  valueLabel: string
}

/** A name as long as there is room for beside a bar. */
export function barName(name: string): string {
  const characters = [...name]
  return characters.length <= LABEL_CHARACTERS ? name : `${characters.slice(0, LABEL_CHARACTERS - 1).join('')}…`
}

/** Horizontal bars with their names at the left and their values behind them, as one SVG element. */
export function barChart({ title, description, bars, valueText, valueLabel }: BarChart): string {
  const longest = bars.reduce((max, { value }) => Math.max(max, value), 0)
  const rows = bars.map(({ name, value, className = 'strategy' }, i) => {
    const y = i * ROW_PX
    const width = percent(longest > 0 ? (LONGEST_BAR * value) / longest : 0)
    const middle = y + ROW_PX / 2
    return (
      `<g><title>${escapeMarkup(`${name}: ${valueText(value)}`)}</title>` +
      `<text x="-8" y="${middle}" dy=".32em" text-anchor="end">${escapeMarkup(barName(name))}</text>` +
      `<rect class="bar ${className}" x="0" y="${y + 3}" width="${width}" height="${ROW_PX - 6}"/>` +
      `<text class="value" x="${width}" dx="6" y="${middle}" dy=".32em">${escapeMarkup(valueText(value))}</text></g>`
    )
  })
  const height = ROW_PX * bars.length
  return (
    openSvg(title, description, height, [22, 18, 8, 172]) +
    `<text class="axis-label" x="0" y="-8">${escapeMarkup(valueLabel)}</text>` +
    `<line class="axis" x1="0" x2="0" y1="0" y2="${height}"/>${rows.join('')}</svg>`
  )
}
