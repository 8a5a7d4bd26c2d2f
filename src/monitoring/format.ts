import * as z from 'zod'
import { BarcastError, canonicalJson, decodeFloats, encodeFloats, type Json, sha256 } from '../core/index.js'
import { ClassTable } from './class-column.js'
import { MOST_ROWS, MOST_SEGMENTS } from './history.js'
import { MOST_PENDING, type ModelState } from './model-record.js'
import type { Segment } from './segment.js'

const count = z.int().min(0)

const segmentSchema = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  batches: z.int().min(1),
  rows: z.int().min(1),
  confidenceMean: z.number(),
  confidenceSquares: z.number().min(0),
  /** Predicted class * 256 + actual class, and its rows. */
  outcomes: z.array(z.tuple([count, count])),
  missing: z.array(count),
  sampledBelow: z.number(),
  /** Doubles in base64: JSON has no NaN. */
  priorities: z.string(),
  values: z.string(),
})

const modelSchema = z.strictObject({
  name: z.string(),
  features: z.array(z.string()),
  kind: z.enum(['number', 'name']),
  classes: z.array(z.string()),
  rows: z.int().min(1),
  lastMs: z.number(),
  pending: z.array(z.tuple([z.number(), count])).max(MOST_PENDING),
  givenUp: count,
  segments: z.array(segmentSchema).min(1).max(MOST_SEGMENTS),
})

const snapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('barcast-monitor'),
  baselineWindowDays: z.number(),
  models: z.array(modelSchema),
  sha256: z.string(),
})

type StoredModel = z.output<typeof modelSchema>
type StoredSegment = z.output<typeof segmentSchema>

/** Everything a monitor has learned, as plain JSON; `sha256` is over the rest. */
export interface MonitorSnapshot {
  readonly formatVersion: 1
  readonly kind: 'barcast-monitor'
  readonly baselineWindowDays: number
  readonly models: readonly Json[]
  readonly sha256: string
}

function digestOf({ formatVersion, kind, baselineWindowDays, models }: Omit<MonitorSnapshot, 'sha256'>): string {
  return sha256(canonicalJson({ formatVersion, kind, baselineWindowDays, models }))
}

function storedSegment(segment: Segment, features: number): StoredSegment {
  const { outcomes, missing, sample, ...rest } = segment
  const values = new Float64Array(sample.length * features)
  sample.forEach((row, i) => {
    values.set(row.values, i * features)
  })
  return {
    ...rest,
    outcomes: [...outcomes],
    missing: [...missing],
    priorities: encodeFloats(Float64Array.from(sample, ({ priority }) => priority)),
    values: encodeFloats(values),
  }
}

function storedModel({ name, features, kind, classes, rows, lastMs, pending, givenUp, segments }: ModelState): StoredModel {
  return {
    name,
    features: [...features],
    kind,
    classes: classes.names,
    rows,
    lastMs,
    pending: pending.map(({ timeMs, predicted }) => [timeMs, predicted]),
    givenUp,
    segments: segments.map((segment) => storedSegment(segment, features.length)),
  }
}

export function writeMonitorSnapshot(states: Iterable<ModelState>, baselineWindowDays: number): MonitorSnapshot {
  const models = Array.from(states, (state): Json => storedModel(state))
  const content = { formatVersion: 1, kind: 'barcast-monitor', baselineWindowDays, models } as const
  return { ...content, sha256: digestOf(content) }
}

function refuse(rule: string, message: string, value: unknown, path?: string, cause?: unknown): never {
  throw new BarcastError(`monitoring/${rule}`, `Restore monitor: ${message}`, { value, where: path === undefined ? {} : { path }, cause })
}

function restoredSegment({ outcomes, missing, priorities, values, ...rest }: StoredSegment, features: number): Segment {
  const order = decodeFloats(priorities)
  const rows = decodeFloats(values, order.length * features)
  const sample = Array.from(order, (priority, i) => ({ priority, values: rows.slice(i * features, (i + 1) * features) }))
  return { ...rest, outcomes: new Map(outcomes), missing: Float64Array.from(missing), sample }
}

function restoredModel({ classes, pending, segments, ...rest }: StoredModel): ModelState {
  const restored = segments.map((segment) => restoredSegment(segment, rest.features.length))
  const kept = restored.reduce((sum, { sample }) => sum + sample.length, 0)
  if (kept > MOST_ROWS) refuse('format', `a model keeps ${MOST_ROWS} rows at most, found ${kept}`, kept, 'segments')
  return {
    ...rest,
    classes: new ClassTable(classes),
    pending: pending.map(([timeMs, predicted]) => ({ timeMs, predicted })),
    segments: restored,
  }
}

/** @throws BarcastError `monitoring/truncated`. */
export function parseSnapshotText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return refuse(
      'truncated',
      `text must be complete JSON, found ${text.length} characters that are not`,
      text.slice(-40),
      undefined,
      cause,
    )
  }
}

/**
 * The states inside a snapshot.
 *
 * @throws BarcastError `monitoring/newer-version`, `monitoring/format`, `monitoring/altered`, `monitoring/other-baseline`.
 */
export function readMonitorSnapshot(document: unknown, baselineWindowDays: number): ModelState[] {
  const version = (document as { formatVersion?: unknown } | null | undefined)?.formatVersion
  if (typeof version === 'number' && version > 1) {
    refuse('newer-version', `formatVersion must be 1 (a newer barcast wrote it), found ${version}`, version, 'formatVersion')
  }
  const parsed = snapshotSchema.safeParse(document)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const path = issue.path.map(String).join('.')
    refuse('format', `${path === '' ? 'snapshot' : path}: ${issue.message}`, undefined, path)
  }
  const snapshot = parsed.data
  const found = digestOf(snapshot)
  if (found !== snapshot.sha256)
    refuse('altered', `content must have the stored sha256 ${snapshot.sha256}, found ${found}`, found, 'sha256')
  if (snapshot.baselineWindowDays !== baselineWindowDays) {
    const message = `baselineWindowDays must be ${baselineWindowDays} as in this monitor, found ${snapshot.baselineWindowDays}`
    refuse('other-baseline', message, snapshot.baselineWindowDays, 'baselineWindowDays')
  }
  return snapshot.models.map(restoredModel)
}
