import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Clock } from '../ports/index.js'
import type { StudySnapshot } from './format.js'
import type { Direction, Sampler } from './sampler.js'

/** A new study, or one that goes on where its snapshot was taken. */
export type StudyOptions = {
  /** Default {@link tpeSampler} with its defaults, or the snapshot's. */
  sampler?: Sampler
  /** Source of the trials' times and of `timeoutMs`. Default: the time of day. */
  clock?: Clock
} & (
  | {
      direction: Direction
      /** Equal seeds give equal suggestions for equal results. Default 0. */
      seed?: number
    }
  | { snapshot: StudySnapshot }
)

/** How long `optimize` goes on. */
export interface OptimizeOptions {
  /** Trials to run now, on top of those the study has. */
  trials: number
  /** Starts no trial later than this after the beginning; the one that runs is finished. */
  timeoutMs?: number
  /** Stops with `task/aborted`; the trial that ran then is given back and runs again when the study goes on. */
  signal?: AbortSignal
  onProgress?: (progress: { done: number; total: number; step: string }) => void
  /** Which errors of the objective make a failed trial and no more. Default none: the trial is recorded as failed and `optimize` rejects with the error. */
  catchErrors?: boolean | ((error: unknown) => boolean)
}

const given = z.unknown().optional()
const common = { sampler: given, clock: given }
const newStudySchema = z.strictObject({ ...common, direction: z.enum(['minimize', 'maximize']), seed: z.int().default(0) })
const resumedStudySchema = z.strictObject({ ...common, snapshot: z.unknown() })
const optimizeSchema = z.strictObject({
  trials: z.int().min(0),
  timeoutMs: z.number().positive().optional(),
  signal: given,
  onProgress: given,
  catchErrors: z.union([z.boolean(), z.custom<(error: unknown) => boolean>((value) => typeof value === 'function')]).optional(),
})

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

/** @throws BarcastError `tuning/config`, `tuning/unknown-option`. */
export function parseNewStudy(options: object): { direction: Direction; seed: number } {
  return parse(newStudySchema, options, 'Create study')
}

/** @throws BarcastError `tuning/unknown-option`: a resumed study keeps its direction and seed. */
export function checkResumedStudy(options: object): void {
  parse(resumedStudySchema, options, 'Resume study')
}

/** @throws BarcastError `tuning/config`, `tuning/unknown-option`. */
export function checkOptimizeOptions(options: OptimizeOptions): void {
  parse(optimizeSchema, options, 'Optimize study')
}
