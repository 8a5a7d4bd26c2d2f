import { BarcastError, isBarcastError, type TaskOptions } from '../core/index.js'
import { learnsInRounds, type ModelSpec, type ModelType, roundsOf, roundsParameter } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import {
  type CompleteTrial,
  createStudy,
  nopPruner,
  type Pruner,
  type Sampler,
  type Study,
  type Trial as StudyTrial,
  suggestFrom,
  type TrialRecord,
} from '../tuning/index.js'
import type { Checkpoint } from './checkpoint.js'
import { type Contest, crossValidate, type FoldEvaluation, type FoldWatch } from './cross-validation.js'
import { type Evidence, weighEvidence } from './evidence.js'
import type { FoldUsage } from './meter.js'
import { type SamplerName, samplerOf } from './samplers.js'
import { isLowerBetter } from './score.js'
import type { ParamValues, SearchSpace } from './search-space.js'
import { joinReturns } from './strategy-returns.js'
import { costOf, type TrainingCost } from './training-cost.js'

/** One parameter set that was tried; a failed or pruned one keeps its place. */
export type Trial = { trial: number; params: ParamValues; durationMs: number } & (
  | {
      state: 'complete'
      score: number
      foldScores: number[]
      /** The same score on the rows that each fold's model learned from. */
      trainScores: number[]
      /** With early stopping: the round that each fold's model ends at. */
      rounds?: number[]
      /** What the pipeline was asked to minimise beside the score, means over folds. */
      costs?: Partial<Record<TrainingCost, number>>
      /** What each fold's training took. */
      usage: FoldUsage[]
    }
  | {
      state: 'pruned'
      /** Of the folds before the end. */
      foldScores: number[]
    }
  | { state: 'failed'; error: string }
)

/** Why a search ended: all trials ran, its time was up, or the sampler had nothing left. */
export type SearchEnd = 'trials' | 'timeLimit' | 'exhausted'

export interface SearchResult {
  bestParams: ParamValues
  /** Mean score over the folds of the best trial. */
  bestScore: number
  bestFoldScores: number[]
  /** Every trial, in order. */
  optimizationHistory: Trial[]
  /**
   * With `alsoMinimize`: numbers of the trials that no other one equals in score and costs and betters in one, ascending; the best trial is one of them. Undefined without.
   */
  front: number[] | undefined
  endedBy: SearchEnd
  /** What the best score is worth. */
  evidence: Evidence
}

/** A search's result with the best trial's evaluations. */
export interface Search extends SearchResult {
  best: readonly FoldEvaluation[]
}

export interface SearchOptions {
  modelType: ModelType
  /** Parameters that all trials share; the space's come on top. */
  params: ParamValues
  space: SearchSpace
  sampler: SamplerName | Sampler
  pruner: Pruner | undefined
  pruneBy: 'fold' | 'round'
  trials: number
  seed: number
  timeLimitMs: number | undefined
  clock: Clock
  checkpoint: Checkpoint | undefined
}

const ACTION = 'Search hyperparameters'

/** Hyperparameters for the model type; whether they are ones of its parameters is checked where it trains. */
export function specOf(modelType: ModelType, params: ParamValues): ModelSpec {
  return { modelType, params } as ModelSpec
}

/** Parameters that no model can be trained with make a failed trial; anything else is no matter of the search. */
function isTrialFailure(error: unknown): boolean {
  return isBarcastError(error) && error.code !== 'task/aborted' && !/^(training\/checkpoint|store\/)/.test(error.code)
}

const scoresOf = (evaluations: readonly FoldEvaluation[]): number[] => evaluations.map(({ score }) => score)
const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

/** What the trial cost, a mean over its folds. */
function costsOf({ costs }: Contest, evaluations: readonly FoldEvaluation[]): Partial<Record<TrainingCost, number>> {
  return Object.fromEntries(costs.map((cost) => [cost, meanOf(evaluations.map((evaluation) => costOf(cost, evaluation)))]))
}

function historyOf(
  study: Study,
  contest: Contest,
  shared: ParamValues,
  evaluated: ReadonlyMap<number, readonly FoldEvaluation[]>,
): Trial[] {
  return study.trials.map((record: TrialRecord): Trial => {
    const duration = 'finishedMs' in record ? record.finishedMs - record.startedMs : 0
    const told = { trial: record.number, params: { ...shared, ...record.params }, durationMs: duration }
    const evaluations = evaluated.get(record.number) ?? []
    if (record.state === 'pruned') return { ...told, state: 'pruned', foldScores: scoresOf(evaluations) }
    if (record.state !== 'complete') return { ...told, state: 'failed', error: record.state === 'failed' ? record.error : record.state }
    const rounds = evaluations.flatMap((evaluation) => evaluation.rounds?.bestRound ?? [])
    return {
      ...told,
      state: 'complete',
      score: record.value,
      foldScores: scoresOf(evaluations),
      trainScores: evaluations.map(({ trainScore }) => trainScore),
      ...(rounds.length === 0 ? {} : { rounds }),
      ...(contest.costs.length === 0 ? {} : { costs: costsOf(contest, evaluations) }),
      usage: evaluations.map(({ usage }) => usage),
    }
  })
}

/** The first of best score; of several objectives it is on the front too, as the first of those with the best score that cost least. */
function bestOf(study: Study): CompleteTrial {
  try {
    if (study.directions.length === 1) return study.bestTrial
    const sign = study.direction === 'minimize' ? 1 : -1
    return study.bestTrials.reduce((best, trial) => (sign * trial.value < sign * best.value ? trial : best))
  } catch (cause) {
    const first = study.trials.find((record) => record.state === 'failed')
    throw new BarcastError(
      'training/all-trials-failed',
      `${ACTION}: one trial or more must succeed, found ${study.trials.length} failed (${first?.error ?? 'there was no trial'})`,
      { value: study.trials.length, cause },
    )
  }
}

/** Rounds that no trial exceeds, so that the steps of every trial's folds are the same. */
function mostRounds({ modelType, params, space }: SearchOptions): number {
  if (!learnsInRounds(modelType)) return 0
  const name = roundsParameter(modelType, Object.keys(space))
  const searched = name === undefined ? undefined : space[name]
  if (searched === undefined) return roundsOf({ modelType, params } as Parameters<typeof roundsOf>[0])
  return searched.type === 'choice' ? Math.max(...searched.choices.map(Number)) : searched.high
}

/** Reports a trial's way to the pruner: mean scores so far by fold, or log losses (with the sign that makes them better like scores) by round. */
function reporting(trial: StudyTrial, contest: Contest, options: SearchOptions): Pick<FoldWatch, 'onFold' | 'onRound'> {
  if (options.pruner === undefined) return {}
  const isLast = (fold: number): boolean => fold === contest.folds.length - 1
  const report = (value: number, step: number): void => {
    trial.report(value, step)
    if (trial.shouldPrune()) trial.prune()
  }
  if (options.pruneBy === 'fold')
    return {
      onFold(evaluations) {
        if (!isLast(evaluations.length - 1)) report(meanOf(scoresOf(evaluations)), evaluations.length - 1)
      },
    }
  const rounds = mostRounds(options)
  const sign = isLowerBetter(contest.score) ? 1 : -1
  return { onRound: (fold, round, logLoss) => report(sign * logLoss, fold * rounds + round - 1) }
}

function areApart({ folds }: Contest): boolean {
  const tested = new Set<number>()
  return folds.every(({ test }) => test.every((row) => !tested.has(row) && tested.add(row)))
}

function endOf(study: Study, { trials }: SearchOptions, sampler: Sampler): SearchEnd {
  if (study.trials.length >= trials) return 'trials'
  return sampler.limit !== undefined && study.trials.length >= sampler.limit ? 'exhausted' : 'timeLimit'
}

/**
 * Draws parameter sets from the space and scores each by cross-validation on the contest's samples, which are all it sees; the first of equal scores wins.
 * `tpe` draws the first ten at random and then where good ones were, all parameters together. With a checkpoint the study is gone through again from its first trial, with
 * the stored folds in the place of training: what sampler and pruner decide follows from the seed and the results, so that the way is the same.
 *
 * @throws BarcastError `training/all-trials-failed` with the first reason, `training/checkpoint-…`, `task/aborted`.
 */
export async function searchParameters(contest: Contest, options: SearchOptions, { signal, onProgress }: TaskOptions): Promise<Search> {
  const { modelType, params, space, trials, clock, checkpoint, timeLimitMs } = options
  const sampler = samplerOf(options.sampler)
  const study = createStudy({
    directions: [isLowerBetter(contest.score) ? 'minimize' : 'maximize', ...contest.costs.map(() => 'minimize' as const)],
    sampler,
    ...(contest.costs.length > 0 ? {} : { pruner: options.pruner ?? nopPruner() }),
    seed: sampler.seed ?? options.seed,
    clock,
  })
  const folds = contest.folds.length
  const evaluated = new Map<number, readonly FoldEvaluation[]>()
  const aborting = signal === undefined ? {} : { signal }
  await study.optimize(
    async (trial) => {
      const tried = { ...params, ...suggestFrom(trial, space) }
      const { onFold, ...rounds } = reporting(trial, contest, options)
      const watch: FoldWatch = {
        ...rounds,
        stored: (await checkpoint?.readTrial(trial.number, tried)) ?? [],
        store: async (done) => checkpoint?.writeTrial(trial.number, tried, done),
        onFold(evaluations) {
          evaluated.set(trial.number, [...evaluations])
          onFold?.(evaluations)
        },
      }
      const evaluations = await crossValidate(
        contest,
        specOf(modelType, tried),
        {
          ...aborting,
          onProgress: ({ done }) =>
            onProgress?.({ done: trial.number * folds + done, total: trials * folds, step: `trial ${trial.number + 1} of ${trials}` }),
        },
        watch,
      )
      const costs = costsOf(contest, evaluations)
      return [meanOf(scoresOf(evaluations)), ...contest.costs.map((cost) => costs[cost]!)]
    },
    { trials, ...aborting, ...(timeLimitMs === undefined ? {} : { timeoutMs: timeLimitMs }), catchErrors: isTrialFailure },
  )
  const { number, value } = bestOf(study)
  const history = historyOf(study, contest, params, evaluated)
  const best = history[number]!
  if (best.state !== 'complete') throw new Error(`trial ${number} is the best one and not complete`)
  const evaluations = evaluated.get(number)!
  const returnsOf = (found: readonly FoldEvaluation[]): Float64Array => joinReturns(found.map(({ returns }) => returns!))
  const evidence = weighEvidence({
    trials: history,
    best,
    score: contest.score,
    returns:
      contest.counted === undefined
        ? undefined
        : new Map([...evaluated].filter(([, found]) => found.length === folds).map(([trial, found]) => [trial, returnsOf(found)])),
    areFoldsApart: areApart(contest),
  })
  return {
    bestParams: best.params,
    bestScore: value,
    bestFoldScores: best.foldScores,
    optimizationHistory: history,
    front: contest.costs.length === 0 ? undefined : study.bestTrials.map((trial) => trial.number),
    endedBy: endOf(study, options, sampler),
    evidence,
    best: evaluations,
  }
}
