import { log, type Random } from '../core/index.js'
import { drawCandidates } from './acquisition-search.js'
import { fitKernel, GaussianProcess } from './gaussian-process.js'
import { standardise } from './gaussian-process-sampler.js'
import type { Direction } from './sampler.js'
import { sharedSpace } from './shared-space.js'
import type { CompleteTrial } from './trial-record.js'
import { unitSpace } from './unit-space.js'

const CANDIDATES = 2048
/** The bounds hold with probability 1 − this. */
const DELTA = 0.1

/** How many deviations, squared, the bounds are wide: 2/5 ln(d n² π² / 6δ) for n points of d parameters, the fifth as Srinivas et al. (2010) in their experiments. */
function squaredWidth(parameters: number, trials: number): number {
  return (2 / 5) * log((parameters * trials * trials * Math.PI * Math.PI) / (6 * DELTA))
}

/** The largest of mean + side · √width · deviation. */
function largestBound(process: GaussianProcess, points: Float64Array, side: 1 | -1, width: number): number {
  const { means, variances } = process.predict(points)
  return means.reduce((most, mean, i) => Math.max(most, mean + side * Math.sqrt(width * variances[i]!)), -Infinity)
}

/** Largest upper bound anywhere less the largest lower bound at the observations; values are maximised, in their own units. */
export function boundAt(process: GaussianProcess, elsewhere: Float64Array): number {
  const { points, values, isChoice } = process.observations
  const width = squaredWidth(isChoice.length, values.length)
  const above = Math.max(largestBound(process, points, 1, width), largestBound(process, elsewhere, 1, width))
  return above - largestBound(process, points, -1, width)
}

/**
 * By how much the best trial may be worse than the best there is, at most and with probability 0.9 if the objective is like the Gaussian process of the better trials (Makarova et al.,
 * "Automatic termination for hyperparameter optimization", 2022; as Optuna's `RegretBoundEvaluator`, whose bound is over 2048 points too). In the objective's units. Undefined when the trials
 * share no parameter that leaves a choice.
 *
 * @param topShare the share of the trials that is looked at, the best ones, but `least` or more
 */
export function regretBound(
  trials: readonly CompleteTrial[],
  direction: Direction,
  { topShare, least, random }: { topShare: number; least: number; random: Random },
): number | undefined {
  const space = sharedSpace(trials)
  if (Object.keys(space).length === 0) return undefined
  const scores = trials.map(({ value }) => (direction === 'minimize' ? -value : value))
  const count = Math.min(Math.max(Math.floor(trials.length * topShare), least), trials.length)
  const cut = [...scores].sort((a, b) => b - a)[count - 1]!
  const top = trials.filter((_, i) => scores[i]! >= cut)
  const { values, deviation } = standardise(scores.filter((score) => score >= cut))
  const box = unitSpace(space)
  const observations = { points: box.pointsOf(top.map(({ params }) => params)), values, isChoice: box.isChoice }
  const process = new GaussianProcess(observations, fitKernel(observations, false))
  return boundAt(process, drawCandidates(box, CANDIDATES, random)) * deviation
}
