import { BarcastError } from '../../../core/index.js'
import type { Database } from './database.js'

/** Optuna's number and name of the schema, the same from version 3.2 to 5. */
const SCHEMA_VERSION = 12
const REVISION = 'v3.2.0.a'
/** Noted as the program that made the tables; Optuna names it in messages alone. */
const LIBRARY_VERSION = '5.0.0'

const attributes = (of: 'study' | 'trial', kind: 'user' | 'system'): string => `CREATE TABLE ${of}_${kind}_attributes (
  ${of}_${kind}_attribute_id INTEGER NOT NULL, ${of}_id INTEGER, "key" VARCHAR(512), value_json TEXT,
  PRIMARY KEY (${of}_${kind}_attribute_id), UNIQUE (${of}_id, "key"), ${reference(of)})`

const reference = (of: 'study' | 'trial'): string =>
  `FOREIGN KEY(${of}_id) REFERENCES ${of === 'study' ? 'studies (study_id)' : 'trials (trial_id)'}`

/** Each table by its name. */
const TABLES: Readonly<Record<string, string>> = {
  studies: 'CREATE TABLE studies (study_id INTEGER NOT NULL, study_name VARCHAR(512) NOT NULL, PRIMARY KEY (study_id))',
  version_info: `CREATE TABLE version_info (version_info_id INTEGER NOT NULL, schema_version INTEGER, library_version VARCHAR(256),
    PRIMARY KEY (version_info_id), CHECK (version_info_id=1))`,
  study_directions: `CREATE TABLE study_directions (study_direction_id INTEGER NOT NULL, direction VARCHAR(8) NOT NULL, study_id INTEGER NOT NULL,
    objective INTEGER NOT NULL, PRIMARY KEY (study_direction_id), UNIQUE (study_id, objective), ${reference('study')})`,
  study_user_attributes: attributes('study', 'user'),
  study_system_attributes: attributes('study', 'system'),
  trials: `CREATE TABLE trials (trial_id INTEGER NOT NULL, number INTEGER, study_id INTEGER, state VARCHAR(8) NOT NULL, datetime_start DATETIME,
    datetime_complete DATETIME, PRIMARY KEY (trial_id), ${reference('study')})`,
  trial_user_attributes: attributes('trial', 'user'),
  trial_system_attributes: attributes('trial', 'system'),
  trial_params: `CREATE TABLE trial_params (param_id INTEGER NOT NULL, trial_id INTEGER, param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT,
    PRIMARY KEY (param_id), UNIQUE (trial_id, param_name), ${reference('trial')})`,
  trial_values: `CREATE TABLE trial_values (trial_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, value FLOAT,
    value_type VARCHAR(7) NOT NULL, PRIMARY KEY (trial_value_id), UNIQUE (trial_id, objective), ${reference('trial')})`,
  trial_intermediate_values: `CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, step INTEGER NOT NULL,
    intermediate_value FLOAT, intermediate_value_type VARCHAR(7) NOT NULL, PRIMARY KEY (trial_intermediate_value_id), UNIQUE (trial_id, step), ${reference('trial')})`,
  trial_heartbeats: `CREATE TABLE trial_heartbeats (trial_heartbeat_id INTEGER NOT NULL, trial_id INTEGER NOT NULL, heartbeat DATETIME NOT NULL,
    PRIMARY KEY (trial_heartbeat_id), UNIQUE (trial_id), ${reference('trial')})`,
  alembic_version:
    'CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))',
}

const INDEXES = [
  'CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)',
  'CREATE INDEX ix_trials_study_id ON trials (study_id)',
]

function presentTables(database: Database): string[] {
  const names = database.all("SELECT name FROM sqlite_master WHERE type = 'table'").map(({ name }) => String(name))
  return names.filter((name) => Object.hasOwn(TABLES, name))
}

function refuse(database: Database, expected: string, found: string): never {
  throw new BarcastError('study-store/schema', `Open SQLite study store: ${expected}, found ${found}; the file was left as it is`, {
    value: found,
    where: { file: database.path },
  })
}

/** @throws BarcastError `study-store/schema` unless the tables are those of this version. */
function checkVersion(database: Database, present: readonly string[]): void {
  const missing = Object.keys(TABLES).find((name) => !present.includes(name))
  if (missing !== undefined && missing !== 'trial_heartbeats')
    refuse(database, "all of Optuna's tables must be there", `none named ${missing}`)
  const revision = database.get('SELECT version_num FROM alembic_version')?.version_num
  if (revision !== REVISION)
    refuse(
      database,
      `the tables must be Optuna's of revision ${REVISION} (\`optuna storage upgrade\` brings older ones there)`,
      String(revision ?? 'none'),
    )
  const version = database.get('SELECT schema_version FROM version_info')?.schema_version
  if (version !== SCHEMA_VERSION)
    refuse(database, `the tables must be Optuna's of schema version ${SCHEMA_VERSION}`, String(version ?? 'none'))
}

function createTables(database: Database): void {
  for (const sql of [...Object.values(TABLES), ...INDEXES]) database.exec(sql)
  database.run('INSERT INTO version_info VALUES (1, ?, ?)', SCHEMA_VERSION, LIBRARY_VERSION)
  database.run('INSERT INTO alembic_version VALUES (?)', REVISION)
}

/** Makes Optuna's tables in a database that has none of them, or sees that they are of the known version. @throws BarcastError `study-store/schema`. */
export function openSchema(database: Database): void {
  let present = presentTables(database)
  if (present.length === 0) {
    database.exec('BEGIN IMMEDIATE')
    try {
      present = presentTables(database)
      if (present.length === 0) createTables(database)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
    present = presentTables(database)
  }
  checkVersion(database, present)
}
