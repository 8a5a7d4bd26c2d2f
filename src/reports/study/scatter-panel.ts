import { renderPlot } from '../charts/plot.js'
import type { Tick } from '../charts/scale.js'
import { drawMarks, type Mark } from './marks.js'
import { fitting } from './param-axis.js'

/** A field of marks over two axes. */
export interface ScatterPanel {
  title: string
  description: string
  x: { label: string; ticks: readonly Tick[] }
  y: { label: string; ticks: readonly Tick[] }
  marks: readonly Mark[]
  withTooltips: boolean
  heightPx: number
  /** Room for labels along the horizontal axis. */
  widthPx: number
  /** Drawn below the marks, in coordinates 1000 × height. */
  under?: string
}

/** Labels at the vertical axis are at most this wide, in pixels. */
const LABELS_PX = 92
const CHARACTER_PX = 6.4

/** Room for the labels of a vertical axis, in pixels. */
export function leftRoom(ticks: readonly Tick[]): number {
  const longest = ticks.reduce((most, { label }) => Math.max(most, [...label].length), 0)
  return Math.min(LABELS_PX, Math.max(40, Math.ceil(longest * CHARACTER_PX) + 14))
}

/** One SVG element. */
export function scatterPanel(panel: ScatterPanel): string {
  const { title, description, x, y, heightPx, widthPx } = panel
  const { stretched, overlay } = drawMarks(panel.marks, heightPx, panel.withTooltips)
  const under = panel.under ?? ''
  const ticks = y.ticks.map((tick) => ({ ...tick, label: fitting(tick.label, LABELS_PX - 12) }))
  return renderPlot({
    title,
    description,
    height: heightPx,
    leftPx: leftRoom(ticks),
    x: { label: fitting(x.label, widthPx), ticks: x.ticks },
    y: { label: fitting(y.label, widthPx), ticks },
    ...(under + stretched === '' ? {} : { stretched: under + stretched }),
    overlay,
  })
}

/** Width of a drawing area without its margins, when so many panels stand side by side. */
export function panelWidth(panels: number): number {
  return panels >= 3 ? 225 : panels === 2 ? 370 : 860
}
