import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Clock, ObjectStore } from '../ports/index.js'

/** How far a figure may move before it is reported. Fractions: 0.05 is five points of accuracy. */
export interface DriftThresholds {
  /** Largest KS distance of a feature. Default 0.1. */
  featureDrift: number
  /** Share of labels that changed class. Default 0.15. */
  labelDrift: number
  /** Fall of accuracy. Default 0.05. */
  accuracyDrop: number
  /** Fall of the mean confidence. Default 0.1. */
  confidenceDrop: number
}

/** What {@link createModelMonitor} takes. */
export interface ModelMonitorConfig {
  /** Length of the baseline, from a model's first batch on. Default 30. */
  baselineWindowDays?: number
  thresholds?: Partial<DriftThresholds>
  /** Where `save` and `load` keep snapshots. Default: memory, which a restart empties. */
  store?: ObjectStore
  /** With it, reports carry their time and tell how old the last batch is. */
  clock?: Clock
}

const share = (value: number) => z.number().min(0).max(1).default(value)
const thresholdShape = { featureDrift: share(0.1), labelDrift: share(0.15), accuracyDrop: share(0.05), confidenceDrop: share(0.1) }
const schema = z.strictObject({
  baselineWindowDays: z.number().positive().max(36_500).default(30),
  thresholds: z.strictObject(thresholdShape).prefault({}),
  store: z.custom<ObjectStore>((value) => typeof value === 'object' && value !== null, 'must be an ObjectStore').optional(),
  clock: z.custom<Clock>((value) => typeof (value as Clock | null)?.nowMs === 'function', 'must have nowMs()').optional(),
})

export interface ParsedConfig {
  baselineWindowDays: number
  thresholds: DriftThresholds
  store: ObjectStore | undefined
  clock: Clock | undefined
}

const ACTION = 'Create model monitor'

/** @throws BarcastError `monitoring/config`, `monitoring/unknown-option`, `monitoring/unknown-threshold`. */
export function parseConfig(config: ModelMonitorConfig): ParsedConfig {
  const parsed = schema.safeParse(config)
  if (parsed.success) {
    const { baselineWindowDays, thresholds, store, clock } = parsed.data
    return { baselineWindowDays, thresholds, store, clock }
  }
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    const noun = path === '' ? 'option' : 'threshold'
    const known = Object.keys(path === '' ? schema.shape : thresholdShape)
    throw unknownNameError(`monitoring/unknown-${noun}`, ACTION, noun, key, known, { path: path === '' ? key : `${path}.${key}` })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], config)
  throw new BarcastError('monitoring/config', `${ACTION}: ${path === '' ? 'config' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}
