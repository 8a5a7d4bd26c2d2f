import type { Json, Random } from '../core/index.js'
import type { Direction } from './sampler.js'
import type { RunningTrial, TrialRecord } from './trial-record.js'

/** A running trial that has reported, and all that a pruner may know. */
export interface PruneQuestion {
  readonly trial: RunningTrial
  readonly direction: Direction
  /** All trials of the study by number; those that run beside the asking one stand as they did when it was asked for. */
  readonly trials: readonly TrialRecord[]
  /** Follows from the study's seed and the trial's number. */
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
   * Trials that are compared with this one, where they race in groups of their own (hyperband's brackets); samplers learn from these only. All of them when
   * not given.
   */
  isRival?(trial: TrialRecord, other: TrialRecord): boolean
}
