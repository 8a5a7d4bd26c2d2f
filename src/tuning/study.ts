import { BarcastError } from '../core/index.js'
import { bestOf, bestTrialsOf } from './best-trials.js'
import { checkOptimizeOptions, type OptimizeOptions, type StudyOptions, wallClock } from './config.js'
import { checkAddedTrial, type StudySnapshot, writeStudy } from './format.js'
import type { Ending, ModuleObjective, Objective, ObjectiveValue } from './objective.js'
import { Optimization } from './optimization.js'
import type { Direction } from './sampler.js'
import type { ParamValues } from './search-space.js'
import { openBook } from './study-opening.js'
import { type Trial, trialOf } from './trial.js'
import type { TrialBook } from './trial-book.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'
import { tellTrial } from './trial-result.js'

/** A trial that was run elsewhere, to be learnt from; its number is given by the study. */
export type AddedTrial = TrialRecord extends infer T ? (T extends TrialRecord ? Omit<T, 'number' | 'value' | 'proposed'> : never) : never

/** A search for parameters with the best value of an objective, or the best values of several: what was tried, and what to try next. */
export interface Study {
  readonly name: string
  /** Of the first objective. */
  readonly direction: Direction
  /** Of every objective. */
  readonly directions: readonly Direction[]
  /** Every trial by number, whatever became of it. */
  readonly trials: readonly TrialRecord[]
  /**
   * The first of the best complete trials that break no constraint.
   * @throws BarcastError `tuning/no-complete-trial`, with the first failure's reason, `tuning/no-feasible-trial`, `tuning/several-objectives`.
   */
  readonly bestTrial: CompleteTrial
  /** Parameters of {@link Study.bestTrial}. */
  readonly bestParams: ParamValues
  readonly bestValue: number
  /**
   * The Pareto front: complete trials that no other one equals in every objective and betters in one, by number. Of trials that break no constraint; where all break
   * one, those that break theirs least. Empty without a complete trial.
   */
  readonly bestTrials: readonly CompleteTrial[]
  /**
   * Runs the objective, `batchSize` trials at a time: they are asked for together and told in the order of their numbers when all are done. Results depend
   * on the seed, on `batchSize` and on the objective, not on what runs first, on `workers`, or on where one call ends and the next begins.
   */
  optimize(objective: Objective | ModuleObjective, options: OptimizeOptions): Promise<Study>
  /** Ends {@link Study.optimize} after the batch that runs. @throws BarcastError `tuning/not-optimizing`. */
  stop(): void
  /**
   * A trial to be told later; a queued one first. Several may run at a time; those of one batch (`batchSize` numbers on end) do not know each other's results, also when
   * they are told in between. @throws BarcastError `tuning/exhausted` when a grid has no point left.
   */
  ask(): Trial
  /**
   * Ends a trial of {@link Study.ask}, by itself or by its number. NaN is a failed trial, infinite values count.
   * @throws BarcastError `tuning/not-running`, `tuning/value` for what is not one number for each objective, `tuning/unknown-parameter` (the trial then failed) for a queued
   * parameter that it never asked for.
   */
  tell(trial: Trial | number, outcome: ObjectiveValue | Ending): void
  /** Queues a trial with these values; what they leave open comes from the sampler. @throws BarcastError `tuning/enqueue`. */
  enqueue(params: ParamValues): void
  /** Adds a trial that ended elsewhere, such as one of another study, for the sampler to learn from with the next batch. @throws BarcastError `tuning/added-trial`. */
  addTrial(trial: AddedTrial): void
  /** JSON-able data from which `createStudy({ snapshot })` goes on. */
  snapshot(): StudySnapshot
}

function bestTrialOf({ settings, records }: TrialBook): CompleteTrial {
  const { directions } = settings
  const refuse = (code: string, rule: string, found: string): never => {
    throw new BarcastError(`tuning/${code}`, `Find best trial: ${rule}, found ${found}`, { value: records.length })
  }
  if (directions.length > 1)
    refuse('several-objectives', 'the study must have one objective (`bestTrials` has the best of several)', String(directions.length))
  const best = bestOf(records, directions[0]!)
  if (best !== undefined) return best
  const complete = records.filter(({ state }) => state === 'complete').length
  if (complete > 0) return refuse('no-feasible-trial', 'one trial or more must break no constraint', `none of ${complete}`)
  const failed = records.filter((record) => record.state === 'failed')
  const reason = failed[0] === undefined ? '' : `, ${failed.length} failed (the first: ${failed[0].error})`
  return refuse('no-complete-trial', 'one trial or more must be complete', `none of ${records.length}${reason}`)
}

function addTrial(book: TrialBook, trial: AddedTrial): void {
  if (typeof trial !== 'object' || trial === null)
    throw new BarcastError('tuning/added-trial', `Add trial: it must be a trial, found ${String(trial)}`, { value: trial })
  book.add((number) => checkAddedTrial(trial, number, book.settings.directions.length))
}

/**
 * A study, new or gone on with. The parameters need not be known beforehand: each trial suggests what it needs. Equal seeds, samplers and results
 * give equal suggestions, in every runtime.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; `tuning/snapshot-format`, `tuning/snapshot-version`, `tuning/snapshot-altered`,
 * `tuning/snapshot-sampler`, `tuning/snapshot-pruner`; `tuning/storage-differs` for a stored study with other directions, seed or batch size.
 *
 * @example
 * const study = createStudy({ direction: 'minimize', seed: 7 })
 * await study.optimize((trial) => (trial.suggestFloat('x', -10, 10) - 2) ** 2, { trials: 100 })
 * console.log(study.bestParams, study.bestValue)
 */
export function createStudy(options: StudyOptions): Study {
  const clock = options.clock ?? wallClock
  const book = openBook(options, clock)
  const { name, directions } = book.settings
  let running: Optimization | undefined
  const study: Study = {
    name,
    direction: directions[0]!,
    directions,
    get trials() {
      return [...book.records]
    },
    get bestTrial() {
      return bestTrialOf(book)
    },
    get bestParams() {
      return bestTrialOf(book).params
    },
    get bestValue() {
      return bestTrialOf(book).value
    },
    get bestTrials() {
      return bestTrialsOf(book.records, directions)
    },
    async optimize(objective, given) {
      checkOptimizeOptions(given)
      if (running !== undefined)
        throw new BarcastError('tuning/optimizing', 'Optimize study: it must not run already, found a run that has not ended')
      running = new Optimization(study, book, clock, given)
      try {
        await running.run(objective)
      } finally {
        running = undefined
      }
      return study
    },
    stop() {
      if (running === undefined) throw new BarcastError('tuning/not-optimizing', 'Stop study: `optimize` must run, found none')
      running.stop()
    },
    ask: () => trialOf(book, book.start(clock.nowMs())),
    tell: (trial, outcome) => tellTrial(book, typeof trial === 'number' ? trial : trial.number, outcome, clock.nowMs()),
    enqueue: (params) => book.enqueue(params),
    addTrial: (trial) => addTrial(book, trial),
    snapshot: () => writeStudy(book),
  }
  return study
}
