/**
 * Threads over shared memory, in Node, Deno, Bun and web workers alike: every thread holds the same WebAssembly kernel and does its part of each
 * command. Where a runtime cannot do that, there are none, and the caller does all parts itself.
 *
 * @example
 * import { openKernelThreads, processorCount } from 'barcast/workers'
 *
 * // One function, mark(index, threads, at): writes 1 to the 32-bit word at + 4 * index.
 * const code =
 *   'AGFzbQEAAAABBwFgA39/fwACEAEDZW52Bm1lbW9yeQIDAQEDAgEABxECBG1hcmsAAAZtZW1vcnkCAAoRAQ8AIAIgAEECdGpBATYCAAs='
 * const module = await WebAssembly.compile(Uint8Array.from(atob(code), (character) => character.charCodeAt(0)))
 * const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
 * const threads = await openKernelThreads({ module, memory, threads: 2, control: 0, parameters: 64, commands: ['mark'] })
 * threads?.run('mark')
 * console.log(processorCount() > 0, threads === undefined || new Int32Array(memory.buffer, 64, 2).join() === '1,1') // true true
 * threads?.close()
 *
 * @module workers
 */
export { createExecutor } from './executor.js'
export type { KernelThreads, KernelThreadsOptions } from './kernel-threads.js'
export { CONTROL_BYTES, canShareMemory, openKernelThreads, processorCount } from './kernel-threads.js'
