import type { CompleteTrial } from '../../tuning/index.js'
import { hasTooltips, type Mark, shadeOf } from './marks.js'
import { type ParamAxis, paramAxis } from './param-axis.js'
import { panelWidth, scatterPanel } from './scatter-panel.js'
import { PANEL_PX, type StudyFigure, shadeLegend } from './study-figure.js'
import { objectiveValue, type StudyView, sampleOf } from './study-results.js'
import { bestLast, infiniteText, NO_COMPLETE, sampleText, trialTooltip } from './trial-text.js'
import { type ValueScale, valueScale } from './value-scale.js'

/** Marks over all panels; more would make the file heavy and the panels black. */
const MOST_MARKS = 20_000

function markOf(trial: CompleteTrial, view: StudyView, axis: ParamAxis, y: ValueScale, last: number): Mark {
  const value = trial.params[axis.name]!
  return {
    x: axis.position(value),
    y: y.position(objectiveValue(trial, view)),
    className: view.bestNumbers.has(trial.number) ? 'best' : shadeOf(last > 0 ? trial.number / last : 1),
    tooltip: () => trialTooltip(trial, view, [{ name: axis.name, text: axis.text(value) }]),
  }
}

/** The objective over each parameter, a panel each, coloured by the trial's number. */
export function slicesFigure(view: StudyView, params: readonly string[]): StudyFigure {
  const title = 'Slices'
  const { complete } = view
  if (complete.length === 0) return { title, caption: NO_COMPLETE, panels: [] }
  if (params.length === 0) return { title, caption: 'The complete trials have no parameters.', panels: [] }
  const drawn = bestLast(
    sampleOf(complete, Math.max(50, Math.floor(MOST_MARKS / (params.length * view.directions.length))), view.bestNumbers),
    view,
  )
  const name = view.objectiveNames[view.objective]!
  const y = valueScale(
    complete.map((trial) => objectiveValue(trial, view)),
    'linear',
    4,
  )
  const last = complete.at(-1)!.number
  const widthPx = panelWidth(params.length)
  const panels = params.map((param) => {
    const axis = paramAxis(param, complete, { lengthPx: widthPx, isUpright: false })
    const having = drawn.filter((trial) => Object.hasOwn(trial.params, param))
    return scatterPanel({
      title: param,
      description: `${name} over ${param}${axis.kind === 'log' ? ', logarithmic' : ''}, ${having.length} trials.`,
      x: { label: param, ticks: axis.ticks },
      y: { label: name, ticks: y.ticks },
      marks: having.map((trial) => markOf(trial, view, axis, y, last)),
      withTooltips: hasTooltips(drawn.length * params.length, view.directions.length),
      heightPx: PANEL_PX,
      widthPx,
    })
  })
  const caption =
    `The ${name} over each parameter; the shade tells when a trial ran.` +
    `${sampleText(drawn.length, complete.length, 'trials')}${infiniteText(complete, [view.objective])}`
  return { title, caption, panels, legend: shadeLegend('first trials', 'last', [{ name: 'best trial', className: 'best' }]) }
}
