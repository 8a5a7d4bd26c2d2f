import { BarcastError, type Random, unknownNameError } from '../core/index.js'
import { type ParzenEstimator, parzenEstimator } from './parzen-estimator.js'
import type { Sampler, TrialStart } from './sampler.js'
import type { ParamValues, SearchSpace } from './search-space.js'
import { groupsOfSpaces, intersectionOfSpaces } from './shared-space.js'
import type { TrialRecord } from './trial-record.js'
import { splitTrials, type TrialSplit } from './trial-split.js'
import { isFinished, TrialTable } from './trial-table.js'
import { drawUniformly } from './uniform-draw.js'

export { sharedSpace } from './shared-space.js'

/** What {@link tpe} takes; everything has Optuna's default. */
export interface TpeOptions {
  /** Finished trials before the sampler learns from them; until then it draws uniformly. Default 10. */
  startupTrials?: number
  /** Candidates of which the most promising is suggested. Default 24. */
  candidates?: number
  /**
   * Draws the parameters that all finished trials share together, so that what goes well together is kept together; the others each by itself, as without it.
   * Default true for one objective and with `grouped`, false for several, as Optuna 5; `false` is what Optuna 4 does by default.
   */
  multivariate?: boolean
  /**
   * Draws together also what only some trials have: parameters that come and go together form a group, and each group is learnt from the trials that have it. For spaces with branches.
   * Not with `multivariate: false`. Default false.
   */
  grouped?: boolean
  /**
   * Trials that run beside the one that asks count as bad, at the values that were chosen for them, so that a batch does not crowd around one point. Default true, as Optuna 5.
   */
  constantLiar?: boolean
  /** How many of `trials` finished trials count as good. Default ⌈trials / 10⌉, of one objective at most 25. */
  gamma?: (trials: number) => number
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

/** What a sampler learns by. */
type Settings = Pick<Required<TpeOptions>, 'startupTrials' | 'candidates' | 'grouped' | 'constantLiar'> & {
  gamma: TpeOptions['gamma'] | undefined
}

const OPTION_NAMES = ['startupTrials', 'candidates', 'multivariate', 'grouped', 'constantLiar', 'gamma', 'seed']

function defaultGamma(trials: number, objectives: number): number {
  const tenth = Math.ceil(0.1 * trials)
  return objectives === 1 ? Math.min(tenth, 25) : tenth
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  throw new BarcastError('tuning/config', `Create TPE sampler: ${name} must be a whole number from ${least}, found ${String(value)}`, {
    value,
    where: { path: name },
  })
}

function checkFlag(name: string, value: boolean | undefined): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new BarcastError('tuning/config', `Create TPE sampler: ${name} must be true or false, found ${String(value)}`, {
    value,
    where: { path: name },
  })
}

function checkOptions(options: TpeOptions): void {
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.includes(key))
      throw unknownNameError('tuning/unknown-option', 'Create TPE sampler', 'option', key, OPTION_NAMES, { path: key })
  }
  const { startupTrials = 10, candidates = 24, multivariate, grouped, constantLiar } = options
  checkCount('startupTrials', startupTrials, 0)
  checkCount('candidates', candidates, 1)
  checkFlag('multivariate', multivariate)
  checkFlag('grouped', grouped)
  checkFlag('constantLiar', constantLiar)
  if (grouped === true && multivariate === false)
    throw new BarcastError('tuning/config', 'Create TPE sampler: grouped must not go with multivariate: false, found both', {
      where: { path: 'grouped' },
    })
}

/** Where good trials are in a space, and where the others. */
export interface Densities {
  readonly likely: ParzenEstimator
  readonly unlikely: ParzenEstimator
}

/** Of several objectives, old good trials are worth as much as new ones. */
export function learnDensities(space: SearchSpace, table: TrialTable, { below, above }: TrialSplit): Densities {
  const parameters = Object.entries(space).map(([name, dimension]) => ({ column: table.column(name, dimension), dimension }))
  return { likely: parzenEstimator(below, parameters, table.directions.length > 1), unlikely: parzenEstimator(above, parameters) }
}

/** Of `candidates` values drawn where good trials are, the one that speaks most for a good and least for any other trial. */
function drawBest(space: SearchSpace, { likely, unlikely }: Densities, candidates: number, random: Random): ParamValues {
  let best: number[] = []
  let bestGain = -Infinity
  for (let k = 0; k < candidates; k++) {
    const candidate = likely.draw(random)
    const gain = likely.logDensity(candidate) - unlikely.logDensity(candidate)
    if (k > 0 && !(gain > bestGain)) continue
    best = candidate
    bestGain = gain
  }
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension], d) => [name, dimension.type === 'choice' ? dimension.choices[best[d]!]! : best[d]!]),
  )
}

/** What the trials teach, read once for all parameters of a trial, and from trial to trial only where it has changed. */
class Lessons {
  readonly #tables = new WeakMap<TrialRecord, TrialTable>()
  #split: { table: TrialTable; version: number; split: TrialSplit } | undefined

  constructor(readonly settings: Settings) {}

  /** Undefined before there are trials enough to learn from. */
  tableOf({ number, trials, directions }: TrialStart): TrialTable | undefined {
    const { grouped, constantLiar, startupTrials } = this.settings
    const key = trials.find(isFinished)
    const known = key === undefined ? undefined : this.#tables.get(key)
    const isSame = known?.directions.join() === directions.join()
    const table = isSame ? known! : new TrialTable(directions, grouped ? groupsOfSpaces : intersectionOfSpaces)
    if (key !== undefined && !isSame) this.#tables.set(key, table)
    table.show(trials, number, constantLiar)
    return table.finished < startupTrials ? undefined : table
  }

  splitOf(table: TrialTable): TrialSplit {
    if (this.#split?.table === table && this.#split.version === table.version) return this.#split.split
    const { gamma = defaultGamma } = this.settings
    const good = gamma(table.finished, table.directions.length)
    checkCount('gamma', good, 0)
    const split = splitTrials(table, good)
    this.#split = { table, version: table.version, split }
    return split
  }

  draw(space: SearchSpace, table: TrialTable, random: Random): ParamValues {
    return drawBest(space, learnDensities(space, table, this.splitOf(table)), this.settings.candidates, random)
  }
}

/**
 * The tree-structured Parzen estimator (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011) as Optuna 5's `TPESampler` with its defaults: one
 * density l of the good trials and one of the rest, g, and of 24 values drawn from l the one with the largest l / g. Which trials are good, the kernels, their bandwidths and weights, and from equal
 * random numbers whole studies equal Optuna's (`tests/golden/optuna`); random numbers are our own.
 *
 * Good are complete trials by their value, of several objectives by non-domination rank and hypervolume; then pruned ones, the later their last report the better, then those that break
 * constraints, by the sum of what they break. Failed trials count neither as trials nor as observations. Options that Optuna 5 deprecates (weights, prior weight, magic clip, end points) have
 * its defaults.
 *
 * In a batch, the trials before the one that asks count as bad where their parameters were chosen at their start: those that all trials share, and with `grouped` all.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`.
 *
 * @example
 * const study = createStudy({ sampler: tpe({ grouped: true, seed: 7 }), batchSize: 4 })
 */
export function tpe(options: TpeOptions = {}): Sampler {
  checkOptions(options)
  const { startupTrials = 10, candidates = 24, multivariate, grouped = false, constantLiar = true, gamma, seed } = options
  const lessons = new Lessons({ startupTrials, candidates, grouped, constantLiar, gamma })
  const stored = { startupTrials, candidates, ...(multivariate === undefined ? {} : { multivariate }), grouped, constantLiar }
  /** Spaces of which values are chosen at a trial's start. */
  const spacesOf = (table: TrialTable, { directions, batchSize }: TrialStart): readonly SearchSpace[] => {
    const { spaces } = table.learner
    if (multivariate ?? (grouped || directions.length === 1)) return spaces
    // Each by itself, and at the start only where trials beside it are to know of it.
    if (!constantLiar || batchSize === 1) return []
    return spaces.flatMap((space) => Object.entries(space).map(([name, dimension]) => ({ [name]: dimension })))
  }
  return {
    name: 'tpe',
    seed,
    settings: gamma === undefined ? stored : undefined,
    propose(start) {
      const table = lessons.tableOf(start)
      if (table === undefined) return {}
      return Object.assign({}, ...spacesOf(table, start).map((space) => lessons.draw(space, table, start.random)))
    },
    suggest(suggestion) {
      const { name, dimension, random } = suggestion
      const table = lessons.tableOf(suggestion)
      return table === undefined ? drawUniformly(dimension, random) : lessons.draw({ [name]: dimension }, table, random)[name]!
    },
  }
}
