import { isBarcastError, type Json } from '../../../core/index.js'
import type { StudyLedger } from '../../../memory/index.js'
import type {
  NewStoredTrial,
  StoredAttributes,
  StoredDimension,
  StoredDirection,
  StoredParamValue,
  StoredTrialState,
} from '../../../ports/index.js'
import { parseDateTime, writeDateTime } from '../date-time.js'
import { externalOf, internalOf, parseDistribution, writeDistribution } from '../distribution.js'
import { PythonFloat, type PythonJson, writePythonJson } from '../python-json.js'

/** Optuna's numbers of what a line of the journal does; 10 discards trials in another program, and is passed over as Optuna does. */
export const Operation = {
  createStudy: 0,
  deleteStudy: 1,
  setStudyUserAttribute: 2,
  setStudySystemAttribute: 3,
  createTrial: 4,
  setTrialParam: 5,
  setTrialStateValues: 6,
  setTrialReport: 7,
  setTrialUserAttribute: 8,
  setTrialSystemAttribute: 9,
  discardTrials: 10,
} as const

type Line = { readonly [key: string]: Json }

/** By Optuna's numbers. */
const STATES: readonly StoredTrialState[] = ['running', 'complete', 'pruned', 'failed', 'waiting']
const DIRECTIONS: readonly (StoredDirection | undefined)[] = [undefined, 'minimize', 'maximize']

/** Optuna writes before it knows whether it may, and each reader passes over what was not allowed. */
const PASSED_OVER = ['name-taken', 'unknown-study', 'unknown-trial', 'finished', 'dimension'].map((rule) => `study-store/${rule}`)

const time = (timeMs: number): string => `${writeDateTime(timeMs)}+00:00`
const floats = (values: readonly number[]): PythonFloat[] => values.map((value) => new PythonFloat(value))
const parseTime = (text: Json | undefined): number | undefined => (typeof text === 'string' ? parseDateTime(text, '') : undefined)
const mapRecord = <T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))

const emptyAsNone = <T extends object>(record: T): T | undefined => (Object.keys(record).length === 0 ? undefined : record)

export const stateNumber = (state: StoredTrialState): number => STATES.indexOf(state)
export const directionNumber = (direction: StoredDirection): number => DIRECTIONS.indexOf(direction)

/** Fields of the line that creates a trial. */
export function trialFields({ state, values, params = {}, space = {}, reports = [], ...rest }: NewStoredTrial): Record<string, PythonJson> {
  const { startedMs, finishedMs, attributes = {}, systemAttributes = {} } = rest
  return {
    datetime_start: startedMs === undefined ? null : time(startedMs),
    state: stateNumber(state),
    value: values?.length === 1 ? new PythonFloat(values[0]!) : undefined,
    values: values !== undefined && values.length > 1 ? floats(values) : undefined,
    datetime_complete: finishedMs === undefined ? undefined : time(finishedMs),
    distributions: emptyAsNone(mapRecord(space, writeDistribution)),
    params: emptyAsNone(mapRecord(params, (value, name) => internalField(space[name]!, value))),
    user_attrs: emptyAsNone(attributes),
    system_attrs: emptyAsNone(systemAttributes),
    intermediate_values: emptyAsNone(Object.fromEntries(reports.map(({ step, value }) => [step, new PythonFloat(value)]))),
  }
}

/** Of a parameter's value: a place among choices is whole, as Optuna has it. */
export function internalField(dimension: StoredDimension, value: StoredParamValue): PythonJson {
  const internal = internalOf(dimension, value)
  return dimension.type === 'choice' ? internal : new PythonFloat(internal)
}

/** Fields of the line that sets a trial's state. */
export function stateFields(state: StoredTrialState, atMs: number, values: readonly number[] | undefined): Record<string, PythonJson> {
  const timeField = state === 'running' ? 'datetime_start' : state === 'waiting' ? undefined : 'datetime_complete'
  return {
    state: stateNumber(state),
    values: values === undefined ? null : floats(values),
    ...(timeField === undefined ? {} : { [timeField]: time(atMs) }),
  }
}

export function writeOperation(operation: number, workerId: string, fields: Record<string, PythonJson>): string {
  return writePythonJson({ op_code: operation, worker_id: workerId, ...fields })
}

function readDirection(number: Json): StoredDirection {
  const direction = DIRECTIONS[number as number]
  if (direction === undefined) throw new TypeError(`a direction must be 1 or 2, found ${String(number)}`)
  return direction
}

function readState(number: Json): StoredTrialState {
  const state = STATES[number as number]
  if (state === undefined) throw new TypeError(`a state must be 0 to 4, found ${String(number)}`)
  return state
}

function readTrial(line: Line): NewStoredTrial {
  const space = mapRecord((line.distributions ?? {}) as Record<string, string>, parseDistribution)
  const reports = Object.entries((line.intermediate_values ?? {}) as Record<string, number>)
  const values = (line.values ?? (typeof line.value === 'number' ? [line.value] : undefined)) as readonly number[] | undefined
  return {
    state: readState(line.state ?? 0),
    values,
    params: mapRecord((line.params ?? {}) as Record<string, number>, (internal, name) => externalOf(space[name]!, internal)),
    space,
    reports: reports.map(([step, value]) => ({ step: Number(step), value })),
    attributes: (line.user_attrs ?? {}) as StoredAttributes,
    systemAttributes: (line.system_attrs ?? {}) as StoredAttributes,
    startedMs: parseTime(line.datetime_start),
    finishedMs: parseTime(line.datetime_complete),
  }
}

const studyOf = (line: Line): number => line.study_id as number
const trialOf = (line: Line): number => line.trial_id as number

const ACTIONS: Readonly<Record<number, (ledger: StudyLedger, line: Line) => void>> = {
  [Operation.createStudy]: (ledger, line) =>
    ledger.createStudy(line.study_name as string, (line.directions as readonly Json[]).map(readDirection)),
  [Operation.deleteStudy]: (ledger, line) => ledger.deleteStudy(studyOf(line)),
  [Operation.setStudyUserAttribute]: (ledger, line) => {
    for (const [key, value] of Object.entries(line.user_attr as Line)) ledger.setStudyAttribute(studyOf(line), 'user', key, value)
  },
  [Operation.setStudySystemAttribute]: (ledger, line) => {
    for (const [key, value] of Object.entries(line.system_attr as Line)) ledger.setStudyAttribute(studyOf(line), 'system', key, value)
  },
  [Operation.createTrial]: (ledger, line) => ledger.appendTrial(studyOf(line), readTrial(line)),
  [Operation.setTrialParam]: (ledger, line) => {
    const dimension = parseDistribution(line.distribution as string)
    ledger.setTrialParam(trialOf(line), line.param_name as string, externalOf(dimension, line.param_value_internal as number), dimension)
  },
  [Operation.setTrialStateValues]: (ledger, line) => {
    const atMs = parseTime(line.datetime_complete ?? line.datetime_start) ?? 0
    ledger.setTrialState(trialOf(line), readState(line.state!), {
      atMs,
      values: (line.values ?? undefined) as readonly number[] | undefined,
    })
  },
  [Operation.setTrialReport]: (ledger, line) =>
    ledger.setTrialReport(trialOf(line), line.step as number, line.intermediate_value as number),
  [Operation.setTrialUserAttribute]: (ledger, line) => {
    for (const [key, value] of Object.entries(line.user_attr as Line)) ledger.setTrialAttribute(trialOf(line), 'user', key, value)
  },
  [Operation.setTrialSystemAttribute]: (ledger, line) => {
    for (const [key, value] of Object.entries(line.system_attr as Line)) ledger.setTrialAttribute(trialOf(line), 'system', key, value)
  },
  [Operation.discardTrials]: () => undefined,
}

/** Does what a line says, or nothing where Optuna's readers do nothing. @throws TypeError for a line that is no operation. */
export function replay(ledger: StudyLedger, line: Line): void {
  const action = ACTIONS[line.op_code as number]
  if (action === undefined) throw new TypeError(`op_code must be 0 to 10, found ${String(line.op_code)}`)
  try {
    action(ledger, line)
  } catch (error) {
    if (!(isBarcastError(error) && PASSED_OVER.includes(error.code))) throw error
  }
}
