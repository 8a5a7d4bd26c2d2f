import { BarcastError, type TaskOptions } from '../core/index.js'
import type { ModelManager, ModelSpec } from '../models/index.js'
import type { Split } from '../validation/index.js'
import type { ScalerKind } from './config.js'
import { predictTestPart } from './folds.js'
import type { Samples } from './samples.js'
import { type Score, scoreOf } from './score.js'

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
  folds: readonly Split[]
  score: Score
  scaler: ScalerKind
}

/** Trains on each fold's training part and scores its test part. */
export async function crossValidate(
  contest: Contest,
  spec: ModelSpec,
  { signal, onProgress }: TaskOptions,
): Promise<CrossValidationScores> {
  const { manager, samples, folds, score, scaler } = contest
  const cvScores: number[] = []
  for (const [k, fold] of folds.entries()) {
    const { value, predictions } = await predictTestPart(manager, samples, fold, spec, scaler, signal)
    const found = scoreOf(score, value, predictions)
    if (Number.isNaN(found)) {
      throw new BarcastError(
        'training/undefined-score',
        `Cross-validate: fold ${k}: ${score} needs two classes in the test part, found one`,
        {
          value: found,
          where: { path: `fold ${k}` },
        },
      )
    }
    cvScores.push(found)
    onProgress?.({ done: k + 1, total: folds.length, step: `fold ${k + 1} of ${folds.length}` })
  }
  return summarize(cvScores)
}
