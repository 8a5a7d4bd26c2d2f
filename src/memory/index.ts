/**
 * The in-memory implementation that each port defaults to.
 *
 * @example
 * import { createMemoryStore } from 'barcast/memory'
 *
 * const store = createMemoryStore()
 * await store.put('models/a', Uint8Array.of(1, 2, 3))
 * console.log(await store.list('models/')) // [ 'models/a' ]
 *
 * @module memory
 */
export { checkObjectBytes, checkObjectKey } from './object-key.js'
export { createMemoryStore } from './object-store.js'
export { checkOpen, checkSameKind, checkValueCount, isFinished, nameTaken, StudyLedger, unknownId } from './study-ledger.js'
export { checkedStudyStore, createMemoryStudyStore } from './study-store.js'
