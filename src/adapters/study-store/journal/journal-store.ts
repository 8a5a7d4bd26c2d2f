import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { BarcastError, type Json } from '../../../core/index.js'
import { checkedStudyStore, StudyLedger } from '../../../memory/index.js'
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
import { writeDistribution } from '../distribution.js'
import { PythonFloat, type PythonJson, parsePythonJson } from '../python-json.js'
import { type LockKind, withFileLock } from './file-lock.js'
import { JournalFile } from './journal-file.js'
import { directionNumber, internalField, Operation, replay, stateFields, trialFields, writeOperation } from './operation.js'

const GRACE_MS = 30_000

export interface JournalOptions {
  /** How `<path>.lock` is made. @default 'symlink', and 'open' where the system does not let the user make links */
  lock?: LockKind
  /** A lock that stays the same for this long was left by a killed process, and is removed. @default 30000 */
  graceMs?: number
}

/** The ledger that a journal tells; every change goes to both. */
class JournalStudies implements StudyStore {
  readonly #ledger = new StudyLedger()
  readonly #file: JournalFile
  readonly #workerId = `${randomUUID()}-${process.pid}`
  /** Lines of the transaction that runs. */
  #pending: string[] | undefined

  constructor(
    path: string,
    readonly lock: LockKind,
    readonly graceMs: number,
  ) {
    this.#file = new JournalFile(path)
    this.#current()
  }

  #apply = (line: string, number: number): void => {
    try {
      replay(this.#ledger, parsePythonJson(line) as { readonly [key: string]: Json })
    } catch (cause) {
      throw new BarcastError(
        'study-store/journal-line',
        `Read journal: line ${number} must be an operation of Optuna's, found ${JSON.stringify(line.slice(0, 80))} (${String(cause)})`,
        { value: line, where: { file: this.#file.path, line: number }, cause },
      )
    }
  }

  /** The ledger with what others have written. */
  #current(): StudyLedger {
    if (this.#pending === undefined) this.#file.read(this.#apply)
    return this.#ledger
  }

  #write(operation: number, fields: Record<string, PythonJson>): void {
    this.#pending!.push(writeOperation(operation, this.#workerId, fields))
  }

  transaction<T>(work: () => T): T {
    if (this.#pending !== undefined) return work()
    return withFileLock(this.#file.path, this.lock, this.graceMs, () =>
      this.#file.append(this.#apply, (write) => {
        const pending: string[] = []
        this.#pending = pending
        try {
          return this.#ledger.transaction(() => {
            const result = work()
            write(pending)
            return result
          })
        } finally {
          this.#pending = undefined
        }
      }),
    )
  }

  createStudy(name: string, directions: readonly StoredDirection[]): number {
    return this.transaction(() => {
      const id = this.#ledger.createStudy(name, directions)
      this.#write(Operation.createStudy, { study_name: name, directions: directions.map(directionNumber) })
      return id
    })
  }

  study(name: string): StoredStudy | undefined {
    return this.#current().study(name)
  }

  studies(): readonly StoredStudy[] {
    return this.#current().studies()
  }

  deleteStudy(studyId: number): void {
    this.transaction(() => {
      this.#ledger.deleteStudy(studyId)
      this.#write(Operation.deleteStudy, { study_id: studyId })
    })
  }

  setStudyAttribute(studyId: number, kind: AttributeKind, key: string, value: Json): void {
    this.transaction(() => {
      this.#ledger.setStudyAttribute(studyId, kind, key, value)
      if (kind === 'user') this.#write(Operation.setStudyUserAttribute, { study_id: studyId, user_attr: { [key]: value } })
      else this.#write(Operation.setStudySystemAttribute, { study_id: studyId, system_attr: { [key]: value } })
    })
  }

  createTrial(studyId: number, trial: NewStoredTrial): StoredTrial {
    return this.transaction(() => {
      const created = this.#ledger.createTrial(studyId, trial)
      this.#write(Operation.createTrial, { study_id: studyId, ...trialFields(created) })
      return created
    })
  }

  trials(studyId: number): readonly StoredTrial[] {
    return this.#current().trials(studyId)
  }

  setTrialState(
    trialId: number,
    state: StoredTrialState,
    change: { readonly atMs: number; readonly values?: readonly number[] | undefined },
  ): boolean {
    return this.transaction(() => {
      const isSet = this.#ledger.setTrialState(trialId, state, change)
      if (isSet) this.#write(Operation.setTrialStateValues, { trial_id: trialId, ...stateFields(state, change.atMs, change.values) })
      return isSet
    })
  }

  setTrialParam(trialId: number, name: string, value: StoredParamValue, dimension: StoredDimension): void {
    this.transaction(() => {
      this.#ledger.setTrialParam(trialId, name, value, dimension)
      this.#write(Operation.setTrialParam, {
        trial_id: trialId,
        param_name: name,
        param_value_internal: internalField(dimension, value),
        distribution: writeDistribution(dimension),
      })
    })
  }

  setTrialReport(trialId: number, step: number, value: number): void {
    this.transaction(() => {
      this.#ledger.setTrialReport(trialId, step, value)
      this.#write(Operation.setTrialReport, { trial_id: trialId, step, intermediate_value: new PythonFloat(value) })
    })
  }

  setTrialAttribute(trialId: number, kind: AttributeKind, key: string, value: Json): void {
    this.transaction(() => {
      this.#ledger.setTrialAttribute(trialId, kind, key, value)
      if (kind === 'user') this.#write(Operation.setTrialUserAttribute, { trial_id: trialId, user_attr: { [key]: value } })
      else this.#write(Operation.setTrialSystemAttribute, { trial_id: trialId, system_attr: { [key]: value } })
    })
  }

  close(): void {}
}

/**
 * A {@link StudyStore} in Optuna's journal file, which Optuna's `JournalStorage(JournalFileBackend(path))` reads and writes too, at the same time if need be. The
 * file is made when it is not there.
 *
 * Each write takes the lock `<path>.lock`, reads what is new, and goes down to the disk; a killed process leaves whole lines and at most one torn, which the next
 * write removes. Whole numbers above 2^53 that Python has written lose digits when they are read.
 *
 * @throws BarcastError `study-store/config`, `study-store/file` (with the system's code as `value`), `study-store/journal-line` for a file that is no journal;
 * from its methods these, `study-store/replaced` when the file was exchanged or cut, and what the port says.
 */
export function createJournalStudyStore(path: string, { lock = 'symlink', graceMs = GRACE_MS }: JournalOptions = {}): StudyStore {
  const refuse = (rule: string, value: unknown, option: string): never => {
    throw new BarcastError('study-store/config', `Create journal study store: ${rule}, found ${String(value)}`, {
      value,
      where: { path: option },
    })
  }
  if (typeof path !== 'string' || path === '') refuse('path must be a path', path, 'path')
  if (lock !== 'symlink' && lock !== 'open') refuse('lock must be symlink or open', lock, 'lock')
  if (!(Number.isFinite(graceMs) && graceMs > 0)) refuse('graceMs must be above 0', graceMs, 'graceMs')
  return checkedStudyStore(new JournalStudies(resolve(path), lock, graceMs))
}
