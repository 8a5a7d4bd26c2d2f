import type { ObjectStore } from '../ports/index.js'
import { checkObjectBytes, checkObjectKey } from './object-key.js'

/**
 * An {@link ObjectStore} that lives as long as the process. Bytes are copied in and out, so callers cannot change what is stored.
 *
 * @throws BarcastError `store/key`, `store/bytes`, from every method that takes them.
 */
export function createMemoryStore(): ObjectStore {
  const objects = new Map<string, Uint8Array>()
  return {
    async get(key) {
      checkObjectKey(key, 'Get object')
      return objects.get(key)?.slice()
    },
    async put(key, bytes) {
      checkObjectKey(key, 'Put object')
      checkObjectBytes(bytes, 'Put object')
      objects.set(key, Uint8Array.from(bytes))
    },
    async putIfAbsent(key, bytes) {
      checkObjectKey(key, 'Put object')
      checkObjectBytes(bytes, 'Put object')
      if (objects.has(key)) return false
      objects.set(key, Uint8Array.from(bytes))
      return true
    },
    async delete(key) {
      checkObjectKey(key, 'Delete object')
      return objects.delete(key)
    },
    async list(prefix) {
      return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    },
  }
}
