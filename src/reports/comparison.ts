import { BarcastError } from '../core/index.js'
import { type LineSeries, lineChart } from './charts/line-chart.js'
import { finiteRange } from './charts/scale.js'
import { underwater } from './equity-curve.js'
import { checkInput } from './input-check.js'
import { escapeMarkup } from './markup.js'
import { dateText, decimalText, figureText, percentText, shortText } from './number-text.js'
import { pageOf } from './page.js'
import { badgeNames, THEME_SWITCH } from './sections/header.js'
import { cell, headerCell, section } from './sections/section.js'
import { STYLE } from './style.js'
import type { Figure, TearSheetInput } from './tear-sheet-input.js'

const STYLES: readonly LineSeries['style'][] = ['strategy', 'loss', 'series-3', 'series-4', 'series-5', 'benchmark']
/** As many lines as can be told apart. */
const MOST_RUNS = STYLES.length

/** The times of all runs in order, each once. */
function commonTimes(runs: readonly TearSheetInput[]): Float64Array {
  const all = Float64Array.from(runs.flatMap(({ timeMs }) => [...timeMs])).sort()
  return all.filter((time, i) => i === 0 || time !== all[i - 1])
}

/** A run's values on all times: the last one known within its own span, missing outside it. */
function onTimes({ timeMs }: TearSheetInput, values: Float64Array, times: Float64Array): Float64Array {
  const last = timeMs[timeMs.length - 1]!
  let row = -1
  return times.map((time) => {
    while (row + 1 < timeMs.length && timeMs[row + 1]! <= time) row += 1
    return row < 0 || time > last ? NaN : values[row]!
  })
}

function nameOf({ title, symbol }: TearSheetInput, i: number): string {
  return `${i + 1}. ${title} – ${symbol}`
}

/** The runs' names beside their colours: a list, which breaks into lines where a legend would not fit. */
function runList(runs: readonly TearSheetInput[]): string {
  const items = runs.map((run, i) => {
    const { timeMs } = run
    const marks = badgeNames(run).map((name) => ` <span class="badge">${name}</span>`)
    const span = `${dateText(timeMs[0]!)} to ${dateText(timeMs[timeMs.length - 1]!)}, ${decimalText(timeMs.length, 0)} bars`
    return `<li><span class="swatch ${STYLES[i]!}"></span>${escapeMarkup(nameOf(run, i))}<span class="caption"> ${span}</span>${marks.join('')}</li>`
  })
  return `<ul class="runs">${items.join('')}</ul>`
}

function growthSection(runs: readonly TearSheetInput[], times: Float64Array): string {
  const series = runs.map(
    (run, i): LineSeries => ({
      name: nameOf(run, i),
      values: onTimes(
        run,
        run.equity.map((value) => (100 * value) / run.initialEquity),
        times,
      ),
      style: STYLES[i]!,
    }),
  )
  const range = finiteRange(series.map(({ values }) => values))!
  const scale = range.min > 0 && range.max / range.min >= 2.5 ? 'log' : 'linear'
  const caption = `Each run starts at 100 (dashed). ${scale === 'log' ? 'Logarithmic' : 'Linear'} scale.`
  const chart = lineChart({
    title: 'Growth of 100',
    description: caption,
    timeMs: times,
    series,
    yLabel: `Equity (start = 100, ${scale} scale)`,
    valueText: (value) => decimalText(value, 1),
    tickText: (value) => shortText(value),
    height: 320,
    scale,
    reference: 100,
    legend: false,
  })
  return section('Growth of 100', caption, chart)
}

function fallSection(runs: readonly TearSheetInput[], times: Float64Array): string {
  const series = runs.map(
    (run, i): LineSeries => ({
      name: nameOf(run, i),
      values: onTimes(run, underwater(run.equity, run.initialEquity), times),
      style: STYLES[i]!,
    }),
  )
  const caption = runs.map((_, i) => `${i + 1}: worst ${percentText(finiteRange([series[i]!.values])?.min ?? NaN, 1)}`).join('; ')
  const chart = lineChart({
    title: 'Drawdown',
    description: caption,
    timeMs: times,
    series,
    yLabel: 'Loss since the last peak (%)',
    valueText: (value) => percentText(value, 1),
    tickText: (value) => percentText(value, Math.abs(value * 100) % 1 < 1e-9 ? 0 : 1),
    height: 200,
    reference: 0,
    legend: false,
  })
  return section('Drawdown', `${caption}.`, chart)
}

/** Every figure that some run has, one column for each run, in the order in which they first appear. */
function figureTable(runs: readonly TearSheetInput[]): string {
  const figures = new Map<string, Figure>()
  for (const run of runs) for (const figure of run.figures ?? []) if (!figures.has(figure.name)) figures.set(figure.name, figure)
  if (figures.size === 0) return ''
  const rows = [...figures.values()].map(({ name, definition }) => {
    const cells = runs.map((run) => {
      const figure = run.figures?.find((own) => own.name === name)
      return cell(figure === undefined ? '' : figureText(figure.strategy, figure.unit))
    })
    return `<tr><th scope="row" title="${escapeMarkup(definition)}">${escapeMarkup(name)}</th>${cells.join('')}</tr>`
  })
  const head = headerCell('Figure', 'text') + runs.map((_, i) => headerCell(`Run ${i + 1}`)).join('')
  const table = `<div class="scroll"><table class="compared"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  return section('Key figures', 'The definition of a figure shows when the pointer rests on its name.', table)
}

/** What runs assumed differently is why their figures cannot be compared: said before the figures. */
function cautions(runs: readonly TearSheetInput[]): string[] {
  const differ = (of: (run: TearSheetInput) => unknown): boolean => new Set(runs.map((run) => JSON.stringify(of(run)) ?? '')).size > 1
  const trials = runs.map(({ assumptions }) => assumptions?.trialsSearched).filter((count) => count !== undefined)
  return [
    ...(differ(({ timeMs }) => [timeMs[0], timeMs[timeMs.length - 1]]) ? ['The runs cover different periods.'] : []),
    ...(differ(({ symbol }) => symbol) ? ['The runs traded different symbols.'] : []),
    ...(differ(({ assumptions }) => [assumptions?.feeBps, assumptions?.slippage]) ? ['The runs paid different costs.'] : []),
    ...(differ((run) => badgeNames(run).includes('Not tradable')) ? ['Some of the runs could not have been traded.'] : []),
    ...(trials.length === 0
      ? []
      : [
          `${decimalText(
            trials.reduce((sum, count) => sum + count, 0),
            0,
          )} parameter sets were searched over all runs.`,
        ]),
    `Choosing the best of ${runs.length} runs is a search of its own: the best looks better than it is.`,
  ]
}

/**
 * Two to six runs side by side in one HTML file: their growth from 100, their drawdowns, every figure in a column for each, and what they assumed differently. Runs of
 * unlike times are drawn on all of them; outside its own span a run has no line.
 *
 * @throws BarcastError `reports/runs` for another number of runs, and what {@link renderTearSheet} throws.
 *
 * @example
 * writeFileSync('runs.html', renderComparison([tearSheetOf(slow, context), tearSheetOf(fast, context)]))
 */
export function renderComparison(runs: readonly TearSheetInput[], title = 'Comparison of runs'): string {
  if (runs.length < 2 || runs.length > MOST_RUNS)
    throw new BarcastError('reports/runs', `Compare runs: two to ${MOST_RUNS} runs are needed, found ${runs.length}`, {
      value: runs.length,
    })
  for (const run of runs) checkInput(run)
  const times = commonTimes(runs)
  const notes = cautions(runs)
    .map((text) => `<li>${escapeMarkup(text)}</li>`)
    .join('')
  const body = [
    `<header>${THEME_SWITCH}<h1>${escapeMarkup(title)}</h1></header>\n<div class="warnings" role="note"><ul>${notes}</ul></div>\n<main>\n`,
    section('Runs', '', runList(runs)),
    figureTable(runs),
    growthSection(runs, times),
    fallSection(runs, times),
    '</main>\n',
  ]
  return pageOf({
    title,
    style: STYLE,
    body: body.join(''),
    footer: 'A backtest is not a promise: past results say little about future ones. Not investment advice.',
  })
}
