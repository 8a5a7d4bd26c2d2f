import { coordinate, PLOT_WIDTH } from '../charts/plot.js'
import { STUDY_COLOURS } from './optimization-history.js'
import { scatterPanel } from './scatter-panel.js'
import { legendRow, type StudyFigure, WHOLE_PX } from './study-figure.js'
import { objectiveValue, type StudyView } from './study-results.js'
import { infiniteText, NO_COMPLETE } from './trial-text.js'
import { type ValueScale, valueScale } from './value-scale.js'

const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** Steps of the share of complete trials whose value is at most so much. */
function stepPath(view: StudyView, x: ValueScale): string {
  const values = Float64Array.from(view.complete, (trial) => objectiveValue(trial, view)).sort()
  let path = `M0 ${WHOLE_PX}`
  let [left, top] = ['0', coordinate(WHOLE_PX)]
  for (let i = 0; i < values.length; i++) {
    if (values[i] === Infinity) break
    const next = coordinate(PLOT_WIDTH * x.position(values[i]!))
    const height = coordinate(WHOLE_PX * (1 - (i + 1) / values.length))
    // Steps narrower than a tenth of a pixel are one.
    if (next === left) {
      top = height
      continue
    }
    path += `V${top}H${next}`
    ;[left, top] = [next, height]
  }
  return `${path}V${top}H${PLOT_WIDTH}`
}

/** The share of complete trials with a value of at most so much (empirical distribution), a line for each study. */
export function distributionFigure(views: readonly StudyView[]): StudyFigure {
  const title = 'Distribution of values'
  const drawn = views
    .map((view, k) => ({ view, colour: views.length > 1 ? `k-${k % STUDY_COLOURS}` : 'strategy' }))
    .filter(({ view }) => view.complete.length > 0)
  if (drawn.length === 0) return { title, caption: NO_COMPLETE, panels: [] }
  const complete = drawn.flatMap(({ view }) => view.complete)
  const objective = views[0]!.objective
  const x = valueScale(
    complete.map(({ values }) => values[objective]!),
    'linear',
    8,
  )
  const name = views[0]!.objectiveNames[objective]!
  const caption = `Share of complete trials (${complete.length}) whose ${name} is at most so much.${infiniteText(complete, [objective])}`
  const panel = scatterPanel({
    title,
    description: caption,
    x: { label: name, ticks: x.ticks },
    y: { label: 'share of trials', ticks: SHARES.map((share) => ({ position: share, label: `${100 * share}%` })) },
    marks: [],
    withTooltips: true,
    heightPx: WHOLE_PX,
    widthPx: 860,
    under: drawn.map(({ view, colour }) => `<path class="line ${colour}" d="${stepPath(view, x)}"/>`).join(''),
  })
  if (views.length === 1) return { title, caption, panels: [panel] }
  const legend = legendRow(drawn.flatMap(({ view, colour }) => [{ text: '■', className: colour }, { text: view.name }]))
  return { title, caption, panels: [panel], legend }
}
