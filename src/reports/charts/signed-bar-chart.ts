import { escapeMarkup } from '../markup.js'
import { barName } from './bar-chart.js'
import { openSvg, percent } from './plot.js'

const ROW_PX = 22
/** Room for the values, which stand in a column of their own: behind bars of both directions they would meet the names. */
const VALUE_PX = 96

export interface SignedBarChart {
  title: string
  description: string
  /** Drawn from top to bottom; finite. */
  bars: readonly { name: string; value: number }[]
  valueText: (value: number) => string
  /** What the bars' lengths mean, with the unit. */
  valueLabel: string
  /** Which sign is drawn in the colour of losses: a negative profit, a positive cost. */
  lossSign: 1 | -1
}

/** Horizontal bars to both sides of 0 with their names at the left and their values at the right, as one SVG element. */
export function signedBarChart({ title, description, bars, valueText, valueLabel, lossSign }: SignedBarChart): string {
  const low = bars.reduce((min, { value }) => Math.min(min, value), 0)
  const high = bars.reduce((max, { value }) => Math.max(max, value), 0)
  const place = (value: number): number => (high > low ? (value - low) / (high - low) : 0)
  const zero = place(0)
  const rows = bars.map(({ name, value }, i) => {
    const y = i * ROW_PX
    const end = place(value)
    const middle = `y="${y + ROW_PX / 2}" dy=".32em"`
    return (
      `<g><title>${escapeMarkup(`${name}: ${valueText(value)}`)}</title>` +
      `<text x="-8" ${middle} text-anchor="end">${escapeMarkup(barName(name))}</text>` +
      `<rect class="bar ${value * lossSign > 0 ? 'loss' : 'gain'}" x="${percent(Math.min(zero, end))}" y="${y + 3}" width="${percent(Math.abs(end - zero))}" height="${ROW_PX - 6}"/>` +
      `<text class="value" x="100%" dx="${VALUE_PX - 6}" text-anchor="end" ${middle}>${escapeMarkup(valueText(value))}</text></g>`
    )
  })
  const height = ROW_PX * bars.length
  return (
    openSvg(title, description, height, [22, VALUE_PX, 8, 172]) +
    `<text class="axis-label" x="0" y="-8">${escapeMarkup(valueLabel)}</text>` +
    `<line class="axis" x1="${percent(zero)}" x2="${percent(zero)}" y1="0" y2="${height}"/>${rows.join('')}</svg>`
  )
}
