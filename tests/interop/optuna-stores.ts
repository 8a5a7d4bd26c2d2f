import type { StudyStore } from 'barcast/ports'
import { createJournalStudyStore } from '../../src/adapters/study-store/journal/index.js'
import { createSqliteStudyStore } from '../../src/adapters/study-store/sqlite/index.js'

/** A store by the name that the Python side uses too. */
export type StoreKind = 'journal' | 'open' | 'sqlite'

export function openStore(kind: StoreKind, path: string, graceMs = 30_000): StudyStore {
  if (kind === 'sqlite') return createSqliteStudyStore(path)
  return createJournalStudyStore(path, { lock: kind === 'open' ? 'open' : 'symlink', graceMs })
}
