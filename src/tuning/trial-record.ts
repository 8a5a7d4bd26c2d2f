import type { Json } from '../core/index.js'
import type { ParamValues, SearchSpace } from './search-space.js'

/** A value on the way to the last one, such as the score after so many rounds. */
export interface Report {
  /** A whole number from 0. */
  readonly step: number
  readonly value: number
}

interface TrialFacts {
  /** Counted from 0. */
  readonly number: number
  /** What was suggested, in the order in which it was asked for. */
  readonly params: ParamValues
  /** Where each of `params` was drawn from. */
  readonly space: SearchSpace
  /** Values that the trial was queued with, instead of the sampler's. */
  readonly enqueued?: ParamValues | undefined
  /** While it runs: what the sampler chose for it at its start. */
  readonly proposed?: ParamValues | undefined
  /** By step, each once. */
  readonly reports?: readonly Report[] | undefined
  /** How far each constraint is broken; all of them at most 0 for a feasible trial. */
  readonly constraints?: readonly number[] | undefined
  /** What the user noted. */
  readonly attributes?: Readonly<Record<string, Json>> | undefined
}

interface Finished {
  readonly startedMs: number
  readonly finishedMs: number
}

/**
 * One trial as it stands. `waiting`: queued, or given back by an interrupted run. `failed`: the objective threw or gave NaN; `error` says so.
 * `pruned`: given up before its end. `value` is the first objective's, `values` those of all.
 */
export type TrialRecord = TrialFacts &
  (
    | { readonly state: 'waiting' }
    | { readonly state: 'running'; readonly startedMs: number }
    | ({ readonly state: 'complete'; readonly value: number; readonly values: readonly number[] } & Finished)
    | ({ readonly state: 'failed'; readonly error: string } & Finished)
    | ({ readonly state: 'pruned' } & Finished)
  )

export type CompleteTrial = Extract<TrialRecord, { state: 'complete' }>
export type RunningTrial = Extract<TrialRecord, { state: 'running' }>
