import type { Json, Random } from '../core/index.js'
import type { Direction } from './sampler.js'
import type { RunningTrial, TrialRecord } from './trial-record.js'

/** The trials among which a trial is judged. */
export interface Race {
  /** Name of the study. */
  readonly study: string
  /** All trials of the study up to the asking one, by number; those that run beside it stand as they did when it was asked for. */
  readonly trials: readonly TrialRecord[]
}

/** A running trial that has reported, and all that a pruner may know. */
export interface PruneQuestion extends Race {
  readonly trial: RunningTrial
  readonly direction: Direction
  /** Follows from the study's seed, the trial's number and its last step. */
  readonly random: Random
}

/**
 * Decides whether a trial is worth going on with, by its reports and those of others. Nothing is kept between calls: equal questions get equal
 * answers. Studies of several objectives have none.
 */
export interface Pruner {
  readonly name: string
  /** From which a snapshot makes the same pruner; undefined for one that must be given again. */
  readonly settings: Json | undefined
  shouldPrune(question: PruneQuestion): boolean
  /**
   * True for trials that are compared with this one, where they race in groups of their own (hyperband's brackets); samplers learn from these only. All of
   * them when not given.
   */
  isRival?(trial: TrialRecord, other: TrialRecord, race: Race): boolean
}

/** The last of the reports; undefined when there is none. */
export function lastStepOf({ reports = [] }: TrialRecord): number | undefined {
  return reports.at(-1)?.step
}
