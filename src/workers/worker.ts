import { NODE_PROGRAM, WEB_PROGRAM } from './worker-program.js'

/** One thread, whatever the runtime calls it. */
export interface Thread {
  /** Sends the thread what to serve; resolves once it is ready, rejects if it cannot start. */
  start(job: object): Promise<void>
  /** Ends the thread at once, also in the middle of a command. */
  terminate(): void
}

interface NodeWorker {
  postMessage(job: object, transferred: readonly object[]): void
  once(event: 'message' | 'error', listener: (value: unknown) => void): void
  once(event: 'exit', listener: (code: number) => void): void
  on(event: 'message', listener: (value: unknown) => void): void
  unref(): void
  terminate(): Promise<number>
}

interface NodeThreads {
  Worker: new (program: string, options: { eval: true; stdout?: boolean }) => NodeWorker
}

interface ProcessLike {
  getBuiltinModule?: (name: string) => unknown
}

/** Node's own threads, asked for in a way that no bundler follows. */
export function nodeThreads(): NodeThreads | undefined {
  const { process } = globalThis as { process?: ProcessLike }
  return process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined
}

function nodeThread({ Worker }: NodeThreads): Thread {
  const worker = new Worker(NODE_PROGRAM, { eval: true })
  return {
    start: (job) =>
      new Promise((resolve, reject) => {
        worker.once('message', () => {
          // A forgotten thread must not keep the process alive.
          worker.unref()
          resolve()
        })
        worker.once('error', (error) => reject(error as Error))
        worker.once('exit', (code) => reject(new Error(`thread ended with ${code}`)))
        worker.postMessage(job, [])
      }),
    terminate: () => void worker.terminate(),
  }
}

function webThread(): Thread {
  const url = URL.createObjectURL(new Blob([WEB_PROGRAM], { type: 'text/javascript' }))
  const worker = new Worker(url)
  return {
    start: (job) =>
      new Promise<void>((resolve, reject) => {
        worker.addEventListener('message', () => resolve(), { once: true })
        worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true })
        worker.postMessage(job, [])
      }).finally(() => URL.revokeObjectURL(url)),
    terminate: () => worker.terminate(),
  }
}

/** A new thread; undefined where the runtime has none. */
export function createThread(): Thread | undefined {
  const threads = nodeThreads()
  if (threads !== undefined) return nodeThread(threads)
  return typeof Worker === 'undefined' ? undefined : webThread()
}
