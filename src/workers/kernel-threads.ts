import { BarcastError } from '../core/index.js'
import { createThread, type Thread } from './worker.js'

/** Bytes of the control block that threads and their owner talk through. */
export const CONTROL_BYTES = 16

/** Rounds that a waiting thread spins before it sleeps: tens of microseconds, about what waking it costs. */
const SPINS = 4000
const START_LIMIT_MS = 5000

export interface KernelThreadsOptions {
  /** A compiled kernel that imports `env.memory`. */
  module: WebAssembly.Module
  /** Its memory, shared. */
  memory: WebAssembly.Memory
  /** Threads in all, the caller's own among them. */
  threads: number
  /** Where the {@link CONTROL_BYTES} of the control block are, a multiple of 4. */
  control: number
  /** Where the commands' parameters are: what every command gets as its third argument. */
  parameters: number
  /** Exported functions `(index, threads, parameters)` that {@link KernelThreads.run} may call. */
  commands: readonly string[]
}

/** Threads that run the same function of a kernel at the same time, each its own part. */
export interface KernelThreads {
  /** Threads in all, the caller's own among them. */
  readonly threads: number
  /** Runs `command` on all threads and waits: this thread is number 0. Must not be called on a thread that may not wait (a page's main one). */
  run(command: string): void
  /** Ends the threads; harmless when called again. */
  close(): void
}

function hasSharedMemory(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer
}

/** A page's main thread may not sleep on shared memory. */
function mayWait(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1)
    return true
  } catch {
    return false
  }
}

/** Processors of this machine, 1 where they are not told. */
export function processorCount(): number {
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } }
  if (navigator?.hardwareConcurrency !== undefined) return navigator.hardwareConcurrency
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const os = process?.getBuiltinModule?.('node:os') as { availableParallelism?: () => number } | undefined
  return os?.availableParallelism?.() ?? 1
}

/** Whether threads over shared memory can be had here at all. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && mayWait()
}

async function startAll(threads: readonly Thread[], job: object): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), START_LIMIT_MS)
  })
  const ready = Promise.all(threads.map((thread, k) => thread.start({ ...job, index: k + 1 }))).then(
    () => true,
    () => false,
  )
  const started = await Promise.race([ready, late])
  clearTimeout(timer)
  return started
}

/**
 * Starts threads over a kernel's shared memory; undefined where the runtime has no threads, no shared memory, or may not wait for it (a
 * page's main thread, a page without cross-origin isolation). The caller then does all parts itself: a kernel's results never depend on the
 * number of threads.
 *
 * @throws BarcastError `workers/threads` unless `threads` is a whole number from 2 to 256.
 */
export async function openKernelThreads(options: KernelThreadsOptions): Promise<KernelThreads | undefined> {
  const { module, memory, threads, control, parameters, commands } = options
  if (!Number.isInteger(threads) || threads < 2 || threads > 256) {
    throw new BarcastError('workers/threads', `Open threads: threads must be a whole number from 2 to 256, found ${threads}`, {
      value: threads,
    })
  }
  if (!hasSharedMemory(memory) || !mayWait()) return undefined
  const words = new Int32Array(memory.buffer, control, CONTROL_BYTES / 4).fill(0)
  const opened: Thread[] = []
  for (let k = 1; k < threads; k++) {
    const thread = createThread()
    if (thread !== undefined) opened.push(thread)
  }
  const job = { module, memory, control, threads, names: [...commands], parameters, spins: SPINS }
  if (opened.length < threads - 1 || !(await startAll(opened, job))) {
    for (const thread of opened) thread.terminate()
    return undefined
  }
  return createKernelThreads(options, words, opened)
}

function createKernelThreads(
  { module, memory, threads, parameters, commands }: KernelThreadsOptions,
  words: Int32Array,
  opened: readonly Thread[],
): KernelThreads {
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<string, (...values: number[]) => void>
  const numbers = new Map(commands.map((name, k) => [name, k]))
  let isOpen = true
  const send = (command: number): void => {
    Atomics.store(words, 1, command)
    Atomics.store(words, 2, threads - 1)
    Atomics.add(words, 0, 1)
    Atomics.notify(words, 0)
  }
  const waitForAll = (): void => {
    for (let n = 0; n < SPINS && Atomics.load(words, 2) > 0; n++);
    for (let left = Atomics.load(words, 2); left > 0; left = Atomics.load(words, 2)) Atomics.wait(words, 2, left)
  }
  return {
    threads,
    run(command) {
      send(numbers.get(command)!)
      try {
        kernel[command]!(0, threads, parameters)
      } finally {
        waitForAll()
      }
      if (Atomics.load(words, 3) !== 0)
        throw new BarcastError('workers/failed', `Run ${command}: a thread failed in it`, { value: command })
    },
    close() {
      if (!isOpen) return
      isOpen = false
      send(-1)
      for (const thread of opened) thread.terminate()
    },
  }
}
