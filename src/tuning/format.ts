import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'
import type { Pruner } from './pruner.js'
import { restorePruner } from './pruners.js'
import type { Direction, Sampler } from './sampler.js'
import { restoreSampler } from './samplers.js'
import { checkDimension, contains, isSameDimension, type SearchDimension } from './search-space.js'
import type { TrialBook } from './trial-book.js'
import type { Report, TrialRecord } from './trial-record.js'

interface StoredPart {
  readonly name: string
  readonly settings: Json
}

/** A study as JSON-able data: from it, and from equal results, a study goes on with equal suggestions. Version 1, of one objective, is read too. */
export interface StudySnapshot {
  readonly formatVersion: 2
  readonly kind: 'barcast-study'
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  readonly batchSize: number
  /** Null when the sampler cannot be stored: then it must be given again. */
  readonly sampler: StoredPart | null
  /** The same for the pruner. */
  readonly pruner: StoredPart | null
  /** By number; a value that is not finite is the text `Infinity`, `-Infinity` or `NaN`. */
  readonly trials: readonly Json[]
  /** Of the canonical JSON of everything else. */
  readonly sha256: string
}

const FORMAT_VERSION = 2
const ACTION = 'Resume study'
const paramValue = z.union([z.number(), z.string(), z.boolean(), z.null()])
const objectiveValue = z.union([z.number(), z.enum(['Infinity', '-Infinity'])])
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
const report = z.strictObject({ step: z.int().min(0), value: z.union([objectiveValue, z.literal('NaN')]) })
const facts = {
  number: z.int(),
  params: z.record(z.string(), paramValue),
  space: z.record(z.string(), dimension),
  enqueued: z.record(z.string(), paramValue).optional(),
  reports: z.array(report).optional(),
  constraints: z.array(objectiveValue).optional(),
  attributes: z.record(z.string(), z.json()).optional(),
}
const finished = { startedMs: z.number(), finishedMs: z.number() }
const trialStates = <V extends z.ZodRawShape>(result: V) =>
  z.discriminatedUnion('state', [
    z.strictObject({ ...facts, state: z.literal('waiting') }),
    z.strictObject({ ...facts, state: z.literal('running'), startedMs: z.number(), proposed: z.record(z.string(), paramValue).optional() }),
    z.strictObject({ ...facts, ...finished, state: z.literal('complete'), ...result }),
    z.strictObject({ ...facts, ...finished, state: z.literal('failed'), error: z.string() }),
    z.strictObject({ ...facts, ...finished, state: z.literal('pruned') }),
  ])
const trial = trialStates({ values: z.array(objectiveValue).min(1) })
const part = z.strictObject({ name: z.string(), settings: z.json() }).nullable()
const common = { kind: z.literal('barcast-study'), seed: z.int(), sampler: part, sha256: z.string() }
const direction = z.enum(['minimize', 'maximize'])
const firstSchema = z.strictObject({
  ...common,
  formatVersion: z.literal(1),
  direction,
  trials: z.array(trialStates({ value: objectiveValue })),
})
const snapshotSchema = z.strictObject({
  ...common,
  formatVersion: z.literal(FORMAT_VERSION),
  name: z.string().min(1),
  directions: z.array(direction).min(1),
  batchSize: z.int().min(1),
  pruner: part,
  trials: z.array(trial),
})

type StoredTrial = z.output<typeof trial>
type StoredContent = Omit<z.output<typeof snapshotSchema>, 'formatVersion' | 'kind' | 'sha256'>

function digest(content: object): string {
  return sha256(canonicalJson(content as Json))
}

function writeNumber(value: number): Json {
  return Number.isFinite(value) ? value : String(value)
}

function writeTrial(record: TrialRecord): Json {
  const { reports, constraints, ...rest } = record
  const stored = { ...rest } as Record<string, unknown>
  delete stored.value
  if (record.state === 'complete') stored.values = record.values.map(writeNumber)
  if (reports !== undefined) stored.reports = reports.map(({ step, value }) => ({ step, value: writeNumber(value) }))
  if (constraints !== undefined) stored.constraints = constraints.map(writeNumber)
  return stored as Json
}

function writePart({ name, settings }: Sampler | Pruner): StoredPart | null {
  return settings === undefined ? null : { name, settings }
}

/** The study as plain data. */
export function writeStudy({ settings, records }: TrialBook): StudySnapshot {
  const { name, directions, seed, batchSize, sampler, pruner } = settings
  const content = {
    formatVersion: FORMAT_VERSION,
    kind: 'barcast-study',
    name,
    directions,
    seed,
    batchSize,
    sampler: writePart(sampler),
    pruner: writePart(pruner),
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

function checkParams({ number, params, space }: StoredTrial, path: string): void {
  if (Object.keys(params).join() !== Object.keys(space).join())
    refuse('format', `a trial must have a range for each parameter, found others in trial ${number}`, number, path)
  for (const [name, given] of Object.entries(space)) {
    const checked = checkDimension(name, given as SearchDimension, ACTION)
    if (!isSameDimension(checked, given as SearchDimension) || !contains(checked, params[name]))
      refuse('format', `${name} of trial ${number} must lie in its range, found ${String(params[name])}`, params[name], path)
  }
}

function readReports(stored: StoredTrial, path: string): { reports?: Report[] } {
  if (stored.reports === undefined) return {}
  const reports = stored.reports.map(({ step, value }) => ({ step, value: Number(value) }))
  const wrong = reports.findIndex(({ step }, k) => k > 0 && step <= reports[k - 1]!.step)
  if (wrong >= 0) refuse('format', `reports must be by step, each once, found ${reports[wrong]!.step} again`, reports[wrong]!.step, path)
  return { reports }
}

function readTrial(stored: StoredTrial, row: number, objectives: number): TrialRecord {
  const path = `trials.${row}`
  if (stored.number !== row) refuse('format', `trials must be in order, found number ${stored.number} at place ${row}`, stored.number, path)
  checkParams(stored, path)
  const { reports: _, constraints, ...rest } = stored
  const given = { ...readReports(stored, path), ...(constraints === undefined ? {} : { constraints: constraints.map(Number) }) }
  if (rest.state !== 'complete') return { ...rest, ...given }
  const values = rest.values.map(Number)
  if (values.length !== objectives)
    refuse('format', `a complete trial must have ${objectives} values, found ${values.length}`, values.length, path)
  return { ...rest, ...given, value: values[0]!, values }
}

function fromFirstVersion(snapshot: z.output<typeof firstSchema>): StoredContent {
  const { direction: only, seed, sampler, trials } = snapshot
  const now = trials.map((stored) => {
    if (stored.state !== 'complete') return stored
    const { value, ...rest } = stored
    return { ...rest, values: [value] }
  })
  return { name: 'study', directions: [only], seed, batchSize: 1, sampler, pruner: { name: 'median', settings: {} }, trials: now }
}

function parseSnapshot(snapshot: unknown): StoredContent {
  const version = versionOf(snapshot)
  if (typeof version === 'number' && version > FORMAT_VERSION)
    refuse('version', `formatVersion must be 1 or ${FORMAT_VERSION}, found ${version}`, version, 'formatVersion')
  const parsed = version === 1 ? firstSchema.safeParse(snapshot) : snapshotSchema.safeParse(snapshot)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const path = issue.path.join('.')
    return refuse('format', `${path === '' ? 'snapshot' : path}: ${issue.message}`, undefined, path)
  }
  const { sha256: found, ...content } = snapshot as StudySnapshot
  const expected = digest(content)
  if (expected !== found) refuse('altered', `sha256 must be ${expected}, found ${found}`, found, 'sha256')
  return parsed.data.formatVersion === 1 ? fromFirstVersion(parsed.data) : parsed.data
}

/** What a snapshot says, checked. */
export interface StoredStudy {
  name: string
  directions: Direction[]
  seed: number
  batchSize: number
  sampler: Sampler
  pruner: Pruner
  records: TrialRecord[]
}

/**
 * The study of a snapshot, with the sampler and pruner that are given or else the stored ones.
 *
 * @throws BarcastError `tuning/snapshot-format`, `tuning/snapshot-version` (a newer version), `tuning/snapshot-altered`,
 * `tuning/snapshot-sampler`, `tuning/snapshot-pruner` (it cannot be stored and is not given).
 */
export function readStudy(snapshot: unknown, given: { sampler?: Sampler; pruner?: Pruner }): StoredStudy {
  const { name, directions, seed, batchSize, sampler, pruner, trials } = parseSnapshot(snapshot)
  const needed = (kind: 'sampler' | 'pruner'): never =>
    refuse(kind, `this study had a ${kind} that cannot be stored; give it again as \`${kind}\`, found none`, undefined, kind)
  return {
    name,
    directions,
    seed,
    batchSize,
    sampler: given.sampler ?? (sampler === null ? needed('sampler') : restoreSampler(sampler)),
    pruner: given.pruner ?? (pruner === null ? needed('pruner') : restorePruner(pruner)),
    records: trials.map((stored, row) => readTrial(stored, row, directions.length)),
  }
}

/** A trial of the host's, held to what a stored one is held to. @throws BarcastError `tuning/added-trial`. */
export function checkAddedTrial(given: object, number: number, objectives: number): TrialRecord {
  const action = 'Add trial'
  const fail = (message: string, cause?: unknown): never => {
    throw new BarcastError('tuning/added-trial', `${action}: ${message}`, { cause })
  }
  const written = (): object => {
    try {
      return writeTrial(given as TrialRecord) as object
    } catch (error) {
      return fail('values and reports must be lists, found others', error)
    }
  }
  const parsed = trial.safeParse({ ...written(), number })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return fail(`${issue.path.join('.')}: ${issue.message}`)
  }
  if (parsed.data.state === 'running') return fail('a trial must have ended or wait, found running')
  try {
    return readTrial(parsed.data, number, objectives)
  } catch (error) {
    return fail((error as Error).message, error)
  }
}
