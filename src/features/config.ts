import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import { FEATURE_SETS } from './sets.js'
import { readUserFeatures, type UserFeature } from './user-feature.js'

const unique = (list: readonly unknown[]): boolean => new Set(list).size === list.length

/** Lookbacks of the documents, in bars. */
export const DEFAULT_LOOKBACK_PERIODS: readonly number[] = [5, 15, 30, 60]

const schema = z.strictObject({
  /** Windows of the windowed columns, in bars. */
  lookbackPeriods: z.array(z.int().min(2).max(5000)).min(1).refine(unique, 'must not repeat a period').optional(),
  /** Named set of columns; alone, it gives just the set. */
  set: z.enum(FEATURE_SETS).optional(),
  /** Which of these columns to make, in this order; all of them when not given. */
  features: z.array(z.string()).min(1).refine(unique, 'must not repeat a name').optional(),
  /** Features of the user's own, after those of the set and the lookbacks; they are read term by term in user-feature.ts. */
  userFeatures: z.array(z.unknown()).optional(),
  /** Timeframe of the bars, in milliseconds; other bars are refused. */
  timeframeMs: z.number().positive().optional(),
})

/** What {@link createFeatureEngineer} takes; lookbacks count bars. */
export interface FeatureEngineerConfig {
  lookbackPeriods?: readonly number[]
  set?: (typeof FEATURE_SETS)[number]
  features?: readonly string[]
  /** Columns of the user's own as data; they come after the others, and `features` may pick them too. */
  userFeatures?: readonly UserFeature[]
  timeframeMs?: number
}

function refusal(issue: z.core.$ZodIssue, input: unknown): BarcastError {
  const path = issue.path.join('.')
  const action = 'Create feature engineer'
  if (issue.code === 'unrecognized_keys') {
    return unknownNameError('features/unknown-option', action, 'option', issue.keys[0]!, Object.keys(schema.shape), {
      path: issue.keys[0]!,
    })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  if (path === 'set' && typeof value === 'string') {
    return unknownNameError('features/unknown-set', action, 'feature set', value, FEATURE_SETS, { path })
  }
  return new BarcastError(
    'features/config',
    `${action}: ${path === '' ? 'config' : path} ${issue.message}, found ${JSON.stringify(value)}`,
    {
      value,
      where: { path },
    },
  )
}

/**
 * The config with its defaults written out: fed in again, it makes the same columns.
 *
 * @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-set`, `features/user-feature…`.
 */
export function parseConfig(config: FeatureEngineerConfig): FeatureEngineerConfig & { set: (typeof FEATURE_SETS)[number] } {
  const parsed = schema.safeParse(config)
  if (!parsed.success) throw refusal(parsed.error.issues[0]!, config)
  const { lookbackPeriods, set, features, userFeatures = [], timeframeMs } = parsed.data
  const lookbacks = lookbackPeriods ?? (set === undefined ? [...DEFAULT_LOOKBACK_PERIODS] : undefined)
  return {
    set: set ?? 'classic',
    ...(lookbacks === undefined ? {} : { lookbackPeriods: lookbacks }),
    ...(features === undefined ? {} : { features }),
    ...(userFeatures.length === 0 ? {} : { userFeatures: readUserFeatures(userFeatures) }),
    ...(timeframeMs === undefined ? {} : { timeframeMs }),
  }
}
