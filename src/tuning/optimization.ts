import { isBarcastError, pause, throwIfAborted } from '../core/index.js'
import type { Clock } from '../ports/index.js'
import type { OptimizeOptions } from './config.js'
import type { Study } from './study.js'
import type { Trial } from './trial.js'
import type { TrialBook } from './trial-book.js'

const ACTION = 'Optimize study'

type Objective = (trial: Trial) => number | Promise<number>

/** A trial that an abort cut short is given back: gone on with, the study is as if it had never been asked for. */
function endFailed(study: Study, book: TrialBook, trial: Trial, error: unknown, { signal, catchErrors = false }: OptimizeOptions): void {
  const { number } = trial
  const running = book.records[number]!.state === 'running'
  const aborted = isBarcastError(error, 'task/aborted')
  if (aborted || signal?.aborted === true) {
    if (running) book.giveBack(number)
    if (!aborted) throwIfAborted(signal, ACTION)
    throw error
  }
  if (running) study.tell(trial, { state: 'failed', error: error instanceof Error ? error.message : String(error) })
  const caught = typeof catchErrors === 'function' ? catchErrors(error) : catchErrors
  if (!caught) throw error
}

/** One trial after the other, until enough have run, the time is up, the sampler has nothing left, or the signal says so. */
export async function optimizeTrials(
  study: Study,
  book: TrialBook,
  clock: Clock,
  objective: Objective,
  options: OptimizeOptions,
): Promise<void> {
  const { trials, timeoutMs = Infinity, signal, onProgress } = options
  const startedMs = clock.nowMs()
  for (let done = 0; done < trials && book.hasMore; done++) {
    throwIfAborted(signal, ACTION)
    if (clock.nowMs() - startedMs >= timeoutMs) return
    const trial = study.ask()
    try {
      study.tell(trial, await objective(trial))
    } catch (error) {
      endFailed(study, book, trial, error, options)
    }
    onProgress?.({ done: done + 1, total: trials, step: `trial ${done + 1} of ${trials}` })
    await pause()
  }
}
