import { checksum, createRandom, type Random } from '../core/index.js'
import {
  type AdaptationRates,
  adaptationRates,
  defaultPopulationSize,
  nextDistribution,
  pointAt,
  type SearchDistribution,
} from './covariance-adaptation.js'
import { holdMargin, type IntegerMargin, onSteps } from './integer-margin.js'
import type { TrialStart } from './sampler.js'
import { type NumberDimension, type ParamValues, stepOf } from './search-space.js'
import type { TrialRecord } from './trial-record.js'
import { type UnitInterval, unitInterval } from './unit-interval.js'

/** A trial to learn from, with its value so that lower is better. */
export interface ToldTrial {
  readonly trial: TrialRecord
  readonly value: number
}

/** The space in which CMA-ES searches, its coordinates in [0, 1]. */
export interface CmaSpace {
  readonly names: readonly string[]
  readonly intervals: readonly UnitInterval[]
  readonly rates: AdaptationRates
  readonly margin: IntegerMargin | undefined
}

/** A distribution, what was learnt to get there left behind; the next one is kept with the trials that it came from. */
export interface Generation {
  readonly distribution: SearchDistribution
  /** With margin: the stretch of each coordinate. */
  readonly scales: Float64Array
  /** By the last of its trials. */
  readonly following: WeakMap<TrialRecord, { readonly told: readonly ToldTrial[]; readonly generation: Generation }>
}

interface Draw {
  /** As it was drawn, which is what the distribution learns from. */
  readonly drawn: Float64Array
  /** On the steps. */
  readonly tried: Float64Array
}

/** Draws until all coordinates lie in [0, 1], so many times for each coordinate; the last one is clipped. */
const TRIES_PER_COORDINATE = 10

function marginOf(dimensions: readonly NumberDimension[], population: number): IntegerMargin {
  const steps = dimensions.map((dimension) => {
    const { low, high, log } = dimension
    return log === true ? 0 : (stepOf(dimension) ?? 0) / (high - low)
  })
  return { steps, least: 1 / (dimensions.length * population) }
}

/** The space of these parameters. */
export function cmaSpace(
  dimensions: Readonly<Record<string, NumberDimension>>,
  { populationSize, separable, withMargin }: { populationSize: number | undefined; separable: boolean; withMargin: boolean },
): CmaSpace {
  const given = Object.values(dimensions)
  const population = populationSize ?? defaultPopulationSize(given.length)
  return {
    names: Object.keys(dimensions),
    intervals: given.map((dimension) => unitInterval(dimension, !withMargin)),
    rates: adaptationRates(given.length, population, separable),
    margin: withMargin ? marginOf(given, population) : undefined,
  }
}

/** Coordinates of the parameters. */
export function placesOf({ names, intervals }: CmaSpace, params: ParamValues): Float64Array {
  return Float64Array.from(intervals, (interval, i) => interval.place(params[names[i]!] as number))
}

function paramsAt({ names, intervals }: CmaSpace, point: Float64Array): ParamValues {
  return Object.fromEntries(intervals.map((interval, i) => [names[i]!, interval.valueAt(point[i]!)]))
}

/** A generation of which nothing is known but its distribution. */
export function firstGeneration(distribution: SearchDistribution): Generation {
  return { distribution, scales: new Float64Array(distribution.mean.length).fill(1), following: new WeakMap() }
}

function drawFrom({ distribution, scales }: Generation, { margin }: CmaSpace, random: Random): Draw {
  const size = distribution.mean.length
  const draw = (): Float64Array =>
    pointAt(
      distribution,
      new Float64Array(size).map(() => random.normal()),
    )
  const isFree = (i: number): boolean => margin === undefined || margin.steps[i] === 0
  const isInside = (point: Float64Array): boolean => point.every((value, i) => !isFree(i) || (value >= 0 && value <= 1))
  let drawn = draw()
  for (let tries = 1; tries <= TRIES_PER_COORDINATE * size && !isInside(drawn); tries++) drawn = draw()
  drawn = drawn.map((value, i) => (isFree(i) ? Math.min(Math.max(value, 0), 1) : value))
  return { drawn, tried: margin === undefined ? drawn : onSteps(margin, distribution.mean, scales, drawn) }
}

/** Those of one trial, the same whenever they are asked for: with margin, what was drawn does not follow from the parameters. */
function randomOf(seed: number, number: number): Random {
  return createRandom(Number.parseInt(checksum(`${seed}/cma-es/${number}`).slice(0, 13), 16))
}

/** Parameters for the trial that asks. */
export function proposeFrom(generation: Generation, space: CmaSpace, { seed, number }: TrialStart): ParamValues {
  return paramsAt(space, drawFrom(generation, space, randomOf(seed, number)).tried)
}

/** Where the trial's point was drawn; one that was queued, or took other values, has only those. */
function drawnPoint(generation: Generation, space: CmaSpace, seed: number, { number, params }: TrialRecord): Float64Array {
  if (space.margin !== undefined) {
    const { drawn, tried } = drawFrom(generation, space, randomOf(seed, number))
    const again = paramsAt(space, tried)
    if (space.names.every((name) => again[name] === params[name])) return drawn
  }
  return placesOf(space, params)
}

function learn(generation: Generation, space: CmaSpace, seed: number, told: readonly ToldTrial[]): Generation {
  const solutions = told.map(({ trial, value }) => ({ point: drawnPoint(generation, space, seed, trial), value }))
  const distribution = nextDistribution(generation.distribution, space.rates, solutions)
  if (space.margin === undefined) return firstGeneration(distribution)
  return { ...holdMargin(space.margin, distribution, generation.scales), following: new WeakMap() }
}

/** The generation after this one; learnt once for the same trials, which are replaced, never changed. */
function following(generation: Generation, space: CmaSpace, seed: number, told: readonly ToldTrial[]): Generation {
  const last = told.at(-1)!.trial
  const known = generation.following.get(last)
  if (known?.told.every(({ trial, value }, i) => trial === told[i]!.trial && value === told[i]!.value) === true) return known.generation
  const next = learn(generation, space, seed, told)
  generation.following.set(last, { told, generation: next })
  return next
}

/**
 * The generation to which a trial belongs, undefined for one of the first that are drawn uniformly. It follows from the history alone: a batch begins a new generation when
 * as many trials of the present one as the population has are known to it, and the first of them are learnt from. Told trials of a generation beyond its population teach nothing.
 */
export function generationOf(
  first: Generation,
  space: CmaSpace,
  told: readonly ToldTrial[],
  { number, batchSize, seed }: TrialStart,
  startupTrials: number,
): Generation | undefined {
  const population = space.rates.weights.length
  const batchOf = (of: number): number => Math.floor(of / batchSize)
  let generation = first
  let members: ToldTrial[] = []
  let known = 0
  let batch = -1
  const begin = (next: number): void => {
    batch = next
    if (members.length < population) return
    generation = following(generation, space, seed, members.slice(0, population))
    members = []
  }
  let startup = startupTrials === 0
  for (const one of told) {
    const own = batchOf(one.trial.number)
    if (own !== batch) {
      startup = known >= startupTrials
      begin(own)
    }
    known += 1
    if (startup) members.push(one)
  }
  if (batchOf(number) !== batch) begin(batchOf(number))
  return known >= startupTrials ? generation : undefined
}
