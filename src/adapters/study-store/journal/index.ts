/**
 * Studies in Optuna's journal file: shared by several processes, among them Python's Optuna 5 and its dashboard. For Node, Deno and Bun.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { createJournalStudyStore } from 'barcast/adapters/study-store/journal'
 *
 * const folder = mkdtempSync(join(tmpdir(), 'barcast-'))
 * const store = createJournalStudyStore(join(folder, 'studies.log'))
 * const study = store.createStudy('stops', ['maximize'])
 * const space = { atr: { type: 'float', low: 0.5, high: 4 } } as const
 * store.createTrial(study, { state: 'complete', values: [1.25], params: { atr: 2.5 }, space })
 * const another = createJournalStudyStore(join(folder, 'studies.log'))
 * console.log(another.study('stops')?.directions, another.trials(study)[0]?.params) // [ 'maximize' ] { atr: 2.5 }
 * rmSync(folder, { recursive: true })
 *
 * @module adapters/study-store/journal
 */
export type { LockKind } from './file-lock.js'
export { createJournalStudyStore, type JournalOptions } from './journal-store.js'
