import { monthlyReturns, yearlyReturns } from '../calendar-returns.js'
import { columnChart } from '../charts/column-chart.js'
import { heatMap } from '../charts/heat-map.js'
import { lineChart } from '../charts/line-chart.js'
import { finiteRange } from '../charts/scale.js'
import { escapeMarkup } from '../markup.js'
import { decimalText, percentText, shortText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import { type Exhibit, exhibitSection, section } from './section.js'
import { bothSeries } from './series.js'

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec', 'Year']
/** From this ratio of highest to lowest equity on, equal distances are to mean equal percentages. */
const LOG_RATIO = 2.5

function lastKnown(values: Float64Array): number {
  return values.findLast((value) => !Number.isNaN(value)) ?? NaN
}

function equityChart(input: TearSheetInput, scale: 'linear' | 'log'): { caption: string; chart: string } {
  const series = bothSeries(input, (equity) => equity, 'strategy')
  const unit = input.currency ?? 'account currency'
  const ends = series.map(({ name, values }) => `${name} ends at ${decimalText(lastKnown(values), 0)}`)
  const start = `Both start from ${decimalText(input.initialEquity, 0)}`
  const caption = `${scale === 'log' ? 'Logarithmic' : 'Linear'} scale. ${series.length > 1 ? start : start.replace('Both start', 'Starts')} (dashed).`
  const chart = lineChart({
    title: 'Equity',
    description: `${ends.join('; ')}. ${caption}`,
    timeMs: input.timeMs,
    series,
    yLabel: `Equity (${unit}, ${scale} scale)`,
    valueText: (value) => decimalText(value, 0),
    tickText: (value) => shortText(value),
    height: 320,
    scale,
    reference: input.initialEquity,
  })
  return { caption, chart }
}

/** The ratio of the highest equity to the lowest, both lines and the start included; NaN where some is 0 or less and has no logarithm. */
function spreadOf(input: TearSheetInput): number {
  const columns = [input.equity, ...(input.benchmark === undefined ? [] : [input.benchmark.equity]), [input.initialEquity]]
  const { min, max } = finiteRange(columns)!
  return min > 0 ? max / min : NaN
}

/** Account value over time beside the benchmark's, on a logarithmic scale where it grew much. */
export function equityExhibit(input: TearSheetInput): Exhibit {
  const { caption, chart } = equityChart(input, spreadOf(input) >= LOG_RATIO ? 'log' : 'linear')
  return { title: 'Equity', caption, charts: [chart] }
}

/** The equity on both scales, where it has a logarithm, with a switch between them that needs no script. */
export function equitySection(input: TearSheetInput): string {
  const spread = spreadOf(input)
  if (Number.isNaN(spread)) return exhibitSection(equityExhibit(input))
  const part = (scale: 'linear' | 'log', when: string): string => {
    const { caption, chart } = equityChart(input, scale)
    return `<div class="${when}"><p class="caption">${escapeMarkup(caption)}</p>${chart}</div>`
  }
  const checked = spread >= LOG_RATIO ? ' checked="checked"' : ''
  const control = `<input type="checkbox" class="switch" id="log-scale"${checked}/><label for="log-scale">Logarithmic scale</label>`
  return section('Equity', '', control + part('linear', 'when-off') + part('log', 'when-on'))
}

/** Years × months, with the year's total. */
export function monthlyExhibit(input: TearSheetInput): Exhibit | undefined {
  const months = monthlyReturns(input.timeMs, input.equity, input.initialEquity)
  const years = yearlyReturns(input.timeMs, input.equity, input.initialEquity)
  const sizeOf = (values: readonly { value: number }[]): number =>
    values.reduce((size, { value }) => (Number.isNaN(value) ? size : Math.max(size, Math.abs(value))), 1e-9)
  const monthSize = sizeOf(months)
  const yearSize = sizeOf(years)
  const byMonth = new Map(months.map(({ year, month, value }) => [12 * year + month, value]))
  const cellOf = (name: string, value: number | undefined, size: number) => {
    const text = value === undefined ? '' : decimalText(100 * value, 1)
    const tooltip = value === undefined ? '' : `${name}: ${percentText(value)}`
    return { text, tooltip, strength: value === undefined ? NaN : Math.sign(value) * Math.sqrt(Math.abs(value) / size) }
  }
  const rows = years.map(({ year, value }) => ({
    name: String(year),
    cells: MONTH_NAMES.map((name, i) =>
      i === 12 ? cellOf(String(year), value, yearSize) : cellOf(`${name} ${year}`, byMonth.get(12 * year + i + 1), monthSize),
    ),
  }))
  const gains = months.filter(({ value }) => value > 0).length
  const range = finiteRange([months.map(({ value }) => value)]) ?? { min: NaN, max: NaN }
  const caption =
    `Percent, calendar months in UTC. ${gains} of ${months.length} months gained; ` +
    `best ${percentText(range.max, 1)}, worst ${percentText(range.min, 1)}.`
  const chart = heatMap({
    title: 'Monthly returns',
    description: caption,
    columnNames: MONTH_NAMES,
    rows,
    rowPx: 24,
    leftPx: 44,
    lastApart: true,
  })
  return { title: 'Monthly returns', caption: caption, charts: [chart] }
}

/** Calendar years as columns, the strategy beside its benchmark. */
export function yearlyExhibit(input: TearSheetInput): Exhibit | undefined {
  const years = yearlyReturns(input.timeMs, input.equity, input.initialEquity)
  if (years.length < 2) return undefined
  const { benchmark } = input
  const other = new Map(
    benchmark === undefined
      ? []
      : yearlyReturns(input.timeMs, benchmark.equity, input.initialEquity).map(({ year, value }) => [year, value] as const),
  )
  const first = years[0]!.year
  const count = years[years.length - 1]!.year - first + 1
  const columns = years.flatMap(({ year, value }) => {
    const left = (year - first) / count
    const tooltip = (name: string, number: number): string => `${name}, ${year}: ${percentText(number)}`
    const own = {
      from: left + 0.12 / count,
      to: left + (benchmark === undefined ? 0.88 : 0.49) / count,
      value,
      className: 'strategy',
      tooltip: tooltip('Strategy', value),
    }
    if (benchmark === undefined) return [own]
    const theirs = other.get(year) ?? NaN
    return [
      own,
      {
        from: left + 0.51 / count,
        to: left + 0.88 / count,
        value: theirs,
        className: 'benchmark',
        tooltip: tooltip(benchmark.name, theirs),
      },
    ]
  })
  const every = Math.ceil(count / 26)
  const ticks = Array.from({ length: count }, (_, i) => i)
    .filter((i) => i % every === 0)
    .map((i, k) => ({ position: (i + 0.5) / count, label: String(first + i), ...(count > 12 && k % 3 !== 0 ? { minor: true } : {}) }))
  const legend = [
    { name: 'Strategy', className: 'strategy' },
    ...(benchmark === undefined ? [] : [{ name: benchmark.name, className: 'benchmark' }]),
  ]
  const gains = years.filter(({ value }) => value > 0).length
  const chart = columnChart({
    title: 'Yearly returns',
    description: `${gains} of ${years.length} calendar years gained.`,
    columns,
    x: { label: '', ticks },
    yLabel: 'Return (%)',
    tickText: (value) => percentText(value, 0),
    height: 170,
    legend: legend.length > 1 ? legend : [],
  })
  return { title: 'Yearly returns', caption: 'The first and the last year may be incomplete.', charts: [chart] }
}
