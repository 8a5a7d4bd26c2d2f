import { resolve } from 'node:path'
import { BarcastError, type Json } from '../../../core/index.js'
import { checkedStudyStore, checkOpen, checkSameKind, checkValueCount, isFinished, nameTaken, unknownId } from '../../../memory/index.js'
import type {
  AttributeKind,
  NewStoredTrial,
  StoredDimension,
  StoredDirection,
  StoredParamValue,
  StoredStudy,
  StoredTrial,
  StoredTrialState,
  StudyStore,
} from '../../../ports/index.js'
import { writeDateTime } from '../date-time.js'
import { parseDistribution } from '../distribution.js'
import { writePythonJson } from '../python-json.js'
import { Database, type Row, type SqlValue } from './database.js'
import { openSchema } from './schema.js'
import { insertAttribute, insertParam, insertReport, insertValues, readAttributes, readState, readTrial, writeState } from './trial-rows.js'

const timeText = (timeMs: number | undefined): SqlValue => (timeMs === undefined ? null : writeDateTime(timeMs).replace('T', ' '))

/** Tables whose rows belong to a trial. */
const TRIAL_TABLES = ['user_attributes', 'system_attributes', 'params', 'values', 'intermediate_values', 'heartbeats'].map(
  (name) => `trial_${name}`,
)
const STUDY_TABLES = ['study_directions', 'study_user_attributes', 'study_system_attributes', 'trials', 'studies']

/** Rows of Optuna's tables as studies and trials. */
class SqliteStudies implements StudyStore {
  readonly #database: Database
  #inTransaction = false
  /** What was read last: finished trials are not read again, and unchanged ones stay the same object. */
  #seen = new Map<number, { row: string; trial: StoredTrial }>()
  /** Lists that are up to date unless another connection writes. */
  #lists = new Map<number, readonly StoredTrial[]>()
  #kinds = new Map<string, StoredDimension>()
  #dataVersion: SqlValue | undefined

  constructor(path: string) {
    this.#database = new Database(path)
    try {
      openSchema(this.#database)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** Forgets what another connection may have changed. */
  #refresh(): Database {
    if (this.#inTransaction) return this.#database
    this.#database.checkPresent()
    const version = this.#database.get('PRAGMA data_version')?.data_version
    if (version !== this.#dataVersion) this.#forget()
    this.#dataVersion = version
    return this.#database
  }

  #forget(): void {
    this.#lists.clear()
    this.#kinds.clear()
  }

  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work()
    this.#database.checkPresent()
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      this.#refresh()
      this.#inTransaction = true
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#forget()
      this.#database.exec('ROLLBACK')
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  #study(studyId: number): void {
    if (this.#database.get('SELECT 1 FROM studies WHERE study_id = ?', studyId) === undefined) throw unknownId('study', studyId)
  }

  /** Runs a change of a trial that may change. */
  #change<T>(trialId: number, work: (state: StoredTrialState, studyId: number) => T): T {
    return this.transaction(() => {
      const row = this.#database.get('SELECT number, state, study_id FROM trials WHERE trial_id = ?', trialId)
      if (row === undefined) throw unknownId('trial', trialId)
      const state = readState(row.state!)
      checkOpen({ number: row.number as number, state })
      const studyId = row.study_id as number
      this.#lists.delete(studyId)
      return work(state, studyId)
    })
  }

  #checkKind(studyId: number, name: string, dimension: StoredDimension): void {
    const key = `${studyId} ${name}`
    let known = this.#kinds.get(key)
    if (known === undefined) {
      const row = this.#database.get(
        'SELECT distribution_json FROM trials JOIN trial_params USING (trial_id) WHERE study_id = ? AND param_name = ? ORDER BY trial_id LIMIT 1',
        studyId,
        name,
      )
      known = row === undefined ? dimension : parseDistribution(String(row.distribution_json))
      this.#kinds.set(key, known)
    }
    checkSameKind(name, known, dimension)
  }

  createStudy(name: string, directions: readonly StoredDirection[]): number {
    return this.transaction(() => {
      if (this.study(name) !== undefined) throw nameTaken(name)
      const id = this.#database.run('INSERT INTO studies (study_name) VALUES (?)', name)
      for (const [objective, direction] of directions.entries())
        this.#database.run(
          'INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)',
          direction.toUpperCase(),
          id,
          objective,
        )
      return id
    })
  }

  #readStudy(database: Database, { study_id: id, study_name: name }: Row): StoredStudy {
    const of = (columns: string, table: string, order: string): Row[] =>
      database.all(`SELECT ${columns} FROM ${table} WHERE study_id = ? ORDER BY ${order}`, id!)
    const directions = of('direction', 'study_directions', 'objective').map(({ direction }) => {
      if (direction === 'MINIMIZE' || direction === 'MAXIMIZE') return direction.toLowerCase() as StoredDirection
      throw new TypeError(`a direction must be MINIMIZE or MAXIMIZE, found ${String(direction)}`)
    })
    return {
      id: id as number,
      name: String(name),
      directions,
      attributes: readAttributes(of('"key", value_json', 'study_user_attributes', 'study_user_attribute_id')),
      systemAttributes: readAttributes(of('"key", value_json', 'study_system_attributes', 'study_system_attribute_id')),
    }
  }

  study(name: string): StoredStudy | undefined {
    const database = this.#refresh()
    const row = database.get('SELECT study_id, study_name FROM studies WHERE study_name = ?', name)
    return row === undefined ? undefined : this.#readable(() => this.#readStudy(database, row))
  }

  studies(): readonly StoredStudy[] {
    const database = this.#refresh()
    const rows = database.all('SELECT study_id, study_name FROM studies ORDER BY study_id')
    return this.#readable(() => rows.map((row) => this.#readStudy(database, row)))
  }

  deleteStudy(studyId: number): void {
    this.transaction(() => {
      this.#study(studyId)
      for (const table of TRIAL_TABLES)
        this.#database.run(`DELETE FROM ${table} WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)`, studyId)
      for (const table of STUDY_TABLES) this.#database.run(`DELETE FROM ${table} WHERE study_id = ?`, studyId)
      this.#forget()
    })
  }

  setStudyAttribute(studyId: number, kind: AttributeKind, key: string, value: Json): void {
    this.transaction(() => {
      this.#study(studyId)
      insertAttribute(this.#database, 'study', kind, studyId, key, value)
    })
  }

  createTrial(studyId: number, trial: NewStoredTrial): StoredTrial {
    const {
      state,
      values = [],
      params = {},
      space = {},
      reports = [],
      attributes = {},
      systemAttributes = {},
      startedMs,
      finishedMs,
    } = trial
    return this.transaction(() => {
      const database = this.#database
      this.#study(studyId)
      for (const [name, dimension] of Object.entries(space)) this.#checkKind(studyId, name, dimension)
      const id = database.run(
        `INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)
         VALUES ((SELECT count(*) FROM trials WHERE study_id = ?), ?, ?, ?, ?)`,
        studyId,
        studyId,
        writeState(state),
        timeText(startedMs),
        timeText(finishedMs),
      )
      insertValues(database, id, values)
      for (const [name, value] of Object.entries(params)) insertParam(database, id, name, value, space[name]!)
      for (const { step, value } of reports) insertReport(database, id, step, value)
      for (const [key, value] of Object.entries(attributes)) insertAttribute(database, 'trial', 'user', id, key, value)
      for (const [key, value] of Object.entries(systemAttributes)) insertAttribute(database, 'trial', 'system', id, key, value)
      this.#lists.delete(studyId)
      return this.#seenOrRead(database.get('SELECT * FROM trials WHERE trial_id = ?', id)!)
    })
  }

  /** What a row says, or that nobody knows. */
  #readable<T>(read: () => T): T {
    try {
      return read()
    } catch (cause) {
      if (cause instanceof BarcastError) throw cause
      throw new BarcastError('study-store/row', `Read SQLite: rows must be Optuna's, found ${String(cause)}`, {
        where: { file: this.#database.path },
        cause,
      })
    }
  }

  #seenOrRead(row: Row): StoredTrial {
    const id = row.trial_id as number
    const text = JSON.stringify(row)
    const before = this.#seen.get(id)
    if (before?.row === text && isFinished(before.trial)) return before.trial
    const trial = this.#readable(() => readTrial(this.#database, row))
    if (before !== undefined && spell(before.trial) === spell(trial)) return before.trial
    this.#seen.set(id, { row: text, trial })
    return trial
  }

  trials(studyId: number): readonly StoredTrial[] {
    const database = this.#refresh()
    let list = this.#lists.get(studyId)
    if (list === undefined) {
      this.#study(studyId)
      list = database.all('SELECT * FROM trials WHERE study_id = ? ORDER BY trial_id', studyId).map((row) => this.#seenOrRead(row))
      this.#lists.set(studyId, list)
    }
    return [...list]
  }

  setTrialState(
    trialId: number,
    state: StoredTrialState,
    { atMs, values }: { readonly atMs: number; readonly values?: readonly number[] | undefined },
  ): boolean {
    return this.#change(trialId, (before, studyId) => {
      if (state === 'complete') {
        const { objectives } = this.#database.get('SELECT count(*) AS objectives FROM study_directions WHERE study_id = ?', studyId)!
        checkValueCount(values, objectives as number)
      }
      if (state === 'running' && before !== 'waiting') return false
      const column = state === 'running' ? 'datetime_start' : state === 'waiting' ? undefined : 'datetime_complete'
      insertValues(this.#database, trialId, values ?? [])
      this.#database.run('UPDATE trials SET state = ? WHERE trial_id = ?', writeState(state), trialId)
      if (column !== undefined) this.#database.run(`UPDATE trials SET ${column} = ? WHERE trial_id = ?`, timeText(atMs), trialId)
      return true
    })
  }

  setTrialParam(trialId: number, name: string, value: StoredParamValue, dimension: StoredDimension): void {
    this.#change(trialId, (_, studyId) => {
      this.#checkKind(studyId, name, dimension)
      insertParam(this.#database, trialId, name, value, dimension)
    })
  }

  setTrialReport(trialId: number, step: number, value: number): void {
    this.#change(trialId, () => insertReport(this.#database, trialId, step, value))
  }

  setTrialAttribute(trialId: number, kind: AttributeKind, key: string, value: Json): void {
    this.#change(trialId, () => insertAttribute(this.#database, 'trial', kind, trialId, key, value))
  }

  close(): void {
    this.#database.close()
  }
}

function spell(trial: StoredTrial): string {
  return writePythonJson(trial as unknown as Json)
}

/**
 * A {@link StudyStore} in SQLite, in the tables of Optuna's `RDBStorage('sqlite:///…')`, version 3.2 to 5, which may work on the same file; it is made when it is
 * not there, and other tables in it are left alone. Node 22.5 and later have SQLite built in (`node:sqlite`); on earlier ones the package `better-sqlite3`
 * must be installed.
 *
 * Times are UTC, as Optuna 5 keeps them; earlier versions wrote the computer's own, which Optuna 5 and this store read as UTC. A process waits up to 30 s for another's write.
 *
 * @throws BarcastError `study-store/config`, `study-store/driver` when neither SQLite is there, `study-store/file` (with the system's code as `value`),
 * `study-store/schema` for tables of another version, which stay as they are; from its methods `study-store/file`, `study-store/replaced` when the file was
 * exchanged, `study-store/row`, and what the port says.
 */
export function createSqliteStudyStore(path: string): StudyStore {
  if (typeof path !== 'string' || path === '') {
    throw new BarcastError('study-store/config', `Create SQLite study store: path must be a path, found ${String(path)}`, {
      value: path,
      where: { path: 'path' },
    })
  }
  return checkedStudyStore(new SqliteStudies(resolve(path)))
}
