import { BarcastError, type Json } from '../core/index.js'
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
} from '../ports/index.js'

/** True for trials that never change again. */
export function isFinished({ state }: { readonly state: StoredTrialState }): boolean {
  return state !== 'waiting' && state !== 'running'
}

function kindOf(dimension: StoredDimension): string {
  if (dimension.type !== 'choice') return `${dimension.type}${dimension.log === true ? ', log' : ''}`
  return `choice of ${dimension.choices.map((choice) => (typeof choice === 'string' ? JSON.stringify(choice) : String(choice))).join(', ')}`
}

/** @throws BarcastError `study-store/dimension` unless a study can know both under one name: type, scale and choices are the same, ranges may differ. */
export function checkSameKind(name: string, before: StoredDimension | undefined, now: StoredDimension): void {
  if (before === undefined || kindOf(before) === kindOf(now)) return
  throw new BarcastError(
    'study-store/dimension',
    `Set trial parameter: "${name}" must stay what it was (${kindOf(before)}), found ${kindOf(now)}`,
    { value: now, where: { path: name } },
  )
}

/** @throws BarcastError `study-store/finished` for a trial that never changes again. */
export function checkOpen(trial: { readonly number: number; readonly state: StoredTrialState }): void {
  if (!isFinished(trial)) return
  throw new BarcastError(
    'study-store/finished',
    `Change trial: a trial must be waiting or running, found trial ${trial.number} ${trial.state}`,
    {
      value: trial.number,
    },
  )
}

/** @throws BarcastError `study-store/value` unless a complete trial has a value for each objective. */
export function checkValueCount(values: readonly number[] | undefined, objectives: number): void {
  if (values?.length === objectives) return
  throw new BarcastError('study-store/value', `Set trial state: values must be ${objectives}, found ${values?.length ?? 'none'}`, {
    value: values,
  })
}

/** The error for an id that a store does not have. */
export function unknownId(noun: 'study' | 'trial', id: number): BarcastError {
  return new BarcastError(`study-store/unknown-${noun}`, `Find ${noun}: an id must be one of the store's, found ${String(id)}`, {
    value: id,
  })
}

interface Shelf {
  study: StoredStudy
  readonly trialIds: number[]
  /** Of each parameter, as it was first stored. */
  readonly kinds: Map<string, StoredDimension>
}

/**
 * What a study store holds, in memory and without checks of values: the rules of ids, numbers and states. Ids count from 0 and are never given
 * twice, as in Optuna's journal, so that a replay of the same operations ends in the same ledger.
 */
export class StudyLedger implements StudyStore {
  readonly #shelves = new Map<number, Shelf>()
  readonly #trials: StoredTrial[] = []
  readonly #studyOf: number[] = []
  #nextStudyId = 0
  /** While a transaction runs: what takes back each step of it. */
  #undo: (() => void)[] | undefined

  #shelf(studyId: number): Shelf {
    const shelf = this.#shelves.get(studyId)
    if (shelf === undefined) throw unknownId('study', studyId)
    return shelf
  }

  #open(trialId: number): StoredTrial {
    const trial = this.#trials[trialId]
    if (trial === undefined || !this.#shelves.has(this.#studyOf[trialId]!)) throw unknownId('trial', trialId)
    checkOpen(trial)
    return trial
  }

  #replace(before: StoredTrial, change: Partial<StoredTrial>): void {
    this.#trials[before.id] = { ...before, ...change }
    this.#undo?.push(() => {
      this.#trials[before.id] = before
    })
  }

  #learnKind(kinds: Map<string, StoredDimension>, name: string, dimension: StoredDimension): void {
    if (kinds.has(name)) return
    kinds.set(name, dimension)
    this.#undo?.push(() => kinds.delete(name))
  }

  createStudy(name: string, directions: readonly StoredDirection[]): number {
    if (this.study(name) !== undefined) throw nameTaken(name)
    const id = this.#nextStudyId++
    this.#shelves.set(id, {
      study: { id, name, directions, attributes: {}, systemAttributes: {} },
      trialIds: [],
      kinds: new Map(),
    })
    this.#undo?.push(() => {
      this.#shelves.delete(id)
      this.#nextStudyId = id
    })
    return id
  }

  study(name: string): StoredStudy | undefined {
    for (const { study } of this.#shelves.values()) if (study.name === name) return study
    return undefined
  }

  studies(): readonly StoredStudy[] {
    return [...this.#shelves.values()].map(({ study }) => study)
  }

  deleteStudy(studyId: number): void {
    this.#shelf(studyId)
    const before = [...this.#shelves]
    this.#shelves.delete(studyId)
    this.#undo?.push(() => {
      this.#shelves.clear()
      for (const [id, shelf] of before) this.#shelves.set(id, shelf)
    })
  }

  setStudyAttribute(studyId: number, kind: AttributeKind, key: string, value: Json): void {
    const shelf = this.#shelf(studyId)
    const before = shelf.study
    const field = kind === 'user' ? 'attributes' : 'systemAttributes'
    shelf.study = { ...before, [field]: { ...before[field], [key]: value } }
    this.#undo?.push(() => {
      shelf.study = before
    })
  }

  createTrial(studyId: number, trial: NewStoredTrial): StoredTrial {
    const { kinds } = this.#shelf(studyId)
    for (const [name, dimension] of Object.entries(trial.space ?? {})) checkSameKind(name, kinds.get(name), dimension)
    return this.appendTrial(studyId, trial)
  }

  /** A trial whose parameters are not held against those of others: Optuna adds such. */
  appendTrial(studyId: number, given: NewStoredTrial): StoredTrial {
    const { trialIds, kinds } = this.#shelf(studyId)
    const trial: StoredTrial = {
      id: this.#trials.length,
      number: trialIds.length,
      state: given.state,
      values: given.values,
      params: given.params ?? {},
      space: given.space ?? {},
      reports: [...(given.reports ?? [])].sort((a, b) => a.step - b.step),
      attributes: given.attributes ?? {},
      systemAttributes: given.systemAttributes ?? {},
      startedMs: given.startedMs,
      finishedMs: given.finishedMs,
    }
    this.#trials.push(trial)
    this.#studyOf.push(studyId)
    trialIds.push(trial.id)
    this.#undo?.push(() => {
      trialIds.pop()
      this.#studyOf.pop()
      this.#trials.pop()
    })
    for (const [name, dimension] of Object.entries(trial.space)) this.#learnKind(kinds, name, dimension)
    return trial
  }

  trials(studyId: number): readonly StoredTrial[] {
    return this.#shelf(studyId).trialIds.map((id) => this.#trials[id]!)
  }

  setTrialState(
    trialId: number,
    state: StoredTrialState,
    { atMs, values }: { readonly atMs: number; readonly values?: readonly number[] | undefined },
  ): boolean {
    const trial = this.#open(trialId)
    if (state === 'complete') checkValueCount(values, this.#shelf(this.#studyOf[trialId]!).study.directions.length)
    if (state === 'running' && trial.state !== 'waiting') return false
    this.#replace(trial, {
      state,
      ...(state === 'running' ? { startedMs: atMs } : {}),
      ...(isFinished({ state }) ? { finishedMs: atMs } : {}),
      ...(values === undefined ? {} : { values }),
    })
    return true
  }

  setTrialParam(trialId: number, name: string, value: StoredParamValue, dimension: StoredDimension): void {
    const trial = this.#open(trialId)
    const { kinds } = this.#shelf(this.#studyOf[trialId]!)
    checkSameKind(name, kinds.get(name), dimension)
    this.#learnKind(kinds, name, dimension)
    this.#replace(trial, { params: { ...trial.params, [name]: value }, space: { ...trial.space, [name]: dimension } })
  }

  setTrialReport(trialId: number, step: number, value: number): void {
    const trial = this.#open(trialId)
    const others = trial.reports.filter((report) => report.step !== step)
    this.#replace(trial, { reports: [...others, { step, value }].sort((a, b) => a.step - b.step) })
  }

  setTrialAttribute(trialId: number, kind: AttributeKind, key: string, value: Json): void {
    const trial = this.#open(trialId)
    const field = kind === 'user' ? 'attributes' : 'systemAttributes'
    this.#replace(trial, { [field]: { ...trial[field], [key]: value } })
  }

  transaction<T>(work: () => T): T {
    if (this.#undo !== undefined) return work()
    const undo: (() => void)[] = []
    this.#undo = undo
    try {
      return work()
    } catch (error) {
      for (const step of undo.reverse()) step()
      throw error
    } finally {
      this.#undo = undefined
    }
  }

  close(): void {}
}

/** The error for a name that a study has already. */
export function nameTaken(name: string): BarcastError {
  return new BarcastError('study-store/name-taken', `Create study: a name must be new, found "${name}"`, { value: name })
}
