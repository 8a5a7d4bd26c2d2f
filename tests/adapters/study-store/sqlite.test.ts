import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSqliteStudyStore } from 'barcast/adapters/study-store/sqlite'
import { studyStoreConformance } from 'barcast/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database } from '../../../src/adapters/study-store/sqlite/database.js'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barcast-sqlite-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const newPath = (): string => join(folder, `studies-${count++}.db`)
const require = createRequire(import.meta.url)
const has = (name: string): boolean => {
  try {
    require(name)
    return true
  } catch {
    return false
  }
}
/** Where this Node has no SQLite there is one case, the refusal; the others run in the checks of runtimes and peers, which bring a Node that has. */
const isHere = has('node:sqlite') || has('better-sqlite3')
const refusal = (facts: object): Error => expect.objectContaining(facts) as Error

if (isHere)
  describe('the contract', () => {
    const create = () => {
      const path = newPath()
      return { store: createSqliteStudyStore(path), reopen: () => createSqliteStudyStore(path) }
    }
    for (const { name, run } of studyStoreConformance('sqlite', create)) it(name, run)
  })

if (isHere)
  describe('the file', () => {
    function edited(...statements: string[]): string {
      const path = newPath()
      const store = createSqliteStudyStore(path)
      store.createTrial(store.createStudy('a', ['minimize']), { state: 'waiting' })
      store.close()
      const database = new Database(path)
      for (const sql of statements) database.exec(sql)
      database.close()
      return path
    }

    it.each([
      ["UPDATE alembic_version SET version_num = 'v9.0.0.a'", 'v9.0.0.a'],
      ["UPDATE alembic_version SET version_num = 'v3.0.0.d'", 'v3.0.0.d'],
      ['DELETE FROM alembic_version', 'none'],
      ['UPDATE version_info SET schema_version = 13', '13'],
      ['DROP TABLE trial_values', 'none named trial_values'],
    ])('of another version is refused and left as it is: %s', (sql, found) => {
      const path = edited(sql)
      const before = readFileSync(path)
      expect(() => createSqliteStudyStore(path)).toThrow(refusal({ code: 'study-store/schema', value: found, where: { file: path } }))
      expect(readFileSync(path)).toEqual(before)
    })

    it('may hold other tables', () => {
      const path = newPath()
      const database = new Database(path)
      database.exec('CREATE TABLE mine (x)')
      database.run('INSERT INTO mine VALUES (?)', 7)
      expect(createSqliteStudyStore(path).studies()).toEqual([])
      expect(database.all('SELECT x FROM mine').map(({ x }) => x)).toEqual([7])
      database.close()
    })

    it('that is no database is refused and left as it is', () => {
      const path = newPath()
      writeFileSync(path, 'x'.repeat(5000))
      expect(() => createSqliteStudyStore(path)).toThrow(refusal({ code: 'study-store/file' }))
      expect(readFileSync(path, 'utf8')).toBe('x'.repeat(5000))
      expect(() => createSqliteStudyStore(join(folder, 'nowhere', 'a.db'))).toThrow(refusal({ code: 'study-store/file' }))
      expect(() => createSqliteStudyStore('')).toThrow(refusal({ code: 'study-store/config' }))
    })

    it.each([
      ["UPDATE trials SET state = 'DONE'", 'DONE'],
      ["UPDATE trials SET datetime_start = 'soon'", 'soon'],
      ["INSERT INTO trial_params VALUES (1, 1, 'x', 1.0, '{}')", 'undefined'],
      ["INSERT INTO trial_user_attributes VALUES (1, 1, 'k', '{')", 'JSON'],
    ])('with rows that nobody knows says so: %s', (sql, found) => {
      const store = createSqliteStudyStore(edited(sql))
      const { id } = store.study('a')!
      expect(() => store.trials(id)).toThrow(refusal({ code: 'study-store/row', message: expect.stringContaining(found) as string }))
      store.close()
    })

    it('is missed when it is gone or replaced', () => {
      const path = newPath()
      const store = createSqliteStudyStore(path)
      const study = store.createStudy('a', ['minimize'])
      renameSync(path, `${path}.aside`)
      expect(() => store.trials(study)).toThrow(refusal({ code: 'study-store/file', value: 'ENOENT' }))
      expect(() => store.createTrial(study, { state: 'waiting' })).toThrow(refusal({ code: 'study-store/file', value: 'ENOENT' }))
      writeFileSync(path, readFileSync(`${path}.aside`))
      expect(() => store.createTrial(study, { state: 'waiting' })).toThrow(refusal({ code: 'study-store/replaced' }))
      store.close()
    })
  })

if (!isHere)
  it('names the package that is missing', () => {
    expect(() => createSqliteStudyStore(newPath())).toThrow(
      refusal({ code: 'study-store/driver', message: expect.stringContaining('better-sqlite3') as string }),
    )
  })
