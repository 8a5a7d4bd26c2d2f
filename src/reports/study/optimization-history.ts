import { coordinate, PLOT_WIDTH } from '../charts/plot.js'
import type { Mark } from './marks.js'
import { hasTooltips } from './marks.js'
import { scatterPanel } from './scatter-panel.js'
import { legendRow, type StudyFigure, WHOLE_PX } from './study-figure.js'
import { isFeasible, objectiveValue, type StudyView } from './study-results.js'
import { bestLast, classOf, infiniteText, NO_COMPLETE, trialTooltip } from './trial-text.js'
import { type ValueScale, valueScale } from './value-scale.js'

/** Colours of studies; further ones begin again. */
export const STUDY_COLOURS = 6
const RUG_PX = 9

/** The best value of the feasible complete trials up to each number, NaN before the first. */
export function bestSoFar(view: StudyView): Float64Array {
  let best = NaN
  return Float64Array.from(view.trials, (trial) => {
    if (trial.state !== 'complete' || !isFeasible(trial)) return best
    const value = objectiveValue(trial, view)
    if (Number.isNaN(best) || (view.direction === 'minimize' ? value < best : value > best)) best = value
    return best
  })
}

/** A line of level steps over trial numbers; a new level begins at its trial. Infinite ones are left out. */
function stepPath(values: Float64Array, x: ValueScale, y: ValueScale): string {
  let path = ''
  let last = NaN
  values.forEach((value, number) => {
    if (!Number.isFinite(value)) return
    const [left, top] = [coordinate(PLOT_WIDTH * x.position(number)), coordinate(WHOLE_PX * (1 - y.position(value)))]
    if (path === '') path = `M${left} ${top}`
    else if (value !== last) path += `H${left}V${top}`
    last = value
  })
  return path === '' ? '' : `${path}H${coordinate(PLOT_WIDTH * x.position(values.length - 1))}`
}

/** Short strokes at the worse end of the values for trials without one. */
function rug(view: StudyView, state: 'pruned' | 'failed', x: ValueScale): string {
  const places = new Set(
    view.trials.filter((trial) => trial.state === state).map(({ number }) => coordinate(PLOT_WIDTH * x.position(number))),
  )
  const from = view.direction === 'minimize' ? 0 : WHOLE_PX - RUG_PX
  const strokes = [...places].map((left) => `M${left} ${from}v${RUG_PX}`)
  return strokes.length === 0 ? '' : `<path class="rug ${state}" d="${strokes.join('')}"/>`
}

interface Band {
  mean: Float64Array
  deviation: Float64Array
}

/** Mean and standard deviation of the studies' best values at each trial number, over those that have a finite one by then. */
export function bandOf(views: readonly StudyView[]): Band {
  const length = views.reduce((most, { trials }) => Math.max(most, trials.length), 0)
  const lines = views.map(bestSoFar)
  const [mean, deviation] = [new Float64Array(length).fill(NaN), new Float64Array(length).fill(NaN)]
  for (let number = 0; number < length; number++) {
    const values = lines.flatMap((line) => (number < line.length && Number.isFinite(line[number]!) ? [line[number]!] : []))
    if (values.length === 0) continue
    mean[number] = values.reduce((sum, value) => sum + value / values.length, 0)
    deviation[number] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean[number]!) ** 2 / values.length, 0))
  }
  return { mean, deviation }
}

/** The outline of mean ± deviation from the first trial number that has one; levels change at their trials. */
function bandPath({ mean, deviation }: Band, x: ValueScale, y: ValueScale): string {
  const numbers = [...mean.keys()].filter((number) => Number.isFinite(mean[number]! + deviation[number]!))
  if (numbers.length === 0) return ''
  const left = (number: number): string => coordinate(PLOT_WIDTH * x.position(number))
  const outline = (sign: number): string[] =>
    numbers.flatMap((number, i) => {
      const top = coordinate(WHOLE_PX * (1 - y.position(mean[number]! + sign * deviation[number]!)))
      return [`${left(number)} ${top}`, `${left(numbers[i + 1] ?? number)} ${top}`]
    })
  return `<path class="band k-0" d="M${[...outline(1), ...outline(-1).reverse()].join('L')}Z"/>`
}

function marksOf(view: StudyView, x: ValueScale, y: ValueScale, colour: string | undefined): Mark[] {
  return bestLast(view.complete, view).map((trial) => ({
    x: x.position(trial.number),
    y: y.position(objectiveValue(trial, view)),
    className: colour ?? classOf(trial, view),
    tooltip: () => trialTooltip(trial, view),
  }))
}

function numberScale(views: readonly StudyView[]): ValueScale {
  const last = views.reduce((most, { trials }) => Math.max(most, trials.length - 1), 1)
  return valueScale([0, last], 'linear', 8)
}

function countOf({ trials }: StudyView, state: string): number {
  return trials.filter((trial) => trial.state === state).length
}

function captionOf(views: readonly StudyView[], withBand: boolean): string {
  const complete = views.flatMap(({ complete }) => complete)
  const edge = infiniteText(complete, [views[0]!.objective])
  if (views.length > 1)
    return withBand
      ? `Mean of the best value so far over ${views.length} studies; the band is one standard deviation to each side.${edge}`
      : `Values of complete trials of ${views.length} studies, and the best so far as a line.${edge}`
  const view = views[0]!
  const ended = (['pruned', 'failed'] as const).map((state) => ({ state, count: countOf(view, state) })).filter(({ count }) => count > 0)
  const edgeName = view.direction === 'minimize' ? 'upper' : 'lower'
  const rugs =
    ended.length === 0 ? '' : ` ${ended.map(({ state, count }) => `${count} ${state}`).join(' and ')} have strokes at the ${edgeName} edge.`
  const worst = view.complete.some((trial) => !isFeasible(trial)) ? ' Rings break a constraint and count for no best value.' : ''
  return `Values of ${complete.length} complete trials; the line is the best so far.${rugs}${worst}${edge}`
}

function legendOf(views: readonly StudyView[], withBand: boolean): string | undefined {
  if (withBand) return undefined
  if (views.length > 1)
    return legendRow(views.flatMap(({ name }, k) => [{ text: '■', className: `k-${k % STUDY_COLOURS}` }, { text: name }]))
  const view = views[0]!
  const shown = (['pruned', 'failed'] as const).filter((state) => countOf(view, state) > 0)
  return legendRow([
    { text: '●', className: 'complete' },
    { text: 'complete' },
    ...(view.complete.some((trial) => !isFeasible(trial)) ? [{ text: '○', className: 'infeasible' }, { text: 'breaks a constraint' }] : []),
    { text: '●', className: 'best' },
    { text: 'best' },
    ...shown.flatMap((state) => [{ text: '❘', className: state }, { text: state }]),
  ])
}

/** Values by trial number and the best so far; of several studies side by side, or as mean and band. */
export function historyFigure(views: readonly StudyView[], withBand = false): StudyFigure {
  const title = 'Optimization history'
  const complete = views.reduce((sum, view) => sum + view.complete.length, 0)
  if (complete === 0) return { title, caption: NO_COMPLETE, panels: [] }
  const caption = captionOf(views, withBand)
  const x = numberScale(views)
  const band = withBand ? bandOf(views) : undefined
  const values =
    band === undefined
      ? views.flatMap((view) => view.complete.map((trial) => objectiveValue(trial, view)))
      : [...band.mean].flatMap((mean, i) => [mean - band.deviation[i]!, mean + band.deviation[i]!])
  const y = valueScale(values)
  const lines = (band === undefined ? views.map(bestSoFar) : [band.mean]).map((line, k) => {
    const colour = views.length > 1 ? `k-${k % STUDY_COLOURS}` : 'strategy'
    return `<path class="line ${colour}" d="${stepPath(line, x, y)}"/>`
  })
  const rugs = views.length > 1 ? '' : rug(views[0]!, 'pruned', x) + rug(views[0]!, 'failed', x)
  const marks =
    band === undefined ? views.flatMap((view, k) => marksOf(view, x, y, views.length > 1 ? `k-${k % STUDY_COLOURS}` : undefined)) : []
  const panel = scatterPanel({
    title,
    description: caption,
    x: { label: 'trial', ticks: x.ticks },
    y: { label: views[0]!.objectiveNames[views[0]!.objective]!, ticks: y.ticks },
    marks,
    withTooltips: hasTooltips(marks.length, views[0]!.directions.length),
    heightPx: WHOLE_PX,
    widthPx: 860,
    under: (band === undefined ? '' : bandPath(band, x, y)) + rugs + lines.join(''),
  })
  const legend = legendOf(views, withBand)
  return { title, caption, panels: [panel], ...(legend === undefined ? {} : { legend }) }
}
