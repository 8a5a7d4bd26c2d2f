import type { Json } from '../../../core/index.js'
import type { AttributeKind, StoredDimension, StoredParamValue, StoredTrial, StoredTrialState } from '../../../ports/index.js'
import { parseDateTime } from '../date-time.js'
import { externalOf, internalOf, parseDistribution, writeDistribution } from '../distribution.js'
import { parsePythonJson, writePythonJson } from '../python-json.js'
import type { Database, Row, SqlValue } from './database.js'

const STATES: Readonly<Record<StoredTrialState, string>> = {
  waiting: 'WAITING',
  running: 'RUNNING',
  complete: 'COMPLETE',
  pruned: 'PRUNED',
  failed: 'FAIL',
}

export const writeState = (state: StoredTrialState): string => STATES[state]

export function readState(text: SqlValue): StoredTrialState {
  const found = Object.entries(STATES).find(([, name]) => name === text)
  if (found === undefined) throw new TypeError(`a state must be one of ${Object.values(STATES).join(', ')}, found ${String(text)}`)
  return found[0] as StoredTrialState
}

/** A number beside its type: SQLite has no infinite numbers and no NaN. */
function writeNumber(value: number): [SqlValue, string] {
  if (Number.isNaN(value)) return [null, 'NAN']
  return Number.isFinite(value) ? [value, 'FINITE'] : [null, value > 0 ? 'INF_POS' : 'INF_NEG']
}

const ODD_NUMBERS: Readonly<Record<string, number>> = { NAN: NaN, INF_POS: Infinity, INF_NEG: -Infinity }

const readNumber = (value: SqlValue, type: SqlValue): number => ODD_NUMBERS[type as string] ?? (value as number)

const readTime = (text: SqlValue): number | undefined => (text === null ? undefined : parseDateTime(String(text), 'Z'))

export function writeJson(value: Json): string {
  return writePythonJson(value, [', ', ': '])
}

/** Attributes by key, from rows of `key` and `value_json`. */
export function readAttributes(rows: readonly Row[]): Record<string, Json> {
  return Object.fromEntries(rows.map(({ key, value_json: json }) => [String(key), parsePythonJson(String(json))]))
}

export function insertParam(database: Database, trialId: number, name: string, value: StoredParamValue, dimension: StoredDimension): void {
  database.run(
    `INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)
     ON CONFLICT (trial_id, param_name) DO UPDATE SET param_value = excluded.param_value, distribution_json = excluded.distribution_json`,
    trialId,
    name,
    internalOf(dimension, value),
    writeDistribution(dimension),
  )
}

export function insertReport(database: Database, trialId: number, step: number, value: number): void {
  database.run(
    `INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, ?)
     ON CONFLICT (trial_id, step) DO UPDATE SET intermediate_value = excluded.intermediate_value, intermediate_value_type = excluded.intermediate_value_type`,
    trialId,
    step,
    ...writeNumber(value),
  )
}

export function insertValues(database: Database, trialId: number, values: readonly number[]): void {
  for (const [objective, value] of values.entries())
    database.run(
      `INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)
       ON CONFLICT (trial_id, objective) DO UPDATE SET value = excluded.value, value_type = excluded.value_type`,
      trialId,
      objective,
      ...writeNumber(value),
    )
}

export function insertAttribute(
  database: Database,
  of: 'study' | 'trial',
  kind: AttributeKind,
  id: number,
  key: string,
  value: Json,
): void {
  database.run(
    `INSERT INTO ${of}_${kind}_attributes (${of}_id, "key", value_json) VALUES (?, ?, ?)
     ON CONFLICT (${of}_id, "key") DO UPDATE SET value_json = excluded.value_json`,
    id,
    key,
    writeJson(value),
  )
}

/** The trial of a row of `trials`, with its rows in the other tables. */
export function readTrial(database: Database, row: Row): StoredTrial {
  const id = row.trial_id as number
  const of = (columns: string, table: string, order: string): Row[] =>
    database.all(`SELECT ${columns} FROM ${table} WHERE trial_id = ? ORDER BY ${order}`, id)
  const params = of('param_name, param_value, distribution_json', 'trial_params', 'param_id').map((param) => {
    const dimension = parseDistribution(String(param.distribution_json))
    return { name: String(param.param_name), dimension, value: externalOf(dimension, param.param_value as number) }
  })
  const values = of('value, value_type', 'trial_values', 'objective').map((found) => readNumber(found.value!, found.value_type!))
  const reports = of('step, intermediate_value AS value, intermediate_value_type AS type', 'trial_intermediate_values', 'step')
  return {
    id,
    number: row.number as number,
    state: readState(row.state!),
    values: values.length === 0 ? undefined : values,
    params: Object.fromEntries(params.map(({ name, value }) => [name, value])),
    space: Object.fromEntries(params.map(({ name, dimension }) => [name, dimension])),
    reports: reports.map(({ step, value, type }) => ({ step: step as number, value: readNumber(value!, type!) })),
    attributes: readAttributes(of('"key", value_json', 'trial_user_attributes', 'trial_user_attribute_id')),
    systemAttributes: readAttributes(of('"key", value_json', 'trial_system_attributes', 'trial_system_attribute_id')),
    startedMs: readTime(row.datetime_start!),
    finishedMs: readTime(row.datetime_complete!),
  }
}
