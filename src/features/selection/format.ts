import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import { type FeatureSelection, selectionDigest } from './selection.js'

const schema = z.strictObject({
  formatVersion: z.literal(1),
  method: z.string(),
  rows: z.int().min(0),
  names: z.array(z.string()).min(1),
  scores: z.array(
    z.strictObject({ name: z.string(), score: z.number().nullable(), pValue: z.number().optional(), deviation: z.number().optional() }),
  ),
  dropped: z.array(z.strictObject({ name: z.string(), reason: z.string() })),
  sha256: z.string(),
})

function refuse(rule: string, message: string, value?: unknown, path?: string): never {
  throw new BarcastError(`features/selection-${rule}`, `Read selection: ${message}`, { value, where: path === undefined ? {} : { path } })
}

/**
 * A stored selection, from its JSON text or the parsed value.
 *
 * @throws BarcastError `features/selection-format` (truncated or malformed), `features/selection-version` (a newer version), `features/selection-altered` (not what was selected).
 */
export function parseSelection(json: unknown): FeatureSelection {
  let document = json
  if (typeof json === 'string') {
    try {
      document = JSON.parse(json)
    } catch {
      refuse('format', `text must be complete JSON, found ${json.length} characters that are not`, json.slice(-40))
    }
  }
  const version: unknown =
    typeof document === 'object' && document !== null ? (document as { formatVersion?: unknown }).formatVersion : undefined
  if (typeof version === 'number' && version > 1) refuse('version', `formatVersion must be 1, found ${version}`, version, 'formatVersion')
  const parsed = schema.safeParse(document)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const path = issue.path.join('.')
    return refuse('format', `${path === '' ? 'document' : path}: ${issue.message}`, undefined, path)
  }
  const selection = parsed.data as FeatureSelection
  const expected = selectionDigest(selection)
  if (expected !== selection.sha256) refuse('altered', `sha256 must be ${expected}, found ${selection.sha256}`, selection.sha256, 'sha256')
  return selection
}
