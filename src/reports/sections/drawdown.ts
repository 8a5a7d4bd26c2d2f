import { lineChart } from '../charts/line-chart.js'
import { finiteRange } from '../charts/scale.js'
import { type EquityFall, equityFalls, underwater } from '../equity-curve.js'
import { dateText, decimalText, hasTimeOfDay, percentText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import { cell, type Exhibit, headerCell } from './section.js'
import { bothSeries } from './series.js'

const MOST_FALLS = 5
const DAY_MS = 86_400_000

/** The deepest falls as rows: when they began, hit bottom and ended, and how long that took. */
function fallTable(falls: readonly EquityFall[], timeMs: Float64Array): string {
  const withTime = hasTimeOfDay(timeMs)
  const last = timeMs[timeMs.length - 1]!
  const rows = falls.map(({ depth, peakRow, troughRow, recoveryRow }, i) => {
    const fromMs = timeMs[Math.max(0, peakRow)]!
    const toMs = recoveryRow === undefined ? last : timeMs[recoveryRow]!
    const days = decimalText((toMs - fromMs) / DAY_MS, toMs - fromMs < 10 * DAY_MS && withTime ? 1 : 0)
    const cells = [
      cell(String(i + 1), 'text'),
      cell(percentText(depth, 1)),
      cell(peakRow < 0 ? 'start' : dateText(fromMs, withTime)),
      cell(dateText(timeMs[troughRow]!, withTime)),
      cell(recoveryRow === undefined ? 'not yet' : dateText(toMs, withTime)),
      cell(recoveryRow === undefined ? `${days} so far` : days),
    ]
    return `<tr>${cells.join('')}</tr>`
  })
  const head = [headerCell('No.', 'text'), ...['Depth', 'Peak', 'Trough', 'Recovery', 'Days'].map((name) => headerCell(name))].join('')
  return `<div class="scroll"><table class="falls"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

/** Loss since the last peak over time, the five deepest falls marked and listed. */
export function drawdownExhibit(input: TearSheetInput): Exhibit {
  const { timeMs } = input
  const series = bothSeries(input, (equity) => underwater(equity, input.initialEquity), 'loss')
  const worst = series.map(({ name, values }) => `${name}: worst ${percentText(finiteRange([values])?.min ?? NaN, 1)}`)
  const falls = equityFalls(input.equity, input.initialEquity).slice(0, MOST_FALLS)
  const caption = `${worst.join('; ')}.${falls.length === 0 ? '' : ' The numbers are those of the deepest falls below.'}`
  const chart = lineChart({
    title: 'Drawdown',
    description: caption,
    timeMs,
    series,
    yLabel: 'Loss since the last peak (%)',
    valueText: (value) => percentText(value, 1),
    tickText: (value) => percentText(value, Math.abs(value * 100) % 1 < 1e-9 ? 0 : 1),
    height: 170,
    reference: 0,
    filled: true,
    bands: falls.map(({ peakRow, recoveryRow }, i) => ({
      fromMs: timeMs[Math.max(0, peakRow)]!,
      toMs: timeMs[recoveryRow ?? timeMs.length - 1]!,
      name: String(i + 1),
    })),
  })
  return { title: 'Drawdown', caption, charts: [chart], below: falls.length === 0 ? '' : fallTable(falls, timeMs) }
}
