import { BarcastError, unknownNameError } from '../core/index.js'
import { type ParzenEstimator, parzenEstimator } from './parzen-estimator.js'
import type { Direction, Sampler, TrialStart } from './sampler.js'
import { isSameDimension, isSingle, type ParamValue, type ParamValues, type SearchDimension, type SearchSpace } from './search-space.js'
import type { TrialRecord } from './trial-record.js'
import { drawUniformly } from './uniform-draw.js'

/** What {@link tpe} takes; everything has Optuna's default. */
export interface TpeOptions {
  /** Finished trials before the sampler learns from them; until then it draws uniformly. Default 10. */
  startupTrials?: number
  /** Candidates of which the most promising is suggested. Default 24. */
  candidates?: number
  /**
   * Draws the parameters that all finished trials share together, so that what goes well together is kept together; the others each by itself, as without it.
   * Default true, as Optuna 5; `false` is what Optuna 4 does by default.
   */
  multivariate?: boolean
  /** How many of `trials` finished trials count as good. Default ⌈trials / 10⌉, at most 25. */
  gamma?: (trials: number) => number
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

interface TrialSplit {
  below: TrialRecord[]
  above: TrialRecord[]
}

const OPTION_NAMES = ['startupTrials', 'candidates', 'multivariate', 'gamma', 'seed']

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

function checkOptions(options: TpeOptions): void {
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.includes(key))
      throw unknownNameError('tuning/unknown-option', 'Create TPE sampler', 'option', key, OPTION_NAMES, { path: key })
  }
  const { startupTrials = 10, candidates = 24, multivariate = true } = options
  checkCount('startupTrials', startupTrials, 0)
  checkCount('candidates', candidates, 1)
  if (typeof multivariate !== 'boolean')
    throw new BarcastError('tuning/config', `Create TPE sampler: multivariate must be true or false, found ${String(multivariate)}`, {
      value: multivariate,
      where: { path: 'multivariate' },
    })
}

/** True for trials to learn from. */
function isFinished({ state }: TrialRecord): boolean {
  return state === 'complete' || state === 'pruned'
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

function choiceOf(dimension: SearchDimension, value: number): ParamValue {
  return dimension.type === 'choice' ? dimension.choices[value]! : value
}

/** Rows of the trials that have all of the space's parameters: a trial that took another branch says nothing about them. */
function observationsOf(trials: readonly TrialRecord[], space: SearchSpace): number[][] {
  const entries = Object.entries(space)
  return trials
    .filter(({ params }) => entries.every(([name]) => Object.hasOwn(params, name)))
    .map(({ params }) => entries.map(([name, dimension]) => numberOf(dimension, params[name]!)))
}

/** Where the `good` best trials are in the space, and where the others. */
export function learnDensities(
  space: SearchSpace,
  { direction, trials }: Pick<TrialStart, 'direction' | 'trials'>,
  good: number,
): { likely: ParzenEstimator; unlikely: ParzenEstimator } {
  const dimensions = Object.values(space)
  const { below, above } = splitTrials(trials, direction, good)
  return {
    likely: parzenEstimator(observationsOf(below, space), dimensions),
    unlikely: parzenEstimator(observationsOf(above, space), dimensions),
  }
}

/** Of `candidates` values drawn where good trials are, the one that speaks most for a good and least for any other trial. */
function drawLearned(space: SearchSpace, start: TrialStart, good: number, candidates: number): ParamValues {
  const { random } = start
  const { likely, unlikely } = learnDensities(space, start, good)
  let best: number[] = []
  let bestGain = -Infinity
  for (let k = 0; k < candidates; k++) {
    const candidate = likely.draw(random)
    const gain = likely.logDensity(candidate) - unlikely.logDensity(candidate)
    if (k > 0 && !(gain > bestGain)) continue
    best = candidate
    bestGain = gain
  }
  return Object.fromEntries(Object.entries(space).map(([name, dimension], d) => [name, choiceOf(dimension, best[d]!)]))
}

/** Parameters that every one of the trials has, each with the same dimension, if there is a choice in it; by name. */
export function sharedSpace(trials: readonly TrialRecord[]): SearchSpace {
  const [first, ...rest] = trials
  if (first === undefined) return {}
  const shared = Object.entries(first.space).filter(
    ([name, dimension]) =>
      !isSingle(dimension) && rest.every(({ space }) => Object.hasOwn(space, name) && isSameDimension(space[name]!, dimension)),
  )
  return Object.fromEntries(shared.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The tree-structured Parzen estimator (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011) as Optuna's `TPESampler` with its defaults: one
 * density l of the good trials and one of the rest, g, and of 24 values drawn from l the one with the largest l / g. Kernels, bandwidths and weights
 * equal Optuna's (`tests/golden/optuna`); random numbers are our own. Failed trials count neither as trials nor as observations; pruned ones rank behind all
 * complete ones.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 */
export function tpe(options: TpeOptions = {}): Sampler {
  checkOptions(options)
  const { startupTrials = 10, candidates = 24, multivariate = true, gamma, seed } = options
  /** How many trials count as good; undefined before there are enough to learn from. */
  const goodOf = (finished: number): number | undefined => {
    if (finished < startupTrials) return undefined
    const good = (gamma ?? defaultGamma)(finished)
    checkCount('gamma', good, 0)
    return good
  }
  return {
    name: 'tpe',
    seed,
    settings: gamma === undefined ? { startupTrials, candidates, multivariate } : undefined,
    propose(start) {
      if (!multivariate) return {}
      const finished = start.trials.filter(isFinished)
      const good = goodOf(finished.length)
      const space = sharedSpace(finished)
      return good === undefined || Object.keys(space).length === 0 ? {} : drawLearned(space, start, good, candidates)
    },
    suggest(suggestion) {
      const { name, dimension, trials, random } = suggestion
      const good = goodOf(trials.filter(isFinished).length)
      if (good === undefined) return drawUniformly(dimension, random)
      return drawLearned({ [name]: dimension }, suggestion, good, candidates)[name]!
    },
  }
}
