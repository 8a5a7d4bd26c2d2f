import { BarcastError } from '../../core/index.js'
import type { CompleteTrial } from '../../tuning/index.js'
import { hasTooltips, type Mark } from './marks.js'
import { panelWidth, scatterPanel } from './scatter-panel.js'
import { legendRow, PANEL_PX, type StudyFigure, WHOLE_PX } from './study-figure.js'
import { isFeasible, type StudyView, sampleOf } from './study-results.js'
import { bestLast, classOf, infiniteText, NO_COMPLETE, sampleText, trialTooltip } from './trial-text.js'
import { valueScale } from './value-scale.js'

const MOST_MARKS = 5000

function axisLabel(view: StudyView, k: number): string {
  return `${view.objectiveNames[k]} (${view.directions[k] === 'minimize' ? 'lower' : 'higher'} is better)`
}

/** Numbers of the trials on the front; a view's own best trial is that of one objective. */
function frontOf({ best }: StudyView): ReadonlySet<number> {
  return new Set(best.map(({ number }) => number))
}

function panelOf(view: StudyView, drawn: readonly CompleteTrial[], a: number, b: number, pairs: number): string {
  const [heightPx, widthPx] = [pairs === 1 ? WHOLE_PX : PANEL_PX + 40, panelWidth(pairs)]
  const [x, y] = [a, b].map((k) => valueScale(view.complete.map(({ values }) => values[k]!)))
  const front = { bestNumbers: frontOf(view) }
  const marks = bestLast(drawn, front).map(
    (trial): Mark => ({
      x: x!.position(trial.values[a]!),
      y: y!.position(trial.values[b]!),
      className: classOf(trial, front),
      tooltip: () => trialTooltip(trial, view),
    }),
  )
  return scatterPanel({
    title: `${view.objectiveNames[a]} and ${view.objectiveNames[b]}`,
    description: `${view.best.length} of ${view.complete.length} complete trials are on the Pareto front.`,
    x: { label: axisLabel(view, a), ticks: x!.ticks },
    y: { label: axisLabel(view, b), ticks: y!.ticks },
    marks,
    withTooltips: hasTooltips(drawn.length, pairs),
    heightPx,
    widthPx,
  })
}

/** Complete trials by pairs of objectives, those marked that no other one betters. @throws BarcastError `reports/objectives` for a study of one. */
export function paretoFigure(view: StudyView, action: string): StudyFigure {
  const title = 'Pareto front'
  const count = view.directions.length
  if (count < 2)
    throw new BarcastError('reports/objectives', `${action}: the study must have two objectives or more, found ${count}`, { value: count })
  if (view.complete.length === 0) return { title, caption: NO_COMPLETE, panels: [] }
  const pairs = view.directions.flatMap((_, a) => view.directions.slice(a + 1).map((__, k): [number, number] => [a, a + 1 + k]))
  const drawn = sampleOf(view.complete, Math.floor(MOST_MARKS / Math.min(pairs.length, 10)), frontOf(view))
  const broken = view.complete.filter((trial) => !isFeasible(trial)).length
  const words =
    broken === view.complete.length
      ? 'Every complete trial breaks a constraint; those that break theirs least are marked.'
      : `${view.best.length} of ${view.complete.length} complete trials are on the front: no other one is as good in every objective and better in one.`
  const caption =
    `${words}${broken > 0 && broken < view.complete.length ? ` Rings break a constraint (${broken}).` : ''}` +
    `${sampleText(drawn.length, view.complete.length, 'trials')}${infiniteText(view.complete, [...view.directions.keys()])}`
  const legend = legendRow([
    { text: '●', className: 'complete' },
    { text: 'complete' },
    { text: '●', className: 'best' },
    { text: broken === view.complete.length ? 'breaks its constraints least' : 'on the front' },
    ...(broken > 0 ? [{ text: '○', className: 'infeasible' }, { text: 'breaks a constraint' }] : []),
  ])
  return { title, caption, panels: pairs.map(([a, b]) => panelOf(view, drawn, a, b, pairs.length)), legend }
}
