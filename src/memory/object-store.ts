import type { ObjectStore } from '../ports/index.js'

/** An {@link ObjectStore} that lives as long as the process. Bytes are copied in and out, so callers cannot change what is stored. */
export function createMemoryStore(): ObjectStore {
  const objects = new Map<string, Uint8Array>()
  return {
    get: (key) => Promise.resolve(objects.get(key)?.slice()),
    put: (key, bytes) => {
      objects.set(key, bytes.slice())
      return Promise.resolve()
    },
    delete: (key) => Promise.resolve(objects.delete(key)),
    list: (prefix) => Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix)).sort()),
  }
}
