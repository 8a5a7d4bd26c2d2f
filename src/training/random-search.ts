import { BarcastError, createRandom, isBarcastError, type TaskOptions, throwIfAborted } from '../core/index.js'
import type { ModelSpec, ModelType } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import { type Contest, crossValidate } from './cross-validation.js'
import { isBetter } from './score.js'
import { drawParams, type ParamValues, type SearchSpace } from './search-space.js'

/** One parameter set that was tried; a failed one keeps its place and its reason. */
export type Trial = { trial: number; params: ParamValues; durationMs: number } & (
  | { state: 'complete'; score: number; foldScores: number[] }
  | { state: 'failed'; error: string }
)

type CompleteTrial = Extract<Trial, { state: 'complete' }>

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
  trials: number
  seed: number
  clock: Clock
}

/** Hyperparameters for the model type; whether they are ones of its parameters is checked where it trains. */
export function specOf(modelType: ModelType, params: ParamValues): ModelSpec {
  return { modelType, params } as ModelSpec
}

async function runTrial(contest: Contest, options: SearchOptions, trial: number, params: ParamValues, task: TaskOptions): Promise<Trial> {
  const startMs = options.clock.nowMs()
  const timed = (): { trial: number; params: ParamValues; durationMs: number } => ({
    trial,
    params,
    durationMs: options.clock.nowMs() - startMs,
  })
  try {
    const { cvScores, meanScore } = await crossValidate(contest, specOf(options.modelType, params), task)
    return { ...timed(), state: 'complete', score: meanScore, foldScores: cvScores }
  } catch (error) {
    if (!isBarcastError(error) || error.code === 'task/aborted') throw error
    return { ...timed(), state: 'failed', error: error.message }
  }
}

function bestOf(history: readonly Trial[], contest: Contest): CompleteTrial {
  let best: CompleteTrial | undefined
  for (const trial of history) {
    if (trial.state === 'complete' && (best === undefined || isBetter(contest.score, trial.score, best.score))) best = trial
  }
  if (best !== undefined) return best
  const reason = history[0]?.state === 'failed' ? history[0].error : 'there was no trial'
  throw new BarcastError(
    'training/all-trials-failed',
    `Search hyperparameters: one trial or more must succeed, found ${history.length} failed (${reason})`,
    {
      value: history.length,
    },
  )
}

/**
 * Random search (Bergstra and Bengio, 2012): independent draws from the space, each scored by cross-validation; the first of equal scores wins.
 *
 * @throws BarcastError `training/all-trials-failed` with the first reason, `task/aborted`.
 */
export async function randomSearch(contest: Contest, options: SearchOptions, { signal, onProgress }: TaskOptions): Promise<SearchResult> {
  const random = createRandom(options.seed)
  const total = options.trials * contest.folds.length
  const optimizationHistory: Trial[] = []
  for (let trial = 0; trial < options.trials; trial++) {
    throwIfAborted(signal, 'Search hyperparameters')
    const params = { ...options.params, ...drawParams(options.space, random) }
    const task: TaskOptions = {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ done }) =>
        onProgress?.({ done: trial * contest.folds.length + done, total, step: `trial ${trial + 1} of ${options.trials}` }),
    }
    optimizationHistory.push(await runTrial(contest, options, trial, params, task))
  }
  const best = bestOf(optimizationHistory, contest)
  return { bestParams: best.params, bestScore: best.score, bestFoldScores: best.foldScores, optimizationHistory }
}
