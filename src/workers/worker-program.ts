/**
 * What a thread runs, as text, so that neither a bundler nor a page has to find a file: it instantiates the kernel over the shared memory and
 * then serves commands from a control block until it is told to stop. Between commands it spins for a moment, then sleeps: a thread that
 * spins while others need the processor makes all of them slower.
 *
 * Control block (32-bit words): 0 sequence number of the command, 1 command (−1 ends the thread), 2 threads that have not finished, 3 1 if a
 * thread failed.
 */
export const WORKER_PROGRAM = `
const serve = ({ module, memory, control, index, threads, names, parameters, spins }) => {
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports
  const words = new Int32Array(memory.buffer, control, 4)
  let seen = 0
  send('ready')
  for (;;) {
    for (let n = 0; n < spins && Atomics.load(words, 0) === seen; n++);
    while (Atomics.load(words, 0) === seen) Atomics.wait(words, 0, seen)
    seen = Atomics.load(words, 0)
    const command = Atomics.load(words, 1)
    if (command < 0) break
    try {
      kernel[names[command]](index, threads, parameters)
    } catch {
      Atomics.store(words, 3, 1)
    }
    if (Atomics.sub(words, 2, 1) === 1) Atomics.notify(words, 2)
  }
  end()
}
`

/** The program for Node's worker threads; Deno's have no `close` and end with their last message. */
export const NODE_PROGRAM = `
const { parentPort } = require('node:worker_threads')
const send = (message) => parentPort.postMessage(message)
const end = () => parentPort.close?.()
${WORKER_PROGRAM}
parentPort.once('message', serve)
`

/** The program for web workers. */
export const WEB_PROGRAM = `
const send = (message) => postMessage(message)
const end = () => close()
${WORKER_PROGRAM}
onmessage = ({ data }) => serve(data)
`
