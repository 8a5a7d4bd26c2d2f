import { BarcastError } from '../core/index.js'
import { type LineSeries, lineChart } from './charts/line-chart.js'
import { decimalText, shortText } from './number-text.js'
import { picture } from './picture.js'
import { CHART_STYLE } from './style.js'

/** What {@link renderLineChart} draws. */
export interface LineChartInput {
  title: string
  /** Ascending epoch milliseconds, two or more. */
  timeMs: Float64Array
  /** One value per time; NaN leaves a gap. The first line is drawn on top. */
  series: readonly { name: string; values: Float64Array }[]
  /** Label of the vertical axis with its unit. */
  yLabel: string
  /** In pixels. Default 260. */
  height?: number
  scale?: 'linear' | 'log'
}

const STYLES: readonly LineSeries['style'][] = ['strategy', 'benchmark', 'loss']

function check({ timeMs, series }: LineChartInput): void {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('reports/chart', `Draw chart: ${message}`, { value })
  }
  if (timeMs.length < 2) refuse(`needs two times or more, found ${timeMs.length}`, timeMs.length)
  if (series.length === 0 || series.length > STYLES.length)
    refuse(`needs one to ${STYLES.length} series, found ${series.length}`, series.length)
  for (const { name, values } of series)
    if (values.length !== timeMs.length)
      refuse(`"${name}" must have ${timeMs.length} values like timeMs, found ${values.length}`, values.length)
}

/**
 * Lines over time as one SVG picture, 960 pixels wide, with its style inside: for a notebook, a README, a page of one's own. Long histories are thinned to the extremes of each pixel column.
 *
 * @throws BarcastError `reports/chart`.
 */
export function renderLineChart(input: LineChartInput): string {
  check(input)
  const { title, timeMs, yLabel, height = 260, scale = 'linear' } = input
  const description = input.series.map(({ name }) => name).join(', ')
  const svg = lineChart({
    title,
    description,
    timeMs,
    series: input.series.map(({ name, values }, k) => ({ name, values, style: STYLES[k]! })),
    yLabel,
    valueText: (value) => decimalText(value, Math.abs(value) < 10 ? 3 : 0),
    tickText: shortText,
    height,
    scale,
  })
  return picture({ title, description, panels: [svg], columns: 1, style: CHART_STYLE })
}
