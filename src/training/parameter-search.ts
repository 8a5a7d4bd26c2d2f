import { BarcastError, isBarcastError, type TaskOptions } from '../core/index.js'
import type { ModelSpec, ModelType } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import { type CompleteTrial, createStudy, random, type Study, suggestFrom, type TrialRecord, tpe } from '../tuning/index.js'
import type { SamplerName } from './config.js'
import { type Contest, crossValidate } from './cross-validation.js'
import { isLowerBetter } from './score.js'
import type { ParamValues, SearchSpace } from './search-space.js'

/** One parameter set that was tried; a failed one keeps its place and its reason. */
export type Trial = { trial: number; params: ParamValues; durationMs: number } & (
  | { state: 'complete'; score: number; foldScores: number[] }
  | { state: 'failed'; error: string }
)

export interface SearchResult {
  bestParams: ParamValues
  /** Mean score over the folds of the best trial. */
  bestScore: number
  bestFoldScores: number[]
  /** Every trial, in order. */
  optimizationHistory: Trial[]
}

export interface SearchOptions {
  modelType: ModelType
  /** Parameters that all trials share; the space's come on top. */
  params: ParamValues
  space: SearchSpace
  sampler: SamplerName
  trials: number
  seed: number
  clock: Clock
}

const ACTION = 'Search hyperparameters'

/** Hyperparameters for the model type; whether they are ones of its parameters is checked where it trains. */
export function specOf(modelType: ModelType, params: ParamValues): ModelSpec {
  return { modelType, params } as ModelSpec
}

/** Parameters that no model can be trained with make a failed trial; anything else is no matter of the search. */
function isTrialFailure(error: unknown): boolean {
  return isBarcastError(error) && error.code !== 'task/aborted'
}

function historyOf(study: Study, shared: ParamValues, foldScores: ReadonlyMap<number, number[]>): Trial[] {
  return study.trials.map((record: TrialRecord) => {
    const duration = 'finishedMs' in record ? record.finishedMs - record.startedMs : 0
    const told = { trial: record.number, params: { ...shared, ...record.params }, durationMs: duration }
    if (record.state === 'complete') return { ...told, state: 'complete', score: record.value, foldScores: foldScores.get(record.number)! }
    return { ...told, state: 'failed', error: record.state === 'failed' ? record.error : record.state }
  })
}

function bestOf(study: Study): CompleteTrial {
  try {
    return study.bestTrial
  } catch (cause) {
    const first = study.trials.find((record) => record.state === 'failed')
    throw new BarcastError(
      'training/all-trials-failed',
      `${ACTION}: one trial or more must succeed, found ${study.trials.length} failed (${first?.error ?? 'there was no trial'})`,
      { value: study.trials.length, cause },
    )
  }
}

/**
 * Draws parameter sets from the space and scores each by cross-validation on the contest's samples, which are all it sees; the first of equal scores wins.
 * `tpe` draws the first ten at random and then where good ones were, all parameters together.
 *
 * @throws BarcastError `training/all-trials-failed` with the first reason, `task/aborted`.
 */
export async function searchParameters(
  contest: Contest,
  options: SearchOptions,
  { signal, onProgress }: TaskOptions,
): Promise<SearchResult> {
  const { modelType, params, space, trials, seed, clock } = options
  const study = createStudy({
    direction: isLowerBetter(contest.score) ? 'minimize' : 'maximize',
    sampler: options.sampler === 'tpe' ? tpe() : random(),
    seed,
    clock,
  })
  const folds = contest.folds.length
  const foldScores = new Map<number, number[]>()
  const aborting = signal === undefined ? {} : { signal }
  await study.optimize(
    async (trial) => {
      const spec = specOf(modelType, { ...params, ...suggestFrom(trial, space) })
      const { cvScores, meanScore } = await crossValidate(contest, spec, {
        ...aborting,
        onProgress: ({ done }) =>
          onProgress?.({ done: trial.number * folds + done, total: trials * folds, step: `trial ${trial.number + 1} of ${trials}` }),
      })
      foldScores.set(trial.number, cvScores)
      return meanScore
    },
    { trials, ...aborting, catchErrors: isTrialFailure },
  )
  const { number, value } = bestOf(study)
  const optimizationHistory = historyOf(study, params, foldScores)
  return { bestParams: optimizationHistory[number]!.params, bestScore: value, bestFoldScores: foldScores.get(number)!, optimizationHistory }
}
