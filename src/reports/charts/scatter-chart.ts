import { escapeMarkup } from '../markup.js'
import { coordinate, percent, renderPlot } from './plot.js'
import { finiteRange, linearScale } from './scale.js'

export interface ScatterPoint {
  x: number
  y: number
  className: 'gain' | 'loss'
  tooltip: string
}

export interface ScatterChart {
  title: string
  description: string
  /** Finite, both 0 or more. */
  points: readonly ScatterPoint[]
  xLabel: string
  yLabel: string
  tickText: (value: number) => string
  /** Height of the drawing area in pixels. */
  height: number
  legend: readonly { name: string; className: string }[]
}

/** Dots on two axes from 0 on, as one SVG element. */
export function scatterChart({ title, description, points, xLabel, yLabel, tickText, height, legend }: ScatterChart): string {
  const scaleOf = (of: (point: ScatterPoint) => number) => {
    const { max } = finiteRange([points.map(of), [0]])!
    return linearScale(0, max > 0 ? max : 0.01, 5)
  }
  const x = scaleOf((point) => point.x)
  const y = scaleOf((point) => point.y)
  const dots = points.map(
    (point) =>
      `<circle class="dot ${point.className}" cx="${percent(x.position(point.x))}" cy="${coordinate(height * (1 - y.position(point.y)))}" r="3.5">` +
      `<title>${escapeMarkup(point.tooltip)}</title></circle>`,
  )
  return renderPlot({
    title,
    description,
    height,
    leftPx: 58,
    x: { label: xLabel, ticks: x.ticks.map((tick) => ({ position: x.position(tick), label: tickText(tick) })) },
    y: { label: yLabel, ticks: y.ticks.map((tick) => ({ position: y.position(tick), label: tickText(tick) })) },
    legend,
    overlay: dots.join(''),
  })
}
