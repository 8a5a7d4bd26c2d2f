/**
 * Interfaces through which I/O, clocks and storage enter the library. The host app wires implementations;
 * `barcast/memory` holds the default of each.
 *
 * @example
 * import type { ObjectStore } from 'barcast/ports'
 * import { createMemoryStore } from 'barcast/memory'
 *
 * const store: ObjectStore = createMemoryStore()
 * await store.put('greeting', new TextEncoder().encode('hello'))
 * console.log((await store.list('')).length) // 1
 *
 * @module ports
 */

/** Opaque bytes by name. `put` replaces whole objects: a reader sees the old bytes or the new ones, never a mixture. */
export interface ObjectStore {
  /** The bytes, or undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>
  put(key: string, bytes: Uint8Array): Promise<void>
  /** True when an object was there. */
  delete(key: string): Promise<boolean>
  /** Keys that begin with `prefix`, in ascending order. */
  list(prefix: string): Promise<string[]>
}

/** The time of day, so that tests and replays can set it. */
export interface Clock {
  nowMs(): number
}
