/**
 * Objects as files in a folder: atomic, safe against kill -9 and a full disk, shared by several processes. For Node, Deno and Bun.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { createFileStore } from 'barcast/adapters/object-store/files'
 *
 * const folder = mkdtempSync(join(tmpdir(), 'barcast-'))
 * const store = createFileStore(folder)
 * await store.put('models/btc', Uint8Array.of(1, 2, 3))
 * console.log(await store.list('models/'), await store.putIfAbsent('models/btc', Uint8Array.of(4))) // [ 'models/btc' ] false
 * rmSync(folder, { recursive: true })
 *
 * @module adapters/object-store/files
 */
export { createFileStore } from './file-store.js'
