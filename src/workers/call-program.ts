/**
 * What a thread runs that calls functions of modules, as text, as kernel threads have theirs. To ask its owner it sends the question and sleeps until the answer
 * stands in shared memory, so that a method of the object is synchronous to the function.
 *
 * Shared memory: 32-bit word 0 is 1 when a part of an answer is there, word 1 its length in bytes, word 2 is 1 when more follow; the text from byte 16 on.
 */
const CALL_PROGRAM = `
const failureOf = (error) => ({
  name: String(error?.name ?? 'Error'),
  message: error instanceof Error ? error.message : String(error),
  ...(typeof error?.code === 'string' ? { code: error.code } : {}),
})
const receive = (buffer) => {
  const words = new Int32Array(buffer, 0, 4)
  const parts = []
  for (;;) {
    Atomics.wait(words, 0, 0)
    parts.push(...new Uint8Array(buffer, 16, words[1]).slice())
    const hasMore = words[2] === 1
    Atomics.store(words, 0, 0)
    if (!hasMore) return JSON.parse(new TextDecoder().decode(Uint8Array.from(parts)))
    send({ kind: 'more' })
  }
}
const objectOf = (job) => {
  const { facts, properties, methods, buffer } = job
  const ask = (name, args) => {
    // Nobody answers what a function leaves running after its end.
    if (job.hasEnded) throw new Error('Ask for ' + name + ': the call must not have ended, found it ended')
    send({ kind: 'ask', name, args })
    const { value, failure } = receive(buffer)
    if (failure === undefined) return value
    throw Object.assign(new Error(failure.message), failure)
  }
  const target = { ...facts }
  for (const name of properties) Object.defineProperty(target, name, { enumerable: true, get: () => ask(name, []) })
  for (const name of methods) target[name] = (...args) => ask(name, args)
  return target
}
const call = async (job) => {
  try {
    const called = (await import(job.module))[job.exportName]
    if (typeof called !== 'function') {
      send({ kind: 'missing' })
      return
    }
    send({ kind: 'begun' })
    const value = await called(objectOf(job))
    job.hasEnded = true
    send({ kind: 'done', value })
  } catch (error) {
    job.hasEnded = true
    send({ kind: 'failed', failure: failureOf(error) })
  }
}
`

/** The program for Node's worker threads. */
export const NODE_CALL_PROGRAM = `
const { parentPort } = require('node:worker_threads')
const send = (message) => parentPort.postMessage(message)
${CALL_PROGRAM}
parentPort.on('message', call)
`

/** The program for web workers. */
export const WEB_CALL_PROGRAM = `
const send = (message) => postMessage(message)
${CALL_PROGRAM}
onmessage = ({ data }) => call(data)
`
