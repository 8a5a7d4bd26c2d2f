import { BarcastError, decodeFloats, encodeFloats, type TaskOptions } from '../core/index.js'
import type { DecisionRule, ModelManager, ModelSpec, Predictions, RoundHistory } from '../models/index.js'
import type { StoredFold } from './checkpoint.js'
import { type FoldFit, fitFold, type Learning, predictFold } from './fitted-fold.js'
import type { Fold } from './folds.js'
import { type FoldUsage, type Gauges, measured } from './meter.js'
import { type Samples, takeSamples } from './samples.js'
import { type Score, scoreOf } from './score.js'
import { signalReturns } from './strategy-returns.js'
import { modelBytesOf, type TrainingCost } from './training-cost.js'

export interface CrossValidationScores {
  /** One per fold, in time order. */
  cvScores: number[]
  meanScore: number
  /** Population standard deviation over the folds. */
  stdScore: number
}

/** Mean and spread of one score per fold. */
export function summarize(cvScores: number[]): CrossValidationScores {
  const meanScore = cvScores.reduce((sum, found) => sum + found, 0) / cvScores.length
  const squares = cvScores.reduce((sum, found) => sum + (found - meanScore) * (found - meanScore), 0)
  return { cvScores, meanScore, stdScore: Math.sqrt(squares / cvScores.length) }
}

/** Samples and folds on which parameter sets are compared. */
export interface Contest {
  manager: ModelManager
  samples: Samples
  folds: readonly Fold[]
  score: Score
  learning: Learning
  /** Rows of each fold's test part whose returns count; undefined without `outcome`. */
  counted: readonly Int32Array[] | undefined
  rule: DecisionRule | undefined
  gauges: Gauges
  /** Costs that trials are compared by beside the score. */
  costs: readonly TrainingCost[]
}

/** What one parameter set did in one fold. */
export interface FoldEvaluation {
  score: number
  /** The same score on the rows that the model learned from. */
  trainScore: number
  rounds: RoundHistory | undefined
  /** What the signals of the counted test rows earned. */
  returns: Float64Array | undefined
  usage: FoldUsage
  /** Length of the stored model, where trials are compared by it. */
  modelBytes: number | undefined
}

/** Follows a cross-validation: what is known of it already, what to keep of it, and where it may end. */
export interface FoldWatch {
  /** Folds done earlier. */
  readonly stored: readonly StoredFold[]
  store(folds: readonly StoredFold[]): Promise<void>
  /** After a round in fold `fold` (from 0); what it throws ends the cross-validation. */
  onRound?(fold: number, round: number, logLoss: number): void
  /** After a fold, with the evaluations so far; what it throws ends the cross-validation. */
  onFold?(evaluations: readonly FoldEvaluation[]): void
}

function packFold({ score, trainScore, rounds, returns, usage, modelBytes }: FoldEvaluation): StoredFold {
  const { trainingLoss, ...history } = rounds ?? {}
  return {
    score,
    trainScore,
    ...(rounds === undefined ? {} : { rounds: { ...(history as RoundHistory), ...(trainingLoss === undefined ? {} : { trainingLoss }) } }),
    ...(returns === undefined ? {} : { returns: encodeFloats(returns) }),
    usage,
    ...(modelBytes === undefined ? {} : { modelBytes }),
  }
}

function unpackFold({ score, trainScore, rounds, returns, usage, modelBytes }: Exclude<StoredFold, { pruned: true }>): FoldEvaluation {
  return {
    score,
    trainScore,
    rounds: rounds === undefined ? undefined : { ...rounds, trainingLoss: rounds.trainingLoss },
    returns: returns === undefined ? undefined : decodeFloats(returns),
    usage,
    modelBytes,
  }
}

function checkDefined(found: number, score: Score, k: number): number {
  if (!Number.isNaN(found)) return found
  throw new BarcastError('training/undefined-score', `Cross-validate: fold ${k}: ${score} needs two classes in the test part, found one`, {
    value: found,
    where: { path: `fold ${k}` },
  })
}

function replayRounds({ onRound }: FoldWatch, fold: number, losses: readonly number[]): void {
  for (const [at, loss] of losses.entries()) onRound?.(fold, at + 1, loss)
}

function trainScoreOf(score: Score, { fitted, learned, trainingAccuracy }: FoldFit): number {
  return score === 'accuracy' && fitted.model.calibrator === undefined
    ? trainingAccuracy
    : scoreOf(score, learned.value, predictFold(fitted, learned.X))
}

async function evaluateFold(
  contest: Contest,
  k: number,
  spec: ModelSpec,
  signal: AbortSignal | undefined,
  onRound: ((round: number, logLoss: number) => void) | undefined,
): Promise<FoldEvaluation> {
  const { manager, samples, folds, score, learning, counted, rule, gauges, costs } = contest
  const { train, test } = folds[k]!
  const { result: fit, usage } = await measured(gauges, () =>
    fitFold(manager, takeSamples(samples, train), spec, learning, { signal, onRound }),
  )
  const { X, value, outcome } = takeSamples(samples, test)
  const predictions: Predictions = predictFold(fit.fitted, X)
  return {
    score: checkDefined(scoreOf(score, value, predictions), score, k),
    trainScore: trainScoreOf(score, fit),
    rounds: fit.fitted.rounds,
    returns: counted === undefined ? undefined : signalReturns(predictions, samples.classNames, outcome!, counted[k]!, rule),
    usage,
    modelBytes: costs.includes('modelBytes') ? modelBytesOf(fit.fitted.model) : undefined,
  }
}

/**
 * Trains on each fold's training part and scores its test part. Folds that `watch` knows are not trained again.
 *
 * @throws BarcastError `training/undefined-score`, those of training, and what `watch` throws.
 */
export async function crossValidate(
  contest: Contest,
  spec: ModelSpec,
  { signal, onProgress }: TaskOptions,
  watch: FoldWatch = { stored: [], store: async () => undefined },
): Promise<FoldEvaluation[]> {
  const { folds } = contest
  const kept: StoredFold[] = []
  const evaluations: FoldEvaluation[] = []
  for (const k of folds.keys()) {
    const stored = watch.stored[k]
    const losses: number[] = []
    const onRound = (round: number, logLoss: number): void => {
      losses.push(logLoss)
      watch.onRound?.(k, round, logLoss)
    }
    if (stored === undefined || 'pruned' in stored) {
      // What ended a pruned fold ends it again without training, unless it decides otherwise now.
      if (stored !== undefined) replayRounds(watch, k, stored.validationLoss)
      try {
        evaluations.push(await evaluateFold(contest, k, spec, signal, onRound))
      } catch (error) {
        if ((error as { code?: unknown }).code === 'tuning/pruned') await watch.store([...kept, { pruned: true, validationLoss: losses }])
        throw error
      }
      kept.push(packFold(evaluations[k]!))
      await watch.store(kept)
    } else {
      kept.push(stored)
      evaluations.push(unpackFold(stored))
      replayRounds(watch, k, evaluations[k]!.rounds?.validationLoss ?? [])
    }
    onProgress?.({ done: k + 1, total: folds.length, step: `fold ${k + 1} of ${folds.length}` })
    watch.onFold?.(evaluations)
  }
  return evaluations
}
