import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import type { FeatureSnapshot } from '../format.js'
import type { SealedFloats } from '../sealed-floats.js'

/** The state of a cross-section's stream as JSON-able data. */
export interface CrossSectionSnapshot {
  readonly formatVersion: 1
  readonly definitionsHash: string
  /** Open time of the last bars; null before the first. */
  readonly timeMs: number | null
  readonly names: readonly {
    readonly name: string
    /** Open time of its last bar. */
    readonly timeMs: number
    readonly features: FeatureSnapshot
    /** Its columns at that bar. */
    readonly values: SealedFloats
  }[]
}

const schema = z.strictObject({
  formatVersion: z.literal(1),
  definitionsHash: z.string(),
  timeMs: z.number().nullable(),
  names: z.array(
    z.strictObject({
      name: z.string(),
      timeMs: z.number(),
      features: z.looseObject({}),
      values: z.strictObject({ numbers: z.string(), hash: z.string() }),
    }),
  ),
})

/** @throws BarcastError `features/snapshot`; the states of the names are verified where they are restored. */
export function readCrossSectionSnapshot(snapshot: CrossSectionSnapshot, definitionsHash: string): CrossSectionSnapshot {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('features/snapshot', `Restore cross-section: ${message}`, { value })
  }
  const parsed = schema.safeParse(snapshot)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    return refuse(`${issue.path.join('.') || 'snapshot'}: ${issue.message}`, issue.path.join('.'))
  }
  if (parsed.data.definitionsHash !== definitionsHash)
    refuse(`it must be of the features ${definitionsHash}, found ${parsed.data.definitionsHash}`, parsed.data.definitionsHash)
  return parsed.data as unknown as CrossSectionSnapshot
}
