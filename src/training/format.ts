import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'

/** Kinds of documents that a checkpoint or a backup holds, and the version of their form. */
export const FORMAT_VERSION = 1
export type CheckpointKind = 'barcast-training-run' | 'barcast-training-trial' | 'barcast-training-fold' | 'barcast-training-backup'

const losses = z.array(z.number())
const rounds = z.strictObject({ bestRound: z.int(), validationLoss: losses, trainingLoss: losses.optional() })
const endedFold = z.strictObject({
  score: z.number(),
  trainScore: z.number(),
  rounds: rounds.optional(),
  returns: z.string().optional(),
  usage: z.strictObject({ trainingMs: z.number(), cpuMs: z.number().optional(), memoryBytes: z.number().optional() }),
  modelBytes: z.int().optional(),
})
/** A fold that the pruner ended: what it was judged by. */
const prunedFold = z.strictObject({ pruned: z.literal(true), validationLoss: losses })
const schemas = {
  'barcast-training-run': z.strictObject({ version: z.string(), data: z.string(), config: z.string() }),
  'barcast-training-trial': z.strictObject({ params: z.json(), folds: z.array(z.union([endedFold, prunedFold])) }),
  'barcast-training-fold': z.strictObject({
    params: z.json(),
    scaler: z.json().optional(),
    model: z.json(),
    featureImportance: z.record(z.string(), z.number()),
    rounds: rounds.optional(),
  }),
  'barcast-training-backup': z.strictObject({
    rows: z.int(),
    features: z.array(z.string()),
    classNames: z.array(z.string()),
    hashes: z.record(z.string(), z.string()),
    scaler: z.json().optional(),
    record: z.json(),
  }),
} as const satisfies Record<CheckpointKind, z.ZodType>

type Content<K extends CheckpointKind> = z.output<(typeof schemas)[K]>

/** JSON that keeps the order of keys and the sign of 0: what is read again is what was written, to the bit and in its order. */
function exactJson(value: Json): string {
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${exactJson(item as Json)}`).join(',')}}`
}

/** A document as bytes, with the hash of its content. */
export function writeDocument<K extends CheckpointKind>(kind: K, content: Content<K>): Uint8Array {
  const body = { formatVersion: FORMAT_VERSION, kind, content } as unknown as Json
  return new TextEncoder().encode(exactJson({ ...(body as object), sha256: sha256(canonicalJson(body)) } as Json))
}

/**
 * The content of a document.
 *
 * @throws BarcastError `training/checkpoint-format` (no such document, or cut short), `training/checkpoint-version` (a newer one), `training/checkpoint-altered`; of a
 * backup `training/backup-…`.
 */
export function readDocument<K extends CheckpointKind>(kind: K, bytes: Uint8Array, key: string): Content<K> {
  const noun = kind === 'barcast-training-backup' ? 'backup' : 'checkpoint'
  const refuse = (rule: string, message: string, value: unknown, cause?: unknown): never => {
    throw new BarcastError(`training/${noun}-${rule}`, `Read ${noun}: ${key}: ${message}`, { value, where: { path: key }, cause })
  }
  let document: { formatVersion?: unknown; kind?: unknown; content?: unknown; sha256?: unknown }
  try {
    document = JSON.parse(new TextDecoder().decode(bytes)) as typeof document
  } catch (cause) {
    return refuse('format', 'must be JSON, found other text', undefined, cause)
  }
  const { sha256: found, ...body } = document ?? {}
  if (typeof body.formatVersion === 'number' && body.formatVersion > FORMAT_VERSION)
    refuse('version', `formatVersion must be at most ${FORMAT_VERSION}, found ${body.formatVersion}`, body.formatVersion)
  if (body.kind !== kind) refuse('format', `must be a ${kind}, found ${String(body.kind)}`, body.kind)
  const expected = sha256(canonicalJson(body as unknown as Json))
  if (expected !== found) refuse('altered', `sha256 must be ${expected}, found ${String(found)}`, found)
  const parsed = schemas[kind].safeParse(body.content)
  return parsed.success ? (parsed.data as Content<K>) : refuse('format', parsed.error.issues[0]!.message, undefined)
}
