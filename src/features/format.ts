import * as z from 'zod'
import type { ResamplerSnapshot } from '../bars/index.js'
import { BarcastError } from '../core/index.js'
import type { StreamSnapshot } from '../indicators/index.js'
import { fillsOf, type Imputer, imputerDigest } from './imputer.js'
import { type OutlierBounds, outlierDigest } from './outliers.js'
import { quantileFault } from './quantile-scaling.js'
import { type Scaler, scalerDigest, unknownKind } from './scaler.js'
import type { SealedFloats } from './sealed-floats.js'

const numbers = z.array(z.number())
const divisors = z.array(z.number().positive())

/** What every fitted document has between its kind and its digest. */
const fitted = { rows: z.int().min(1), names: z.array(z.string()) }
const formatVersion = z.literal(1)
const digest = { sha256: z.string() }

const scalerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ formatVersion, kind: z.literal('standard'), ...fitted, mean: numbers, scale: divisors, ...digest }),
  z.strictObject({ formatVersion, kind: z.literal('robust'), ...fitted, center: numbers, scale: divisors, ...digest }),
  z.strictObject({ formatVersion, kind: z.literal('minMax'), ...fitted, min: numbers, max: numbers, ...digest }),
  z.strictObject({
    formatVersion,
    kind: z.literal('quantile'),
    ...fitted,
    output: z.enum(['uniform', 'normal']),
    quantiles: z.array(z.string()),
    ...digest,
  }),
])

const imputerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ formatVersion, kind: z.literal('median'), ...fitted, median: numbers, ...digest }),
  z.strictObject({ formatVersion, kind: z.literal('mean'), ...fitted, mean: numbers, ...digest }),
  z.strictObject({ formatVersion, kind: z.literal('constant'), ...fitted, constant: numbers, ...digest }),
])

const outlierSchema = z.strictObject({
  formatVersion,
  kind: z.enum(['quantile', 'mad', 'iqr']),
  ...fitted,
  lower: numbers,
  upper: numbers,
  ...digest,
})

/** The `formatVersion` of a stored document, when it has a number there. */
function versionOf(document: unknown): number | undefined {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'formatVersion')) return undefined
  const version = (document as { formatVersion: unknown }).formatVersion
  return typeof version === 'number' ? version : undefined
}

function kindOf(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'kind')) return undefined
  const { kind } = document as { kind: unknown }
  return typeof kind === 'string' ? kind : undefined
}

type Noun = 'scaler' | 'imputer' | 'outlier'

function refuse(noun: Noun, rule: string, message: string, value?: unknown, path?: string, cause?: unknown): never {
  const where = path === undefined ? {} : { path }
  throw new BarcastError(`features/${noun}-${rule}`, `Read ${noun === 'outlier' ? 'outlier bounds' : noun}: ${message}`, {
    value,
    where,
    cause,
  })
}

/** The document as its schema says it is, from JSON text or the parsed value. */
function readDocument<T>(noun: Noun, schema: z.ZodType<T>, json: unknown): T {
  let document = json
  if (typeof json === 'string') {
    try {
      document = JSON.parse(json)
    } catch (cause) {
      refuse(noun, 'format', `text must be complete JSON, found ${json.length} characters that are not`, json.slice(-40), undefined, cause)
    }
  }
  const version = versionOf(document)
  if (version !== undefined && version > 1) refuse(noun, 'version', `formatVersion must be 1, found ${version}`, version, 'formatVersion')
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const kind = kindOf(document)
  if (noun === 'scaler' && issue.code === 'invalid_union' && kind !== undefined) unknownKind('Read scaler', kind)
  const path = issue.path.join('.')
  return refuse(noun, 'format', `${path === '' ? 'document' : path}: ${issue.message}`, undefined, path)
}

function checkCount(noun: Noun, names: readonly string[], field: string, values: readonly unknown[]): void {
  if (values.length === names.length) return
  refuse(noun, 'format', `${field} needs ${names.length} entries, one for each name, found ${values.length}`, values.length, field)
}

function checkDigest(noun: Noun, expected: string, found: string): void {
  if (expected !== found) refuse(noun, 'altered', `sha256 must be ${expected}, found ${found}`, found, 'sha256')
}

function refuseCrossed(noun: Noun, low: readonly number[], high: readonly number[], names: readonly [string, string]): void {
  const crossed = low.findIndex((x, k) => !(x <= high[k]!))
  if (crossed < 0) return
  refuse(
    noun,
    'format',
    `${names[1]} must not be below ${names[0]}, found ${high[crossed]} below ${low[crossed]}`,
    crossed,
    `${names[1]}.${crossed}`,
  )
}

/** What the schema cannot say: one entry per name, a range that is one, quantiles that ascend. */
function checkScaler(scaler: Scaler): void {
  const { names } = scaler
  if (scaler.kind === 'standard') checkCount('scaler', names, 'mean', scaler.mean)
  if (scaler.kind === 'robust') checkCount('scaler', names, 'center', scaler.center)
  if (scaler.kind === 'standard' || scaler.kind === 'robust') checkCount('scaler', names, 'scale', scaler.scale)
  if (scaler.kind === 'minMax') {
    checkCount('scaler', names, 'min', scaler.min)
    checkCount('scaler', names, 'max', scaler.max)
    refuseCrossed('scaler', scaler.min, scaler.max, ['min', 'max'])
  }
  if (scaler.kind === 'quantile') {
    checkCount('scaler', names, 'quantiles', scaler.quantiles)
    scaler.quantiles.forEach((text, k) => {
      const fault = quantileFault(text, scaler.rows)
      if (fault !== undefined) refuse('scaler', 'format', fault, k, `quantiles.${k}`)
    })
  }
}

/**
 * A stored scaler, from its JSON text or the parsed value.
 *
 * @throws BarcastError `features/scaler-format` (truncated or malformed), `features/scaler-kind` (unknown to this version),
 * `features/scaler-version` (a newer version), `features/scaler-altered` (its numbers or names are not those that were fitted).
 */
export function parseScaler(json: unknown): Scaler {
  const scaler = readDocument('scaler', scalerSchema, json)
  checkScaler(scaler)
  checkDigest('scaler', scalerDigest(scaler), scaler.sha256)
  return scaler
}

/**
 * A stored imputer, from its JSON text or the parsed value.
 *
 * @throws BarcastError `features/imputer-format` (truncated or malformed), `features/imputer-version` (a newer version),
 * `features/imputer-altered` (its numbers or names are not those that were fitted).
 */
export function parseImputer(json: unknown): Imputer {
  const imputer = readDocument('imputer', imputerSchema, json)
  checkCount('imputer', imputer.names, imputer.kind, fillsOf(imputer))
  checkDigest('imputer', imputerDigest(imputer), imputer.sha256)
  return imputer
}

/**
 * Stored outlier bounds, from their JSON text or the parsed value.
 *
 * @throws BarcastError `features/outlier-format` (truncated or malformed), `features/outlier-version` (a newer version),
 * `features/outlier-altered` (its numbers or names are not those that were fitted).
 */
export function parseOutlierBounds(json: unknown): OutlierBounds {
  const bounds = readDocument('outlier', outlierSchema, json)
  checkCount('outlier', bounds.names, 'lower', bounds.lower)
  checkCount('outlier', bounds.names, 'upper', bounds.upper)
  refuseCrossed('outlier', bounds.lower, bounds.upper, ['lower', 'upper'])
  checkDigest('outlier', outlierDigest(bounds), bounds.sha256)
  return bounds
}

/** The state of a feature stream as JSON-able data, bound to the engineer whose columns it belongs to. */
export interface FeatureSnapshot {
  readonly formatVersion: 1
  readonly definitionsHash: string
  readonly state: StreamSnapshot
  /** Open time of the last bar, where the stream must know it; null before the first. */
  readonly lastTimeMs?: number | null
  /** States of the columns over longer bars, in the order of the config. */
  readonly higher?: readonly HigherSnapshot[]
}

/** The state of the columns over bars of one longer timeframe. */
export interface HigherSnapshot {
  readonly bars: ResamplerSnapshot
  readonly state: StreamSnapshot
  /** What the columns last gave. */
  readonly values: SealedFloats
}

const stateSchema = z.strictObject({ formatVersion: z.literal(1), signature: z.string(), numbers: z.string(), hash: z.string() })
const snapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  definitionsHash: z.string(),
  state: stateSchema,
  lastTimeMs: z.number().nullable().optional(),
  higher: z
    .array(
      z.strictObject({
        bars: z.strictObject({
          formatVersion: z.literal(1),
          signature: z.string(),
          extra: z.array(z.string()).nullable(),
          numbers: z.string(),
          hash: z.string(),
        }),
        state: stateSchema,
        values: z.strictObject({ numbers: z.string(), hash: z.string() }),
      }),
    )
    .optional(),
})

/**
 * The snapshot as its schema says it is, of the engineer with that hash; the states in it are verified where they are restored.
 *
 * @throws BarcastError `features/snapshot`.
 */
export function readFeatureSnapshot(snapshot: FeatureSnapshot, definitionsHash: string): FeatureSnapshot {
  const refuseSnapshot = (message: string, value: unknown): never => {
    throw new BarcastError('features/snapshot', `Restore feature stream: ${message}`, { value })
  }
  const version = versionOf(snapshot)
  if (version !== undefined && version > 1) refuseSnapshot(`formatVersion must be 1, found ${version}`, version)
  const parsed = snapshotSchema.safeParse(snapshot)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return refuseSnapshot(`${issue.path.join('.') || 'snapshot'}: ${issue.message}`, issue.path.join('.'))
  }
  const { definitionsHash: found, lastTimeMs, higher, ...rest } = parsed.data
  if (found !== definitionsHash) refuseSnapshot(`it must be of the features ${definitionsHash}, found ${found}`, found)
  return {
    definitionsHash: found,
    ...rest,
    ...(lastTimeMs === undefined ? {} : { lastTimeMs }),
    ...(higher === undefined ? {} : { higher }),
  }
}
