import type { Json, Random } from '../core/index.js'
import type { ParamValue, ParamValues, SearchDimension } from './search-space.js'
import type { TrialRecord } from './trial-record.js'

/** Which values are better. */
export type Direction = 'minimize' | 'maximize'

/** A trial at its start, and all that a sampler may know. */
export interface TrialStart {
  /** Number of the trial that asks. */
  readonly number: number
  /** Of the first objective. */
  readonly direction: Direction
  /** Of every objective. */
  readonly directions: readonly Direction[]
  /** All trials of the study by number, the asking one among them; of trials that run beside it, what was known when it was asked for. */
  readonly trials: readonly TrialRecord[]
  /** Trials on end that are asked for together: one of number n knows the results of those before ⌊n / batchSize⌋ · batchSize. */
  readonly batchSize: number
  /** The study's, for what must be the same in all of its trials. */
  readonly seed: number
  /** Follows from the study's seed, the trial's number and, for a suggestion, the parameter's name. */
  readonly random: Random
}

/** One parameter of a running trial. */
export interface Suggestion extends TrialStart {
  readonly name: string
  /** Checked, and with two values or more. */
  readonly dimension: SearchDimension
}

/**
 * Chooses parameters. Nothing is kept between calls: equal suggestions get equal values, so that a study goes on where its snapshot
 * was taken, and trials that run side by side do not depend on whose turn comes first.
 */
export interface Sampler {
  readonly name: string
  /** From which a snapshot makes the same sampler; undefined for one that must be given again. */
  readonly settings: Json | undefined
  /** The seed of a study that names none. */
  readonly seed?: number | undefined
  /** Number of trials after which there is nothing left to try. */
  readonly limit?: number
  /** Values to be used together, chosen when a trial starts; parameters that they leave out, or whose range excludes them, are suggested one by one. */
  propose?(start: TrialStart): ParamValues
  suggest(suggestion: Suggestion): ParamValue
}
