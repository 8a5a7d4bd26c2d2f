import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import { combinationCount } from './combinations.js'

const count = z.int().positive()
const embargoMs = z.number().min(0).default(0)
const mode = z.enum(['expanding', 'anchored', 'rolling']).default('expanding')
const timeZone = z.string().default('UTC')

const timeSeriesSplitSchema = z.strictObject({
  splits: z.int().min(2),
  gap: z.int().min(0).default(0),
  testSize: count.optional(),
  maxTrainSize: count.optional(),
})
const byFolds = z.strictObject({ folds: count, minTrainShare: z.number().gt(0).lt(1).default(0.5), mode, embargoMs })
const byRows = z.strictObject({ trainRows: count, testRows: count, mode, embargoMs })
const byMonths = z.strictObject({ trainMonths: count, testMonths: count, timeZone, mode, embargoMs })
const byWeeks = z.strictObject({ trainWeeks: count, testWeeks: count, timeZone, mode, embargoMs })
const purgedKFoldSchema = z.strictObject({ splits: z.int().min(2), embargoMs })
const combinatorialSchema = z.strictObject({ groups: z.int().min(2), testGroups: count, embargoMs })
/** Splits of a combinatorial splitter; more would take longer than anybody waits. */
const MOST_SPLITS = 100_000

/** Options of {@link timeSeriesSplit}, with scikit-learn's meaning; all count samples. */
export interface TimeSeriesSplitOptions {
  /** Number of splits, at least 2. */
  splits: number
  /** Samples left out between training and test part. Default 0. */
  gap?: number
  /** Samples of each test part. Default floor(samples / (splits + 1)). */
  testSize?: number
  /** Training parts keep only so many last samples. Default: all. */
  maxTrainSize?: number
}

interface WalkForwardCommon {
  /**
   * Whether training parts grow from the first sample (`expanding`; `anchored` is the traders' word for it), or keep the length of the first
   * training part (`rolling`). Default expanding.
   */
  mode?: 'expanding' | 'anchored' | 'rolling'
  /** Quiet time before each test part: every training span ends more than so long before it. Default 0, which is plain purging. */
  embargoMs?: number
}

/** So many test parts of equal size (±1 sample) after a first training part of floor(samples × minTrainShare). */
export interface WalkForwardByFolds extends WalkForwardCommon {
  /** Number of test parts. */
  folds: number
  /** Share of the samples before the first test part, between 0 and 1. Default 0.5. */
  minTrainShare?: number
}

/** Test parts of `testRows` samples after a first training part of `trainRows`; the last test part is shorter if samples run out. */
export interface WalkForwardByRows extends WalkForwardCommon {
  /** Samples of the first training part. */
  trainRows: number
  /** Samples of each test part but the last. */
  testRows: number
}

/** Test parts of whole calendar months; the month of the first sample is the first training month, complete or not. */
export interface WalkForwardByMonths extends WalkForwardCommon {
  /** Calendar months of the first training part. */
  trainMonths: number
  /** Calendar months of each test part. */
  testMonths: number
  /** IANA zone by whose calendar months are cut, such as `America/New_York`. Default `UTC`. */
  timeZone?: string
}

/** Test parts of whole calendar weeks, which begin on Monday; the week of the first sample is the first training week, complete or not. */
export interface WalkForwardByWeeks extends WalkForwardCommon {
  /** Calendar weeks of the first training part. */
  trainWeeks: number
  /** Calendar weeks of each test part. */
  testWeeks: number
  /** IANA zone by whose calendar weeks are cut, such as `America/New_York`. Default `UTC`. */
  timeZone?: string
}

type Kinds = WalkForwardByFolds & WalkForwardByRows & WalkForwardByMonths & WalkForwardByWeeks
type Only<Kind> = Kind & { [Name in Exclude<keyof Kinds, keyof Kind>]?: never }

/** Options of {@link walkForward}: by number of folds, by samples, or by the calendar. */
export type WalkForwardOptions = Only<WalkForwardByFolds> | Only<WalkForwardByRows> | Only<WalkForwardByMonths> | Only<WalkForwardByWeeks>

/** Options of {@link purgedKFold}. */
export interface PurgedKFoldOptions {
  /** Number of test parts, at least 2. */
  splits: number
  /** Training rows that start no later than this after the last outcome of a test part are dropped too. Default 0. */
  embargoMs?: number
}

/** Options of {@link combinatorialPurged}. */
export interface CombinatorialPurgedOptions {
  /** Number of groups that the samples are cut into, at least 2. */
  groups: number
  /** Groups that each split tests, at least 1 and fewer than `groups`. */
  testGroups: number
  /** Training rows that start no later than this after the last outcome of a run of test groups are dropped too. Default 0. */
  embargoMs?: number
}

function refusal(issue: z.core.$ZodIssue, input: unknown, known: readonly string[], action: string): BarcastError {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return unknownNameError('validation/unknown-option', action, 'option', issue.keys[0]!, known, { path: issue.keys[0]! })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  return new BarcastError('validation/config', `${action}: ${path === '' ? 'options' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

/** What the options mean with defaults filled in; wrong and unknown ones are refused by name. */
export function parse<S extends z.ZodObject>(schema: S, options: unknown, known: readonly string[], action: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (!parsed.success) {
    const { issues } = parsed.error
    throw refusal(issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, options, known, action)
  }
  return parsed.data
}

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parseTimeSeriesSplit(options: TimeSeriesSplitOptions): z.output<typeof timeSeriesSplitSchema> {
  return parse(timeSeriesSplitSchema, options, Object.keys(timeSeriesSplitSchema.shape), 'Create time series split')
}

const WALK_FORWARD_KINDS = [byRows, byMonths, byWeeks, byFolds] as const
const SHARED = new Set(['mode', 'embargoMs', 'timeZone'])

/** @throws BarcastError `validation/config` (also for a mix of kinds of options), `validation/unknown-option`. */
export function parseWalkForward(options: WalkForwardOptions): z.output<(typeof WALK_FORWARD_KINDS)[number]> {
  const action = 'Create walk-forward'
  const known = [...new Set(WALK_FORWARD_KINDS.flatMap((kind) => Object.keys(kind.shape)))]
  const has = (name: string): boolean => typeof options === 'object' && options !== null && Object.hasOwn(options, name)
  const own = (kind: z.ZodObject): string[] => Object.keys(kind.shape).filter((name) => !SHARED.has(name))
  const [kind, other] = WALK_FORWARD_KINDS.filter((each) => own(each).some(has))
  if (kind === undefined) return parse(byFolds, options, known, action)
  if (other === undefined) return parse(kind, options, Object.keys(kind.shape), action)
  const rule = WALK_FORWARD_KINDS.map((each) => own(each).join(' and ')).join(', or ')
  throw new BarcastError(
    'validation/config',
    `${action}: give either ${rule}, found ${[kind, other].map((each) => own(each).filter(has).join(' and ')).join(' with ')}`,
    {
      value: options,
    },
  )
}

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parsePurgedKFold(options: PurgedKFoldOptions): z.output<typeof purgedKFoldSchema> {
  return parse(purgedKFoldSchema, options, Object.keys(purgedKFoldSchema.shape), 'Create purged k-fold')
}

/** @throws BarcastError `validation/config` (also where all groups would be tested, or splits be too many), `validation/unknown-option`. */
export function parseCombinatorial(options: CombinatorialPurgedOptions): z.output<typeof combinatorialSchema> {
  const action = 'Create combinatorial splits'
  const parsed = parse(combinatorialSchema, options, Object.keys(combinatorialSchema.shape), action)
  const { groups, testGroups } = parsed
  const where = { path: 'testGroups' }
  if (testGroups >= groups) {
    throw new BarcastError('validation/config', `${action}: testGroups must be fewer than the ${groups} groups, found ${testGroups}`, {
      value: testGroups,
      where,
    })
  }
  const splits = combinationCount(groups, testGroups)
  if (splits > MOST_SPLITS) {
    throw new BarcastError(
      'validation/config',
      `${action}: at most ${MOST_SPLITS} splits, found ${splits} (${groups} choose ${testGroups})`,
      {
        value: splits,
        where,
      },
    )
  }
  return parsed
}
