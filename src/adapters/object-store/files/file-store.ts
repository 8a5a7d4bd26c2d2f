import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BarcastError } from '../../../core/index.js'
import { checkObjectBytes, checkObjectKey } from '../../../memory/index.js'
import type { ObjectStore } from '../../../ports/index.js'
import { codeOf, createDurableFiles } from './durable-file.js'
import { folderOf, keyOf, pathOf } from './file-path.js'

function failure(kind: 'read' | 'write', action: string, file: string, cause: unknown): BarcastError {
  const rule = kind === 'read' ? 'the file must be readable' : 'the file must be writable, what was there stays'
  const found = cause instanceof Error ? cause.message : String(cause)
  return new BarcastError(`store/${kind}-failed`, `${action}: ${rule}, found ${found}`, { value: codeOf(cause), where: { file }, cause })
}

/** Relative paths of the files below a folder; a folder that is not there has none. */
async function filesBelow(root: string, folder: string): Promise<string[]> {
  let entries: { name: string; isDirectory(): boolean }[]
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true })
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return []
    throw failure('read', 'List objects', join(root, folder), cause)
  }
  const found: string[] = []
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)))
    else found.push(path)
  }
  return found
}

/**
 * An {@link ObjectStore} in a folder, one file an object; the folder is made at the first write. Several processes may share it.
 *
 * A write goes to a temporary file beside its target, to the disk, and then by one rename (or link) into place: a kill, a crash or a full disk
 * at any moment leaves the old object or the new one. Temporary files of killed writers are ignored, and removed by a later
 * write into their folder once they are an hour old. Files that the store did not make are left alone. On a file system without hard
 * links (FAT) `putIfAbsent` still lets one of several win, but a crash inside it can leave that new object incomplete.
 *
 * @throws BarcastError `store/directory`; from its methods `store/key`, `store/bytes`, `store/read-failed`, `store/write-failed` (no space, no
 * permission, a read-only disk …), with the system's code as `value`, its error as `cause` and the path as `where.file`.
 */
export function createFileStore(directory: string): ObjectStore {
  if (typeof directory !== 'string' || directory === '') {
    throw new BarcastError('store/directory', `Create file store: directory must be a path, found ${JSON.stringify(directory)}`, {
      value: directory,
      where: { path: 'directory' },
    })
  }
  const root = resolve(directory)
  const files = createDurableFiles()

  async function change<T>(action: string, key: string, run: (path: string) => Promise<T>): Promise<T> {
    const path = join(root, pathOf(key))
    try {
      return await run(path)
    } catch (cause) {
      throw failure('write', action, path, cause)
    }
  }

  return {
    async get(key) {
      checkObjectKey(key, 'Get object')
      const path = join(root, pathOf(key))
      try {
        return Uint8Array.from(await readFile(path))
      } catch (cause) {
        if (codeOf(cause) === 'ENOENT') return undefined
        throw failure('read', 'Get object', path, cause)
      }
    },
    async put(key, bytes) {
      checkObjectKey(key, 'Put object')
      checkObjectBytes(bytes, 'Put object')
      const copy = Uint8Array.from(bytes)
      await change('Put object', key, (path) => files.replace(path, copy))
    },
    async putIfAbsent(key, bytes) {
      checkObjectKey(key, 'Put object')
      checkObjectBytes(bytes, 'Put object')
      const copy = Uint8Array.from(bytes)
      return change('Put object', key, (path) => files.create(path, copy))
    },
    async delete(key) {
      checkObjectKey(key, 'Delete object')
      return change('Delete object', key, (path) => files.remove(path))
    },
    async list(prefix) {
      const paths = await filesBelow(root, folderOf(prefix.split('/').slice(0, -1)))
      const keys = paths.map(keyOf).filter((key) => key?.startsWith(prefix) === true)
      return (keys as string[]).sort()
    },
  }
}
