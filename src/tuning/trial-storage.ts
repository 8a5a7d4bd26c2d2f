import type { Json } from '../core/index.js'
import type { NewStoredTrial, StoredTrial, StudyStore } from '../ports/index.js'
import type { ParamValue, SearchDimension } from './search-space.js'
import type { TrialRecord } from './trial-record.js'

/** System attributes of stored trials: the first two are Optuna's. */
const QUEUED = 'fixed_params'
const CONSTRAINTS = 'constraints'
const REASON = 'fail_reason'

function constraintsOf(attributes: StoredTrial['systemAttributes']): { constraints?: number[] } {
  const list = attributes[CONSTRAINTS]
  if (Array.isArray(list)) return { constraints: list as number[] }
  const single = Object.keys(attributes).filter((key) => key.startsWith(`${CONSTRAINTS}:`))
  return single.length === 0 ? {} : { constraints: single.map((key) => attributes[key] as number) }
}

function readStored(stored: StoredTrial): TrialRecord {
  const { number, params, space, reports, attributes, systemAttributes } = stored
  const enqueued = systemAttributes[QUEUED] as Record<string, ParamValue> | undefined
  const queued = enqueued === undefined ? {} : { enqueued }
  if (stored.state === 'waiting') return { number, state: 'waiting', params: {}, space: {}, ...queued }
  const facts = {
    number,
    params,
    space,
    ...queued,
    ...(reports.length === 0 ? {} : { reports }),
    ...constraintsOf(systemAttributes),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  }
  const startedMs = stored.startedMs ?? stored.finishedMs ?? 0
  if (stored.state === 'running') return { ...facts, state: 'running', startedMs }
  const times = { startedMs, finishedMs: stored.finishedMs ?? startedMs }
  if (stored.state === 'pruned') return { ...facts, ...times, state: 'pruned' }
  if (stored.state === 'failed')
    return { ...facts, ...times, state: 'failed', error: String(systemAttributes[REASON] ?? 'no reason given') }
  const values = stored.values!
  return { ...facts, ...times, state: 'complete', value: values[0]!, values }
}

/** Optuna keeps the last report as the value of a pruned trial. */
function valuesOf(record: TrialRecord): readonly number[] | undefined {
  if (record.state === 'complete') return record.values
  const last = record.state === 'pruned' ? record.reports?.at(-1)?.value : undefined
  return last === undefined || Number.isNaN(last) ? undefined : [last]
}

function writeStored(record: TrialRecord): NewStoredTrial {
  const { state, params, space, reports, attributes, enqueued, constraints } = record
  const systemAttributes: Record<string, Json> = {
    ...(enqueued === undefined ? {} : { [QUEUED]: enqueued }),
    ...(constraints === undefined ? {} : { [CONSTRAINTS]: constraints }),
    ...(record.state === 'failed' ? { [REASON]: record.error } : {}),
  }
  const times = 'finishedMs' in record ? { startedMs: record.startedMs, finishedMs: record.finishedMs } : {}
  return { state, params, space, reports, attributes, systemAttributes, values: valuesOf(record), ...times }
}

/** One study in a storage: each step is there before the study counts it. */
export class TrialStorage {
  readonly #ids = new Map<number, number>()
  #seen: readonly StoredTrial[] = []

  constructor(
    readonly store: StudyStore,
    readonly studyId: number,
  ) {}

  #id(number: number): number {
    return this.#ids.get(number)!
  }

  /** Trials that this or another process has changed since it was asked last, at first all. */
  changes(): TrialRecord[] {
    const seen = this.#seen
    this.#seen = this.store.trials(this.studyId)
    return this.#seen.flatMap((stored, number) => {
      if (stored === seen[number]) return []
      this.#ids.set(number, stored.id)
      return [readStored(stored)]
    })
  }

  /** A trial with this number; false when another process has used it. */
  #create(number: number, trial: NewStoredTrial): boolean {
    return this.store.transaction(() => {
      if (this.store.trials(this.studyId).length !== number) return false
      this.#ids.set(number, this.store.createTrial(this.studyId, trial).id)
      return true
    })
  }

  /** False when another process has used the number. */
  add(record: TrialRecord): boolean {
    return this.#create(record.number, writeStored(record))
  }

  /** False when another process has taken the trial. */
  start(number: number, startedMs: number): boolean {
    const id = this.#ids.get(number)
    if (id !== undefined) return this.store.setTrialState(id, 'running', { atMs: startedMs })
    return this.#create(number, { state: 'running', startedMs })
  }

  suggest(number: number, name: string, value: ParamValue, dimension: SearchDimension): void {
    this.store.setTrialParam(this.#id(number), name, value, dimension)
  }

  report(number: number, step: number, value: number): void {
    this.store.setTrialReport(this.#id(number), step, value)
  }

  constrain(number: number, constraints: readonly number[]): void {
    this.store.setTrialAttribute(this.#id(number), 'system', CONSTRAINTS, constraints)
  }

  note(number: number, name: string, value: Json): void {
    this.store.setTrialAttribute(this.#id(number), 'user', name, value)
  }

  finish(record: TrialRecord): void {
    if (record.state === 'waiting' || record.state === 'running') return
    const id = this.#id(record.number)
    this.store.transaction(() => {
      if (record.state === 'failed') this.store.setTrialAttribute(id, 'system', REASON, record.error)
      this.store.setTrialState(id, record.state, { atMs: record.finishedMs, values: valuesOf(record) })
    })
  }

  giveBack(number: number, atMs: number): void {
    this.store.setTrialState(this.#id(number), 'waiting', { atMs })
  }
}
