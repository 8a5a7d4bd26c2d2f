import type { CompleteTrial } from '../../tuning/index.js'
import { PLOT_WIDTH } from '../charts/plot.js'
import { finiteRange } from '../charts/scale.js'
import { contourRegion } from './contour-bands.js'
import { hasTooltips, type Mark, SHADES, shadeOf } from './marks.js'
import { type ParamAxis, paramAxis } from './param-axis.js'
import { panelWidth, scatterPanel } from './scatter-panel.js'
import { PANEL_PX, type StudyFigure, shadeLegend, WHOLE_PX } from './study-figure.js'
import { isFeasible, objectiveValue, type StudyView, sampleOf } from './study-results.js'
import { harmonicSurface, type Knot } from './surface.js'
import { bestLast, NO_COMPLETE, sampleText, trialTooltip } from './trial-text.js'

/** Places of the surface along each axis. */
const GRID = 40
/** Marks of one panel. */
const MOST_MARKS = 1500

interface Pair {
  x: ParamAxis
  y: ParamAxis
  /** Trials that have both parameters and a finite value. */
  trials: readonly CompleteTrial[]
}

function pairsOf(params: readonly string[]): [string, string][] {
  return params.flatMap((x, i) => params.slice(i + 1).map((y): [string, string] => [x, y]))
}

function pairOf(view: StudyView, x: string, y: string, widthPx: number, heightPx: number): Pair {
  const trials = view.complete.filter(
    (trial) => Object.hasOwn(trial.params, x) && Object.hasOwn(trial.params, y) && Number.isFinite(objectiveValue(trial, view)),
  )
  return {
    x: paramAxis(x, trials, { lengthPx: widthPx, isUpright: false }),
    y: paramAxis(y, trials, { lengthPx: heightPx, isUpright: true }),
    trials,
  }
}

function marksOf(pair: Pair, view: StudyView, drawn: readonly CompleteTrial[], shade: (trial: CompleteTrial) => string): Mark[] {
  return bestLast(drawn, view).map((trial) => {
    const [x, y] = [trial.params[pair.x.name]!, trial.params[pair.y.name]!]
    return {
      x: pair.x.position(x),
      y: pair.y.position(y),
      className: view.bestNumbers.has(trial.number) ? 'best' : isFeasible(trial) ? shade(trial) : 'infeasible',
      tooltip: () =>
        trialTooltip(trial, view, [
          { name: pair.x.name, text: pair.x.text(x) },
          { name: pair.y.name, text: pair.y.text(y) },
        ]),
    }
  })
}

/** Regions of the surface through the trials, fuller where the objective is better. */
function regions({ x, y, trials }: Pair, view: StudyView, range: { min: number; max: number }, heightPx: number): string {
  const spread = range.max / 2 - range.min / 2
  // Losses in 0 … 1, so that values of any size can be summed; 1 is best.
  const goodness = (trial: CompleteTrial): number => {
    const share = spread > 0 ? (objectiveValue(trial, view) / 2 - range.min / 2) / spread : 0.5
    return view.direction === 'minimize' ? 1 - share : share
  }
  const place = (position: number): number => Math.round(position * (GRID - 1))
  const knots = trials.map(
    (trial): Knot => ({
      column: place(x.position(trial.params[x.name]!)),
      row: place(y.position(trial.params[y.name]!)),
      value: goodness(trial),
    }),
  )
  const surface = harmonicSurface(knots, GRID, GRID)
  const base = `<path class="shade-0" d="M0 0H${PLOT_WIDTH}V${heightPx}H0Z"/>`
  const levels = Array.from({ length: SHADES - 1 }, (_, k) => {
    const path = contourRegion(surface, GRID, (k + 1) / SHADES, PLOT_WIDTH, heightPx)
    return path === '' ? '' : `<path class="shade-${k + 1}" d="${path}"/>`
  })
  return base + levels.join('')
}

/** A panel for each pair of parameters; `draw` gives what lies below the marks, and the marks' shades. */
function pairsFigure(
  view: StudyView,
  params: readonly string[],
  title: string,
  words: string,
  draw: (pair: Pair, heightPx: number) => { under: string; shade: (trial: CompleteTrial) => string },
): StudyFigure {
  if (view.complete.length === 0) return { title, caption: NO_COMPLETE, panels: [] }
  const names = pairsOf(params)
  const [widthPx, heightPx] = [panelWidth(names.length), names.length === 1 ? WHOLE_PX : PANEL_PX + 30]
  const pairs = names.map(([x, y]) => pairOf(view, x, y, widthPx, heightPx)).filter(({ trials }) => trials.length > 0)
  if (pairs.length === 0) return { title, caption: 'No two parameters stand in one complete trial with a finite value.', panels: [] }
  const most = Math.floor(MOST_MARKS / Math.max(view.directions.length, pairs.length / 6))
  const largest = pairs.reduce((sum, { trials }) => Math.max(sum, trials.length), 0)
  const drawn = Math.min(largest, most)
  const panels = pairs.map((pair) => {
    const { under, shade } = draw(pair, heightPx)
    return scatterPanel({
      title: `${pair.x.name} and ${pair.y.name}`,
      description: `${pair.trials.length} trials by ${pair.x.name} and ${pair.y.name}.`,
      x: { label: pair.x.name, ticks: pair.x.ticks },
      y: { label: pair.y.name, ticks: pair.y.ticks },
      marks: marksOf(pair, view, sampleOf(pair.trials, most, view.bestNumbers), shade),
      withTooltips: hasTooltips(drawn * pairs.length, view.directions.length),
      heightPx,
      widthPx,
      under,
    })
  })
  const left = view.complete.filter((trial) => !Number.isFinite(objectiveValue(trial, view))).length
  const infinite = left === 0 ? '' : ` ${left} with infinite values ${left === 1 ? 'is' : 'are'} left out.`
  const others = [
    { name: 'best trial', className: 'best' },
    ...(view.complete.every(isFeasible) ? [] : [{ name: 'breaks a constraint', className: 'infeasible' }]),
  ]
  return {
    title,
    caption: `${words}${sampleText(drawn, largest, 'trials')}${infinite}`,
    panels,
    legend: shadeLegend('worse', 'better', others),
  }
}

/** The objective over pairs of parameters as regions of a surface through the trials. */
export function contoursFigure(view: StudyView, params: readonly string[]): StudyFigure {
  const values = view.complete.map((trial) => objectiveValue(trial, view))
  const range = finiteRange([values]) ?? { min: 0, max: 0 }
  const name = view.objectiveNames[view.objective]!
  const words = `The ${name} over pairs of parameters: the trials are the dots, what lies between them is interpolated and was not tried.`
  return pairsFigure(view, params, 'Contours', words, (pair, heightPx) => ({
    under: regions(pair, view, range, heightPx),
    shade: () => 'point',
  }))
}

/** Ranks 0 … 1 of the values, 1 the best; equal values share their mean rank. */
export function ranksOf(view: StudyView): Map<number, number> {
  const sign = view.direction === 'minimize' ? 1 : -1
  const sorted = view.complete
    .map((trial) => ({ number: trial.number, loss: sign * objectiveValue(trial, view) }))
    .sort((a, b) => (a.loss < b.loss ? -1 : a.loss > b.loss ? 1 : 0))
  const ranks = new Map<number, number>()
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1
    while (to < sorted.length && sorted[to]!.loss === sorted[from]!.loss) to++
    const rank = sorted.length === 1 ? 1 : 1 - (from + to - 1) / 2 / (sorted.length - 1)
    for (const { number } of sorted.slice(from, to)) ranks.set(number, rank)
    from = to
  }
  return ranks
}

/** Trials over pairs of parameters, coloured by the rank of their value: outliers do not wash the colours out. */
export function ranksFigure(view: StudyView, params: readonly string[]): StudyFigure {
  const ranks = ranksOf(view)
  const words = 'Trials over pairs of parameters; the shade is the rank of their value among all complete trials.'
  return pairsFigure(view, params, 'Ranks', words, () => ({ under: '', shade: ({ number }) => shadeOf(ranks.get(number)!) }))
}
