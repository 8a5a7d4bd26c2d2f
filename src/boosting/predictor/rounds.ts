import { BarcastError } from '../../core/index.js'

/** Stops adding trees to a row whose class is clear: LightGBM's `pred_early_stop`. */
export interface PredictEarlyStop {
  /** Clear means: |2 · raw score| of a lone score, or the distance of the two highest, is above this. LightGBM's default is 10. */
  readonly margin: number
  /** Rounds between two looks. LightGBM's default is 10. */
  readonly freq: number
}

/** Which rounds of a model predict. */
export interface PredictOptions {
  /** The first round, from 0; 0 by default. */
  readonly startIteration?: number
  /**
   * How many rounds from there on; all by default and when there are fewer. A model that stopped early holds no rounds after its best one, so
   * that all of them are those with which LightGBM predicts by default.
   */
  readonly numIterations?: number
  /** For `binary`, `multiclass`, `multiclassova` and the ranking objectives. */
  readonly earlyStop?: PredictEarlyStop
}

/** Rounds `first` to `end − 1`. */
export interface Rounds {
  readonly first: number
  readonly end: number
  readonly earlyStop: PredictEarlyStop | undefined
}

const ACTION = 'Predict'
const STOPPABLE: readonly string[] = ['binary', 'multiclass', 'multiclassova', 'lambdarank', 'rank_xendcg']

function refuse(rule: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}, found ${String(value)}`, { value, where: { path } })
}

function checkEarlyStop({ margin, freq }: PredictEarlyStop, objective: string): void {
  if (!STOPPABLE.includes(objective))
    refuse('parameter-conflict', `earlyStop needs one of the objectives ${STOPPABLE.join(', ')}`, objective, 'earlyStop')
  if (!(margin >= 0)) refuse('parameter-range', 'earlyStop.margin must be 0 or above', margin, 'earlyStop.margin')
  if (!Number.isInteger(freq) || freq < 1) refuse('parameter-range', 'earlyStop.freq must be a whole number from 1', freq, 'earlyStop.freq')
}

/**
 * The rounds that options ask for.
 *
 * @param available the model's rounds
 * @throws BarcastError `boosting/parameter-range`, `boosting/parameter-conflict`.
 */
export function resolveRounds(options: PredictOptions | undefined, available: number, objective: string): Rounds {
  const { startIteration = 0, numIterations = available, earlyStop } = options ?? {}
  const last = Math.max(0, available - 1)
  if (!Number.isInteger(startIteration) || startIteration < 0 || startIteration > last)
    refuse('parameter-range', `startIteration must be a whole number in 0 … ${last}`, startIteration, 'startIteration')
  if (!Number.isInteger(numIterations) || numIterations < (available === 0 ? 0 : 1))
    refuse('parameter-range', 'numIterations must be a whole number from 1', numIterations, 'numIterations')
  if (earlyStop !== undefined) checkEarlyStop(earlyStop, objective)
  return { first: startIteration, end: Math.min(available, startIteration + numIterations), earlyStop }
}

/** Whether the scores `scores[at] … scores[at + classes − 1]` are clear. */
export function isClear(scores: Float64Array, at: number, classes: number, margin: number): boolean {
  if (classes === 1) return 2 * Math.abs(scores[at]!) > margin
  let first = -Infinity
  let second = -Infinity
  for (let k = at; k < at + classes; k++) {
    const score = scores[k]!
    if (score > first) {
      second = first
      first = score
    } else if (score > second) second = score
  }
  return first - second > margin
}
