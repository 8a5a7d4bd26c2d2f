import { BarcastError } from '../core/index.js'
import type { Clock } from '../ports/index.js'
import { checkOptimizeOptions, checkResumedStudy, type OptimizeOptions, parseNewStudy, type StudyOptions, wallClock } from './config.js'
import { readStudy, type StudySnapshot, writeStudy } from './format.js'
import { optimizeTrials } from './optimization.js'
import type { Direction } from './sampler.js'
import type { ParamValues } from './search-space.js'
import { tpeSampler } from './tpe-sampler.js'
import type { Trial } from './trial.js'
import { type Outcome, TrialBook } from './trial-book.js'
import type { CompleteTrial, TrialRecord } from './trial-record.js'

/** What {@link Study.tell} takes instead of a value. */
export type Ending = { state: 'failed'; error?: string } | { state: 'pruned' }

/** A search for parameters with the best value of an objective: what was tried, and what to try next. */
export interface Study {
  readonly direction: Direction
  /** Every trial by number, whatever became of it. */
  readonly trials: readonly TrialRecord[]
  /** The first of the best complete trials. @throws BarcastError `tuning/no-complete-trial`, with the first failure's reason. */
  readonly bestTrial: CompleteTrial
  /** Parameters of {@link Study.bestTrial}. */
  readonly bestParams: ParamValues
  readonly bestValue: number
  /** Runs the objective, one trial after the other. */
  optimize(objective: (trial: Trial) => number | Promise<number>, options: OptimizeOptions): Promise<void>
  /** A trial to be told later; a queued one first. Several may run at a time. @throws BarcastError `tuning/exhausted` when a grid has no point left. */
  ask(): Trial
  /**
   * Ends a trial of {@link Study.ask}, by itself or by its number. NaN is a failed trial, infinite values count.
   * @throws BarcastError `tuning/not-running`, `tuning/value` for what is not a number, `tuning/unknown-parameter` (the trial then failed) for a queued parameter that
   * it never asked for.
   */
  tell(trial: Trial | number, outcome: number | Ending): void
  /** Queues a trial with these values; what they leave open comes from the sampler. @throws BarcastError `tuning/enqueue`. */
  enqueue(params: ParamValues): void
  /** JSON-able data from which `createStudy({ snapshot })` goes on. */
  snapshot(): StudySnapshot
}

function bestOf({ direction, records }: TrialBook): CompleteTrial {
  let best: CompleteTrial | undefined
  for (const record of records) {
    if (record.state !== 'complete') continue
    if (best === undefined || (direction === 'minimize' ? record.value < best.value : record.value > best.value)) best = record
  }
  if (best !== undefined) return best
  const failed = records.filter((record) => record.state === 'failed')
  const reason = failed[0] === undefined ? '' : `, ${failed.length} failed (the first: ${failed[0].error})`
  throw new BarcastError(
    'tuning/no-complete-trial',
    `Find best trial: one trial or more must be complete, found none of ${records.length}${reason}`,
    {
      value: records.length,
    },
  )
}

function trialOf(book: TrialBook, number: number): Trial {
  return {
    number,
    get params() {
      return book.records[number]!.params
    },
    suggestFloat: (name, low, high, options = {}) => book.suggest(number, name, { ...options, type: 'float', low, high }) as number,
    suggestInt: (name, low, high, options = {}) => book.suggest(number, name, { ...options, type: 'int', low, high }) as number,
    suggestCategorical: <T>(name: string, choices: readonly T[]) =>
      book.suggest(number, name, { type: 'choice', choices: choices as never }) as T,
  }
}

function endingOf(outcome: Ending, number: number): Outcome {
  if (outcome?.state === 'pruned') return { state: 'pruned' }
  if (outcome?.state === 'failed') return { state: 'failed', error: outcome.error ?? 'no reason given' }
  throw new BarcastError('tuning/value', `Tell trial ${number}: the value must be a number, found ${String(outcome)}`, { value: outcome })
}

function tell(book: TrialBook, clock: Clock, number: number, outcome: number | Ending): void {
  const finish = (ending: Outcome): void => book.finish(number, ending, clock.nowMs())
  if (typeof outcome !== 'number') {
    finish(endingOf(outcome, number))
    return
  }
  try {
    book.checkQueued(number)
  } catch (error) {
    if (book.records[number]?.state === 'running') finish({ state: 'failed', error: (error as Error).message })
    throw error
  }
  finish(
    Number.isNaN(outcome)
      ? { state: 'failed', error: 'the value is NaN' }
      : { state: 'complete', value: outcome + 0, values: [outcome + 0] },
  )
}

function openBook(options: StudyOptions): TrialBook {
  if ('snapshot' in options) {
    checkResumedStudy(options)
    const { direction, seed, sampler, records } = readStudy(options.snapshot, options.sampler)
    return new TrialBook(direction, seed, sampler, records)
  }
  const { direction, seed } = parseNewStudy(options)
  return new TrialBook(direction, seed, options.sampler ?? tpeSampler(), [])
}

/**
 * A study, new or gone on with. The parameters need not be known beforehand: each trial suggests what it needs. Equal seeds, samplers and results
 * give equal suggestions, in every runtime.
 *
 * @throws BarcastError `tuning/config`, `tuning/unknown-option`; `tuning/snapshot-format`, `tuning/snapshot-version`, `tuning/snapshot-altered`,
 * `tuning/snapshot-sampler`.
 *
 * @example
 * const study = createStudy({ direction: 'minimize', seed: 7 })
 * await study.optimize((trial) => (trial.suggestFloat('x', -10, 10) - 2) ** 2, { trials: 100 })
 * console.log(study.bestParams, study.bestValue)
 */
export function createStudy(options: StudyOptions): Study {
  const book = openBook(options)
  const clock = options.clock ?? wallClock
  const study: Study = {
    direction: book.direction,
    get trials() {
      return [...book.records]
    },
    get bestTrial() {
      return bestOf(book)
    },
    get bestParams() {
      return bestOf(book).params
    },
    get bestValue() {
      return bestOf(book).value
    },
    async optimize(objective, given) {
      checkOptimizeOptions(given)
      await optimizeTrials(study, book, clock, objective, given)
    },
    ask: () => trialOf(book, book.start(clock.nowMs())),
    tell: (trial, outcome) => tell(book, clock, typeof trial === 'number' ? trial : trial.number, outcome),
    enqueue: (params) => book.enqueue(params),
    snapshot: () => writeStudy(book),
  }
  return study
}
