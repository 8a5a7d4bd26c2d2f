/**
 * Searches for parameters that make an objective best, as users of Optuna know it: a study asks, the objective answers, and the sampler learns. Nothing here knows
 * of models; `barcast/training` searches with it.
 *
 * @example
 * import { createStudy } from 'barcast/tuning'
 *
 * const study = createStudy({ direction: 'minimize', seed: 42 })
 * await study.optimize(
 *   (trial) => {
 *     const kind = trial.suggestCategorical('kind', ['line', 'curve'])
 *     const x = trial.suggestFloat('x', -5, 5)
 *     return kind === 'line' ? Math.abs(x - 1) : (x - 2) ** 2 + trial.suggestInt('bend', 0, 8)
 *   },
 *   { trials: 60 },
 * )
 * console.log(study.bestParams, study.bestValue < 0.5) // … true
 *
 * const later = createStudy({ snapshot: JSON.parse(JSON.stringify(study.snapshot())) })
 * console.log(later.ask().suggestFloat('x', -5, 5) === study.ask().suggestFloat('x', -5, 5)) // true
 *
 * @module tuning
 */
export type { CmaEsOptions } from './cma-es-sampler.js'
export { cmaEs } from './cma-es-sampler.js'
export type { OptimizeOptions, StudyOptions } from './config.js'
export type { Crossover } from './crossover.js'
export type { StudySnapshot } from './format.js'
export type { GaussianProcessOptions } from './gaussian-process-sampler.js'
export { gaussianProcess } from './gaussian-process-sampler.js'
export type { Grid } from './grid-sampler.js'
export { grid } from './grid-sampler.js'
export type { HyperbandOptions } from './hyperband-pruner.js'
export { hyperbandPruner } from './hyperband-pruner.js'
export { hypervolume } from './hypervolume.js'
export type { ImportanceOptions } from './importance/parameter-importances.js'
export { parameterImportances } from './importance/parameter-importances.js'
export { stopWithoutImprovement } from './no-improvement.js'
export { nopPruner } from './nop-pruner.js'
export type { Nsga2Options } from './nsga2-sampler.js'
export { nsga2 } from './nsga2-sampler.js'
export type { Ending, ModuleObjective, Objective, ObjectiveValue } from './objective.js'
export type { PatientPrunerOptions } from './patient-pruner.js'
export { patientPruner } from './patient-pruner.js'
export type { PercentilePrunerOptions } from './percentile-pruner.js'
export { medianPruner, percentilePruner } from './percentile-pruner.js'
export type { PruneQuestion, Pruner, Race } from './pruner.js'
export type { QuasiRandomOptions } from './quasi-random-sampler.js'
export { quasiRandom } from './quasi-random-sampler.js'
export { random } from './random-sampler.js'
export type { Direction, Sampler, Suggestion, TrialStart } from './sampler.js'
export type { ChoiceDimension, NumberDimension, ParamValue, ParamValues, SearchDimension, SearchSpace } from './search-space.js'
export { checkSpace } from './search-space.js'
export type { AddedTrial, Study } from './study.js'
export { createStudy } from './study.js'
export type { SuccessiveHalvingOptions } from './successive-halving-pruner.js'
export { successiveHalvingPruner } from './successive-halving-pruner.js'
export type { TerminatorOptions } from './terminator.js'
export { reportCrossValidationScores, terminator } from './terminator.js'
export type { ThresholdPrunerOptions } from './threshold-pruner.js'
export { thresholdPruner } from './threshold-pruner.js'
export type { TpeOptions } from './tpe-sampler.js'
export { tpe } from './tpe-sampler.js'
export type { Trial } from './trial.js'
export { suggestFrom } from './trial.js'
export type { CompleteTrial, Report, RunningTrial, TrialRecord } from './trial-record.js'
export type { WilcoxonPrunerOptions } from './wilcoxon-pruner.js'
export { wilcoxonPruner } from './wilcoxon-pruner.js'
