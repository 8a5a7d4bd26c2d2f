import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'
import type { Direction, Sampler } from './sampler.js'
import { restoreSampler } from './samplers.js'
import { checkDimension, contains, isSameDimension, type SearchDimension } from './search-space.js'
import type { TrialBook } from './trial-book.js'
import type { TrialRecord } from './trial-record.js'

/** A study as JSON-able data: from it, and from equal results, a study goes on with equal suggestions. */
export interface StudySnapshot {
  readonly formatVersion: 1
  readonly kind: 'barcast-study'
  readonly direction: Direction
  readonly seed: number
  /** Null when the sampler cannot be stored: then it must be given again. */
  readonly sampler: { readonly name: string; readonly settings: Json } | null
  /** By number; an infinite value is the text `Infinity` or `-Infinity`. */
  readonly trials: readonly Json[]
  /** Of the canonical JSON of everything else. */
  readonly sha256: string
}

const ACTION = 'Resume study'
const paramValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
const numberDimension = z.strictObject({
  type: z.enum(['int', 'float']),
  low: z.number(),
  high: z.number(),
  log: z.boolean().optional(),
  step: z.number().optional(),
})
const dimension = z.discriminatedUnion('type', [
  numberDimension,
  z.strictObject({ type: z.literal('choice'), choices: z.array(paramValue) }),
])
const facts = {
  number: z.int(),
  params: z.record(z.string(), paramValue),
  space: z.record(z.string(), dimension),
  enqueued: z.record(z.string(), paramValue).optional(),
}
const finished = { startedMs: z.number(), finishedMs: z.number() }
const trial = z.discriminatedUnion('state', [
  z.strictObject({ ...facts, state: z.literal('waiting') }),
  z.strictObject({ ...facts, state: z.literal('running'), startedMs: z.number(), proposed: z.record(z.string(), paramValue).optional() }),
  z.strictObject({ ...facts, ...finished, state: z.literal('complete'), value: z.union([z.number(), z.enum(['Infinity', '-Infinity'])]) }),
  z.strictObject({ ...facts, ...finished, state: z.literal('failed'), error: z.string() }),
  z.strictObject({ ...facts, ...finished, state: z.literal('pruned') }),
])
const snapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('barcast-study'),
  direction: z.enum(['minimize', 'maximize']),
  seed: z.int(),
  sampler: z.strictObject({ name: z.string(), settings: z.json() }).nullable(),
  trials: z.array(trial),
  sha256: z.string(),
})

function digest(content: Omit<StudySnapshot, 'sha256'>): string {
  return sha256(canonicalJson(content as unknown as Json))
}

function writeTrial(record: TrialRecord): Json {
  const { values: _, ...stored } = record as unknown as { [key: string]: Json }
  const value = record.state === 'complete' && !Number.isFinite(record.value) ? { value: String(record.value) } : {}
  return { ...stored, ...value }
}

/** The study as plain data. */
export function writeStudy({ direction, seed, sampler, records }: TrialBook): StudySnapshot {
  const { name, settings } = sampler
  const content = {
    formatVersion: 1,
    kind: 'barcast-study',
    direction,
    seed,
    sampler: settings === undefined ? null : { name, settings },
    trials: records.map(writeTrial),
  } as const
  return { ...content, sha256: digest(content) }
}

function refuse(rule: string, message: string, value?: unknown, path?: string, cause?: unknown): never {
  throw new BarcastError(`tuning/snapshot-${rule}`, `${ACTION}: ${message}`, { value, where: path === undefined ? {} : { path }, cause })
}

function versionOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null ? (document as { formatVersion?: unknown }).formatVersion : undefined
}

function readTrial(stored: z.output<typeof trial>, row: number): TrialRecord {
  const { number, params, space } = stored
  const path = `trials.${row}`
  if (number !== row) refuse('format', `trials must be in order, found number ${number} at place ${row}`, number, path)
  if (Object.keys(params).join() !== Object.keys(space).join())
    refuse('format', `a trial must have a range for each parameter, found others in trial ${row}`, row, path)
  for (const [name, given] of Object.entries(space)) {
    const checked = checkDimension(name, given as SearchDimension, ACTION)
    if (!isSameDimension(checked, given as SearchDimension) || !contains(checked, params[name]))
      refuse('format', `${name} of trial ${row} must lie in its range, found ${String(params[name])}`, params[name], path)
  }
  if (stored.state !== 'complete') return stored
  const value = Number(stored.value)
  return { ...stored, value, values: [value] }
}

/** What a snapshot says, checked. */
export interface StoredStudy {
  direction: Direction
  seed: number
  sampler: Sampler
  records: TrialRecord[]
}

/**
 * The study of a snapshot, with the sampler that is given or else the stored one.
 *
 * @throws BarcastError `tuning/snapshot-format`, `tuning/snapshot-version` (a newer version), `tuning/snapshot-altered`,
 * `tuning/snapshot-sampler` (the sampler cannot be stored and is not given).
 */
export function readStudy(snapshot: unknown, given: Sampler | undefined): StoredStudy {
  const version = versionOf(snapshot)
  if (typeof version === 'number' && version > 1) refuse('version', `formatVersion must be 1, found ${version}`, version, 'formatVersion')
  const parsed = snapshotSchema.safeParse(snapshot)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const path = issue.path.join('.')
    return refuse('format', `${path === '' ? 'snapshot' : path}: ${issue.message}`, undefined, path)
  }
  const { direction, seed, sampler, trials } = parsed.data
  const { sha256: found, ...content } = snapshot as StudySnapshot
  const expected = digest(content)
  if (expected !== found) refuse('altered', `sha256 must be ${expected}, found ${found}`, found, 'sha256')
  if (given === undefined && sampler === null)
    refuse('sampler', 'this study had a sampler that cannot be stored; give it again as `sampler`, found none', undefined, 'sampler')
  return { direction, seed, sampler: given ?? restoreSampler(sampler!), records: trials.map(readTrial) }
}
