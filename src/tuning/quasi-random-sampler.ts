import { BarcastError, checksum, unknownNameError } from '../core/index.js'
import { haltonSequence } from './halton.js'
import type { Sampler, TrialStart } from './sampler.js'
import { isSingle, type ParamValue, type SearchDimension } from './search-space.js'
import { SOBOL_DIMENSIONS, sobolSequence } from './sobol.js'
import { drawUniformly } from './uniform-draw.js'
import { unitInterval } from './unit-interval.js'

/** What {@link quasiRandom} takes; everything has Optuna's default. */
export interface QuasiRandomOptions {
  /** Default `sobol`, of up to 128 parameters; `halton` of any number. */
  sequence?: 'sobol' | 'halton'
  /**
   * Scrambles the sequence by the study's seed, so that studies with other seeds see other points. Without, the first point has every parameter at its lowest value, and Halton's points lie
   * on lines where there are more than some ten parameters. Default false.
   */
  scramble?: boolean
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

const ACTION = 'Create quasi-random sampler'
const OPTION_NAMES = ['sequence', 'scramble', 'seed']
const SEQUENCES = ['sobol', 'halton']

function checkOptions(options: QuasiRandomOptions): void {
  for (const key of Object.keys(options)) {
    if (!OPTION_NAMES.includes(key)) throw unknownNameError('tuning/unknown-option', ACTION, 'option', key, OPTION_NAMES, { path: key })
  }
  const { sequence = 'sobol', scramble = false } = options
  if (!SEQUENCES.includes(sequence))
    throw unknownNameError('tuning/config', ACTION, 'sequence', String(sequence), SEQUENCES, { path: 'sequence' })
  if (typeof scramble !== 'boolean')
    throw new BarcastError('tuning/config', `${ACTION}: scramble must be true or false, found ${String(scramble)}`, {
      value: scramble,
      where: { path: 'scramble' },
    })
}

/** Parameters of the first trial that ended well, in the order in which it asked for them, if there is a choice in it. */
function firstSpace({ trials }: TrialStart): [string, SearchDimension][] {
  const first = trials.find(({ state }) => state === 'complete' || state === 'pruned')
  return Object.entries(first?.space ?? {}).filter(([, dimension]) => !isSingle(dimension))
}

/** Trials that came before this one and could take a point: those of the first batch cannot, and queued ones do not. */
function placeOf({ trials, number, batchSize }: TrialStart): number {
  let place = 0
  for (let k = batchSize; k < number; k++) if (trials[k]!.enqueued === undefined) place += 1
  return place
}

function valueAt(dimension: SearchDimension, place: number): ParamValue {
  if (dimension.type === 'choice')
    return dimension.choices[Math.min(Math.floor(place * dimension.choices.length), dimension.choices.length - 1)]!
  return unitInterval(dimension).valueAt(place)
}

/**
 * Points that fill the space more evenly than random ones (Sobol's or Halton's sequence), whatever the trials before gave, as Optuna's `QMCSampler`; without scrambling they are the points of
 * `scipy.stats.qmc` and the trials of Optuna's. Counts that are powers of two suit Sobol's best.
 *
 * Which parameters belong together is known from the first trial that completed or was pruned: one coordinate for each, in its order; parameters that it did not have (of another branch, or
 * with another range) are drawn uniformly, and so is the first batch. Places on the coordinate are even in the value, in its logarithm with `log`, in the steps of `int` and stepped
 * parameters, and in the choices. The place in the sequence follows from the trial's number, so that no point is tried twice, whatever runs side by side; a queued trial takes none, a failed one keeps
 * its own.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; when a trial starts, `tuning/config` for more than 128 parameters with `sobol`.
 *
 * @example
 * const study = createStudy({ sampler: quasiRandom({ scramble: true, seed: 7 }) })
 * await study.optimize((trial) => trial.suggestFloat('x', 0, 1) ** 2 + trial.suggestInt('depth', 1, 9), { trials: 65 })
 * console.log(study.bestParams.depth) // 1
 */
export function quasiRandom(options: QuasiRandomOptions = {}): Sampler {
  checkOptions(options)
  const { sequence = 'sobol', scramble = false, seed } = options
  let made: { size: number; seed: number; pointAt: (place: number) => Float64Array } | undefined
  const sequenceOf = (size: number, studySeed: number): ((place: number) => Float64Array) => {
    if (made?.size === size && made.seed === studySeed) return made.pointAt
    if (sequence === 'sobol' && size > SOBOL_DIMENSIONS)
      throw new BarcastError(
        'tuning/config',
        `Propose trial: Sobol's sequence must have ${SOBOL_DIMENSIONS} parameters or fewer, found ${size}`,
        {
          value: size,
          where: { path: 'sequence' },
        },
      )
    const scrambling = scramble ? Number.parseInt(checksum(`${studySeed}/quasi-random`).slice(0, 13), 16) : undefined
    const pointAt = sequence === 'sobol' ? sobolSequence(size, scrambling) : haltonSequence(size, scrambling)
    made = { size, seed: studySeed, pointAt }
    return pointAt
  }
  return {
    name: 'quasiRandom',
    seed,
    settings: { sequence, scramble },
    propose(start) {
      if (start.number < start.batchSize || start.trials[start.number]!.enqueued !== undefined) return {}
      const space = firstSpace(start)
      if (space.length === 0) return {}
      const point = sequenceOf(space.length, start.seed)(placeOf(start))
      return Object.fromEntries(space.map(([name, dimension], k) => [name, valueAt(dimension, point[k]!)]))
    },
    suggest: ({ dimension, random }) => drawUniformly(dimension, random),
  }
}
