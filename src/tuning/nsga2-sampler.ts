import { BarcastError, type Random, unknownNameError } from '../core/index.js'
import { dominates, isComplete, lossesOf, violationOf } from './best-trials.js'
import { commonSpace } from './common-space.js'
import { type Crossover, cross, parentCount } from './crossover.js'
import { selectElite } from './elite-selection.js'
import type { Direction, Sampler, TrialStart } from './sampler.js'
import { isSingle, type ParamValues, type SearchSpace } from './search-space.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'
import { drawUniformly } from './uniform-draw.js'

/** What {@link nsga2} takes; everything has Optuna's default. */
export interface Nsga2Options {
  /** Complete trials per generation, and parents that live on. At least 2, with `undx` 3. Default 50. */
  populationSize?: number
  /** Probability that a parameter of a child is drawn anew, uniformly. Default 1 / number of parameters that all complete trials share. */
  mutationProbability?: number
  /**
   * How numbers come from those of the parents. `uniform`: from one parent or the other; `blx`: uniformly between them and half their distance beyond; `sbx`: near them, by
   * simulated binary crossover; `undx`: normally around the middle of two, as wide as a third is away. Choices always come from one parent or the other. Default `uniform`.
   */
  crossover?: Crossover
  /** Probability that a child has more than one parent. Default 0.9. */
  crossoverProbability?: number
  /** Of a value that comes from one parent or the other: probability of the first. Default 0.5. */
  swappingProbability?: number
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

type Setting = Required<Omit<Nsga2Options, 'mutationProbability' | 'seed'>> & { mutationProbability: number | undefined }

const ACTION = 'Create NSGA-II sampler'
const OPTION_NAMES = ['populationSize', 'mutationProbability', 'crossover', 'crossoverProbability', 'swappingProbability', 'seed']
const CROSSOVERS: readonly Crossover[] = ['uniform', 'blx', 'sbx', 'undx']

function refuse(name: string, rule: string, value: unknown): never {
  throw new BarcastError('tuning/config', `${ACTION}: ${name} must be ${rule}, found ${String(value)}`, { value, where: { path: name } })
}

function checkOptions(options: Nsga2Options): Setting {
  for (const key of Object.keys(options))
    if (!OPTION_NAMES.includes(key)) throw unknownNameError('tuning/unknown-option', ACTION, 'option', key, OPTION_NAMES, { path: key })
  const { populationSize = 50, mutationProbability, crossover = 'uniform', crossoverProbability = 0.9, swappingProbability = 0.5 } = options
  if (!CROSSOVERS.includes(crossover))
    throw unknownNameError('tuning/unknown-option', ACTION, 'crossover', String(crossover), CROSSOVERS, { path: 'crossover' })
  const least = parentCount(crossover)
  if (!(Number.isSafeInteger(populationSize) && populationSize >= least))
    refuse('populationSize', `a whole number from ${least} (crossover ${crossover})`, populationSize)
  const probabilities = { mutationProbability, crossoverProbability, swappingProbability }
  for (const [name, value] of Object.entries(probabilities))
    if (value !== undefined && !(value >= 0 && value <= 1)) refuse(name, 'from 0 to 1', value)
  return { populationSize, mutationProbability, crossover, crossoverProbability, swappingProbability }
}

/** True when the first trial is better: it keeps its constraints and the other does not, it breaks them less, or both keep them and it dominates. */
export function isFitter(a: CompleteTrial, b: CompleteTrial, directions: readonly Direction[]): boolean {
  const [broken, other] = [violationOf(a), violationOf(b)]
  return broken === 0 && other === 0 ? dominates(lossesOf(a, directions), lossesOf(b, directions)) : broken < other
}

/** What a whole generation leaves behind. */
interface Legacy {
  readonly members: readonly CompleteTrial[]
  readonly before: readonly CompleteTrial[]
  readonly directions: string
  /** The members and their own parents, as far as they live on. */
  readonly elite: readonly CompleteTrial[]
  /** Parameters that all members share. */
  readonly space: SearchSpace
}

/** What the last generation starts from. */
interface Lineage {
  readonly parents: readonly CompleteTrial[]
  /** Parameters that all complete trials share. */
  readonly space: SearchSpace
}

function isSame(a: readonly CompleteTrial[], b: readonly CompleteTrial[]): boolean {
  return a.length === b.length && a.every((trial, i) => trial === b[i])
}

/** Complete trials by generation, the one that is being made last: a batch begins a new one where the one before has all its trials. */
export function generationsOf(trials: readonly TrialRecord[], populationSize: number, batchSize: number): CompleteTrial[][] {
  let current: CompleteTrial[] = []
  const generations = [current]
  trials.forEach((trial, number) => {
    if (number % batchSize === 0 && current.length >= populationSize) {
      current = []
      generations.push(current)
    }
    if (isComplete(trial)) current.push(trial)
  })
  return generations
}

/**
 * Parents of the last generation: the elite of each one before it and of that one's own parents, from the first on. What a generation leaves is remembered by its last trial and used again
 * only where every record is the same.
 */
function lineage(populationSize: number): (generations: readonly CompleteTrial[][], directions: readonly Direction[]) => Lineage {
  const remembered = new WeakMap<CompleteTrial, Legacy>()
  const legacyOf = (members: readonly CompleteTrial[], before: readonly CompleteTrial[], directions: readonly Direction[]): Legacy => {
    const last = members.at(-1)!
    const known = remembered.get(last)
    const key = directions.join()
    if (known?.directions === key && isSame(known.members, members) && isSame(known.before, before)) return known
    const elite = selectElite([...members, ...before], directions, populationSize).sort((a, b) => a.number - b.number)
    const legacy = { members, before, directions: key, elite, space: commonSpace(members) }
    remembered.set(last, legacy)
    return legacy
  }
  return (generations, directions) => {
    let parents: readonly CompleteTrial[] = []
    const spaces: { space: SearchSpace }[] = [...generations.at(-1)!]
    for (const members of generations.slice(0, -1)) {
      const legacy = legacyOf(members, parents, directions)
      parents = legacy.elite
      spaces.push(legacy)
    }
    return { parents, space: commonSpace(spaces) }
  }
}

/** Of two drawn with replacement the fitter, else the second; each parent once. */
function drawParents(
  population: readonly CompleteTrial[],
  count: number,
  directions: readonly Direction[],
  random: Random,
): CompleteTrial[] {
  const parents: CompleteTrial[] = []
  for (let k = 0; k < count; k++) {
    const rest = population.filter((trial) => !parents.includes(trial))
    const first = rest[random.integer(0, rest.length)]!
    const second = rest[random.integer(0, rest.length)]!
    parents.push(isFitter(first, second, directions) ? first : second)
  }
  return parents
}

function makeChild(
  population: readonly CompleteTrial[],
  space: SearchSpace,
  { directions, random }: TrialStart,
  setting: Setting,
): ParamValues {
  const { crossover, crossoverProbability, mutationProbability } = setting
  const names = Object.keys(space)
  const copy = (): ParamValues => {
    const { params } = population[random.integer(0, population.length)]!
    return Object.fromEntries(names.map((name) => [name, params[name]!]))
  }
  const select = (): ParamValues[] => drawParents(population, parentCount(crossover), directions, random).map(({ params }) => params)
  const objectives = directions.length
  const child = random.uniform() < crossoverProbability ? cross(select, space, { ...setting, objectives }, random) : copy()
  const rate = mutationProbability ?? 1 / Math.max(1, names.length)
  // What is left out is suggested by itself, that is drawn uniformly.
  return Object.fromEntries(names.filter(() => random.uniform() >= rate).map((name) => [name, child[name]!]))
}

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan, "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", 2002) as Optuna's `NSGAIISampler`, for one or several objectives: the first
 * generation is drawn uniformly; later ones are children of an elite, chosen by constrained domination and crowding from each generation and its parents. Selection and
 * crossovers equal Optuna's (`tests/golden/optuna/nsga2.json`); random numbers are our own.
 *
 * Only complete trials count, added ones too. A generation ends with the batch that brings it to `populationSize` of them, by number: it follows from the history alone, also after an
 * interruption. Parameters that not all complete trials share, with one range, are drawn uniformly. Trials that break constraints (`trial.setConstraints`) rank behind those that break none.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 *
 * @example
 * const study = createStudy({ directions: ['minimize', 'maximize'], sampler: nsga2({ populationSize: 20, seed: 3 }) })
 */
export function nsga2(options: Nsga2Options = {}): Sampler {
  const setting = checkOptions(options)
  const lineageOf = lineage(setting.populationSize)
  const { mutationProbability, ...stored } = setting
  return {
    name: 'nsga2',
    seed: options.seed,
    settings: { ...stored, ...(mutationProbability === undefined ? {} : { mutationProbability }) },
    propose(start) {
      const generations = generationsOf(start.trials, setting.populationSize, start.batchSize)
      if (generations.length === 1) return {}
      const { parents, space } = lineageOf(generations, start.directions)
      const drawn = Object.entries(space).filter(([, dimension]) => !isSingle(dimension))
      return makeChild(parents, Object.fromEntries(drawn), start, setting)
    },
    suggest: ({ dimension, random }) => drawUniformly(dimension, random),
  }
}
