import { isBarcastError } from '../core/index.js'
import { deflatedSharpeRatio, expectedMaximumSharpe } from '../metrics/index.js'
import { probabilityOfBacktestOverfitting, type TrainTestGap, trainTestGap } from '../validation/index.js'
import { foldOverfitting } from './fold-overfitting.js'
import type { LabelPermutation } from './label-permutation.js'
import type { Trial } from './parameter-search.js'
import { isLowerBetter, type Score } from './score.js'
import { sharpeOf } from './strategy-returns.js'

/** Trials of a search, each counted: what was pruned or failed was tried too. */
export interface TrialCounts {
  total: number
  complete: number
  pruned: number
  failed: number
}

/** The Sharpe ratio of the best trial's signals on its test rows, after what luck does for the best of so many. Ratios are per counted row, not annual. */
export interface DeflatedSharpe {
  /** Counted rows: test rows whose label spans do not overlap. */
  observations: number
  /** Ratio of the best trial (best by score, not by this). */
  best: number
  /** Variance of the ratios over the complete trials; where fewer than two are complete, that of the ratio of a worthless trial, 1 / (observations − 1). */
  trialVariance: number
  /** What the best of so many worthless trials shows by luck (`expectedMaximumSharpe`), with the number of all trials. */
  expectedMaximum: number
  /** Probability that the true ratio is above 0, given the search (`deflatedSharpeRatio`). NaN below four rows, or where nothing was earned or lost. */
  deflated: number
}

/** How likely the choice of parameters is worth nothing. */
export interface SearchOverfitting {
  /** Share of splits in which the trial that was best in one half of the data is in the lower half of all trials in the other. */
  probability: number
  splits: number
  /** `returns`: of the trials' signals, by `probabilityOfBacktestOverfitting`; `folds`: the same with mean scores over folds. */
  basis: 'returns' | 'folds'
}

/** What a best score is worth, beside the score itself. */
export interface Evidence {
  trials: TrialCounts
  /** The best trial's scores on the rows it learned from and on its test rows, fold by fold; a `logLoss` with its sign changed, so that larger is better. */
  gap: TrainTestGap
  /** Undefined below two complete trials, and where there are neither returns of eight rows in two blocks nor four to twelve folds of different rows. */
  overfitting: SearchOverfitting | undefined
  /** Undefined without `outcome`. */
  sharpe: DeflatedSharpe | undefined
  /** Undefined unless the pipeline was asked for `permutations`. */
  permutation: LabelPermutation | undefined
}

type CompleteTrial = Extract<Trial, { state: 'complete' }>

/** A complete trial's returns on counted rows, all folds one after the other. */
export type TrialReturns = ReadonlyMap<number, Float64Array>

const MOST_BLOCKS = 16
const LEAST_ROWS_PER_BLOCK = 8

export function countTrials(trials: readonly Trial[]): TrialCounts {
  const count = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length
  return { total: trials.length, complete: count('complete'), pruned: count('pruned'), failed: count('failed') }
}

function gapOf({ trainScores, foldScores }: Pick<CompleteTrial, 'trainScores' | 'foldScores'>, score: Score): TrainTestGap {
  const sign = isLowerBetter(score) ? -1 : 1
  return trainTestGap({ train: Float64Array.from(trainScores, (x) => sign * x), test: Float64Array.from(foldScores, (x) => sign * x) })
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  return values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (values.length - 1)
}

function deflate(best: Float64Array, ratios: readonly number[], trials: number): DeflatedSharpe {
  const found = ratios.filter(Number.isFinite)
  const trialSharpeVariance = found.length > 1 ? varianceOf(found) : 1 / Math.max(1, best.length - 1)
  return {
    observations: best.length,
    best: sharpeOf(best),
    trialVariance: trialSharpeVariance,
    expectedMaximum: expectedMaximumSharpe({ trials, trialSharpeVariance }),
    deflated: deflatedSharpeRatio({ returns: best, trials, trialSharpeVariance }),
  }
}

function overfittingByReturns(returnsByTrial: readonly Float64Array[]): SearchOverfitting | undefined {
  const rows = returnsByTrial[0]?.length ?? 0
  const blocks = Math.min(MOST_BLOCKS, 2 * Math.floor(rows / (2 * LEAST_ROWS_PER_BLOCK)))
  if (returnsByTrial.length < 2 || blocks < 2) return undefined
  try {
    const { probability, logits } = probabilityOfBacktestOverfitting(returnsByTrial, { blocks })
    return { probability, splits: logits.length, basis: 'returns' }
  } catch (error) {
    // Signals that earn the very same in every row of a half have no ratio there.
    if (isBarcastError(error, 'validation/constant-returns')) return undefined
    throw error
  }
}

function overfittingByFolds(complete: readonly CompleteTrial[], score: Score): SearchOverfitting | undefined {
  const sign = isLowerBetter(score) ? -1 : 1
  const found = foldOverfitting(complete.map(({ foldScores }) => foldScores.map((x) => sign * x)))
  return found === undefined ? undefined : { ...found, basis: 'folds' }
}

/** What {@link weighEvidence} needs of a search. */
export interface SearchedTrials {
  trials: readonly Trial[]
  best: CompleteTrial
  score: Score
  /** Undefined without `outcome`. */
  returns: TrialReturns | undefined
  /** False where several folds test the same rows, whose halves would not be apart. */
  areFoldsApart: boolean
}

/** Everything that stands beside the best score of a search, from the search itself. */
export function weighEvidence({ trials, best, score, returns, areFoldsApart }: SearchedTrials): Evidence {
  const complete = trials.filter((trial) => trial.state === 'complete')
  const columns = returns === undefined ? undefined : complete.map(({ trial }) => returns.get(trial)!)
  return {
    trials: countTrials(trials),
    gap: gapOf(best, score),
    overfitting: (columns && overfittingByReturns(columns)) ?? (areFoldsApart ? overfittingByFolds(complete, score) : undefined),
    sharpe: columns && deflate(returns!.get(best.trial)!, columns.map(sharpeOf), trials.length),
    permutation: undefined,
  }
}
