import { pause, throwIfAborted } from '../core/index.js'

const PAUSE_EVERY_MS = 30

/** Called between steps of long work: lets the event loop run, when 30 ms have passed since it last did. */
export type Breather = () => Promise<void> | undefined

/** @throws BarcastError `task/aborted`, at once or at a later breath. */
export function createBreather(signal: AbortSignal | undefined, action: string): Breather {
  let last = performance.now()
  const rest = async (): Promise<void> => {
    await pause()
    throwIfAborted(signal, action)
    last = performance.now()
  }
  throwIfAborted(signal, action)
  return () => (performance.now() - last > PAUSE_EVERY_MS ? rest() : undefined)
}

/** Runs a generator to its end, with a breath after each step. */
export async function drain<T>(steps: Generator<void, T>, breathe: Breather): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await breathe()
  }
}
