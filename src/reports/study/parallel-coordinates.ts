import type { CompleteTrial, ParamValue } from '../../tuning/index.js'
import { coordinate, openSvg, PLOT_WIDTH, percent } from '../charts/plot.js'
import type { Tick } from '../charts/scale.js'
import { escapeMarkup } from '../markup.js'
import { shadeOf } from './marks.js'
import { fitting, paramAxis, shortened } from './param-axis.js'
import { type StudyFigure, shadeLegend, WHOLE_PX } from './study-figure.js'
import { isFeasible, objectiveValue, type StudyView, sampleOf } from './study-results.js'
import { infiniteText, NO_COMPLETE, sampleText } from './trial-text.js'
import { endsScale } from './value-scale.js'

/** Beyond this, axes stand too close for their labels. */
const MOST_AXES = 16
const MOST_LINES = 400
const WIDTH_PX = 860
/** Names lie flat where axes are this far apart, else they slope. */
const FLAT_PX = 105

interface Axis {
  name: string
  isChoice: boolean
  ticks: readonly Tick[]
  /** Undefined where the trial has no such parameter. */
  place(trial: CompleteTrial): number | undefined
}

function objectiveAxis(view: StudyView, objective: number): Axis {
  const { ticks, position } = endsScale(view.complete.map(({ values }) => values[objective]!))
  return { name: view.objectiveNames[objective]!, isChoice: false, ticks, place: ({ values }) => position(values[objective]!) }
}

function paramOf(view: StudyView, name: string): Axis {
  const axis = paramAxis(name, view.complete, { lengthPx: WHOLE_PX, isUpright: true, labels: 'ends' })
  return {
    name: axis.kind === 'log' ? `${name} (log)` : name,
    isChoice: axis.kind === 'choice',
    ticks: axis.ticks,
    place: ({ params }) => (Object.hasOwn(params, name) ? axis.position(params[name] as ParamValue) : undefined),
  }
}

/** The trial's way over the axes; it breaks off where a parameter is missing. */
function wayOf(trial: CompleteTrial, axes: readonly Axis[]): string {
  let path = ''
  let isDown = false
  axes.forEach((axis, k) => {
    const place = axis.place(trial)
    if (place !== undefined)
      path += `${isDown ? 'L' : 'M'}${coordinate((PLOT_WIDTH * k) / Math.max(1, axes.length - 1))} ${coordinate(WHOLE_PX * (1 - place))}`
    isDown = place !== undefined
  })
  return path
}

/** Ways from the worst to the best, those of one class that follow each other in one path. */
function ways(trials: readonly CompleteTrial[], axes: readonly Axis[], view: StudyView): string {
  const scale = endsScale(view.complete.map((trial) => objectiveValue(trial, view)))
  const goodness = (trial: CompleteTrial): number => {
    const place = scale.position(objectiveValue(trial, view))
    return view.direction === 'minimize' ? 1 - place : place
  }
  const classOf = (trial: CompleteTrial): string =>
    view.bestNumbers.has(trial.number) ? 'best' : isFeasible(trial) ? shadeOf(goodness(trial)) : 'infeasible'
  const order = (className: string): number => (className === 'best' ? 1 : className === 'infeasible' ? -1 : 0)
  const sorted = trials
    .map((trial) => ({ trial, className: classOf(trial), goodness: goodness(trial) }))
    .sort((a, b) => order(a.className) - order(b.className) || a.goodness - b.goodness || a.trial.number - b.trial.number)
  const paths: { className: string; d: string }[] = []
  for (const { trial, className } of sorted) {
    const last = paths.at(-1)
    if (last?.className === className) last.d += wayOf(trial, axes)
    else paths.push({ className, d: wayOf(trial, axes) })
  }
  return paths.map(({ className, d }) => `<path class="way ${className}" d="${d}"/>`).join('')
}

function tickMarkup({ position, label }: Tick, isChoice: boolean, x: string, pitchPx: number): string {
  const y = coordinate(WHOLE_PX * (1 - position))
  const text = escapeMarkup(fitting(label, pitchPx - 8))
  if (isChoice) return `<text class="halo" x="${x}" dx="5" y="${y}" dy=".32em">${text}</text>`
  const dy = position === 1 ? -6 : position === 0 ? 14 : 4
  return `<text class="halo" x="${x}" y="${y}" dy="${dy}" text-anchor="middle">${text}</text>`
}

function axisMarkup(axis: Axis, k: number, axes: number, pitchPx: number): string {
  const x = percent(k / Math.max(1, axes - 1))
  const isFlat = pitchPx >= FLAT_PX
  const name = escapeMarkup(isFlat ? fitting(axis.name, pitchPx - 8) : shortened(axis.name, 20))
  const label = isFlat
    ? `<text class="axis-label" x="${x}" y="-22" text-anchor="middle">${name}</text>`
    : `<svg x="${x}" y="-20" width="1" height="1" overflow="visible"><text class="axis-label" transform="rotate(-38)">${name}</text></svg>`
  return (
    `<g><title>${escapeMarkup(axis.name)}</title><line class="axis-tall" x1="${x}" x2="${x}" y1="0" y2="${WHOLE_PX}"/>${label}</g>` +
    axis.ticks.map((tick) => tickMarkup(tick, axis.isChoice, x, pitchPx)).join('')
  )
}

/** A line for each trial over the objectives and the parameters, fuller where the objective is better. */
export function parallelFigure(view: StudyView, params: readonly string[]): StudyFigure {
  const title = 'Parallel coordinates'
  if (view.complete.length === 0) return { title, caption: NO_COMPLETE, panels: [] }
  const shown = params.slice(0, Math.max(1, MOST_AXES - view.directions.length))
  const axes = [...view.directions.map((_, k) => objectiveAxis(view, k)), ...shown.map((name) => paramOf(view, name))]
  if (axes.length < 2) return { title, caption: 'The complete trials have no parameters.', panels: [] }
  const drawn = sampleOf(view.complete, MOST_LINES, view.bestNumbers)
  const left = shown.length === params.length ? '' : ` The first ${shown.length} of ${params.length} parameters have an axis.`
  const caption =
    `A line for each trial; fuller lines have a better ${view.objectiveNames[view.objective]}.${left}` +
    `${sampleText(drawn.length, view.complete.length, 'trials')}${infiniteText(view.complete, [...view.directions.keys()])}`
  const pitchPx = WIDTH_PX / (axes.length - 1)
  const topPx = pitchPx >= FLAT_PX ? 44 : 112
  const panel =
    openSvg(title, caption, WHOLE_PX, [topPx, pitchPx >= FLAT_PX ? 70 : 96, 22, 64]) +
    `<svg width="100%" height="${WHOLE_PX}" viewBox="0 0 ${PLOT_WIDTH} ${WHOLE_PX}" preserveAspectRatio="none">${ways(drawn, axes, view)}</svg>` +
    `${axes.map((axis, k) => axisMarkup(axis, k, axes.length, pitchPx)).join('')}</svg>`
  const others = [
    { name: 'best trial', className: 'best' },
    ...(view.complete.every(isFeasible) ? [] : [{ name: 'breaks a constraint (dotted)', className: 'infeasible' }]),
  ]
  return { title, caption, panels: [panel], legend: shadeLegend('worse', 'better', others) }
}
