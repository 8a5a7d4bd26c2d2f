import { BarcastError, type Json } from '../core/index.js'

/** JSON-able notes kept with a version. The three named ones are its lineage: data → features → run → model. */
export interface VersionMetadata {
  readonly [note: string]: Json | undefined
  /** Hash of the data it was trained on. */
  readonly dataHash?: string
  /** Hash of the feature definitions, as an engineer's `definitionsHash`. */
  readonly featuresHash?: string
  /** The training run that made it. */
  readonly runId?: string
}

const LINEAGE = ['dataHash', 'featuresHash', 'runId'] as const

function refuse(value: unknown, rule: string, path: string): never {
  const found = typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value)
  throw new BarcastError('registry/metadata', `Register model: ${path} must be ${rule}, found ${found}`, {
    value,
    where: { path },
  })
}

function checkJson(value: unknown, path: string, above: readonly unknown[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || above.includes(value)) refuse(value, 'plain JSON', path)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype) refuse(value, 'plain JSON', path)
  for (const [key, item] of Object.entries(value))
    checkJson(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, [...above, value])
}

/**
 * Refuses notes that JSON would change or drop (undefined, NaN, Dates, functions, circles), and a lineage that is no text.
 *
 * @throws BarcastError `registry/metadata`, naming the path.
 */
export function checkMetadata(metadata: unknown): asserts metadata is VersionMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) refuse(metadata, 'an object', 'metadata')
  checkJson(metadata, 'metadata', [])
  for (const name of LINEAGE) {
    if (!Object.hasOwn(metadata, name)) continue
    const value = (metadata as VersionMetadata)[name]
    if (typeof value !== 'string' || value === '') refuse(value, 'a text that is not empty', `metadata.${name}`)
  }
}
