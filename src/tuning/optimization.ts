import { BarcastError, isBarcastError, pause, throwIfAborted, withinTime } from '../core/index.js'
import type { Clock, Executor } from '../ports/index.js'
import { createExecutor } from '../workers/index.js'
import type { OptimizeOptions } from './config.js'
import { checkModuleObjective, type Ending, type ModuleObjective, type Objective, type ObjectiveValue } from './objective.js'
import type { Study } from './study.js'
import { type Trial, trialOf } from './trial.js'
import type { TrialBook } from './trial-book.js'
import { tellTrial } from './trial-result.js'

const ACTION = 'Optimize study'
const METHODS = [
  'suggestFloat',
  'suggestInt',
  'suggestCategorical',
  'report',
  'shouldPrune',
  'prune',
  'setConstraints',
  'setAttribute',
] as const satisfies (keyof Trial)[]

/** What a trial gave, or its error. */
type Result = { number: number } & ({ value: ObjectiveValue } | { error: unknown })

type Run = (trial: Trial) => Promise<ObjectiveValue>

function lateError(number: number, limitMs: number): BarcastError {
  return new BarcastError('tuning/trial-timeout', `Run trial ${number}: it must end within ${limitMs} ms, found it running`, {
    value: limitMs,
  })
}

function runHere(objective: Objective, { trialTimeoutMs = Infinity }: OptimizeOptions): Run {
  const call = async (trial: Trial): Promise<ObjectiveValue> => objective(trial)
  return (trial) => withinTime(call(trial), trialTimeoutMs, () => lateError(trial.number, trialTimeoutMs))
}

function runThere(objective: ModuleObjective, executor: Executor, { trialTimeoutMs, signal }: OptimizeOptions): Run {
  const target = checkModuleObjective(objective)
  return async (trial) => {
    const answer = (name: string, args: readonly unknown[]): unknown => {
      if (name === 'params') return trial.params
      return (trial[name as (typeof METHODS)[number]] as (...given: readonly unknown[]) => unknown)(...args)
    }
    const call = { ...target, facts: { number: trial.number }, properties: ['params'], methods: METHODS, answer, timeoutMs: trialTimeoutMs }
    try {
      return (await executor.run(call, signal)) as ObjectiveValue
    } catch (error) {
      throw (error as { code?: unknown }).code === 'workers/timeout' ? lateError(trial.number, trialTimeoutMs!) : error
    }
  }
}

/** Errors of other threads are no BarcastErrors any more, but keep their codes. */
function hasCode(error: unknown, code: string): boolean {
  return isBarcastError(error, code) || (error instanceof Error && (error as { code?: unknown }).code === code)
}

/** One run of `optimize`: batch after batch, until enough have run, the time is up, the sampler has nothing left, or it is told to stop. */
export class Optimization {
  #isStopped = false

  constructor(
    readonly study: Study,
    readonly book: TrialBook,
    readonly clock: Clock,
    readonly options: OptimizeOptions,
  ) {}

  stop(): void {
    this.#isStopped = true
  }

  async run(objective: Objective | ModuleObjective): Promise<void> {
    const { workers = 1, executor } = this.options
    if (typeof objective === 'function') {
      if (workers > 1)
        throw new BarcastError('tuning/config', `${ACTION}: workers must be 1 for a function (give { module } instead), found ${workers}`, {
          value: workers,
          where: { path: 'workers' },
        })
      return this.#runBatches(runHere(objective, this.options))
    }
    const own = executor === undefined ? createExecutor({ workers }) : undefined
    try {
      return await this.#runBatches(runThere(objective, executor ?? own!, this.options))
    } finally {
      own?.close()
    }
  }

  async #runBatches(run: Run): Promise<void> {
    const { trials, timeoutMs = Infinity, signal } = this.options
    const startedMs = this.clock.nowMs()
    for (let done = 0; done < trials && this.book.hasMore && !this.#isStopped; ) {
      throwIfAborted(signal, ACTION)
      if (this.clock.nowMs() - startedMs >= timeoutMs) return
      const batch = this.#ask(trials - done)
      const results = await Promise.all(batch.map((trial) => this.#result(run, trial)))
      this.#end(results, done)
      done += batch.length
      await pause()
    }
  }

  /** The rest of the next batch, at most so many. */
  #ask(limit: number): Trial[] {
    const { book, clock } = this
    const first = book.start(clock.nowMs())
    const batch = [first]
    while (batch.length < limit && book.hasMore && book.batchOf(book.next) === book.batchOf(first)) batch.push(book.start(clock.nowMs()))
    return batch.map((number) => trialOf(book, number))
  }

  async #result(run: Run, trial: Trial): Promise<Result> {
    const { number } = trial
    try {
      return { number, value: await run(trial) }
    } catch (error) {
      return { number, error }
    }
  }

  /** Tells a batch in the order of its numbers; the first error that is not to be caught is thrown once all are told. */
  #end(results: readonly Result[], done: number): void {
    const { trials, onTrial, onProgress } = this.options
    const errors: unknown[] = []
    results.forEach((result, k) => {
      try {
        this.#tell(result)
      } catch (error) {
        errors.push(error)
      }
      if (this.book.records[result.number]!.state === 'waiting') return
      onTrial?.(this.study, this.book.records[result.number]!)
      onProgress?.({ done: done + k + 1, total: trials, step: `trial ${done + k + 1} of ${trials}` })
    })
    if (errors.length > 0) throw errors[0]
  }

  #tell(result: Result): void {
    const { book, clock } = this
    const { number } = result
    const isRunning = book.records[number]!.state === 'running'
    if (!('error' in result)) {
      try {
        tellTrial(book, number, result.value, clock.nowMs())
      } catch (error) {
        this.#fail(number, error)
      }
    } else if (hasCode(result.error, 'tuning/pruned') && isRunning) this.#finish(number, { state: 'pruned' })
    else this.#fail(number, result.error)
  }

  /** A trial that an abort cut short is given back: gone on with, the study is as if it had never been asked for. */
  #fail(number: number, error: unknown): void {
    const { signal, catchErrors = false } = this.options
    const isAborted = hasCode(error, 'task/aborted')
    const isRunning = this.book.records[number]!.state === 'running'
    if (isAborted || signal?.aborted === true) {
      if (isRunning) this.book.giveBack(number, this.clock.nowMs())
      if (!isAborted) throwIfAborted(signal, ACTION)
      throw error
    }
    if (isRunning) this.#finish(number, { state: 'failed', error: error instanceof Error ? error.message : String(error) })
    const isLate = isBarcastError(error, 'tuning/trial-timeout')
    const isCaught = isLate || (typeof catchErrors === 'function' ? catchErrors(error) : catchErrors)
    if (!isCaught) throw error
  }

  #finish(number: number, ending: Ending): void {
    tellTrial(this.book, number, ending, this.clock.nowMs())
  }
}
