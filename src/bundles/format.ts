import * as z from 'zod'
import { BarcastError, canonicalJson, type Json, sha256 } from '../core/index.js'
import type { FeatureEngineerConfig, FeatureSnapshot, Scaler } from '../features/index.js'
import type { DecisionRule, ModelMetadata, StoredModel } from '../models/index.js'

/** Everything a live bot needs to go on from where the research ended, as JSON-able data. */
export interface Bundle {
  readonly formatVersion: 1
  readonly kind: 'barcast-bundle'
  readonly symbol: string
  readonly timeframeMs: number
  /** Open time of the first bar that the live strategy takes. */
  readonly startMs: number
  readonly features: {
    readonly config: FeatureEngineerConfig
    readonly names: readonly string[]
    readonly definitionsHash: string
    /** State of the feature stream after the last bar before `startMs`. */
    readonly state: FeatureSnapshot
  }
  /** Null when the model takes unscaled features. */
  readonly scaler: Scaler | null
  readonly model: StoredModel
  readonly rule: DecisionRule
  /** How the labels were made, for the record. */
  readonly labels: ModelMetadata
  readonly metadata: ModelMetadata
  /** Of the canonical JSON of everything else. */
  readonly sha256: string
}

const json = z.record(z.string(), z.json())

const bundleSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('barcast-bundle'),
  symbol: z.string(),
  timeframeMs: z.number().positive(),
  startMs: z.number(),
  features: z.strictObject({
    config: json,
    names: z.array(z.string()).min(1),
    definitionsHash: z.string(),
    state: json,
  }),
  scaler: json.nullable(),
  model: json,
  rule: z.strictObject({
    minConfidence: z.number().optional(),
    actions: z.record(z.string(), z.enum(['BUY', 'SELL', 'HOLD'])).optional(),
  }),
  labels: json,
  metadata: json,
  sha256: z.string(),
})

const snapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  bundleSha256: z.string(),
  lastTimeMs: z.number().nullable(),
  features: json,
})

/** Where a live strategy stands, as JSON-able data. */
export interface LiveSnapshot {
  readonly formatVersion: 1
  /** The bundle it belongs to. */
  readonly bundleSha256: string
  /** Open time of the last bar taken; null before the first. */
  readonly lastTimeMs: number | null
  readonly features: FeatureSnapshot
}

function refuse(rule: string, action: string, message: string, value: unknown, path?: string, cause?: unknown): never {
  throw new BarcastError(`bundles/${rule}`, `${action}: ${message}`, { value, where: path === undefined ? {} : { path }, cause })
}

function refuseNewer(document: unknown, action: string): void {
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'formatVersion')) return
  const { formatVersion } = document as { formatVersion: unknown }
  if (typeof formatVersion === 'number' && formatVersion > 1)
    refuse(
      'newer-version',
      action,
      `formatVersion must be 1 (a newer barcast wrote it), found ${formatVersion}`,
      formatVersion,
      'formatVersion',
    )
}

function checkShape(schema: z.ZodType, document: unknown, action: string): void {
  const parsed = schema.safeParse(document)
  if (parsed.success) return
  const issue = parsed.error.issues[0]!
  const path = issue.path.map(String).join('.')
  refuse('format', action, `${path === '' ? 'document' : path}: ${issue.message}`, undefined, path)
}

/** The digest that a bundle's `sha256` must hold. */
export function bundleDigest(bundle: Omit<Bundle, 'sha256'>): string {
  const content: { [key: string]: Json } = { ...(bundle as unknown as { [key: string]: Json }) }
  delete content.sha256
  return sha256(canonicalJson(content))
}

/**
 * A bundle whose shape and content are those that were written.
 *
 * @throws BarcastError `bundles/newer-version`, `bundles/format`, `bundles/altered`.
 */
export function checkDocument(document: unknown, action: string): Bundle {
  refuseNewer(document, action)
  checkShape(bundleSchema, document, action)
  const bundle = document as Bundle
  const found = bundleDigest(bundle)
  if (found !== bundle.sha256)
    refuse('altered', action, `content must have the stored sha256 ${bundle.sha256}, found ${found}`, found, 'sha256')
  return bundle
}

/** @throws BarcastError `bundles/truncated`. */
export function parseText(text: string, action: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return refuse(
      'truncated',
      action,
      `text must be complete JSON, found ${text.length} characters that are not`,
      text.slice(-40),
      undefined,
      cause,
    )
  }
}

/** @throws BarcastError `bundles/newer-version`, `bundles/format`, `bundles/other-bundle`. */
export function checkSnapshot(snapshot: LiveSnapshot, bundle: Bundle, action: string): LiveSnapshot {
  refuseNewer(snapshot, action)
  checkShape(snapshotSchema, snapshot, action)
  if (snapshot.bundleSha256 !== bundle.sha256) {
    const message = `snapshot must be of the bundle ${bundle.sha256}, found ${snapshot.bundleSha256}`
    refuse('other-bundle', action, message, snapshot.bundleSha256, 'snapshot.bundleSha256')
  }
  return snapshot
}
