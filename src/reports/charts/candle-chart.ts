import type { Candles, TradeMark } from '../candles.js'
import { shortText } from '../number-text.js'
import { dateTicks } from './date-axis.js'
import { coordinate, PLOT_WIDTH, percent, renderPlot } from './plot.js'
import { finiteRange, linearScale } from './scale.js'

export interface CandleChart {
  title: string
  description: string
  candles: Candles
  marks: readonly TradeMark[]
  /** Label of the vertical axis with its unit. */
  yLabel: string
  /** Height of the drawing area in pixels. */
  height: number
}

/** Small signs of fills, around 0/0: a buy points up, a sale down. */
const UP = 'M0 2L5 11L-5 11Z'
const DOWN = 'M0 -2L5 -11L-5 -11Z'

/** Candles with entries and exits on them, as one SVG element. */
export function candleChart({ title, description, candles, marks, yLabel, height }: CandleChart): string {
  const { timeMs, open, high, low, close } = candles
  const count = timeMs.length
  const range = finiteRange([low, high]) ?? { min: 0, max: 1 }
  const scale = linearScale(range.min, range.max)
  const y = (price: number): string => coordinate(height * (1 - scale.position(price)))
  const pitch = PLOT_WIDTH / count
  const middle = (row: number): number => (row + 0.5) * pitch
  const wicks: string[] = []
  const bodies = { rising: [] as string[], falling: [] as string[] }
  for (let row = 0; row < count; row++) {
    if (Number.isNaN(high[row]! + low[row]! + open[row]! + close[row]!)) continue
    wicks.push(`M${coordinate(middle(row))} ${y(high[row]!)}V${y(low[row]!)}`)
    const body = `M${coordinate(middle(row) - 0.35 * pitch)} ${y(open[row]!)}H${coordinate(middle(row) + 0.35 * pitch)}V${y(close[row]!)}H${coordinate(middle(row) - 0.35 * pitch)}Z`
    bodies[close[row]! >= open[row]! ? 'rising' : 'falling'].push(body)
  }
  const sign = (row: number, price: number, isBuy: boolean, className: string): string => {
    const at = Math.max(0, Math.min(height, height * (1 - scale.position(price))))
    return `<svg x="${percent((row + 0.5) / count)}" y="${coordinate(at)}" overflow="visible"><path class="marker ${className}" d="${isBuy ? UP : DOWN}"/></svg>`
  }
  const signs = marks.map(
    ({ entryRow, entryPrice, exitRow, exitPrice, side, won }) =>
      sign(entryRow, entryPrice, side === 'long', 'strategy') +
      (exitRow === undefined ? '' : sign(exitRow, exitPrice!, side === 'short', won ? 'gain' : 'loss')),
  )
  return renderPlot({
    title,
    description,
    height,
    leftPx: 58,
    x: {
      label: '',
      ticks: dateTicks(timeMs[0]!, timeMs[count - 1]!).map((tick) => ({ ...tick, position: (tick.position * (count - 1) + 0.5) / count })),
    },
    y: { label: yLabel, ticks: scale.ticks.map((tick) => ({ position: scale.position(tick), label: shortText(tick, 5) })) },
    stretched:
      `<path class="wick" d="${wicks.join('')}"/><path class="rising" d="${bodies.rising.join('')}"/>` +
      `<path class="falling" d="${bodies.falling.join('')}"/>`,
    overlay: signs.join(''),
  })
}
