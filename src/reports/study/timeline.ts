import type { TrialRecord } from '../../tuning/index.js'
import { coordinate, PLOT_WIDTH } from '../charts/plot.js'
import { dateText } from '../number-text.js'
import { scatterPanel } from './scatter-panel.js'
import { legendRow, type StudyFigure, WHOLE_PX } from './study-figure.js'
import { isFeasible, type StudyView } from './study-results.js'
import { numberText, valueScale } from './value-scale.js'

const UNITS = [
  { name: 'days', ms: 86_400_000 },
  { name: 'hours', ms: 3_600_000 },
  { name: 'minutes', ms: 60_000 },
  { name: 'seconds', ms: 1000 },
] as const
/** A unit is taken when there are at least so many of it. */
const FEWEST = 3
const LARGEST_TIME_MS = 8.64e15
const CLASSES = ['complete', 'infeasible', 'pruned', 'failed', 'running'] as const

interface Run {
  number: number
  className: (typeof CLASSES)[number]
  fromMs: number
  /** NaN while it runs. */
  toMs: number
}

/** A duration in its largest fitting unit: `12.5 seconds`. */
export function durationText(ms: number): string {
  const unit = UNITS.find((candidate) => ms >= FEWEST * candidate.ms)
  return unit === undefined ? `${numberText(ms)} ms` : `${numberText(ms / unit.ms, 3)} ${unit.name}`
}

function runOf(trial: TrialRecord): Run | undefined {
  if (trial.state === 'waiting') return undefined
  const className = trial.state === 'complete' && !isFeasible(trial) ? 'infeasible' : trial.state
  const fromMs = trial.startedMs
  const toMs = trial.state === 'running' ? NaN : Math.max(fromMs, trial.finishedMs)
  const isKnown = [fromMs, Number.isNaN(toMs) ? fromMs : toMs].every((time) => Math.abs(time) <= LARGEST_TIME_MS)
  return isKnown ? { number: trial.number, className, fromMs, toMs } : undefined
}

/** When each trial ran, a line each from its start to its end, coloured by what became of it. */
export function timelineFigure(view: StudyView): StudyFigure {
  const title = 'Timeline'
  const runs = view.trials.map(runOf).filter((run) => run !== undefined)
  if (runs.length === 0) return { title, caption: 'No trial has started.', panels: [] }
  const startMs = runs.reduce((first, { fromMs }) => Math.min(first, fromMs), Infinity)
  const endMs = runs.reduce((last, { fromMs, toMs }) => Math.max(last, fromMs, Number.isNaN(toMs) ? fromMs : toMs), -Infinity)
  const unit = UNITS.find(({ ms }) => endMs - startMs >= FEWEST * ms) ?? { name: 'milliseconds', ms: 1 }
  const x = valueScale([0, Math.max(1, endMs - startMs) / unit.ms], 'linear', 8)
  const y = valueScale([0, Math.max(1, view.trials.length - 1)])
  const place = (timeMs: number): string => coordinate(PLOT_WIDTH * x.position((timeMs - startMs) / unit.ms))
  const strokePx = Math.max(1.4, Math.min(8, Math.floor(WHOLE_PX / view.trials.length) - 1))
  const lines = CLASSES.map((className) => {
    const same = runs.filter((run) => run.className === className)
    // A run too short to be seen is a dot by its round ends.
    const strokes = same.map(
      ({ number, fromMs, toMs }) =>
        `M${place(fromMs)} ${coordinate(WHOLE_PX * (1 - y.position(number)))}H${place(Number.isNaN(toMs) ? endMs : toMs)}`,
    )
    return strokes.length === 0
      ? ''
      : `<path class="bar-line ${className}" stroke-linecap="round" stroke-width="${strokePx}" d="${[...new Set(strokes)].join('')}"/>`
  })
  const shown = CLASSES.map((className) => ({ className, count: runs.filter((run) => run.className === className).length })).filter(
    ({ count }) => count > 0,
  )
  const busyMs = runs.reduce((sum, { fromMs, toMs }) => sum + (Number.isNaN(toMs) ? 0 : toMs - fromMs), 0)
  const caption =
    `${numberText(runs.length, 9)} trials from ${dateText(startMs, true)} (UTC) on, ${durationText(endMs - startMs)} in all; ` +
    `the trials themselves took ${durationText(busyMs)} together.`
  const panel = scatterPanel({
    title,
    description: caption,
    x: { label: `${unit.name} since the first start`, ticks: x.ticks },
    y: { label: 'trial', ticks: y.ticks },
    marks: [],
    withTooltips: true,
    heightPx: WHOLE_PX,
    widthPx: 860,
    under: lines.join(''),
  })
  const names = { complete: 'complete', infeasible: 'breaks a constraint', pruned: 'pruned', failed: 'failed', running: 'running' }
  const legend = legendRow(
    shown.flatMap(({ className, count }) => [
      { text: '■', className: className === 'infeasible' ? 'shade-2' : className },
      { text: `${names[className]} (${count})` },
    ]),
  )
  return { title, caption, panels: [panel], legend }
}
