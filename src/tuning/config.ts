import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Clock, Executor, StudyStore } from '../ports/index.js'
import type { StudySnapshot } from './format.js'
import type { Pruner } from './pruner.js'
import type { Direction, Sampler } from './sampler.js'
import type { Study } from './study.js'
import type { TrialRecord } from './trial-record.js'

interface CommonOptions {
  /** Default {@link tpe} with its defaults, or the snapshot's. */
  sampler?: Sampler
  /** Default {@link medianPruner} with its defaults, or the snapshot's. Not with several objectives. */
  pruner?: Pruner
  /** Source of the trials' times and of `timeoutMs`. Default: the time of day. */
  clock?: Clock
}

interface NewStudyOptions extends CommonOptions {
  /** Default `study`. The key of a study in a storage; hyperband's brackets follow from it. */
  name?: string
  /** Equal seeds give equal suggestions for equal results. Default the sampler's, else 0. */
  seed?: number
  /**
   * Trials that are asked for together, so that they can run side by side: none of them knows the results of the others. Trials follow from it, from the
   * seed and from the results; never from how many of them run at a time. Default 1.
   */
  batchSize?: number
  /** Where every step is written before it counts. A study that it has by this name goes on; without `seed` and `batchSize`, with those that it had. */
  storage?: StudyStore
  /**
   * What becomes of trials that a stored study says are running: `rerun` gives them back, so that the study is as if it had never been interrupted; `fail`
   * fails them; `leave` is for a study on which other processes are at work. Default `rerun`.
   */
  interrupted?: 'rerun' | 'fail' | 'leave'
}

/** A new study, one of a storage, or one that goes on where its snapshot was taken. */
export type StudyOptions =
  | (NewStudyOptions & {
      /** Default `minimize`. */
      direction?: Direction
    })
  | (NewStudyOptions & {
      /** One for each objective. */
      directions: readonly Direction[]
    })
  | (CommonOptions & { snapshot: StudySnapshot })

/** How long `optimize` goes on. */
export interface OptimizeOptions {
  /** Trials to run now, on top of those the study has. */
  trials: number
  /** Starts no trial later than this after the beginning; those that run are finished. */
  timeoutMs?: number
  /** A trial that takes longer fails. One of a {@link ModuleObjective} is ended with its thread; another can only be left behind where it waits. */
  trialTimeoutMs?: number
  /** Threads for a {@link ModuleObjective}. Results do not depend on it; more than `batchSize` have nothing to do. Default 1. */
  workers?: number
  /** Instead of the runtime's own threads. The host closes it. */
  executor?: Executor
  /** Stops with `task/aborted`; trials that it cut short are given back and run again when the study goes on. */
  signal?: AbortSignal
  /** After each trial, in the order of their numbers. {@link Study.stop} ends the run. */
  onTrial?: (study: Study, trial: TrialRecord) => void
  onProgress?: (progress: { done: number; total: number; step: string }) => void
  /** Which errors of the objective make a failed trial and no more. Default none: the trial is recorded as failed and `optimize` rejects with the error. */
  catchErrors?: boolean | ((error: unknown) => boolean)
}

const given = z.unknown().optional()
const common = { sampler: given, pruner: given, clock: given }
const directionSchema = z.enum(['minimize', 'maximize'])
const newStudySchema = z.strictObject({
  ...common,
  direction: directionSchema.optional(),
  directions: z.array(directionSchema).min(1).optional(),
  name: z.string().min(1).default('study'),
  seed: z.int().optional(),
  batchSize: z.int().min(1).optional(),
  storage: given,
  interrupted: z.enum(['rerun', 'fail', 'leave']).default('rerun'),
})
const resumedStudySchema = z.strictObject({ ...common, snapshot: z.unknown() })
const callback = z.custom<() => void>((value) => typeof value === 'function', 'must be a function').optional()
const optimizeSchema = z.strictObject({
  trials: z.int().min(0),
  timeoutMs: z.number().positive().optional(),
  trialTimeoutMs: z.number().positive().optional(),
  workers: z.int().min(1).max(256).optional(),
  executor: given,
  signal: given,
  onTrial: callback,
  onProgress: callback,
  catchErrors: z.union([z.boolean(), z.custom<(error: unknown) => boolean>((value) => typeof value === 'function')]).optional(),
})
const attributeSchema = z.json()

/** The clock on the wall. */
export const wallClock: Clock = { nowMs: () => Date.now() }

function parse<S extends z.ZodObject>(schema: S, options: unknown, action: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0]!
    throw unknownNameError('tuning/unknown-option', action, 'option', name, Object.keys(schema.shape), { path: name })
  }
  const path = issue.path.map(String).join('.')
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], options)
  throw new BarcastError('tuning/config', `${action}: ${path === '' ? 'options' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

/** What a new study is given, or a stored one is held to. */
export interface GivenStudy {
  name: string
  directions: readonly Direction[]
  seed: number | undefined
  batchSize: number | undefined
  interrupted: 'rerun' | 'fail' | 'leave'
}

/** Of the study or of its sampler; two seeds would leave it open which one counts. */
function seedOf(seed: number | undefined, sampler: Sampler | undefined): number | undefined {
  const own = sampler?.seed
  if (own !== undefined && !Number.isSafeInteger(own))
    throw new BarcastError('tuning/config', `Create study: the sampler's seed must be a whole number, found ${String(own)}`, {
      value: own,
      where: { path: 'sampler.seed' },
    })
  if (seed !== undefined && own !== undefined && seed !== own)
    throw new BarcastError('tuning/config', `Create study: the seed must be given once, found ${seed} and the sampler's ${own}`, {
      value: own,
      where: { path: 'sampler.seed' },
    })
  return seed ?? own
}

/** @throws BarcastError `tuning/config`, `tuning/unknown-option`. */
export function parseNewStudy(options: object): GivenStudy {
  const { direction, directions, sampler, pruner, name, seed, batchSize, interrupted } = parse(newStudySchema, options, 'Create study')
  if (direction !== undefined && directions !== undefined)
    throw new BarcastError('tuning/config', 'Create study: direction or directions must be given, found both', {
      where: { path: 'direction' },
    })
  if (directions !== undefined && directions.length > 1 && pruner !== undefined)
    throw new BarcastError('tuning/config', `Create study: several objectives must have no pruner, found one`, {
      where: { path: 'pruner' },
    })
  return {
    name,
    directions: directions ?? [direction ?? 'minimize'],
    seed: seedOf(seed, sampler as Sampler | undefined),
    batchSize,
    interrupted,
  }
}

/** @throws BarcastError `tuning/attribute` for what JSON does not keep. */
export function checkAttribute(name: string, value: unknown): void {
  if (attributeSchema.safeParse(value).success) return
  throw new BarcastError('tuning/attribute', `Set attribute: "${name}" must be JSON, found ${String(value)}`, {
    value,
    where: { path: name },
  })
}

/** @throws BarcastError `tuning/unknown-option`: a resumed study keeps its direction and seed. */
export function checkResumedStudy(options: object): void {
  parse(resumedStudySchema, options, 'Resume study')
}

/** @throws BarcastError `tuning/config`, `tuning/unknown-option`. */
export function checkOptimizeOptions(options: OptimizeOptions): void {
  parse(optimizeSchema, options, 'Optimize study')
}
