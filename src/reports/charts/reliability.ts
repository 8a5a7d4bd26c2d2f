import type { ReliabilityCurve } from '../../metrics/index.js'
import { escapeMarkup } from '../markup.js'
import { decimalText, percentText } from '../number-text.js'
import { coordinate, percent, renderPlot } from './plot.js'

export interface ReliabilityDiagram {
  title: string
  description: string
  curve: ReliabilityCurve
  /** Height of the drawing area in pixels. */
  height: number
}

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]

interface Bin {
  predicted: number
  observed: number
  count: number
}

function binsOf({ meanPredicted, fractionPositive, count }: ReliabilityCurve): Bin[] {
  const bins = Array.from(count, (rows, i) => ({ predicted: meanPredicted[i]!, observed: fractionPositive[i]!, count: rows }))
  return bins.filter((bin) => bin.count > 0)
}

/** Expected calibration error of a curve's bins: Σ count · |observed − predicted| / Σ count; NaN without rows. */
export function calibrationError(curve: ReliabilityCurve): number {
  let rows = 0
  let error = 0
  for (const { predicted, observed, count } of binsOf(curve)) {
    rows += count
    error += count * Math.abs(observed - predicted)
  }
  return rows === 0 ? NaN : error / rows
}

/** Observed frequency over predicted probability, a dot per bin with its area by the bin's rows, as one SVG element. */
export function reliabilityDiagram({ title, description, curve, height }: ReliabilityDiagram): string {
  const filled = binsOf(curve)
  const most = filled.reduce((max, { count }) => Math.max(max, count), 1)
  const dots = filled.map(({ predicted, observed, count }) => {
    const x = percent(predicted)
    const y = coordinate(height * (1 - observed))
    const radius = coordinate(3 + 9 * Math.sqrt(count / most))
    const text = `predicted ${percentText(predicted, 1)}, observed ${percentText(observed, 1)}, ${decimalText(count, 0)} rows`
    return `<circle class="dot" cx="${x}" cy="${y}" r="${radius}"><title>${escapeMarkup(text)}</title></circle>`
  })
  const counts = filled.map(({ predicted, observed, count }) => {
    const y = coordinate(Math.min(height * (1 - observed) + 8, height - 6))
    const offset = coordinate(7 + 9 * Math.sqrt(count / most))
    return `<text class="count" x="${percent(predicted)}" dx="${offset}" y="${y}" dy=".3em">${decimalText(count, 0)}</text>`
  })
  const steps = filled.map(({ predicted, observed }) => `${coordinate(1000 * predicted)} ${coordinate(height * (1 - observed))}`)
  const line = steps.length > 1 ? `<path class="line strategy" d="M${steps.join('L')}"/>` : ''
  const ticks = TICKS.map((tick) => ({ position: tick, label: percentText(tick, 0) }))
  return renderPlot({
    title,
    description,
    height,
    leftPx: 58,
    x: { label: 'predicted probability', ticks },
    y: { label: 'observed share', ticks },
    stretched: `<path class="reference" d="M0 ${height}L1000 0"/>${line}`,
    overlay: dots.join('') + counts.join(''),
  })
}
