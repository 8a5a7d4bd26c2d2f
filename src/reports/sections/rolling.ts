import { type LineSeries, lineChart } from '../charts/line-chart.js'
import { finiteRange } from '../charts/scale.js'
import { rollingBeta, rollingSharpe, rollingVolatility } from '../equity-curve.js'
import { decimalText, percentText, shortText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'
import { bothSeries } from './series.js'

/** Half a year of bars; undefined for histories of less than a year and for bars so long that a window would hold fewer than 20. */
function windowOf({ periodsPerYear, timeMs }: TearSheetInput): { windowBars: number; periodsPerYear: number } | undefined {
  if (periodsPerYear === undefined) return undefined
  const windowBars = Math.round(periodsPerYear / 2)
  return windowBars < 20 || timeMs.length < 2 * windowBars ? undefined : { windowBars, periodsPerYear }
}

interface RollingLine {
  title: string
  caption: string
  series: readonly LineSeries[]
  yLabel: string
  text: (value: number) => string
  reference: number
}

function rollingExhibit(input: TearSheetInput, { title, caption, series, yLabel, text, reference }: RollingLine): Exhibit | undefined {
  if (series.every(({ values }) => finiteRange([values]) === undefined)) return undefined
  const chart = lineChart({
    title,
    description: caption,
    timeMs: input.timeMs,
    series,
    yLabel,
    valueText: text,
    tickText: text === percentText ? (value) => percentText(value, 0) : shortText,
    height: 170,
    reference,
  })
  return { title, caption, charts: [chart] }
}

/** Sharpe ratio of the trailing half year; left out for histories of less than a year. */
export function rollingSharpeExhibit(input: TearSheetInput): Exhibit | undefined {
  const window = windowOf(input)
  if (window === undefined) return undefined
  const { windowBars, periodsPerYear } = window
  return rollingExhibit(input, {
    title: 'Rolling Sharpe ratio',
    caption: `Over the trailing ${decimalText(windowBars, 0)} bars (half a year), annualised by √${decimalText(periodsPerYear, 0)}, risk-free rate 0.`,
    series: bothSeries(input, (equity) => rollingSharpe(equity, input.initialEquity, windowBars, periodsPerYear), 'strategy'),
    yLabel: 'Sharpe ratio (per year)',
    text: (value) => decimalText(value, 2),
    reference: 0,
  })
}

/** Yearly volatility of the trailing half year. */
export function rollingVolatilityExhibit(input: TearSheetInput): Exhibit | undefined {
  const window = windowOf(input)
  if (window === undefined) return undefined
  const { windowBars, periodsPerYear } = window
  return rollingExhibit(input, {
    title: 'Rolling volatility',
    caption: `Sample standard deviation of the trailing ${decimalText(windowBars, 0)} returns, annualised by √${decimalText(periodsPerYear, 0)}.`,
    series: bothSeries(input, (equity) => rollingVolatility(equity, input.initialEquity, windowBars, periodsPerYear), 'strategy'),
    yLabel: 'Volatility (% per year)',
    text: percentText,
    reference: 0,
  })
}

/** Beta to the benchmark over the trailing half year. */
export function rollingBetaExhibit(input: TearSheetInput): Exhibit | undefined {
  const window = windowOf(input)
  const { benchmark } = input
  if (window === undefined || benchmark === undefined) return undefined
  const values = rollingBeta(input.equity, benchmark.equity, input.initialEquity, window.windowBars)
  return rollingExhibit(input, {
    title: 'Rolling beta',
    caption: `Covariance with the returns of ${benchmark.name} over their variance, over the trailing ${decimalText(window.windowBars, 0)} bars. Dashed: 1, as the benchmark.`,
    series: [{ name: 'Strategy', values, style: 'strategy' }],
    yLabel: 'Beta',
    text: (value) => decimalText(value, 2),
    reference: 1,
  })
}
