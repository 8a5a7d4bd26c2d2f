import { lineChart } from '../charts/line-chart.js'
import { finiteRange } from '../charts/scale.js'
import { percentText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

/** What was held at each close, as a share of equity. */
export function exposureExhibit({ exposure, timeMs }: TearSheetInput): Exhibit | undefined {
  if (exposure === undefined) return undefined
  const range = finiteRange([exposure.gross])
  if (range === undefined) return undefined
  const known = exposure.gross.filter((value) => Number.isFinite(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const caption =
    `Value of the positions at each close over equity: net is long less short, gross is long plus short. ` +
    `Gross: ${percentText(mean, 0)} in the mean, ${percentText(range.max, 0)} at most.`
  const chart = lineChart({
    title: 'Exposure',
    description: caption,
    timeMs,
    series: [
      { name: 'Net', values: exposure.net, style: 'strategy' },
      { name: 'Gross', values: exposure.gross, style: 'benchmark' },
    ],
    yLabel: 'Exposure (% of equity)',
    valueText: (value) => percentText(value, 1),
    tickText: (value) => percentText(value, 0),
    height: 150,
    reference: 0,
  })
  return { title: 'Exposure', caption, charts: [chart] }
}
