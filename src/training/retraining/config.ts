import * as z from 'zod'
import { BarcastError, unknownNameError } from '../../core/index.js'
import type { LossTest } from './loss-difference.js'

/** What can start a training. */
export const TRIGGER_TYPES = ['SCHEDULED', 'PERFORMANCE_DEGRADATION', 'DATA_DRIFT', 'MANUAL', 'NEW_DATA_AVAILABLE'] as const

export type TriggerType = (typeof TRIGGER_TYPES)[number]

/** A trigger as plain data. */
export type RetrainingTrigger =
  /** Falls due by a cron expression of five fields, read by the clocks of an IANA zone (default UTC). Runs that were missed become one. */
  | { readonly type: 'SCHEDULED'; readonly cron: string; readonly timeZone?: string | undefined }
  /** A critical alert of the monitor: accuracy falls steadily, or fell by more than `accuracyDrop` (default: the monitor's own threshold). */
  | { readonly type: 'PERFORMANCE_DEGRADATION'; readonly accuracyDrop?: number | undefined }
  /** A critical alert of the monitor: features or labels drifted by more than these scores (default: the monitor's own thresholds). */
  | { readonly type: 'DATA_DRIFT'; readonly featureDrift?: number | undefined; readonly labelDrift?: number | undefined }
  /** Somebody asked, by `requestRetraining`. Neither the cool-down nor the least number of rows holds it back. */
  | { readonly type: 'MANUAL' }
  /** So many labelled rows came since the last training. */
  | { readonly type: 'NEW_DATA_AVAILABLE'; readonly minRows: number }

const share = z.number().min(0).max(1)
const rows = z.int().min(2)
const durationMs = z.number().min(0)
const lossTest = z.enum(['dieboldMariano', 'stationaryBootstrap'] satisfies LossTest[])
const triggerShapes = {
  SCHEDULED: z.strictObject({ type: z.literal('SCHEDULED'), cron: z.string(), timeZone: z.string().default('UTC') }),
  PERFORMANCE_DEGRADATION: z.strictObject({ type: z.literal('PERFORMANCE_DEGRADATION'), accuracyDrop: share.default(0) }),
  DATA_DRIFT: z.strictObject({ type: z.literal('DATA_DRIFT'), featureDrift: share.default(0), labelDrift: share.default(0) }),
  MANUAL: z.strictObject({ type: z.literal('MANUAL') }),
  NEW_DATA_AVAILABLE: z.strictObject({ type: z.literal('NEW_DATA_AVAILABLE'), minRows: z.int().min(1) }),
}
const trigger = z.discriminatedUnion('type', [
  triggerShapes.SCHEDULED,
  triggerShapes.PERFORMANCE_DEGRADATION,
  triggerShapes.DATA_DRIFT,
  triggerShapes.MANUAL,
  triggerShapes.NEW_DATA_AVAILABLE,
])
const ascending = (shares: readonly number[]): boolean => shares.every((value, i) => value > (shares[i - 1] ?? 0)) && shares.at(-1) === 1
const schema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9._-]{1,96}$/, 'must be 1 to 96 letters, digits, ".", "_" and "-"'),
  triggers: z.array(trigger).min(1),
  coolDownMs: durationMs.default(0),
  minNewRows: z.int().min(0).default(0),
  challenge: z
    .strictObject({
      test: lossTest.default('dieboldMariano'),
      significance: z.number().gt(0).lt(1).default(0.05),
      minImprovement: z.number().min(0).default(0),
      minRows: rows.default(100),
      horizonBars: z.int().min(1).default(1),
      seed: z.int().default(0),
    })
    .prefault({}),
  checks: z
    .strictObject({
      maxLoss: z.number().optional(),
      minAccuracy: share.optional(),
      maxCalibrationError: share.optional(),
      maxLatencyMs: z.number().gt(0).optional(),
      schema: z.strictObject({ featureNames: z.array(z.string()), featuresHash: z.string() }).optional(),
    })
    .prefault({}),
  rollout: z
    .strictObject({
      shares: z.array(share).refine(ascending, 'must ascend from above 0 and end with 1').default([0.05, 0.25, 1]),
      minRows: rows.default(100),
      minStageMs: durationMs.default(0),
      arms: z.enum(['shared', 'separate']).default('shared'),
      significance: z.number().gt(0).lt(1).default(0.05),
    })
    .prefault({}),
  rollback: z.strictObject({ rows, margin: z.number().min(0), maxLoss: z.number().optional() }).optional(),
  worker: z.string().min(1).default('retraining'),
  leaseMs: durationMs.default(3_600_000),
})

/** What a system retrains, when, and by what right a new version takes the place of the old one. Plain data; its copy stands in the audit trail. */
export interface RetrainingConfig {
  /** Name of the model in the registry, and of the audit trail. */
  name: string
  /** One at least. */
  triggers: readonly RetrainingTrigger[]
  /** Least time from the end of an attempt to the start of the next one. Default 0. */
  coolDownMs?: number
  /** Least number of labelled rows since the last training. Default 0. */
  minNewRows?: number
  /** When the challenger beats the champion on bars that neither was trained on. */
  challenge?: {
    /** See `testLossDifference`. Default `dieboldMariano`. */
    test?: LossTest
    /** Level of the test; the k-th challenger of a champion is held to significance / k, see `challengeLevel`. Default 0.05. */
    significance?: number
    /** Fall of the mean loss that is worth a change. Default 0: any that is significant. */
    minImprovement?: number
    /** Rows after the end of both trainings; until there are so many the challenger waits. It is judged once. Default 100. */
    minRows?: number
    /** Bars that a label looks ahead. Default 1. */
    horizonBars?: number
    /** Seed of the bootstrap. Default 0. */
    seed?: number
  }
  /** What a version must fulfil before it serves anything; each failing check is named. What is not given is not checked, but the schema always is. */
  checks?: {
    /** Largest mean loss. */
    maxLoss?: number
    /** Least share of rows whose class was right. */
    minAccuracy?: number
    /** Largest expected calibration error of the predicted class. */
    maxCalibrationError?: number
    /** Longest time of one row, milliseconds; the host measures it (`measureLatencyMs`). */
    maxLatencyMs?: number
    /** Features that live rows have. Default: those of the champion. */
    schema?: { featureNames: string[]; featuresHash: string }
  }
  /** How a challenger that won takes over. */
  rollout?: {
    /** Shares of the traffic, ascending, the last one 1. `[1]` promotes at once. Default 0.05, 0.25, 1. */
    shares?: number[]
    /** Rows that the challenger must have been judged on in each stage. Default 100. */
    minRows?: number
    /** Least duration of a stage. Default 0. */
    minStageMs?: number
    /** `shared`: both versions are compared on all rows of the stage. `separate`: each on the rows that it served alone, as an A/B test. Default `shared`. */
    arms?: 'shared' | 'separate'
    /** A challenger that is worse at this level is stopped; each tick looks. Default 0.05. */
    significance?: number
  }
  /** When the champion gives way to the one before it by itself; never without it. */
  rollback?: {
    /** The last so many rows are looked at. */
    rows: number
    /** The champion's mean loss may be so much above the former champion's on the same rows. */
    margin: number
    /** Largest mean loss of the champion on them. */
    maxLoss?: number
  }
  /** Who this process is, in the audit trail. An attempt that another worker began is left to it for `leaseMs`. Default `retraining`. */
  worker?: string
  /** Silence after which another worker's attempt is taken over. Default one hour. */
  leaseMs?: number
}

/** A checked config with its defaults. */
export type RetrainingSettings = z.output<typeof schema>

const ACTION = 'Create retraining system'

function at(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], config)
}

const NESTED: Readonly<Record<string, z.ZodObject | undefined>> = {
  '': schema,
  challenge: schema.shape.challenge.unwrap(),
  checks: schema.shape.checks.unwrap(),
  'checks.schema': schema.shape.checks.unwrap().shape.schema.unwrap(),
  rollout: schema.shape.rollout.unwrap(),
  rollback: schema.shape.rollback.unwrap(),
}

function knownOptions(config: unknown, path: readonly PropertyKey[]): string[] {
  const type = at(config, [...path, 'type'])
  const shape = path[0] === 'triggers' ? triggerShapes[type as TriggerType] : NESTED[path.join('.')]
  return Object.keys(shape?.shape ?? {})
}

function checkTriggerTypes(config: unknown): void {
  const triggers = at(config, ['triggers'])
  if (!Array.isArray(triggers)) return
  for (const [i, trigger] of triggers.entries()) {
    const type: unknown = at(trigger, ['type'])
    if (!TRIGGER_TYPES.some((known) => known === type))
      throw unknownNameError('training/unknown-trigger', ACTION, 'trigger type', String(type), TRIGGER_TYPES, {
        path: `triggers.${i}.type`,
      })
  }
}

/** @throws BarcastError `training/config`, `training/unknown-option`, `training/unknown-trigger`. */
export function parseRetrainingConfig(config: RetrainingConfig): RetrainingSettings {
  checkTriggerTypes(config)
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    const path = [...issue.path, key].map(String).join('.')
    throw unknownNameError('training/unknown-option', ACTION, 'option', key, knownOptions(config, issue.path), { path })
  }
  const path = issue.path.map(String).join('.')
  const value = at(config, issue.path)
  const found = Array.isArray(value) ? JSON.stringify(value) : String(value)
  throw new BarcastError('training/config', `${ACTION}: ${path === '' ? 'config' : path}: ${issue.message}, found ${found}`, {
    value,
    where: { path },
  })
}
