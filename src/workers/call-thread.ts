import { NODE_CALL_PROGRAM, WEB_CALL_PROGRAM } from './call-program.js'
import { nodeThreads } from './worker.js'

/** What a thread sends while it calls a function. */
export type CallMessage =
  | { kind: 'ask'; name: string; args: unknown[] }
  | { kind: 'begun' }
  | { kind: 'more' }
  | { kind: 'done'; value: unknown }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'missing' }

/** An error as it goes from thread to thread. */
export interface Failure {
  name: string
  message: string
  code?: string
}

/** A thread that calls functions of modules, one at a time. */
export interface CallThread {
  /** True once it cannot be used any more. */
  readonly hasEnded: boolean
  post(job: object): void
  /** Who hears what the thread sends, and once that it has ended; the last one set. */
  listen(onMessage: (message: CallMessage) => void, onEnd: (reason: string) => void): void
  terminate(): void
}

interface Listeners {
  hasEnded: boolean
  onMessage: (message: CallMessage) => void
  onEnd: (reason: string) => void
}

function listeners(): Listeners {
  return { hasEnded: false, onMessage: () => undefined, onEnd: () => undefined }
}

function end(heard: Listeners, reason: string): void {
  heard.hasEnded = true
  heard.onEnd(reason)
}

function nodeCallThread({ Worker }: NonNullable<ReturnType<typeof nodeThreads>>): CallThread {
  const worker = new Worker(NODE_CALL_PROGRAM, { eval: true })
  const heard = listeners()
  worker.on('message', (message) => heard.onMessage(message as CallMessage))
  worker.once('error', (error) => end(heard, String((error as Error | undefined)?.message ?? error)))
  worker.once('exit', (code) => end(heard, `exit code ${code}`))
  return {
    get hasEnded() {
      return heard.hasEnded
    },
    post: (job) => worker.postMessage(job, []),
    listen: (onMessage, onEnd) => Object.assign(heard, { onMessage, onEnd }),
    terminate() {
      heard.hasEnded = true
      void worker.terminate()
    },
  }
}

function webCallThread(): CallThread {
  const url = URL.createObjectURL(new Blob([WEB_CALL_PROGRAM], { type: 'text/javascript' }))
  const worker = new Worker(url)
  const heard = listeners()
  worker.addEventListener('message', ({ data }) => heard.onMessage(data as CallMessage))
  worker.addEventListener('error', ({ message }) => end(heard, message))
  return {
    get hasEnded() {
      return heard.hasEnded
    },
    post: (job) => worker.postMessage(job, []),
    listen: (onMessage, onEnd) => Object.assign(heard, { onMessage, onEnd }),
    terminate() {
      heard.hasEnded = true
      worker.terminate()
      URL.revokeObjectURL(url)
    },
  }
}

/** A new thread; undefined where the runtime has none, or no memory to share with it. */
export function createCallThread(): CallThread | undefined {
  if (typeof SharedArrayBuffer === 'undefined') return undefined
  const threads = nodeThreads()
  if (threads !== undefined) return nodeCallThread(threads)
  return typeof Worker === 'undefined' ? undefined : webCallThread()
}
