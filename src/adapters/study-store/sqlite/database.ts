import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BarcastError } from '../../../core/index.js'
import { codeOf, fileFailure, replacedFailure } from '../file-failure.js'

const BUSY_MS = 30_000

export type SqlValue = number | string | null
export type Row = Readonly<Record<string, SqlValue>>

interface Statement {
  run(...values: SqlValue[]): { lastInsertRowid: number | bigint }
  all(...values: SqlValue[]): unknown[]
}

/** What `node:sqlite` and `better-sqlite3` have in common. */
interface Driver {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

const require = createRequire(import.meta.url)

/** The module, or undefined where there is none. */
function tryRequire(name: string): unknown {
  try {
    return require(name)
  } catch (error) {
    if (['ERR_UNKNOWN_BUILTIN_MODULE', 'MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(codeOf(error))) return undefined
    throw error
  }
}

function openDriver(path: string): Driver {
  const builtIn = tryRequire('node:sqlite') as { DatabaseSync: new (path: string) => Driver } | undefined
  if (builtIn !== undefined) return new builtIn.DatabaseSync(path)
  const Database = tryRequire('better-sqlite3') as (new (path: string) => Driver) | undefined
  if (Database !== undefined) return new Database(path)
  throw new BarcastError(
    'study-store/driver',
    'Open SQLite: Node 22.5 or later has it built in, earlier ones need the package better-sqlite3 (npm install better-sqlite3), found neither',
  )
}

/** A connection to one file: statements are prepared once, and errors are the store's. */
export class Database {
  readonly #driver: Driver
  readonly #statements = new Map<string, Statement>()
  readonly #inode: number

  /** @throws BarcastError `study-store/driver`, `study-store/file`. */
  constructor(readonly path: string) {
    try {
      this.#driver = openDriver(path)
      this.#driver.exec(`PRAGMA busy_timeout = ${BUSY_MS}`)
      this.#inode = statSync(path).ino
    } catch (error) {
      throw error instanceof BarcastError ? error : fileFailure('Open SQLite', path, error)
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw fileFailure('Use SQLite', this.path, error)
    }
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#driver.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** SQLite goes on with a file that was removed, and loses what it writes. @throws BarcastError `study-store/file`, `study-store/replaced`. */
  checkPresent(): void {
    if (this.#guard(() => statSync(this.path).ino) !== this.#inode) throw replacedFailure('Use SQLite', this.path)
  }

  exec(sql: string): void {
    this.#guard(() => this.#driver.exec(sql))
  }

  /** The id of the row that was inserted. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).lastInsertRowid))
  }

  all(sql: string, ...values: SqlValue[]): Row[] {
    return this.#guard(() => this.#statement(sql).all(...values) as Row[])
  }

  /** The first row. */
  get(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.all(sql, ...values)[0]
  }

  close(): void {
    this.#guard(() => this.#driver.close())
  }
}
