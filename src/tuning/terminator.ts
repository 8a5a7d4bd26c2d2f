import { BarcastError, createRandom } from '../core/index.js'
import { violationOf } from './best-trials.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import { regretBound } from './regret-bound.js'
import type { Direction } from './sampler.js'
import type { Study } from './study.js'
import type { Trial } from './trial.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'

/** What {@link terminator} takes. */
export interface TerminatorOptions {
  /** How well the objective knows its own value, in its units. Default: from the scores that the best trial has noted by {@link reportCrossValidationScores}. */
  error?: number
  /** Complete trials before the study may stop. Default 20. */
  minTrials?: number
  /** The share of the trials, the best ones, from which the room for improvement is learned. Default 0.5. */
  topShare?: number
}

const ACTION = 'Create terminator'
const ATTRIBUTE = 'crossValidationScores'

/**
 * Notes the scores of a trial's folds, whose mean should be its value, for {@link terminator}: as the attribute `crossValidationScores`.
 *
 * @throws BarcastError `tuning/cross-validation-scores` unless they are two finite numbers or more.
 */
export function reportCrossValidationScores(trial: Pick<Trial, 'setAttribute'>, scores: readonly number[]): void {
  checkScores('Report cross-validation scores', scores)
  trial.setAttribute(ATTRIBUTE, [...scores])
}

function checkScores(action: string, scores: unknown): asserts scores is readonly number[] {
  if (Array.isArray(scores) && scores.length >= 2 && scores.every((score) => Number.isFinite(score))) return
  const found = Array.isArray(scores) ? `[${scores.join(', ')}]` : 'none'
  throw new BarcastError('tuning/cross-validation-scores', `${action}: a trial must have two finite scores or more, found ${found}`, {
    value: scores,
  })
}

/** √((1/k + 1/(k − 1)) · variance): the deviation of the mean of k overlapping folds (Nadeau and Bengio, 2003, as in Makarova et al., 2022). */
function crossValidationError({ number, attributes }: CompleteTrial): number {
  const scores: unknown = attributes?.[ATTRIBUTE]
  checkScores(`Terminate study after trial ${number}`, scores)
  const k = scores.length
  const mean = scores.reduce((sum, score) => sum + score, 0) / k
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / k
  return Math.sqrt((1 / k + 1 / (k - 1)) * variance)
}

function bestFirst(trials: readonly CompleteTrial[], direction: Direction): CompleteTrial {
  return trials.reduce((best, trial) => ((direction === 'minimize' ? trial.value < best.value : trial.value > best.value) ? trial : best))
}

/**
 * A terminator for `onTrial`: stops the study once the room for improvement is smaller than the objective's own error, so that going on would fit noise (Makarova et al., "Automatic
 * termination for hyperparameter optimization", 2022; as Optuna's `Terminator` with its defaults). The room is a bound of the regret by a Gaussian process of the better half of the trials; the
 * error follows from the scores of the best trial's folds, or is given. Trials that failed, were pruned or break a constraint do not count. After each trial a process is fitted anew.
 * For studies of one objective.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; when called, `tuning/several-objectives`, `tuning/cross-validation-scores` when the best trial noted none and no `error` is
 * given, `tuning/terminator` when the trials share no parameter.
 *
 * @example
 * const study = createStudy({ direction: 'minimize', seed: 5 })
 * const objective = (trial) => {
 *   const x = trial.suggestFloat('x', -3, 3)
 *   const scores = [-0.2, 0.1, 0, 0.3, -0.2].map((noise) => x * x + noise)
 *   reportCrossValidationScores(trial, scores)
 *   return scores.reduce((sum, score) => sum + score, 0) / scores.length
 * }
 * await study.optimize(objective, { trials: 200, onTrial: terminator() })
 * console.log(study.trials.length < 100) // true
 */
export function terminator(options: TerminatorOptions = {}): (study: Study, trial: TrialRecord) => void {
  checkOptionNames(ACTION, options, ['error', 'minTrials', 'topShare'])
  const { error, minTrials = 20, topShare = 0.5 } = options
  if (error !== undefined && !(error >= 0 && Number.isFinite(error))) refuseOption(ACTION, 'error', 'a number from 0', error)
  checkWhole(ACTION, 'minTrials', minTrials, 1)
  if (!(topShare > 0 && topShare <= 1)) refuseOption(ACTION, 'topShare', 'a number above 0, at most 1', topShare)
  return (study) => {
    if (study.directions.length > 1)
      throw new BarcastError('tuning/several-objectives', `${ACTION}: the study must have one objective, found ${study.directions.length}`)
    const trials = study.trials.filter((trial): trial is CompleteTrial => trial.state === 'complete' && violationOf(trial) === 0)
    if (trials.length < minTrials) return
    const known = error ?? crossValidationError(bestFirst(trials, study.direction))
    const room = regretBound(trials, study.direction, { topShare, least: minTrials, random: createRandom(trials.length) })
    if (room === undefined)
      throw new BarcastError('tuning/terminator', 'Terminate study: the trials must share a parameter that leaves a choice, found none')
    if (room < known) study.stop()
  }
}
