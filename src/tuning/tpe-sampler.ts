import { BarcastError, unknownNameError } from '../core/index.js'
import { parzenEstimator } from './parzen-estimator.js'
import type { Direction, Sampler, Suggestion } from './sampler.js'
import type { ParamValue, SearchDimension } from './search-space.js'
import type { TrialRecord } from './trial-record.js'
import { drawUniformly } from './uniform-draw.js'

/** What {@link tpeSampler} takes; everything has Optuna's default. */
export interface TpeOptions {
  /** Finished trials before the sampler learns from them; until then it draws uniformly. Default 10. */
  startupTrials?: number
  /** Candidates of which the most promising is suggested. Default 24. */
  candidates?: number
  /** How many of `trials` finished trials count as good. Default ⌈trials / 10⌉, at most 25. */
  gamma?: (trials: number) => number
}

interface TrialSplit {
  below: TrialRecord[]
  above: TrialRecord[]
}

const OPTION_NAMES = ['startupTrials', 'candidates', 'gamma']

function defaultGamma(trials: number): number {
  return Math.min(Math.ceil(0.1 * trials), 25)
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new BarcastError('tuning/config', `Create TPE sampler: ${name} must be a whole number from ${least}, found ${String(value)}`, {
    value,
    where: { path: name },
  })
}

/** Complete trials from the best to the worst, equal ones by number, then pruned ones. */
function ranked(trials: readonly TrialRecord[], direction: Direction): TrialRecord[] {
  const complete = trials.filter((trial) => trial.state === 'complete')
  const sign = direction === 'minimize' ? 1 : -1
  complete.sort((a, b) => (a.value === b.value ? a.number - b.number : sign * (a.value < b.value ? -1 : 1)))
  return [...complete, ...trials.filter(({ state }) => state === 'pruned')]
}

/** The best `good` of the finished trials, and the rest; both in the order of their numbers. Failed trials teach nothing. */
export function splitTrials(trials: readonly TrialRecord[], direction: Direction, good: number): TrialSplit {
  const order = ranked(trials, direction)
  const byNumber = (a: TrialRecord, b: TrialRecord): number => a.number - b.number
  return { below: order.slice(0, good).sort(byNumber), above: order.slice(good).sort(byNumber) }
}

function numberOf(dimension: SearchDimension, value: ParamValue): number {
  return dimension.type === 'choice' ? dimension.choices.indexOf(value) : (value as number)
}

/** Values of the parameter in those trials that have it: a trial that took another branch says nothing about it. */
function observationsOf(trials: readonly TrialRecord[], name: string, dimension: SearchDimension): number[] {
  return trials.filter(({ params }) => Object.hasOwn(params, name)).map(({ params }) => numberOf(dimension, params[name]!))
}

function suggestLearned({ name, dimension, direction, trials, random }: Suggestion, good: number, candidates: number): ParamValue {
  const { below, above } = splitTrials(trials, direction, good)
  const likely = parzenEstimator(observationsOf(below, name, dimension), dimension)
  const unlikely = parzenEstimator(observationsOf(above, name, dimension), dimension)
  let best = Number.NaN
  let bestGain = -Infinity
  for (let k = 0; k < candidates; k++) {
    const candidate = likely.draw(random)
    const gain = likely.logDensity(candidate) - unlikely.logDensity(candidate)
    if (k > 0 && !(gain > bestGain)) continue
    best = candidate
    bestGain = gain
  }
  return dimension.type === 'choice' ? dimension.choices[best]! : best
}

/**
 * The tree-structured Parzen estimator (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011) as Optuna 4's `TPESampler` with
 * its defaults: each parameter by itself, one density of the good trials l and one of the rest g, and of 24 values drawn from l the one with the
 * largest l / g. Kernels, bandwidths and weights equal Optuna's (`tests/golden/optuna`); random numbers are our own. Failed trials count
 * neither as trials nor as observations; pruned ones rank behind all complete ones.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function tpeSampler(options: TpeOptions = {}): Sampler {
  const { startupTrials = 10, candidates = 24, gamma } = options
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.includes(key))
      throw unknownNameError('tuning/unknown-option', 'Create TPE sampler', 'option', key, OPTION_NAMES, { path: key })
  }
  checkCount('startupTrials', startupTrials, 0)
  checkCount('candidates', candidates, 1)
  const goodOf = gamma ?? defaultGamma
  return {
    name: 'tpe',
    settings: gamma === undefined ? { startupTrials, candidates } : undefined,
    suggest(suggestion) {
      const finished = suggestion.trials.filter(({ state }) => state === 'complete' || state === 'pruned').length
      if (finished < startupTrials) return drawUniformly(suggestion.dimension, suggestion.random)
      const good = goodOf(finished)
      checkCount('gamma', good, 0)
      return suggestLearned(suggestion, good, candidates)
    },
  }
}
