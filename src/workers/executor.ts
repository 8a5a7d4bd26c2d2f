import { BarcastError, throwIfAborted, withinTime } from '../core/index.js'
import type { Executor, RemoteCall } from '../ports/index.js'
import { type CallThread, createCallThread, type Failure } from './call-thread.js'

/** Bytes of an answer that go over at once. */
const PART_BYTES = 65_536
/** What a thread may take to start and to import a module, where there is a limit at all. */
const START_LIMIT_MS = 30_000
const ACTION = 'Run function'

function failureOf(error: unknown): Failure {
  const { name = 'Error', code } = error as { name?: string; code?: unknown }
  const message = error instanceof Error ? error.message : String(error)
  return { name, message, ...(typeof code === 'string' ? { code } : {}) }
}

function errorOf({ message, ...rest }: Failure): Error {
  return Object.assign(new Error(message), rest)
}

function missingError({ module, exportName }: Pick<RemoteCall, 'module' | 'exportName'>): Error {
  return new BarcastError('workers/function', `${ACTION}: ${module} must export a function "${exportName}", found none`, {
    value: exportName,
  })
}

function lateError({ timeoutMs }: RemoteCall): Error {
  return new BarcastError('workers/timeout', `${ACTION}: it must end within ${timeoutMs} ms, found it running`, { value: timeoutMs })
}

/** Writes an answer to shared memory, part by part as they are fetched. */
class AnswerChannel {
  readonly buffer = new SharedArrayBuffer(16 + PART_BYTES)
  readonly #words = new Int32Array(this.buffer, 0, 4)
  readonly #bytes = new Uint8Array(this.buffer, 16)
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array(0)

  send(answer: object): void {
    this.#rest = new TextEncoder().encode(JSON.stringify(answer))
    this.sendPart()
  }

  sendPart(): void {
    const part = this.#rest.subarray(0, PART_BYTES)
    this.#rest = this.#rest.subarray(part.length)
    this.#bytes.set(part)
    this.#words[1] = part.length
    this.#words[2] = this.#rest.length > 0 ? 1 : 0
    Atomics.store(this.#words, 0, 1)
    Atomics.notify(this.#words, 0)
  }
}

/** What a thread is asked and what it is answered; `onBegun` once it has imported the module. Rejects when the thread ends. */
function callIn(
  thread: CallThread,
  { module, exportName, facts, properties, methods, ...call }: RemoteCall,
  onBegun: () => void,
): Promise<unknown> {
  const channel = new AnswerChannel()
  const answer = (name: string, args: unknown[]): object => {
    try {
      return { value: call.answer(name, args) }
    } catch (error) {
      return { failure: failureOf(error) }
    }
  }
  return new Promise((resolve, reject) => {
    thread.listen(
      (message) => {
        if (message.kind === 'ask') channel.send(answer(message.name, message.args))
        else if (message.kind === 'more') channel.sendPart()
        else if (message.kind === 'begun') onBegun()
        else if (message.kind === 'done') resolve(message.value)
        else reject(message.kind === 'failed' ? errorOf(message.failure) : missingError({ module, exportName }))
      },
      (reason) =>
        reject(new BarcastError('workers/ended', `${ACTION}: its thread must stay, found it ended (${reason})`, { value: reason })),
    )
    thread.post({ module, exportName, facts, properties, methods, buffer: channel.buffer })
  })
}

/** A call within its time, which begins when its thread has started and has imported the module. */
async function callInTime(thread: CallThread, call: RemoteCall, aborted: Promise<never>): Promise<unknown> {
  const { timeoutMs = Infinity } = call
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const result = Promise.race([callIn(thread, call, begin), aborted])
  await withinTime(Promise.race([begun, result]), timeoutMs + START_LIMIT_MS, () => lateError(call))
  return withinTime(result, timeoutMs, () => lateError(call))
}

function isThreadGone(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === 'workers/timeout' || code === 'workers/ended' || code === 'task/aborted'
}

/** Rejects once the signal says so. */
function abortOf(signal: AbortSignal | undefined): { aborted: Promise<never>; release: () => void } {
  let listener = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    listener = () => {
      try {
        throwIfAborted(signal, ACTION)
      } catch (error) {
        reject(error as Error)
      }
    }
    signal?.addEventListener('abort', listener)
  })
  return { aborted, release: () => signal?.removeEventListener('abort', listener) }
}

/** Threads that are free, and calls that wait for one. */
class ThreadPool implements Executor {
  readonly #open = new Set<CallThread>()
  readonly #free: CallThread[] = []
  readonly #waiting: ((thread: CallThread | undefined) => void)[] = []
  #isClosed = false

  constructor(
    readonly workers: number,
    first: CallThread,
  ) {
    this.#open.add(first)
    this.#free.push(first)
  }

  /** A thread may end while nobody uses it, by what a function left running. */
  #takeFree(): CallThread | undefined {
    for (let thread = this.#free.pop(); thread !== undefined; thread = this.#free.pop()) {
      if (!thread.hasEnded) return thread
      this.#open.delete(thread)
    }
    return undefined
  }

  #acquire(): Promise<CallThread | undefined> {
    const free = this.#takeFree() ?? (this.#open.size < this.workers && !this.#isClosed ? createCallThread() : undefined)
    if (free !== undefined) {
      this.#open.add(free)
      return Promise.resolve(free)
    }
    if (this.#isClosed) return Promise.resolve(undefined)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(thread: CallThread): void {
    if (this.#isClosed) return
    if (thread.hasEnded) this.#open.delete(thread)
    else this.#free.push(thread)
    const next = this.#waiting.shift()
    if (next !== undefined) void this.#acquire().then(next)
  }

  async run(call: RemoteCall, signal?: AbortSignal): Promise<unknown> {
    throwIfAborted(signal, ACTION)
    const thread = await this.#acquire()
    if (thread === undefined) throw new BarcastError('workers/ended', `${ACTION}: the executor must be open, found it closed`)
    const { aborted, release } = abortOf(signal)
    try {
      throwIfAborted(signal, ACTION)
      return await callInTime(thread, call, aborted)
    } catch (error) {
      if (isThreadGone(error)) thread.terminate()
      throw error
    } finally {
      release()
      this.#release(thread)
    }
  }

  close(): void {
    this.#isClosed = true
    for (const thread of this.#open) thread.terminate()
    this.#open.clear()
    this.#free.length = 0
    for (const resolve of this.#waiting.splice(0)) resolve(undefined)
  }
}

/** The object that a function is called with, here. */
function objectOf({ facts, properties, methods, answer }: RemoteCall): object {
  const target: Record<string, unknown> = { ...facts }
  for (const name of properties) Object.defineProperty(target, name, { enumerable: true, get: () => answer(name, []) })
  for (const name of methods) target[name] = (...args: unknown[]) => answer(name, args)
  return target
}

/** Calls functions in this thread; a late one is left behind where it waits. */
const here: Executor = {
  async run(call, signal) {
    throwIfAborted(signal, ACTION)
    const { module, exportName, timeoutMs = Infinity } = call
    const imported = (await import(/* @vite-ignore */ /* webpackIgnore: true */ module)) as Record<string, unknown>
    const called = imported[exportName]
    if (typeof called !== 'function') throw missingError(call)
    return withinTime(Promise.resolve(called(objectOf(call))), timeoutMs, () => lateError(call))
  },
  close: () => undefined,
}

/**
 * Calls functions of modules in threads, at most `workers` at once: Node's, Deno's and Bun's worker threads, or web workers in a page that may share memory with them
 * (cross-origin isolated). Elsewhere calls run in this thread. Threads start when they are first needed, and one that a call took down is
 * replaced.
 *
 * @throws BarcastError `workers/threads` unless `workers` is a whole number from 1 to 256.
 */
export function createExecutor({ workers }: { workers: number }): Executor {
  if (!Number.isInteger(workers) || workers < 1 || workers > 256)
    throw new BarcastError('workers/threads', `Create executor: workers must be a whole number from 1 to 256, found ${workers}`, {
      value: workers,
    })
  const first = createCallThread()
  return first === undefined ? here : new ThreadPool(workers, first)
}
