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

/**
 * Opaque bytes by name. A reader sees an object's old bytes or its new ones, never a mixture, and a write whose Promise has resolved is not
 * lost. `objectStoreConformance` of `barcast/testing` is this contract as tests, for a store of your own.
 *
 * A key is 1 to 512 characters: segments joined by "/", none of them empty, "." or "..", without control characters. Keys that differ
 * in anything, also in case alone, are different objects, and `a` can stand beside `a/b`. Every method refuses another key with a
 * BarcastError `store/key` (`checkObjectKey` of `barcast/memory` is that rule).
 */
export interface ObjectStore {
  /** The bytes, or undefined when there is no such object. They belong to the caller. */
  get(key: string): Promise<Uint8Array | undefined>
  /** Writes or replaces the whole object. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Writes the object unless there is one: true when this call made it. Of several at once, in whatever process, one gets true. */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<boolean>
  /** True when an object was there. */
  delete(key: string): Promise<boolean>
  /** Keys that begin with `prefix` (any text), in ascending order of their UTF-16 code units, as `sort()` gives. */
  list(prefix: string): Promise<string[]>
}

/** The time of day, so that tests and replays can set it. */
export interface Clock {
  nowMs(): number
}

export type { Executor, RemoteCall } from './executor.js'
export type {
  CircleMark,
  PageDocument,
  PageMark,
  Paint,
  PathMark,
  PdfWriter,
  Sheet,
  SheetCell,
  Stroke,
  TextMark,
  WorkbookWriter,
} from './report.js'
export type { Scheduler } from './scheduler.js'
export type {
  AttributeKind,
  NewStoredTrial,
  StoredAttributes,
  StoredDimension,
  StoredDirection,
  StoredParamValue,
  StoredStudy,
  StoredTrial,
  StoredTrialState,
  StudyStore,
} from './study-store.js'
