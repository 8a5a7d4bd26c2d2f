/**
 * Studies in an SQLite file with the tables of Python's Optuna 5, which can go on with them and whose dashboard opens them. For Node 22.5 and later, or earlier ones
 * with the package `better-sqlite3`, which is loaded when a store is made.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { createSqliteStudyStore } from 'barcast/adapters/study-store/sqlite'
 * import { isBarcastError } from 'barcast/core'
 *
 * const folder = mkdtempSync(join(tmpdir(), 'barcast-'))
 * try {
 *   const store = createSqliteStudyStore(join(folder, 'studies.db'))
 *   const study = store.createStudy('stops', ['maximize'])
 *   const space = { atr: { type: 'float', low: 0.5, high: 4 } } as const
 *   store.createTrial(study, { state: 'complete', values: [1.25], params: { atr: 2.5 }, space })
 *   console.log(store.trials(study)[0]?.params.atr === 2.5)
 *   store.close()
 * } catch (error) {
 *   if (!isBarcastError(error, 'study-store/driver')) throw error
 *   console.log(error.message) // this Node has neither node:sqlite nor better-sqlite3
 * }
 * rmSync(folder, { recursive: true })
 *
 * @module adapters/study-store/sqlite
 */
export { createSqliteStudyStore } from './sqlite-store.js'
