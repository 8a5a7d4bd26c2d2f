import type { TrialRecord } from '../../tuning/index.js'
import { extremeRows } from '../charts/downsample.js'
import { coordinate, PLOT_WIDTH } from '../charts/plot.js'
import { scatterPanel } from './scatter-panel.js'
import { legendRow, type StudyFigure, WHOLE_PX } from './study-figure.js'
import { type StudyView, sampleOf } from './study-results.js'
import { sampleText } from './trial-text.js'
import { type ValueScale, valueScale } from './value-scale.js'

const MOST_LINES = 250
/** A line keeps the extremes of so many columns. */
const COLUMNS = 60
const CLASSES = ['failed', 'running', 'pruned', 'complete', 'best'] as const

type LineClass = (typeof CLASSES)[number]

/** A trial's reports as a path; values that are not finite break it. */
function runPath({ reports = [] }: TrialRecord, x: ValueScale, y: ValueScale): string {
  const places = Float64Array.from(reports, ({ step }) => x.position(step))
  const values = Float64Array.from(reports, ({ value }) => (Number.isFinite(value) ? value : NaN))
  let path = ''
  let isDown = false
  for (const row of extremeRows(places, values, COLUMNS)) {
    const value = values[row]!
    const isKnown = !Number.isNaN(value)
    if (isKnown) {
      const point = `${coordinate(PLOT_WIDTH * places[row]!)} ${coordinate(WHOLE_PX * (1 - y.position(value)))}`
      path += isDown ? `L${point}` : `M${point}h0`
    }
    isDown = isKnown
  }
  return path
}

/** Where pruned trials were given up. */
function endings(trials: readonly TrialRecord[], x: ValueScale, y: ValueScale): string {
  const points = trials.flatMap(({ reports = [] }) => {
    const last = reports.at(-1)!
    return Number.isFinite(last.value)
      ? [`M${coordinate(PLOT_WIDTH * x.position(last.step))} ${coordinate(WHOLE_PX * (1 - y.position(last.value)))}h0`]
      : []
  })
  return points.length === 0 ? '' : `<path class="dots infeasible" d="${points.join('')}"/>`
}

/** What trials reported on their way, a line each; those given up end in a dot. */
export function intermediateFigure(view: StudyView): StudyFigure {
  const title = 'Intermediate values'
  const reporting = view.trials.filter(({ reports = [] }) => reports.length > 0)
  if (reporting.length === 0) return { title, caption: 'No trial has reported a value on its way.', panels: [] }
  const drawn = sampleOf(reporting, MOST_LINES, view.bestNumbers)
  const reports = drawn.flatMap((trial) => trial.reports ?? [])
  const x = valueScale(
    reports.map(({ step }) => step),
    'linear',
    8,
  )
  const y = valueScale(reports.map(({ value }) => value))
  const lineClass = (trial: TrialRecord): LineClass =>
    view.bestNumbers.has(trial.number) ? 'best' : trial.state === 'waiting' ? 'running' : trial.state
  const shown = CLASSES.map((className) => ({ className, trials: drawn.filter((trial) => lineClass(trial) === className) })).filter(
    ({ trials }) => trials.length > 0,
  )
  const lines = shown.map(({ className, trials }) => {
    const d = trials.map((trial) => runPath(trial, x, y)).join('')
    return `<path class="run ${className}" stroke-linecap="round" d="${d}"/>${className === 'pruned' ? endings(trials, x, y) : ''}`
  })
  const pruned = reporting.filter(({ state }) => state === 'pruned').length
  const caption =
    `${reporting.length} trials reported values${pruned === 0 ? '' : `; ${pruned} were given up, their lines end in a dot`}.` +
    sampleText(drawn.length, reporting.length, 'trials')
  const panel = scatterPanel({
    title,
    description: caption,
    x: { label: 'step', ticks: x.ticks },
    y: { label: view.objectiveNames[view.objective]!, ticks: y.ticks },
    marks: [],
    withTooltips: true,
    heightPx: WHOLE_PX,
    widthPx: 860,
    under: lines.join(''),
  })
  const legend = legendRow(shown.flatMap(({ className }) => [{ text: '■', className }, { text: className }]))
  return { title, caption, panels: [panel], legend }
}
