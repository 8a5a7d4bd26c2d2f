import { escapeMarkup } from '../markup.js'
import { pageOf } from '../page.js'
import { section } from '../sections/section.js'
import { STYLE } from '../style.js'
import { importancesFigure, rankedImportances } from './importances.js'
import { intermediateFigure } from './intermediate-values.js'
import { historyFigure } from './optimization-history.js'
import { parallelFigure } from './parallel-coordinates.js'
import { contoursFigure, ranksFigure } from './param-pairs.js'
import { paretoFigure } from './pareto-front.js'
import { slicesFigure } from './slices.js'
import { figureSection, type StudyFigure } from './study-figure.js'
import { checkReportOptions, type StudyReportOptions } from './study-report-options.js'
import { isFeasible, paramNames, type StudyResults, type StudyView, viewOf } from './study-results.js'
import { STUDY_STYLE } from './study-style.js'
import { bestTrialsSection, spaceSection } from './study-tables.js'
import { timelineFigure } from './timeline.js'
import { distributionFigure } from './value-distribution.js'
import { numberText } from './value-scale.js'

/** Parameters whose pairs are drawn: three pairs of one objective, one of each of several. */
function pairedCount({ directions }: StudyView): number {
  return directions.length === 1 ? 3 : 2
}

const STATES = ['complete', 'pruned', 'failed', 'running', 'waiting'] as const

function countText(count: number): string {
  return numberText(count, 9)
}

function countedText(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`
}

/** Counts by state, those of no trial left out. */
function statesText({ trials }: StudyView): string {
  const counts = STATES.map((state) => ({ state, count: trials.filter((trial) => trial.state === state).length })).filter(
    ({ count }) => count > 0,
  )
  return counts.length === 0 ? 'none' : counts.map(({ state, count }) => `${countText(count)} ${state}`).join(', ')
}

/** The best value with the number of trials beside it: it is the luckiest of so many. */
function bestFacts(view: StudyView, { deflated }: StudyReportOptions): [string, string][] {
  const { best, directions, objectiveNames, complete, trials } = view
  const counted = `of ${countedText(trials.length, 'trial')}`
  const facts: [string, string][] = []
  if (best.length === 0) facts.push(['Best value', `none: no trial is complete, ${counted}`])
  else if (directions.length > 1)
    facts.push(['Pareto front', `${countText(best.length)} of ${countedText(complete.length, 'complete trial')}, ${counted}`])
  else facts.push([`Best ${objectiveNames[0]}`, `${numberText(best[0]!.value, 6)} (trial ${best[0]!.number}, the best ${counted})`])
  if (deflated !== undefined) facts.push([deflated.name, numberText(deflated.value, 6)])
  return facts
}

function warningsOf(view: StudyView, { deflated }: StudyReportOptions): string[] {
  const { complete, directions, trials } = view
  const failed = trials.flatMap((trial) => (trial.state === 'failed' ? [trial] : []))
  const infinite = complete.filter(({ values }) => values.some((value) => !Number.isFinite(value))).length
  const broken = complete.filter((trial) => !isFeasible(trial)).length
  return [
    ...(deflated === undefined ? [] : [`${deflated.name}: ${deflated.definition}`]),
    ...(deflated === undefined && complete.length > 1
      ? [
          `The ${directions.length === 1 ? 'best value' : 'front'} is the best of ${countText(trials.length)} tries and promises more than it can keep; nothing here corrects it for their number.`,
        ]
      : []),
    ...(failed[0] === undefined
      ? []
      : [
          `${countText(failed.length)} of ${countText(trials.length)} trials failed; the first (trial ${failed[0].number}): ${failed[0].error}`,
        ]),
    ...(infinite === 0 ? [] : [`${countedText(infinite, 'complete trial')} with an infinite value.`]),
    ...(broken === 0
      ? []
      : [`${countText(broken)} of ${countedText(complete.length, 'complete trial')} ${broken === 1 ? 'breaks' : 'break'} a constraint.`]),
  ]
}

function headerOf(title: string, view: StudyView, options: StudyReportOptions): string {
  const goals = view.objectiveNames.map((name, k) => `${view.directions[k]} ${name}`).join(', ')
  const facts: [string, string][] = [
    ['Study', view.name],
    ['Goal', goals],
    [`Trials (${countText(view.trials.length)})`, statesText(view)],
    ...bestFacts(view, options),
  ]
  const list = facts.map(([name, text]) => `<div><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(text)}</dd></div>`).join('')
  const notes = warningsOf(view, options)
    .map((text) => `<li>${escapeMarkup(text)}</li>`)
    .join('')
  return (
    `<header><h1>${escapeMarkup(title)}</h1><dl>${list}</dl></header>\n` +
    (notes === '' ? '' : `<div class="warnings" role="note"><strong>Note</strong><ul>${notes}</ul></div>\n`)
  )
}

/** Parameters by their importance, those without one behind in their own order. */
function orderedParams(view: StudyView, { importances }: StudyReportOptions, action: string): readonly string[] {
  const names = paramNames(view, {}, action)
  if (importances === undefined) return names
  const ranked = rankedImportances(importances, action)
    .map(([name]) => name)
    .filter((name) => names.includes(name))
  return [...ranked, ...names.filter((name) => !ranked.includes(name))]
}

/** Pairs of the first parameters; where there are more, the caption says so. */
function pairs(figure: StudyFigure, paired: readonly string[], params: readonly string[]): string {
  const left = params.length > paired.length ? ` Pairs of the first ${paired.length} of ${params.length} parameters.` : ''
  return figureSection({ ...figure, caption: figure.caption + left })
}

/** The figures of each objective, then those of the parameters together. */
function figureSections(study: StudyResults, params: readonly string[], options: StudyReportOptions, action: string): string[] {
  const { importances, objectiveNames } = options
  const views = study.directions.map((_, objective) =>
    viewOf(study, { objective, ...(objectiveNames === undefined ? {} : { objectiveNames }) }, action),
  )
  const first = views[0]!
  const isSingle = views.length === 1
  const paired = params.slice(0, pairedCount(first))
  const named = (view: StudyView, figure: StudyFigure): StudyFigure =>
    isSingle ? figure : { ...figure, title: `${figure.title}: ${view.objectiveNames[view.objective]}` }
  return [
    isSingle ? figureSection(historyFigure(views)) : figureSection(paretoFigure(first, action)),
    ...(isSingle ? [] : views.map((view) => figureSection(named(view, historyFigure([view]))))),
    importances === undefined ? '' : figureSection(importancesFigure(importances, action)),
    ...(params.length === 0 ? [] : views.map((view) => figureSection(named(view, slicesFigure(view, params))))),
    params.length === 0 ? '' : figureSection(parallelFigure(first, params)),
    ...(params.length < 2 ? [] : views.map((view) => pairs(named(view, contoursFigure(view, paired)), paired, params))),
    ...(params.length < 2 ? [] : views.map((view) => pairs(named(view, ranksFigure(view, paired)), paired, params))),
    ...views.map((view) => figureSection(named(view, distributionFigure([view])))),
    first.trials.some(({ reports = [] }) => reports.length > 0) ? figureSection(intermediateFigure(first)) : '',
    figureSection(timelineFigure(first)),
  ]
}

/**
 * Draws a report of a study: one HTML file with inline styles and SVG, no scripts and no network, for screens of any width, light and dark, and for print. At its head stand
 * the counts by state and the best value with the number of trials beside it; then the figures, the best trials and the ranges of the parameters. The same study gives
 * the same bytes; all texts are escaped. Figures of many trials are sampled or thinned, and say so: 5,000 trials of 30 parameters stay under 1.5 MB.
 *
 * @throws BarcastError `reports/study`, `reports/objective-names`, `reports/importance`, `reports/deflated`, `reports/unknown-option`.
 *
 * @example
 * writeFileSync('study.html', renderStudyReport(study, { objectiveNames: ['log loss'], importances: { learningRate: 0.8, depth: 0.2 } }))
 */
export function renderStudyReport(study: StudyResults, options: StudyReportOptions = {}): string {
  const action = 'Draw study report'
  checkReportOptions(options, action)
  const { objectiveNames } = options
  const view = viewOf(study, objectiveNames === undefined ? {} : { objectiveNames }, action)
  const params = orderedParams(view, options, action)
  const title = options.title ?? (view.name === 'study' ? 'Study' : `Study ${view.name}`)
  const body = [
    headerOf(title, view, options),
    '<main>\n',
    view.complete.length === 0
      ? section('Figures', 'No trial is complete: of figures there is only when the trials ran.', '') + figureSection(timelineFigure(view))
      : figureSections(study, params, options, action).join(''),
    bestTrialsSection(view, params),
    spaceSection(view, params),
    '</main>\n',
  ]
  const footer = 'A search finds what was best on its own data; judge it on data that no trial has seen.'
  return pageOf({ title, style: STYLE + STUDY_STYLE, body: body.join(''), footer })
}
