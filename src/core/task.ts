import { BarcastError } from './error.js'

/** What long work reports: how much of the whole is done, and what it is doing. */
export interface Progress {
  done: number
  total: number
  step: string
}

/** Options of every long task. */
export interface TaskOptions {
  /** Stops the work at its next pause with a `task/aborted` error. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** @throws BarcastError `task/aborted`, with the signal's reason as `cause`. */
export function throwIfAborted(signal: AbortSignal | undefined, action: string): void {
  if (signal?.aborted === true) throw new BarcastError('task/aborted', `${action}: stopped by its abort signal`, { cause: signal.reason })
}

/** Lets the event loop run (timers, input, abort signals) before long work goes on. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
    // A timer waits a millisecond or more, which is longer than the work between two pauses; pages have nothing better.
    if (setImmediate === undefined) setTimeout(resolve, 0)
    else setImmediate(resolve)
  })
}

/** Longest delay that a timer keeps. */
const LONGEST_TIMER_MS = 2_147_483_647

/** What the work gives, or `late()` as its error when that takes longer; the work itself is then left behind. No limit beyond 24 days. */
export async function withinTime<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  if (!(limitMs <= LONGEST_TIMER_MS)) return work
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
