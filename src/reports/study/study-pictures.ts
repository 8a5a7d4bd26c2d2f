import { BarcastError } from '../../core/index.js'
import { importancesFigure, type ParamImportances } from './importances.js'
import { intermediateFigure } from './intermediate-values.js'
import { historyFigure } from './optimization-history.js'
import { parallelFigure } from './parallel-coordinates.js'
import { contoursFigure, ranksFigure } from './param-pairs.js'
import { paretoFigure } from './pareto-front.js'
import { slicesFigure } from './slices.js'
import { figurePicture } from './study-figure.js'
import {
  checkOptions,
  OBJECTIVE_OPTIONS,
  type ObjectiveOptions,
  PARAM_OPTIONS,
  type ParamOptions,
  paramNames,
  type StudyResults,
  type StudyView,
  viewOf,
} from './study-results.js'
import { timelineFigure } from './timeline.js'
import { distributionFigure } from './value-distribution.js'

export interface HistoryOptions extends ObjectiveOptions {
  /** Of several studies: the mean of their best values so far, with a band of one standard deviation, instead of each. Default false. */
  errorBand?: boolean
}

function viewsOf(studies: StudyResults | readonly StudyResults[], options: ObjectiveOptions, action: string): StudyView[] {
  const given = Array.isArray(studies) ? (studies as readonly StudyResults[]) : [studies as StudyResults]
  if (given.length === 0) throw new BarcastError('reports/study', `${action}: one study or more must be given, found none`, { value: 0 })
  return given.map((study) => viewOf(study, options, action))
}

function withParams(study: StudyResults, options: ParamOptions, action: string): [StudyView, readonly string[]] {
  checkOptions(options, PARAM_OPTIONS, action)
  const view = viewOf(study, options, action)
  return [view, paramNames(view, options, action)]
}

/**
 * Values of all complete trials by their number and the best so far as a line, as one SVG picture 960 pixels wide with its style inside. Trials that break a constraint are
 * rings and count for no best value; pruned and failed ones are strokes at the foot; infinite values stand at the edge. Several studies are drawn over each other, or with
 * `errorBand` as the mean of their best values. Optuna: `plot_optimization_history`.
 *
 * @throws BarcastError `reports/study`, `reports/objective`, `reports/objective-names`, `reports/unknown-option`.
 *
 * @example
 * writeFileSync('history.svg', renderOptimizationHistory(study, { objectiveNames: ['log loss'] }))
 */
export function renderOptimizationHistory(studies: StudyResults | readonly StudyResults[], options: HistoryOptions = {}): string {
  const action = 'Draw optimization history'
  checkOptions(options, [...OBJECTIVE_OPTIONS, 'errorBand'], action)
  return figurePicture(historyFigure(viewsOf(studies, options, action), options.errorBand))
}

/**
 * The objective over each parameter, a panel each, shaded by the trial's number: where later trials gather, the sampler found it worth while. Axes are logarithmic where the
 * parameter was drawn so; choices stand side by side in their order. Optuna: `plot_slice`.
 *
 * @throws BarcastError as {@link renderOptimizationHistory}, and `reports/unknown-parameter`.
 */
export function renderSlices(study: StudyResults, options: ParamOptions = {}): string {
  return figurePicture(slicesFigure(...withParams(study, options, 'Draw slices')))
}

/**
 * The objective over every pair of the parameters, as filled contours. Between the trials the surface is harmonic on a grid of 40 × 40 places (each one without a trial is the
 * mean of its neighbours), as Optuna's `plot_contour` fills it on 100 × 100; trials that share a place count with their mean. Pairs grow with the square of the
 * parameters: name a few. Infinite values are left out, and the caption says so.
 *
 * @throws BarcastError as {@link renderSlices}.
 */
export function renderContours(study: StudyResults, options: ParamOptions = {}): string {
  return figurePicture(contoursFigure(...withParams(study, options, 'Draw contours')))
}

/**
 * Trials over every pair of the parameters, shaded by the rank of their value, equal values by their mean rank: outliers do not wash the colours out. Optuna: `plot_rank`.
 *
 * @throws BarcastError as {@link renderSlices}.
 */
export function renderRanks(study: StudyResults, options: ParamOptions = {}): string {
  return figurePicture(ranksFigure(...withParams(study, options, 'Draw ranks')))
}

/**
 * A line for each trial over an axis for each objective and each parameter, fuller where the objective is better. At most 16 axes and 400 lines are drawn; the caption
 * says what is left out. A line breaks off where its trial lacks the parameter. Optuna: `plot_parallel_coordinate`.
 *
 * @throws BarcastError as {@link renderSlices}.
 */
export function renderParallelCoordinates(study: StudyResults, options: ParamOptions = {}): string {
  return figurePicture(parallelFigure(...withParams(study, options, 'Draw parallel coordinates')))
}

/**
 * How much each parameter decides, as bars of its share of the whole. The importances are given by name, as `{ learningRate: 0.7, depth: 0.3 }`. Optuna: `plot_param_importances`.
 *
 * @throws BarcastError `reports/importance` for one that is below 0 or not finite.
 */
export function renderParamImportances(importances: ParamImportances): string {
  return figurePicture(importancesFigure(importances, 'Draw parameter importances'))
}

/**
 * Complete trials by pairs of objectives; those on the Pareto front are marked, those that break a constraint are rings. Optuna: `plot_pareto_front`.
 *
 * @throws BarcastError `reports/objectives` for a study of one objective, and as {@link renderOptimizationHistory}.
 */
export function renderParetoFront(study: StudyResults, options: Pick<ObjectiveOptions, 'objectiveNames'> = {}): string {
  const action = 'Draw Pareto front'
  checkOptions(options, ['objectiveNames'], action)
  return figurePicture(paretoFigure(viewOf(study, options, action), action))
}

/**
 * When each trial ran and what became of it, a line each. Trials that still run reach to the last time the study knows. Optuna: `plot_timeline`.
 *
 * @throws BarcastError `reports/study`.
 */
export function renderTimeline(study: StudyResults): string {
  return figurePicture(timelineFigure(viewOf(study, {}, 'Draw timeline')))
}

/**
 * What trials reported on their way, a line each over the steps; those that were pruned end in a dot. Optuna: `plot_intermediate_values`.
 *
 * @throws BarcastError `reports/study`, `reports/objective-names`, `reports/unknown-option`.
 */
export function renderIntermediateValues(study: StudyResults, options: Pick<ObjectiveOptions, 'objectiveNames'> = {}): string {
  const action = 'Draw intermediate values'
  checkOptions(options, ['objectiveNames'], action)
  return figurePicture(intermediateFigure(viewOf(study, options, action)))
}

/**
 * The share of complete trials whose value is at most so much, a line for each study: the one whose good trials are more. Infinite values count in the shares. Optuna: `plot_edf`.
 *
 * @throws BarcastError as {@link renderOptimizationHistory}.
 */
export function renderValueDistribution(studies: StudyResults | readonly StudyResults[], options: ObjectiveOptions = {}): string {
  const action = 'Draw distribution of values'
  checkOptions(options, OBJECTIVE_OPTIONS, action)
  return figurePicture(distributionFigure(viewsOf(studies, options, action)))
}
