import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const HOUR_MS = 3_600_000
const TEMPORARY = /^\.[0-9a-f-]{36}\.tmp$/
/** Where a folder cannot be opened or synced (Windows, some network drives), the rename itself is all there is. */
const NO_FOLDER_SYNC = ['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
const NO_HARD_LINKS = ['EPERM', 'EACCES', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** The system's name of what went wrong, as ENOSPC. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes(codeOf(error))) throw error
  }
}

/** Makes the folder and those above it, so that they outlast a power cut too. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    return makeFolder(folder)
  }
  await syncFolder(dirname(folder))
}

/** Writes a new file whole, down to the disk; leaves none when that fails. Returns its time of change by the file system's clock. */
async function writeNewFile(path: string, bytes: Uint8Array): Promise<number> {
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
    return (await handle.stat()).mtimeMs
  } catch (error) {
    await unlink(path).catch(() => undefined)
    throw error
  } finally {
    await handle.close()
  }
}

/** Removes what writers that were killed left behind an hour or more before `nowMs`. What cannot be removed is no reason to fail a write. */
async function sweep(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!TEMPORARY.test(name)) continue
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (nowMs - mtimeMs > HOUR_MS) await unlink(path)
  }
}

/** Creates the file unless it exists, where the file system has no hard links: a crash in the middle leaves an incomplete new file. */
async function createExclusively(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeNewFile(path, bytes)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Whole files, replaced, created and removed so that a crash at any moment leaves each as it was or as it should be. */
export interface DurableFiles {
  replace(path: string, bytes: Uint8Array): Promise<void>
  /** True when this call made the file. */
  create(path: string, bytes: Uint8Array): Promise<boolean>
  /** True when there was a file. */
  remove(path: string): Promise<boolean>
}

/** Remembers which folders it has swept of leftovers. */
export function createDurableFiles(): DurableFiles {
  const swept = new Set<string>()

  /** Hands a complete temporary file in the folder of `path` to `publish`, which moves or links it there. */
  async function withTemporary<T>(path: string, bytes: Uint8Array, publish: (temporary: string) => Promise<T>): Promise<T> {
    const folder = dirname(path)
    await makeFolder(folder)
    const temporary = join(folder, `.${randomUUID()}.tmp`)
    const nowMs = await writeNewFile(temporary, bytes)
    let result: T
    try {
      result = await publish(temporary)
    } finally {
      await unlink(temporary).catch(() => undefined)
    }
    await syncFolder(folder)
    if (!swept.has(folder)) {
      swept.add(folder)
      await sweep(folder, nowMs).catch(() => undefined)
    }
    return result
  }

  return {
    replace: (path, bytes) => withTemporary(path, bytes, (temporary) => rename(temporary, path)),
    async create(path, bytes) {
      if (await exists(path)) return false
      return withTemporary(path, bytes, async (temporary) => {
        try {
          await link(temporary, path)
          return true
        } catch (error) {
          if (codeOf(error) === 'EEXIST') return false
          if (NO_HARD_LINKS.includes(codeOf(error))) return createExclusively(path, bytes)
          throw error
        }
      })
    },
    async remove(path) {
      try {
        await unlink(path)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false
        throw error
      }
      await syncFolder(dirname(path))
      return true
    },
  }
}
