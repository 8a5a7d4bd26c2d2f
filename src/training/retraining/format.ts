import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../../core/index.js'

/** What can happen in a retraining system. */
export const EVENT_TYPES = [
  'configured',
  'retraining-requested',
  'attempt-started',
  'attempt-taken-over',
  'trained',
  'challenged',
  'checked',
  'rollout-advanced',
  'rollout-stopped',
  'promoted',
  'attempt-failed',
  'attempt-stopped',
  'rolled-back',
] as const

export type AuditEventType = (typeof EVENT_TYPES)[number]

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const eventSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('barcast-retraining-event'),
  name: z.string(),
  sequence: z.int().min(1),
  timeMs: z.number(),
  type: z.enum(EVENT_TYPES),
  by: z.string(),
  why: z.string(),
  data: z.record(z.string(), z.json()),
  previousSha256: z.union([hash, z.literal('')]),
  sha256: hash,
})

/** One entry of the audit trail. */
export interface AuditEvent {
  readonly formatVersion: 1
  readonly kind: 'barcast-retraining-event'
  /** Of the model. */
  readonly name: string
  /** 1, 2, 3 … */
  readonly sequence: number
  /** By the clock of the worker that wrote it. */
  readonly timeMs: number
  readonly type: AuditEventType
  /** Person or worker. */
  readonly by: string
  /** In words. */
  readonly why: string
  /** Versions, hashes, figures of tests and checks. */
  readonly data: { readonly [key: string]: Json }
  /** `sha256` of the event before, '' for the first. */
  readonly previousSha256: string
  /** Of the rest of this event as canonical JSON. */
  readonly sha256: string
}

/** The event as a line of canonical JSON, its hash over the others fields in it. */
export function sealEvent(event: Omit<AuditEvent, 'sha256'>): AuditEvent {
  return { ...event, sha256: sha256(canonicalJson(event as unknown as Json)) }
}

export function writeEvent(event: AuditEvent): Uint8Array {
  return new TextEncoder().encode(canonicalJson(event as unknown as Json))
}

function refuse(rule: string, key: string, message: string, value: unknown, cause?: unknown): never {
  throw new BarcastError(`training/audit-${rule}`, `Read audit trail: ${key}: ${message}`, { value, where: { path: key }, cause })
}

/** Refuses an event that does not follow `previous`. @throws BarcastError `training/audit-altered`, `training/audit-order`. */
export function checkChain(event: AuditEvent, previous: Pick<AuditEvent, 'sequence' | 'sha256'>, key: string): void {
  const { sha256: stored, ...rest } = event
  const digest = sha256(canonicalJson(rest as unknown as Json))
  if (digest !== stored) refuse('altered', key, `the event must have its stored sha256 ${stored}, found ${digest}`, digest)
  if (event.sequence !== previous.sequence + 1)
    refuse('order', key, `the event must be number ${previous.sequence + 1}, found ${event.sequence}`, event.sequence)
  if (event.previousSha256 !== previous.sha256)
    refuse('altered', key, `previousSha256 must be that of event ${previous.sequence}, found ${event.previousSha256}`, event.previousSha256)
}

/** @throws BarcastError `training/audit-truncated`, `training/audit-newer-version`, `training/audit-format`. */
export function parseEvent(bytes: Uint8Array, key: string): AuditEvent {
  const text = new TextDecoder().decode(bytes)
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (cause) {
    refuse('truncated', key, `an event must be complete JSON, found ${text.length} characters that are not`, text.slice(-40), cause)
  }
  const version: unknown = (document as { formatVersion?: unknown } | null)?.formatVersion
  if (typeof version === 'number' && version > 1)
    refuse('newer-version', key, `formatVersion must be 1 (a newer barcast wrote it), found ${version}`, version)
  const parsed = eventSchema.safeParse(document)
  if (parsed.success) return document as AuditEvent
  const issue = parsed.error.issues[0]!
  return refuse('format', key, `${issue.path.map(String).join('.')}: ${issue.message}`, undefined, parsed.error)
}
