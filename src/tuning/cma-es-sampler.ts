import { BarcastError, type Json, unknownNameError } from '../core/index.js'
import {
  type CmaSpace,
  cmaSpace,
  firstGeneration,
  type Generation,
  generationOf,
  placesOf,
  proposeFrom,
  type ToldTrial,
} from './cma-es-generations.js'
import { firstDistribution, type SearchDistribution } from './covariance-adaptation.js'
import type { Direction, Sampler, TrialStart } from './sampler.js'
import { contains, isSameDimension, isSingle, type NumberDimension, type ParamValues } from './search-space.js'
import type { TrialRecord } from './trial-record.js'
import { drawUniformly } from './uniform-draw.js'
import { LEAST_SOURCES, warmStart } from './warm-start.js'

/** What {@link cmaEs} takes; everything has Optuna's default. */
export interface CmaEsOptions {
  /** Told trials before the sampler proposes; until then it draws uniformly. From them the space is known, so there is no proposal before the first. Default 1. */
  startupTrials?: number
  /** Trials of one generation, 2 or more. Default 4 + ⌊3 ln n⌋ for n parameters. A `batchSize` of the study that divides it wastes no trial. */
  populationSize?: number
  /** Where the search begins, by parameter; what it leaves out begins in the middle of its range. Default: the middle of every range. */
  x0?: Readonly<Record<string, number>>
  /** Standard deviation at the beginning, as a share of each range (of its logarithm with `log`). Default 1/6. */
  sigma0?: number
  /** Learns variances only: faster where parameters do not depend on each other, and for very many. Default false. */
  separable?: boolean
  /** Keeps neighbouring values of `int` and stepped parameters likely, so that none is stuck at one value (CMA-ES with margin). Default false. */
  withMargin?: boolean
  /** Learns from pruned trials too, by their last report. Default false. */
  considerPruned?: boolean
  /** Told trials of a similar study to begin from: the best tenth of those that have every parameter of the search within its range, ten or more. */
  sourceTrials?: readonly TrialRecord[]
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

const ACTION = 'Create CMA-ES sampler'
const OPTION_NAMES: readonly (keyof CmaEsOptions)[] = [
  'startupTrials',
  'populationSize',
  'x0',
  'sigma0',
  'separable',
  'withMargin',
  'considerPruned',
  'sourceTrials',
  'seed',
]
/** Of a range, below which no step would be told from another. */
const LEAST_SIGMA = 1e-10

function refuse(path: string, rule: string, value: unknown): never {
  throw new BarcastError('tuning/config', `${ACTION}: ${path} ${rule}, found ${String(value)}`, { value, where: { path } })
}

function checkOptions(options: CmaEsOptions): void {
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.includes(key as keyof CmaEsOptions))
      throw unknownNameError('tuning/unknown-option', ACTION, 'option', key, OPTION_NAMES, { path: key })
  }
  const { startupTrials = 1, populationSize = 2, x0, sigma0 = 1, separable = false, withMargin = false, sourceTrials } = options
  if (!(Number.isSafeInteger(startupTrials) && startupTrials >= 0)) refuse('startupTrials', 'must be a whole number from 0', startupTrials)
  if (!(Number.isSafeInteger(populationSize) && populationSize >= 2))
    refuse('populationSize', 'must be a whole number from 2', populationSize)
  if (!(sigma0 > 0 && Number.isFinite(sigma0))) refuse('sigma0', 'must be above 0', sigma0)
  for (const name of ['separable', 'withMargin', 'considerPruned'] as const) {
    const value = options[name]
    if (value !== undefined && typeof value !== 'boolean') refuse(name, 'must be true or false', value)
  }
  for (const [name, value] of Object.entries(x0 ?? {})) if (!Number.isFinite(value)) refuse(`x0.${name}`, 'must be a finite number', value)
  if (separable && withMargin) refuse('withMargin', 'must not go with separable', withMargin)
  if (sourceTrials === undefined) return
  if (!Array.isArray(sourceTrials)) refuse('sourceTrials', 'must be a list of trials', sourceTrials)
  if (options.x0 !== undefined || options.sigma0 !== undefined) refuse('sourceTrials', 'must not go with x0 or sigma0', 'both')
  if (separable) refuse('sourceTrials', 'must not go with separable', 'both')
}

/** Trials to learn from, by number, their values so that lower is better. */
function toldTrials(trials: readonly TrialRecord[], direction: Direction, considerPruned: boolean): ToldTrial[] {
  const sign = direction === 'minimize' ? 1 : -1
  return trials.flatMap((trial): ToldTrial[] => {
    if (trial.state === 'complete') return [{ trial, value: sign * trial.value }]
    const last = considerPruned && trial.state === 'pruned' ? trial.reports?.at(-1) : undefined
    return last === undefined || Number.isNaN(last.value) ? [] : [{ trial, value: sign * last.value }]
  })
}

/** Parameters that every told trial has, each with the same range of numbers; by name. */
function sharedNumbers(told: readonly ToldTrial[]): Record<string, NumberDimension> {
  const [first, ...rest] = told.map(({ trial }) => trial.space)
  const shared = Object.entries(first ?? {}).filter(
    ([name, dimension]) =>
      dimension.type !== 'choice' &&
      !isSingle(dimension) &&
      rest.every((space) => Object.hasOwn(space, name) && isSameDimension(space[name]!, dimension)),
  )
  return Object.fromEntries(shared.sort(([a], [b]) => (a < b ? -1 : 1))) as Record<string, NumberDimension>
}

type Shared = Readonly<Record<string, NumberDimension>>

function distributionFrom(options: CmaEsOptions, shared: Shared, space: CmaSpace, told: readonly ToldTrial[]): SearchDistribution {
  const { x0 = {}, sigma0 = 1 / 6 } = options
  if (options.sourceTrials === undefined) {
    const middle = new Float64Array(space.names.length).fill(0.5)
    const mean = middle.map((half, i) => (Object.hasOwn(x0, space.names[i]!) ? space.intervals[i]!.place(x0[space.names[i]!]!) : half))
    return firstDistribution(mean, Math.max(sigma0, LEAST_SIGMA))
  }
  const near = told.filter(({ trial }) => Object.entries(shared).every(([name, dimension]) => contains(dimension, trial.params[name])))
  if (near.length < LEAST_SOURCES)
    throw new BarcastError(
      'tuning/source-trials',
      `Start CMA-ES: ${LEAST_SOURCES} source trials or more must have ${space.names.join(', ')} in range, found ${near.length}`,
      { value: near.length, where: { path: 'sourceTrials' } },
    )
  return warmStart(near.map(({ trial, value }) => ({ point: placesOf(space, trial.params), value })))
}

function checkStart({ x0 = {} }: CmaEsOptions, shared: Shared): void {
  for (const [name, value] of Object.entries(x0)) {
    const dimension = Object.hasOwn(shared, name) ? shared[name] : undefined
    if (dimension !== undefined && !contains(dimension, value))
      refuse(`x0.${name}`, `must be in ${dimension.low} … ${dimension.high}`, value)
  }
}

/**
 * CMA-ES, the covariance matrix adaptation evolution strategy (Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772), as Optuna's `CmaEsSampler` over the Python
 * package `cmaes`, whose updates it equals (`tests/golden/cmaes`); random numbers are our own. A normal distribution is moved and reshaped generation by generation
 * towards the better points. For some hundred trials of numbers that depend on each other; below about ten trials per parameter, {@link tpe} learns faster.
 *
 * It searches the numbers that every told trial has, each scaled to [0, 1] (the logarithm with `log`; `int` and steps with half a step of room at both ends, rounded when
 * proposed). Choices, and parameters that only some trials have, are drawn uniformly. Generations follow from the history alone: a batch begins the next one once the population of
 * the present one is complete, its first trials by number are learnt from, those beyond it are not. Queued trials are learnt from as if they had been proposed. Failed trials
 * are not; pruned ones only with `considerPruned`. There is no restart: once the distribution has shrunk to a point it stays there. Constraints are not considered.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; when a trial starts, `tuning/config` for an `x0` outside its range, `tuning/source-trials` for fewer than ten that fit,
 * `tuning/several-objectives`.
 *
 * @example
 * const study = createStudy({ sampler: cmaEs({ seed: 7 }) })
 * await study.optimize(
 *   (trial) => {
 *     const x = trial.suggestFloat('x', -5, 5)
 *     const y = trial.suggestFloat('y', -5, 5)
 *     return (x + y - 3) ** 2 + (x - y) ** 2 / 100
 *   },
 *   { trials: 200 },
 * )
 * console.log(study.bestValue < 1e-4) // true
 */
export function cmaEs(options: CmaEsOptions = {}): Sampler {
  checkOptions(options)
  const { startupTrials = 1, populationSize, separable = false, withMargin = false, considerPruned = false } = options
  const { sourceTrials, seed, ...stored } = options
  let begun: { key: string; space: CmaSpace; first: Generation } | undefined
  /** The same for the same space, so that what was learnt from it is found again. */
  const begin = (shared: Shared, direction: Direction, studySeed: number): { space: CmaSpace; first: Generation } => {
    const key = JSON.stringify([shared, direction, studySeed])
    if (begun?.key === key) return begun
    checkStart(options, shared)
    const space = cmaSpace(shared, { populationSize, separable, withMargin })
    const told = toldTrials(sourceTrials ?? [], direction, considerPruned)
    begun = { key, space, first: firstGeneration(distributionFrom(options, shared, space, told)) }
    return begun
  }
  const propose = (start: TrialStart): ParamValues => {
    if (start.directions.length > 1)
      throw new BarcastError(
        'tuning/several-objectives',
        `Propose trial: CMA-ES must have one objective, found ${start.directions.length}`,
        {
          value: start.directions.length,
        },
      )
    const told = toldTrials(start.trials, start.direction, considerPruned)
    const shared = sharedNumbers(told)
    if (Object.keys(shared).length === 0) return {}
    const { space, first } = begin(shared, start.direction, start.seed)
    const generation = generationOf(first, space, told, start, startupTrials)
    return generation === undefined ? {} : proposeFrom(generation, space, start)
  }
  return {
    name: 'cmaEs',
    seed,
    settings: sourceTrials === undefined ? (JSON.parse(JSON.stringify(stored)) as Json) : undefined,
    propose,
    suggest: ({ dimension, random }) => drawUniformly(dimension, random),
  }
}
