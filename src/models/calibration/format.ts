import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import type { Calibrator } from './calibrator.js'

const ACTION = 'Read calibrator'

const common = z.strictObject({ formatVersion: z.literal(1), classes: z.int().min(2), rows: z.int().min(1) })
const numbers = z.array(z.number()).min(1)

const isotonicMap = z
  .strictObject({ probability: numbers, share: z.array(z.number().min(0).max(1)).min(1) })
  .refine(({ probability, share }) => probability.length === share.length, 'probability and share must be of one length')
  .refine(({ probability }) => probability.every((p, i) => i === 0 || p > probability[i - 1]!), 'probability must ascend')
  .refine(({ share }) => share.every((value, i) => i === 0 || value >= share[i - 1]!), 'share must not descend')

const calibratorSchema = z
  .discriminatedUnion('method', [
    common.extend({
      method: z.literal('platt'),
      score: z.enum(['logOdds', 'probability']),
      maps: z.array(z.strictObject({ slope: z.number(), intercept: z.number() })),
    }),
    common.extend({ method: z.literal('isotonic'), maps: z.array(isotonicMap) }),
    common.extend({ method: z.literal('beta'), maps: z.array(z.strictObject({ a: z.number(), b: z.number(), c: z.number() })) }),
    common.extend({ method: z.literal('temperature'), temperature: z.number().positive() }),
  ])
  .refine(
    (calibrator) => calibrator.method === 'temperature' || calibrator.maps.length === (calibrator.classes === 2 ? 1 : calibrator.classes),
    'there must be one map for two classes, one per class for more',
  )

/**
 * A calibrator that was stored as JSON, its shape checked.
 *
 * @throws BarcastError `models/newer-version`, `models/format`.
 */
export function parseCalibrator(document: unknown): Calibrator {
  const version = typeof document === 'object' && document !== null ? (document as { formatVersion?: unknown }).formatVersion : undefined
  if (typeof version === 'number' && version > 1) {
    throw new BarcastError('models/newer-version', `${ACTION}: formatVersion must be 1 (a newer barcast wrote it), found ${version}`, {
      value: version,
      where: { path: 'calibrator.formatVersion' },
    })
  }
  const parsed = calibratorSchema.safeParse(document)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const path = ['calibrator', ...issue.path.map(String)].join('.')
  throw new BarcastError('models/format', `${ACTION}: ${path}: ${issue.message}`, { where: { path } })
}
