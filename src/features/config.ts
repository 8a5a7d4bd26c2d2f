import * as z from 'zod'
import type { SessionCalendarOptions } from '../bars/index.js'
import { BarcastError, isBarcastError, unknownNameError } from '../core/index.js'
import { FEATURE_SETS } from './sets.js'
import { readUserFeatures, type UserFeature } from './user-feature.js'

const unique = (list: readonly unknown[]): boolean => new Set(list).size === list.length

/** Lookbacks of the documents, in bars. */
export const DEFAULT_LOOKBACK_PERIODS: readonly number[] = [5, 15, 30, 60]

/** What decides the columns over bars of one timeframe. */
const choice = {
  /** Windows of the windowed columns, in bars. */
  lookbackPeriods: z.array(z.int().min(2).max(5000)).min(1).refine(unique, 'must not repeat a period').optional(),
  /** Named set of columns; alone, it gives just the set. */
  set: z.enum(FEATURE_SETS).optional(),
  /** Which of these columns to make, in this order; all of them when not given. */
  features: z.array(z.string()).min(1).refine(unique, 'must not repeat a name').optional(),
  /** Features of the user's own, after those of the set and the lookbacks; they are read term by term in user-feature.ts. */
  userFeatures: z.array(z.unknown()).optional(),
  /** Columns against a benchmark. */
  benchmark: z
    .strictObject({ lookbackPeriods: z.array(z.int().min(2).max(5000)).min(1).refine(unique, 'must not repeat a period') })
    .optional(),
}

const schema = z.strictObject({
  ...choice,
  /** Timeframe of the bars, in milliseconds; other bars are refused. */
  timeframeMs: z.number().positive().optional(),
  /** Columns over longer bars, each entry read by `higherSchema`. */
  higher: z.array(z.unknown()).min(1).optional(),
  /** Whether times without a bar are accepted (default) or refused. */
  gaps: z.enum(['accept', 'refuse']).optional(),
  /** Sessions of the exchange; what it may hold is decided in bars. */
  session: z.looseObject({ timeZone: z.string(), open: z.string(), close: z.string() }).optional(),
})

const higherSchema = z.strictObject({
  ...choice,
  timeframe: z.string().min(1),
  timeZone: z.string().optional(),
  dayStart: z.string().optional(),
  aggregate: z.record(z.string(), z.enum(['first', 'max', 'min', 'last', 'sum', 'drop'])).optional(),
})

/** Which columns over bars of one timeframe; lookbacks count bars. */
export interface ColumnChoice {
  lookbackPeriods?: readonly number[]
  set?: (typeof FEATURE_SETS)[number]
  features?: readonly string[]
  /** Columns of the user's own as data; they come after the others, and `features` may pick them too. */
  userFeatures?: readonly UserFeature[]
  /**
   * Correlation, beta, alpha, residual and relative strength against a benchmark, for each lookback. The bars must have its close as extra column
   * `benchmark_close`, which `joinBenchmark` brings to histories and `createBenchmarkJoin` to live bars.
   */
  benchmark?: { readonly lookbackPeriods: readonly number[] }
}

/**
 * Columns over bars of a longer timeframe, made of the engineer's bars: `{ timeframe: '1h', features: ['rsi_14'] }` gives the column `rsi_14_1h`. A row sees the last
 * longer bar that had closed when its own bar closes.
 */
export interface HigherTimeframe extends ColumnChoice {
  /** A multiple of the engineer's timeframe: `15m`, `1h`, `4h`, `1d`, `1w`, `1M`. */
  timeframe: string
  /** Calendar of days, weeks and months, as for `resampleBars`. Default `UTC`. */
  timeZone?: string
  /** Time of day at which a day begins there. Default `00:00`. */
  dayStart?: string
  /** How extra columns that its features read become those of the longer bar, as for `resampleBars`. */
  aggregate?: Readonly<Record<string, 'first' | 'max' | 'min' | 'last' | 'sum' | 'drop'>>
}

/** What {@link createFeatureEngineer} takes. */
export interface FeatureEngineerConfig extends ColumnChoice {
  /** Timeframe of the bars in milliseconds: other bars are refused. `higher` and `gaps: 'refuse'` need it. */
  timeframeMs?: number
  /** Columns over longer bars; user features may name them too. */
  higher?: readonly HigherTimeframe[]
  /**
   * Times without a bar, in history and live alike: `accept` (default), or `refuse` with `features/gap`. Weekends and nights are such times: refuse them for markets
   * that never close.
   */
  gaps?: 'accept' | 'refuse'
  /** Time columns by the sessions of an exchange: time since the open and to the close, days around weekends and holidays, the end of the month, the local hour. */
  session?: SessionCalendarOptions
}

/** A choice with its defaults written out. */
export type ParsedChoice = ColumnChoice & { set: (typeof FEATURE_SETS)[number] }
/** A config with its defaults written out. */
export type ParsedConfig = Omit<FeatureEngineerConfig, 'higher'> & ParsedChoice & { higher?: readonly (HigherTimeframe & ParsedChoice)[] }

const ACTION = 'Create feature engineer'

function refusal(issue: z.core.$ZodIssue, input: unknown, known: readonly string[], within: string): BarcastError {
  const inner = issue.path.join('.')
  const path = within + inner
  if (issue.code === 'unrecognized_keys' && inner === '') {
    return unknownNameError('features/unknown-option', ACTION, 'option', issue.keys[0]!, known, { path: within + issue.keys[0]! })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  if (inner === 'set' && typeof value === 'string') {
    return unknownNameError('features/unknown-set', ACTION, 'feature set', value, FEATURE_SETS, { path })
  }
  return new BarcastError(
    'features/config',
    `${ACTION}: ${path === '' ? 'config' : path.replace(/\.$/, '')} ${issue.message}, found ${JSON.stringify(value)}`,
    {
      value,
      where: { path },
    },
  )
}

function read<S extends z.ZodObject>(shape: S, input: unknown, within: string): z.output<S> {
  const parsed = shape.safeParse(input)
  if (!parsed.success) throw refusal(parsed.error.issues[0]!, input, Object.keys(shape.shape), within)
  return parsed.data
}

/** The choice with its defaults: the lookbacks of the documents come when neither they nor a set are named. */
function readChoice({ lookbackPeriods, set, features, userFeatures = [], benchmark }: z.output<z.ZodObject<typeof choice>>): ParsedChoice {
  const lookbacks = lookbackPeriods ?? (set === undefined ? [...DEFAULT_LOOKBACK_PERIODS] : undefined)
  return {
    set: set ?? 'classic',
    ...(lookbacks === undefined ? {} : { lookbackPeriods: lookbacks }),
    ...(features === undefined ? {} : { features }),
    ...(userFeatures.length === 0 ? {} : { userFeatures: readUserFeatures(userFeatures) }),
    ...(benchmark === undefined ? {} : { benchmark }),
  }
}

function readHigher(input: unknown, index: number): HigherTimeframe & ParsedChoice {
  const { timeframe, timeZone, dayStart, aggregate, ...chosen } = read(higherSchema, input, `higher.${index}.`)
  return {
    timeframe,
    ...within(`higher.${index}`, () => readChoice(chosen)),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(dayStart === undefined ? {} : { dayStart }),
    ...(aggregate === undefined ? {} : { aggregate }),
  }
}

/** Says of what goes wrong inside that it stands at `path`. */
export function within<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!isBarcastError(error)) throw error
    const inner = error.where.path === undefined ? path : `${path}.${error.where.path}`
    throw new BarcastError(error.code, `${error.message}, at ${inner}`, {
      value: error.value,
      where: { ...error.where, path: inner },
      cause: error,
    })
  }
}

function needTimeframe({ timeframeMs, higher, gaps }: FeatureEngineerConfig): void {
  const needs = higher !== undefined ? 'higher' : gaps === 'refuse' ? "gaps: 'refuse'" : undefined
  if (needs === undefined || timeframeMs !== undefined) return
  throw new BarcastError('features/config', `${ACTION}: timeframeMs must be given for ${needs}, found none`, {
    where: { path: 'timeframeMs' },
  })
}

/**
 * The config with its defaults written out: fed in again, it makes the same columns.
 *
 * @throws BarcastError `features/config`, `features/unknown-option`, `features/unknown-set`, `features/user-feature…`.
 */
export function parseConfig(config: FeatureEngineerConfig): ParsedConfig {
  const { timeframeMs, higher, gaps, session, ...chosen } = read(schema, config, '')
  const parsed = {
    ...readChoice(chosen),
    ...(timeframeMs === undefined ? {} : { timeframeMs }),
    ...(higher === undefined ? {} : { higher: higher.map(readHigher) }),
    ...(gaps === undefined ? {} : { gaps }),
    ...(session === undefined ? {} : { session: session as SessionCalendarOptions }),
  }
  needTimeframe(parsed)
  return parsed
}
