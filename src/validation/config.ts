import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'

const count = z.int().positive()
const embargoMs = z.number().min(0).default(0)
const mode = z.enum(['expanding', 'rolling']).default('expanding')

const timeSeriesSplitSchema = z.strictObject({
  splits: z.int().min(2),
  gap: z.int().min(0).default(0),
  testSize: count.optional(),
  maxTrainSize: count.optional(),
})
const byFolds = z.strictObject({ folds: count, minTrainShare: z.number().gt(0).lt(1).default(0.5), mode, embargoMs })
const byRows = z.strictObject({ trainRows: count, testRows: count, mode, embargoMs })

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
  /** Whether training parts grow from the first sample, or keep the length of the first training part. Default expanding. */
  mode?: 'expanding' | 'rolling'
  /** Quiet time before each test part: every training span ends more than so long before it. Default 0, which is plain purging. */
  embargoMs?: number
}

/** So many test parts of equal size (±1 sample) after a first training part of floor(samples × minTrainShare). */
export interface WalkForwardByFolds extends WalkForwardCommon {
  /** Number of test parts. */
  folds: number
  /** Share of the samples before the first test part, between 0 and 1. Default 0.5. */
  minTrainShare?: number
  trainRows?: never
  testRows?: never
}

/** Test parts of `testRows` samples after a first training part of `trainRows`; the last test part is shorter if samples run out. */
export interface WalkForwardByRows extends WalkForwardCommon {
  /** Samples of the first training part. */
  trainRows: number
  /** Samples of each test part but the last. */
  testRows: number
  folds?: never
  minTrainShare?: never
}

/** Options of {@link walkForward}: by number of folds or by samples. */
export type WalkForwardOptions = WalkForwardByFolds | WalkForwardByRows

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

function parse<S extends z.ZodObject>(schema: S, options: unknown, known: readonly string[], action: string): z.output<S> {
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

/** @throws BarcastError `validation/config` (also for a mix of both kinds of options), `validation/unknown-option`. */
export function parseWalkForward(options: WalkForwardOptions): z.output<typeof byFolds> | z.output<typeof byRows> {
  const action = 'Create walk-forward'
  const known = [...new Set([...Object.keys(byFolds.shape), ...Object.keys(byRows.shape)])]
  const has = (name: string): boolean => typeof options === 'object' && options !== null && Object.hasOwn(options, name)
  const rowsNamed = has('trainRows') || has('testRows')
  if (rowsNamed && (has('folds') || has('minTrainShare'))) {
    throw new BarcastError('validation/config', `${action}: give either folds and minTrainShare or trainRows and testRows, found both`, {
      value: options,
    })
  }
  return rowsNamed ? parse(byRows, options, known, action) : parse(byFolds, options, known, action)
}
