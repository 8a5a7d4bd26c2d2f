import type { Json } from '../core/index.js'

/** What a parameter may be. Choices of other programs may also be NaN or infinite. */
export type StoredParamValue = number | string | boolean | null

/** Where a parameter was drawn from: a range of numbers, bounds included, or one of several values. Structurally a `SearchDimension` of `barcast/tuning`. */
export type StoredDimension =
  | {
      readonly type: 'int' | 'float'
      readonly low: number
      readonly high: number
      readonly log?: boolean | undefined
      /** Of whole numbers 1 by default. */
      readonly step?: number | undefined
    }
  | { readonly type: 'choice'; readonly choices: readonly StoredParamValue[] }

export type StoredTrialState = 'waiting' | 'running' | 'complete' | 'pruned' | 'failed'

export type StoredDirection = 'minimize' | 'maximize'

/** Attributes of the user, and those that the program that tunes keeps for itself. */
export type AttributeKind = 'user' | 'system'

/** JSON by key; numbers in it may be NaN or infinite, as Python writes them. */
export type StoredAttributes = Readonly<Record<string, Json>>

export interface StoredStudy {
  /** Given by the store. */
  readonly id: number
  readonly name: string
  /** Of each objective. */
  readonly directions: readonly StoredDirection[]
  readonly attributes: StoredAttributes
  readonly systemAttributes: StoredAttributes
}

/** A trial as it stands. Stores replace it when it changes and never alter it, so that an unchanged trial is the same object. */
export interface StoredTrial {
  /** Given by the store, unique across its studies. */
  readonly id: number
  /** Counted from 0 in its study. */
  readonly number: number
  readonly state: StoredTrialState
  /** Of each objective, without NaN; infinite ones count. Complete trials have them, pruned ones may. */
  readonly values: readonly number[] | undefined
  /** In the order in which they were set. */
  readonly params: Readonly<Record<string, StoredParamValue>>
  /** One for each of `params`. */
  readonly space: Readonly<Record<string, StoredDimension>>
  /** By ascending step, each once; NaN and infinite values are kept. */
  readonly reports: readonly { readonly step: number; readonly value: number }[]
  readonly attributes: StoredAttributes
  /**
   * Keys that Optuna knows: `fixed_params`, an object, holds the values that a trial was queued with; `constraints`, an array, or `constraints:<name>`, a number
   * each, how far each constraint is broken.
   */
  readonly systemAttributes: StoredAttributes
  /** Epoch ms, kept to the microsecond. */
  readonly startedMs: number | undefined
  readonly finishedMs: number | undefined
}

/** A trial to be stored as a whole; what is left out is empty. */
export type NewStoredTrial = Pick<StoredTrial, 'state'> & {
  readonly [K in Exclude<keyof StoredTrial, 'id' | 'number' | 'state'>]?: StoredTrial[K] | undefined
}

/**
 * Studies and their trials, shared by the processes that work on them: what a method has written is there for each of them, and outlasts a crash
 * from the moment it returns. Methods are synchronous and wait for other processes' writes. `studyStoreConformance` of `barcast/testing` is this contract
 * as tests.
 *
 * Every method that takes an id throws a BarcastError `study-store/unknown-study` or `study-store/unknown-trial` for one that is not there, and
 * `study-store/value` for what cannot be stored. Trials that are complete, pruned or failed never change: `study-store/finished`. A store that is gone,
 * locked for too long or unreadable says so with an error of its own; nothing is then half written.
 */
export interface StudyStore {
  /** Its id. @throws BarcastError `study-store/name-taken`: names are unique. */
  createStudy(name: string, directions: readonly StoredDirection[]): number
  study(name: string): StoredStudy | undefined
  /** In the order of their creation. */
  studies(): readonly StoredStudy[]
  /** With its trials. */
  deleteStudy(studyId: number): void
  setStudyAttribute(studyId: number, kind: AttributeKind, key: string, value: Json): void
  /** Numbered after those that the study has; at once with everything that it holds. */
  createTrial(studyId: number, trial: NewStoredTrial): StoredTrial
  /** All of the study's by number, with what other processes have written. */
  trials(studyId: number): readonly StoredTrial[]
  /**
   * True when the state was set. A trial starts to run from `waiting` alone: of several processes at once one gets true. `atMs` is when it
   * started or finished, epoch ms.
   */
  setTrialState(
    trialId: number,
    state: StoredTrialState,
    change: { readonly atMs: number; readonly values?: readonly number[] | undefined },
  ): boolean
  /**
   * Sets or replaces a parameter.
   * @throws BarcastError `study-store/dimension` when the study knows the name as one of another type, scale or list of choices.
   */
  setTrialParam(trialId: number, name: string, value: StoredParamValue, dimension: StoredDimension): void
  /** Sets or replaces what was reported at a step, a whole number. */
  setTrialReport(trialId: number, step: number, value: number): void
  setTrialAttribute(trialId: number, kind: AttributeKind, key: string, value: Json): void
  /** Runs `work` with no other process writing in between, and writes all of it or, when it throws, nothing. One inside another is part of it. */
  transaction<T>(work: () => T): T
  /** Lets go of files. A closed store refuses with `study-store/closed`; closing twice is fine. */
  close(): void
}
