import * as z from 'zod'
import { BarcastError } from '../core/index.js'
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
