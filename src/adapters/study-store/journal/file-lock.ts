import { randomUUID } from 'node:crypto'
import { closeSync, lstatSync, openSync, renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { codeOf } from '../file-failure.js'

/** How the lock file is made: as a symbolic link, which is safe on every network drive, or as a file of its own, for systems without links. */
export type LockKind = 'symlink' | 'open'

const LONGEST_PAUSE_MS = 20

/** Blocks the thread. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** True when this call made the lock file. */
function create(kind: LockKind, target: string, lockPath: string): boolean {
  try {
    if (kind === 'symlink') symlinkSync(target, lockPath)
    else closeSync(openSync(lockPath, 'wx'))
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Windows lets few users make links.
    if (kind === 'symlink' && codeOf(error) === 'EPERM') return create('open', target, lockPath)
    throw error
  }
}

/** Tells one lock file from the next; undefined when there is none. */
function identityOf(lockPath: string): string | undefined {
  try {
    const { ino, mtimeMs } = lstatSync(lockPath)
    return `${ino} ${mtimeMs}`
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** By a rename to a name of its own, so that of several who remove it one does. */
function remove(lockPath: string): void {
  const aside = `${lockPath}${randomUUID()}.rename`
  try {
    renameSync(lockPath, aside)
    unlinkSync(aside)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/**
 * Runs `work` while `<path>.lock` is this process's, as Optuna's processes take it. A lock that has stayed the same for `graceMs` belongs to a process that was
 * killed, and is removed.
 */
export function withFileLock<T>(path: string, kind: LockKind, graceMs: number, work: () => T): T {
  const lockPath = `${path}.lock`
  let seen: string | undefined
  let seenAtMs = performance.now()
  for (let pauseMs = 1; !create(kind, path, lockPath); pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const identity = identityOf(lockPath)
    if (identity !== seen) {
      seen = identity
      seenAtMs = performance.now()
    } else if (identity !== undefined && performance.now() - seenAtMs > graceMs) remove(lockPath)
    sleep(pauseMs)
  }
  try {
    return work()
  } finally {
    remove(lockPath)
  }
}
