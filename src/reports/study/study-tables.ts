import type { CompleteTrial, NumberDimension, ParamValue, SearchDimension } from '../../tuning/index.js'
import { escapeMarkup } from '../markup.js'
import { cell, headerCell, section } from '../sections/section.js'
import { isFeasible, type StudyView } from './study-results.js'
import { durationText } from './timeline.js'
import { numberText } from './value-scale.js'

const MOST_ROWS = 15
/** Choices of one parameter that are named. */
const MOST_CHOICES = 20

function paramText(value: ParamValue): string {
  return typeof value === 'number' ? numberText(value, 6) : typeof value === 'string' ? value : String(value)
}

/** Feasible before infeasible ones; of one objective by value, of several the front by number. */
export function rankedTrials(view: StudyView): readonly CompleteTrial[] {
  if (view.directions.length > 1) return view.best
  const sign = view.direction === 'minimize' ? 1 : -1
  const loss = ({ value }: CompleteTrial): number => sign * value
  const broken = (trial: CompleteTrial): number => (isFeasible(trial) ? 0 : 1)
  return [...view.complete].sort((a, b) => broken(a) - broken(b) || (loss(a) < loss(b) ? -1 : loss(a) > loss(b) ? 1 : a.number - b.number))
}

function trialRow(trial: CompleteTrial, params: readonly string[], columns: number): string {
  const having = params.filter((name) => Object.hasOwn(trial.params, name))
  const text = having.map((name) => `${name} ${paramText(trial.params[name]!)}`).join(' · ')
  const cells = [
    cell(String(trial.number), 'text'),
    ...trial.values.map((value) => cell(numberText(value, 6))),
    cell(durationText(Math.max(0, trial.finishedMs - trial.startedMs))),
    cell(isFeasible(trial) ? '' : 'breaks a constraint', 'text'),
  ]
  return `<tr>${cells.join('')}</tr><tr class="params"><td></td><td colspan="${columns - 1}">${escapeMarkup(text)}</td></tr>`
}

/** The best trials with their values and parameters. */
export function bestTrialsSection(view: StudyView, params: readonly string[]): string {
  const ranked = rankedTrials(view)
  if (ranked.length === 0) return ''
  const shown = ranked.slice(0, MOST_ROWS)
  const isFront = view.directions.length > 1
  const what = isFront ? 'trials of the front' : 'complete trials'
  const caption =
    shown.length === ranked.length
      ? `All ${ranked.length} ${what}.`
      : `The first ${shown.length} of ${numberText(ranked.length, 9)} ${what}.`
  const head = [
    headerCell('Trial', 'text'),
    ...view.objectiveNames.map((name) => headerCell(name)),
    headerCell('Duration'),
    headerCell('', 'text'),
  ]
  const rows = shown.map((trial) => trialRow(trial, params, head.length)).join('')
  const table = `<div class="scroll"><table class="folds trials"><thead><tr>${head.join('')}</tr></thead><tbody>${rows}</tbody></table></div>`
  return section(isFront ? 'Trials on the Pareto front' : 'Best trials', caption, table)
}

function numbersText({ low, high, step }: NumberDimension): string {
  return `${numberText(low, 6)} to ${numberText(high, 6)}${step === undefined ? '' : `, step ${numberText(step, 6)}`}`
}

function rangeText(dimensions: readonly SearchDimension[]): string {
  const first = dimensions[0]!
  if (first.type === 'choice') {
    const more = first.choices.length - MOST_CHOICES
    return `${first.choices.slice(0, MOST_CHOICES).map(paramText).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  }
  const texts = [...new Set(dimensions.flatMap((dimension) => (dimension.type === 'choice' ? [] : [numbersText(dimension)])))]
  return texts.length > 3 ? `${texts.slice(0, 3).join('; ')} and ${texts.length - 3} more` : texts.join('; ')
}

function typeText(dimension: SearchDimension): string {
  if (dimension.type === 'choice') return 'choice'
  return `${dimension.type === 'int' ? 'whole number' : 'number'}${dimension.log === true ? ', logarithmic' : ''}`
}

function paramRow(name: string, dimensions: readonly SearchDimension[], best: CompleteTrial | undefined): string {
  const value = best !== undefined && Object.hasOwn(best.params, name) ? paramText(best.params[name]!) : '–'
  return `<tr>${cell(name, 'text')}${cell(typeText(dimensions[0]!), 'text')}${cell(rangeText(dimensions), 'text')}${cell(value)}</tr>`
}

/** Every parameter with the range from which it was drawn, and its value in the best trial. */
export function spaceSection(view: StudyView, order: readonly string[]): string {
  const spaces = new Map<string, SearchDimension[]>(order.map((name) => [name, []]))
  for (const { space } of view.trials)
    for (const [name, dimension] of Object.entries(space)) {
      const known = spaces.get(name)
      if (known === undefined) spaces.set(name, [dimension])
      else known.push(dimension)
    }
  const rows = [...spaces].filter(([, dimensions]) => dimensions.length > 0)
  if (rows.length === 0) return ''
  const best = view.directions.length === 1 ? view.best[0] : undefined
  const head = headerCell('Parameter', 'text') + headerCell('Type', 'text') + headerCell('Range', 'text') + headerCell('In the best trial')
  const body = rows.map(([name, dimensions]) => paramRow(name, dimensions, best)).join('')
  const table = `<div class="scroll"><table class="space"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
  return section('Parameters', `${rows.length} parameters.`, table)
}
