import { BarcastError } from '../core/index.js'
import { type Acquisition, logExpectedImprovement, logProbabilityAbove, sumOf } from './acquisition.js'
import { maximiseAcquisition } from './acquisition-search.js'
import { paretoFront, violationOf } from './best-trials.js'
import { fitKernel, GaussianProcess } from './gaussian-process.js'
import { logHypervolumeImprovement } from './hypervolume-improvement.js'
import { checkOptionNames, checkWhole, refuseOption } from './pruner-options.js'
import type { Sampler, TrialStart } from './sampler.js'
import { contains, type ParamValues, type SearchSpace } from './search-space.js'
import { sharedSpace } from './shared-space.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'
import { drawUniformly } from './uniform-draw.js'
import { type UnitSpace, unitSpace } from './unit-space.js'

/** What {@link gaussianProcess} takes; everything has Optuna's default. */
export interface GaussianProcessOptions {
  /** Complete trials before the sampler learns from them; until then it draws uniformly. Default 10. */
  startupTrials?: number
  /** Takes the objective to give the same value for the same parameters always: the process then goes through every value seen. Default false. */
  deterministicObjective?: boolean
  /** Seed of the study, unless it names one itself. */
  seed?: number
}

const ACTION = 'Create Gaussian process sampler'
const MOST_OBJECTIVES = 3
const LEAST_DEVIATION = 1e-10
const MOST_KNOWN = 5

/** Values with mean 0 and deviation 1, infinite ones taken for the largest or smallest finite one. */
export interface Standardised {
  readonly values: Float64Array
  readonly mean: number
  readonly deviation: number
}

export function standardise(values: readonly number[]): Standardised {
  const finite = values.filter(Number.isFinite)
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity)
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity)
  const clipped = Float64Array.from(values, (value) => (finite.length === 0 ? 0 : Math.min(Math.max(value, low), high)))
  // Scaled first, so that no sum of large values overflows.
  const size = clipped.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  const mean = clipped.reduce((sum, value) => sum + value / size, 0) / values.length
  const square = clipped.reduce((sum, value) => sum + (value / size - mean) ** 2, 0) / values.length
  const deviation = Math.max(Math.sqrt(square), LEAST_DEVIATION / size)
  return { values: clipped.map((value) => (value / size - mean) / deviation), mean: mean * size, deviation: deviation * size }
}

function isComplete(record: TrialRecord): record is CompleteTrial {
  return record.state === 'complete'
}

/** Parameters of trials that run, as far as their choice is known. */
function runningParams({ trials, number }: TrialStart, space: SearchSpace): ParamValues[] {
  const names = Object.keys(space)
  return trials
    .filter((trial) => trial.state === 'running' && trial.number !== number)
    .map((trial) => ({ ...trial.proposed, ...trial.enqueued, ...trial.params }))
    .filter((params) => names.every((name) => contains(space[name]!, (params as ParamValues)[name])))
}

/** The broken-by of each constraint, one list per constraint. */
function constraintColumns(trials: readonly CompleteTrial[]): number[][] {
  const count = trials[0]!.constraints?.length ?? 0
  const odd = trials.find(({ constraints = [] }) => constraints.length !== count)
  if (odd !== undefined)
    throw new BarcastError(
      'tuning/constraints',
      `Suggest by Gaussian process: every complete trial must set ${count} constraints as the first does, found ${odd.constraints?.length ?? 0} of trial ${odd.number}`,
      { value: odd.number },
    )
  return Array.from({ length: count }, (_, k) => trials.map(({ constraints }) => constraints![k]!))
}

/** What is known of the shared parameters, as the processes see it. */
class Knowledge {
  readonly #box: UnitSpace
  readonly #points: Float64Array
  readonly #running: Float64Array

  constructor(
    readonly start: TrialStart,
    readonly space: SearchSpace,
    readonly trials: readonly CompleteTrial[],
    readonly isDeterministic: boolean,
  ) {
    this.#box = unitSpace(space)
    this.#points = this.#box.pointsOf(trials.map(({ params }) => params))
    this.#running = this.#box.pointsOf(runningParams(start, space))
  }

  propose(): ParamValues {
    const { trials, start } = this
    const columns = constraintColumns(trials)
    const isFeasible = trials.map((trial) => violationOf(trial) === 0)
    // Of each objective, values to be maximised.
    const scores = start.directions.map(
      (direction, k) => standardise(trials.map(({ values }) => (direction === 'minimize' ? -values[k]! : values[k]!))).values,
    )
    const feasible = trials.flatMap((_, i) => (isFeasible[i] ? [i] : []))
    const objective = scores.length === 1 ? this.#single(scores[0]!, feasible) : this.#several(scores, feasible)
    const limits = columns.map((column) => {
      const { values, mean, deviation } = standardise(column.map((broken) => -broken))
      return logProbabilityAbove(this.#processOf(values), -mean / deviation)
    })
    const parts = objective === undefined ? limits : [objective.acquisition, ...limits]
    const known = objective?.known.map((i) => this.#pointOf(i)) ?? []
    return this.#box.paramsAt(maximiseAcquisition(sumOf(parts[0]!, parts.slice(1)), this.#box, known, start.random))
  }

  #pointOf(i: number): Float64Array {
    const d = this.#box.axes.length
    return this.#points.slice(i * d, (i + 1) * d)
  }

  #processOf(values: Float64Array): GaussianProcess {
    const observations = { points: this.#points, values, isChoice: this.#box.isChoice }
    return new GaussianProcess(observations, fitKernel(observations, this.isDeterministic)).believing(this.#running)
  }

  /** Nothing to improve on while no trial is feasible: then the constraints alone decide. */
  #single(scores: Float64Array, feasible: readonly number[]): { acquisition: Acquisition; known: number[] } | undefined {
    const [first, ...rest] = feasible
    if (first === undefined) return undefined
    const best = rest.reduce((top, i) => (scores[i]! > scores[top]! ? i : top), first)
    return { acquisition: logExpectedImprovement(this.#processOf(scores), scores[best]!), known: [best] }
  }

  #several(scores: readonly Float64Array[], feasible: readonly number[]): { acquisition: Acquisition; known: number[] } | undefined {
    if (feasible.length === 0) return undefined
    const losses = feasible.map((i) => scores.map((column) => -column[i]!))
    const isFront = paretoFront(losses)
    const front = feasible.filter((_, i) => isFront[i])
    const processes = scores.map((column) => this.#processOf(column))
    const acquisition = logHypervolumeImprovement(processes, losses, this.start.random)
    const known = this.start.random.shuffle([...front]).slice(0, MOST_KNOWN)
    return { acquisition, known }
  }
}

/**
 * Bayesian optimisation with a Gaussian process, as Optuna's `GPSampler` with its defaults: for studies of tens to a few hundred trials that each cost much. The parameters that all complete
 * trials share, in the unit box, are learned with a Matérn 5/2 kernel of one length scale per parameter (choices are alike or not), fitted by maximum a posteriori; the next trial is where
 * the logarithm of the expected improvement is largest. Kernel, posterior and acquisition equal Optuna's (`tests/golden/optuna/gaussian-process.json`); random numbers, the search for the
 * maximum and the start of each fit are our own.
 *
 * Two or three objectives are learned by a process each, and the expected growth of the hypervolume counts; constraints (`trial.setConstraints`) by a process each, and the probability that
 * all hold multiplies. Trials that run beside the asked one are taken to give what the process expects of them. Pruned and failed trials teach nothing, infinite values count as the largest
 * or smallest finite one. Parameters that not all trials have, and the first `startupTrials`, are drawn uniformly. A trial costs time with the cube of the trials: some 0.1 s after 100
 * (`benchmarks/tuning/RESULTS.md`).
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; when asked, `tuning/several-objectives` for more than three, `tuning/constraints` for trials with different numbers of them.
 *
 * @example
 * const study = createStudy({ direction: 'minimize', sampler: gaussianProcess({ seed: 3 }) })
 * await study.optimize((trial) => (trial.suggestFloat('x', -10, 10) - 2) ** 2, { trials: 25 })
 * console.log(study.bestValue < 0.001) // true
 */
export function gaussianProcess(options: GaussianProcessOptions = {}): Sampler {
  checkOptionNames(ACTION, options, ['startupTrials', 'deterministicObjective', 'seed'])
  const { startupTrials = 10, deterministicObjective = false, seed } = options
  checkWhole(ACTION, 'startupTrials', startupTrials, 1)
  if (typeof deterministicObjective !== 'boolean') refuseOption(ACTION, 'deterministicObjective', 'true or false', deterministicObjective)
  return {
    name: 'gaussianProcess',
    seed,
    settings: { startupTrials, deterministicObjective },
    propose(start) {
      if (start.directions.length > MOST_OBJECTIVES)
        throw new BarcastError(
          'tuning/several-objectives',
          `Suggest by Gaussian process: the study must have ${MOST_OBJECTIVES} objectives or fewer, found ${start.directions.length}`,
          { value: start.directions.length },
        )
      const complete = start.trials.filter(isComplete)
      const space = complete.length < startupTrials ? {} : sharedSpace(complete)
      return Object.keys(space).length === 0 ? {} : new Knowledge(start, space, complete, deterministicObjective).propose()
    },
    suggest: ({ dimension, random }) => drawUniformly(dimension, random),
  }
}
