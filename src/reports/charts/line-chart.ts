import { escapeMarkup } from '../markup.js'
import { dateText, hasTimeOfDay } from '../number-text.js'
import { dateTicks } from './date-axis.js'
import { extremeRows } from './downsample.js'
import { coordinate, PLOT_WIDTH, percent, renderPlot } from './plot.js'
import { finiteRange, linearScale, logScale, type Scale } from './scale.js'

/** A column is about 1.4 pixels wide on a desktop page: no dip or peak is lost to the eye. */
const MAX_COLUMNS = 750
const HOVER_COLUMNS = 120

export type SeriesStyle = 'strategy' | 'benchmark' | 'loss' | 'series-3' | 'series-4' | 'series-5'

export interface LineSeries {
  name: string
  /** One value per time; NaN leaves a gap. */
  values: Float64Array
  style: SeriesStyle
}

export interface LineChart {
  title: string
  description: string
  /** Ascending epoch milliseconds. */
  timeMs: Float64Array
  /** The first one is drawn on top. */
  series: readonly LineSeries[]
  /** Label of the vertical axis with its unit. */
  yLabel: string
  valueText: (value: number) => string
  tickText: (value: number) => string
  /** Height of the drawing area in pixels. */
  height: number
  scale?: 'linear' | 'log'
  /** A value the axis must hold and a rule marks: 0 of a Sharpe ratio, the initial equity. */
  reference?: number
  /** Fills between the lines and the reference. */
  filled?: boolean
  /** False where the page names the lines itself. Default true. */
  legend?: boolean
  /** Stretches of time that stand out, with a short name each. */
  bands?: readonly { fromMs: number; toMs: number; name: string }[]
}

function positionsOf(timeMs: Float64Array): Float64Array {
  const from = timeMs[0]!
  const span = timeMs[timeMs.length - 1]! - from
  return timeMs.map((time) => (span > 0 ? (time - from) / span : 0.5))
}

/** Unbroken runs of drawn points, as `x y` pairs. */
function runsOf(chart: LineChart, positions: Float64Array, values: Float64Array, scale: Scale): string[][] {
  const runs: string[][] = []
  let run: string[] | undefined
  for (const row of extremeRows(positions, values, MAX_COLUMNS)) {
    const value = values[row]!
    if (Number.isNaN(value)) {
      run = undefined
      continue
    }
    if (run === undefined) {
      run = []
      runs.push(run)
    }
    run.push(`${coordinate(PLOT_WIDTH * positions[row]!)} ${coordinate(chart.height * (1 - scale.position(value)))}`)
  }
  return runs
}

/** A run as a path; a single point becomes a line of no length, which round caps show as a dot. */
function linePath(run: readonly string[]): string {
  return `M${run.length === 1 ? `${run[0]}L${run[0]}` : run.join('L')}`
}

function areaPath(run: readonly string[], base: string): string {
  const x = (point: string): string => point.slice(0, point.indexOf(' '))
  return `M${x(run[0]!)} ${base}L${run.join('L')}L${x(run[run.length - 1]!)} ${base}Z`
}

/** Invisible columns whose native tooltip tells the date and the values there: no script needed. */
function hoverColumns(chart: LineChart, positions: Float64Array): string {
  const count = Math.min(HOVER_COLUMNS, chart.timeMs.length)
  const withTime = hasTimeOfDay(chart.timeMs)
  const columns: string[] = []
  for (let i = 0; i < count; i++) {
    const row = count === 1 ? 0 : Math.round((i * (chart.timeMs.length - 1)) / (count - 1))
    const x = coordinate(PLOT_WIDTH * Math.max(0, Math.min(1 - 1 / count, positions[row]! - 0.5 / count)))
    const values = chart.series.map(({ name, values }) => `${name}: ${chart.valueText(values[row]!)}`)
    const text = escapeMarkup([dateText(chart.timeMs[row]!, withTime), ...values].join('\n'))
    columns.push(`<rect x="${x}" y="0" width="${coordinate(PLOT_WIDTH / count)}" height="${chart.height}"><title>${text}</title></rect>`)
  }
  return `<g class="hover">${columns.join('')}</g>`
}

/** Names of bands closer together than this share of the width would run into each other: only the first of them is written. */
const NAME_SHARE = 0.035

function bandMarkup({ timeMs, height, bands = [] }: LineChart): { rects: string; names: string } {
  const from = timeMs[0]!
  const span = timeMs[timeMs.length - 1]! - from
  if (span <= 0) return { rects: '', names: '' }
  const written: number[] = []
  const rects: string[] = []
  const names: string[] = []
  for (const { fromMs, toMs, name } of bands) {
    const [left, right] = [(fromMs - from) / span, (toMs - from) / span]
    const width = coordinate(Math.max(1, PLOT_WIDTH * (right - left)))
    rects.push(`<rect class="band" x="${coordinate(PLOT_WIDTH * left)}" y="0" width="${width}" height="${height}"/>`)
    const middle = Math.max(0.01, Math.min(0.99, (left + right) / 2))
    if (written.some((place) => Math.abs(place - middle) < NAME_SHARE)) continue
    written.push(middle)
    names.push(`<text class="band-name" x="${percent(middle)}" y="${height - 6}" text-anchor="middle">${escapeMarkup(name)}</text>`)
  }
  return { rects: rects.join(''), names: names.join('') }
}

function scaleOf(chart: LineChart): Scale {
  const columns: ArrayLike<number>[] = chart.series.map(({ values }) => values)
  if (chart.reference !== undefined) columns.push([chart.reference])
  const range = finiteRange(columns) ?? { min: 0, max: 1 }
  return chart.scale === 'log' ? logScale(range.min, range.max) : linearScale(range.min, range.max)
}

/** Lines over time, as one SVG element: long histories are thinned to the extremes of each pixel column. */
export function lineChart(chart: LineChart): string {
  const positions = positionsOf(chart.timeMs)
  const scale = scaleOf(chart)
  const base = coordinate(chart.height * (1 - scale.position(chart.reference ?? scale.min)))
  const paths = chart.series
    .map(({ values, style }, i) => {
      const runs = runsOf(chart, positions, values, scale)
      const area =
        chart.filled === true && i === 0 ? `<path class="area ${style}" d="${runs.map((run) => areaPath(run, base)).join('')}"/>` : ''
      return `${area}<path class="line ${style}" d="${runs.map(linePath).join('')}"/>`
    })
    .reverse()
  const bands = bandMarkup(chart)
  const rule = chart.reference === undefined ? '' : `<path class="reference" d="M0 ${base}L${PLOT_WIDTH} ${base}"/>`
  return renderPlot({
    title: chart.title,
    description: chart.description,
    height: chart.height,
    leftPx: 58,
    x: { label: '', ticks: dateTicks(chart.timeMs[0]!, chart.timeMs[chart.timeMs.length - 1]!) },
    y: { label: chart.yLabel, ticks: scale.ticks.map((tick) => ({ position: scale.position(tick), label: chart.tickText(tick) })) },
    legend: chart.series.length > 1 && chart.legend !== false ? chart.series.map(({ name, style }) => ({ name, className: style })) : [],
    stretched: bands.rects + rule + paths.join('') + hoverColumns(chart, positions),
    overlay: bands.names,
  })
}
