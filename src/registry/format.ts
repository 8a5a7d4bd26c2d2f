import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'

/** Where a version of a model can stand in its life. */
export const MODEL_STAGES = ['none', 'staging', 'production', 'archived'] as const

export type ModelStage = (typeof MODEL_STAGES)[number]

const SHAPES = {
  version: z.strictObject({
    name: z.string(),
    version: z.int().positive(),
    contentSha256: z.string().regex(/^[0-9a-f]{64}$/),
    sizeBytes: z.int().positive(),
    createdMs: z.number(),
    metadata: z.record(z.string(), z.json()),
  }),
  stage: z.strictObject({ name: z.string(), version: z.int().positive(), stage: z.enum(MODEL_STAGES), sinceMs: z.number() }),
  alias: z.strictObject({ name: z.string(), alias: z.string(), version: z.int().positive(), sinceMs: z.number() }),
  deletion: z.strictObject({ name: z.string(), version: z.int().positive(), deletedMs: z.number() }),
}

export type RecordKind = keyof typeof SHAPES

/** The content of a record of each kind. */
export type RegistryRecord<K extends RecordKind> = z.output<(typeof SHAPES)[K]>

function refuse(rule: string, action: string, key: string, message: string, value: unknown, cause?: unknown): never {
  throw new BarcastError(`registry/${rule}`, `${action}: ${key}: ${message}`, { value, where: { path: key }, cause })
}

/** A record as canonical JSON, with the format's version and the SHA-256 of the rest in it. */
export function writeRecord<K extends RecordKind>(kind: K, record: RegistryRecord<K>): Uint8Array {
  const content = { ...(record as { [key: string]: Json }), formatVersion: 1, kind: `barcast-registry-${kind}` }
  return new TextEncoder().encode(canonicalJson({ ...content, sha256: sha256(canonicalJson(content)) }))
}

function parseText(bytes: Uint8Array, action: string, key: string): { [key: string]: Json } {
  const text = new TextDecoder().decode(bytes)
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null) return document as { [key: string]: Json }
  } catch (cause) {
    return refuse(
      'truncated',
      action,
      key,
      `record must be complete JSON, found ${text.length} characters that are not`,
      text.slice(-40),
      cause,
    )
  }
  return refuse('format', action, key, 'record must be a JSON object', text.slice(0, 40))
}

/**
 * Reads what {@link writeRecord} wrote.
 *
 * @param identity fields that the record's key already tells: it must be a record of that place.
 * @throws BarcastError `registry/truncated`, `registry/newer-version`, `registry/altered`, `registry/format`, each naming the key.
 */
export function parseRecord<K extends RecordKind>(
  kind: K,
  bytes: Uint8Array,
  identity: Partial<RegistryRecord<K>>,
  key: string,
  action: string,
): RegistryRecord<K> {
  const { sha256: stored, ...content } = parseText(bytes, action, key)
  const { formatVersion, kind: foundKind, ...fields } = content
  if (typeof formatVersion === 'number' && formatVersion > 1)
    refuse('newer-version', action, key, `formatVersion must be 1 (a newer barcast wrote it), found ${formatVersion}`, formatVersion)
  const digest = sha256(canonicalJson(content))
  if (digest !== stored) refuse('altered', action, key, `content must have the stored sha256 ${String(stored)}, found ${digest}`, digest)
  if (formatVersion !== 1 || foundKind !== `barcast-registry-${kind}`)
    refuse('format', action, key, `kind must be barcast-registry-${kind} of formatVersion 1, found ${String(foundKind)}`, foundKind)
  const parsed = SHAPES[kind].safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return refuse('format', action, key, `${issue.path.map(String).join('.')}: ${issue.message}`, undefined, parsed.error)
  }
  for (const [field, expected] of Object.entries(identity)) {
    if (fields[field] !== expected)
      refuse('format', action, key, `${field} must be ${String(expected)}, found ${String(fields[field])}`, fields[field])
  }
  return fields as unknown as RegistryRecord<K>
}
