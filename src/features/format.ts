import * as z from 'zod'
import { BarcastError } from '../core/index.js'
import type { StreamSnapshot } from '../indicators/index.js'
import { type Scaler, scalerDigest } from './scaler.js'

const scalerSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('standard'),
  rows: z.int().min(1),
  names: z.array(z.string()),
  mean: z.array(z.number()),
  scale: z.array(z.number().positive()),
  sha256: z.string(),
})

/** The `formatVersion` of a stored document, when it has a number there. */
function versionOf(document: unknown): number | undefined {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'formatVersion')) return undefined
  const version = (document as { formatVersion: unknown }).formatVersion
  return typeof version === 'number' ? version : undefined
}

function refuse(rule: string, message: string, value?: unknown, path?: string, cause?: unknown): never {
  throw new BarcastError(`features/${rule}`, `Read scaler: ${message}`, { value, where: path === undefined ? {} : { path }, cause })
}

/**
 * A stored scaler, from its JSON text or the parsed value.
 *
 * @throws BarcastError `features/scaler-format` (truncated or malformed), `features/scaler-version` (a newer version),
 * `features/scaler-altered` (its numbers or names are not those that were fitted).
 */
export function parseScaler(json: unknown): Scaler {
  let document = json
  if (typeof json === 'string') {
    try {
      document = JSON.parse(json)
    } catch (cause) {
      refuse('scaler-format', `text must be complete JSON, found ${json.length} characters that are not`, json.slice(-40), undefined, cause)
    }
  }
  const version = versionOf(document)
  if (version !== undefined && version > 1) refuse('scaler-version', `formatVersion must be 1, found ${version}`, version, 'formatVersion')
  const parsed = scalerSchema.safeParse(document)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    refuse('scaler-format', `${issue.path.join('.') || 'document'}: ${issue.message}`, undefined, issue.path.join('.'))
  }
  const scaler = parsed.data
  if (scaler.mean.length !== scaler.names.length || scaler.scale.length !== scaler.names.length) {
    refuse(
      'scaler-format',
      `need ${scaler.names.length} means and scales, found ${scaler.mean.length} and ${scaler.scale.length}`,
      scaler.mean.length,
      'mean',
    )
  }
  const digest = scalerDigest(scaler)
  if (digest !== scaler.sha256) refuse('scaler-altered', `sha256 must be ${digest}, found ${scaler.sha256}`, scaler.sha256, 'sha256')
  return scaler
}

/** The state of a feature stream as JSON-able data, bound to the engineer whose columns it belongs to. */
export interface FeatureSnapshot {
  readonly formatVersion: 1
  readonly definitionsHash: string
  readonly state: StreamSnapshot
}

const snapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  definitionsHash: z.string(),
  state: z.strictObject({ formatVersion: z.literal(1), signature: z.string(), numbers: z.string(), hash: z.string() }),
})

/**
 * The state inside a snapshot of the engineer with that hash; the state itself is verified where it is restored.
 *
 * @throws BarcastError `features/snapshot`.
 */
export function readFeatureSnapshot(snapshot: FeatureSnapshot, definitionsHash: string): StreamSnapshot {
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
  const { definitionsHash: found, state } = parsed.data
  if (found !== definitionsHash) refuseSnapshot(`it must be of the features ${definitionsHash}, found ${found}`, found)
  return state
}
