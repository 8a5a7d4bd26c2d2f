import { pause, throwIfAborted } from '../core/index.js'

const PAUSE_EVERY_MS = 30

/**
 * Runs a generator to its end. Where it yields, the event loop runs if 30 ms have passed since it last did, and an abort ends the work.
 *
 * @throws BarcastError `task/aborted`.
 */
export async function runSteps<T>(steps: Generator<void, T>, signal: AbortSignal | undefined, action: string): Promise<T> {
  throwIfAborted(signal, action)
  let last = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - last < PAUSE_EVERY_MS) continue
    await pause()
    throwIfAborted(signal, action)
    last = performance.now()
  }
}
