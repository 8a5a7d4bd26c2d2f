import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import { parse } from '../config.js'

const count = z.int().positive()
const overfittingSchema = z.strictObject({ blocks: z.int().min(2).max(20).multipleOf(2).default(16) })
const bootstrapSchema = z.strictObject({ rows: count, meanBlockRows: z.number().min(1), draws: z.int().min(0), seed: z.int().default(0) })
const comparisonSchema = z.strictObject({
  draws: count.default(1000),
  meanBlockRows: z.number().min(1).optional(),
  seed: z.int().default(0),
})
const permutationSchema = z.strictObject({ permutations: count.default(100), blockRows: count.default(1), seed: z.int().default(0) })

/** Options of {@link probabilityOfBacktestOverfitting}. */
export interface BacktestOverfittingOptions {
  /** Blocks that the rows are cut into, an even number from 2 to 20. Default 16, which makes 12,870 splits into halves. */
  blocks?: number
}

/** Options of {@link stationaryBootstrap}. */
export interface StationaryBootstrapOptions {
  /** Rows of the series, and of each draw. */
  rows: number
  /** Mean length of the blocks that are drawn, 1 or more rows. */
  meanBlockRows: number
  /** Number of draws. */
  draws: number
  /** Seed of the random numbers, an integer. Default 0. */
  seed?: number
}

/** How a test by bootstrap draws. */
export interface BootstrapTestOptions {
  /** Number of bootstrap draws. Default 1000. */
  draws?: number
  /** Mean length of the blocks of the stationary bootstrap, 1 or more rows. Default ⌊√rows⌋; take more where results depend on each other longer. */
  meanBlockRows?: number
  /** Seed of the random numbers, an integer. Default 0. */
  seed?: number
}

/** How labels are shuffled. */
export interface ShuffleOptions {
  /** Number of shuffles. Default 100. */
  permutations?: number
  /**
   * Neighbouring rows that stay together in a shuffle. Default 1. Labels that overlap resemble their neighbours; shuffled one by one they lose
   * that, the shuffled scores vary too little, and luck looks like skill: give several times the labels' horizon.
   */
  blockRows?: number
  /** Seed of the random numbers, an integer. Default 0. */
  seed?: number
}

const names = (schema: z.ZodObject): string[] => Object.keys(schema.shape)

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parseOverfitting(options: BacktestOverfittingOptions, action: string): z.output<typeof overfittingSchema> {
  return parse(overfittingSchema, options, names(overfittingSchema), action)
}

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parseBootstrap(options: StationaryBootstrapOptions, action: string): z.output<typeof bootstrapSchema> {
  return parse(bootstrapSchema, options, names(bootstrapSchema), action)
}

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parseComparison(options: BootstrapTestOptions, action: string): z.output<typeof comparisonSchema> {
  return parse(comparisonSchema, options, names(comparisonSchema), action)
}

/** @throws BarcastError `validation/config`, `validation/unknown-option`. */
export function parsePermutation(options: ShuffleOptions, action: string): z.output<typeof permutationSchema> {
  return parse(permutationSchema, options, names(permutationSchema), action)
}

/**
 * Rows of the trials' returns.
 *
 * @throws BarcastError `validation/trials` for fewer trials than `least` or columns of unequal length, `validation/not-finite`.
 */
export function checkTrialReturns(returnsByTrial: readonly Float64Array[], least: number, action: string): number {
  const refuse = (rule: string, message: string, value: unknown, where = {}): never => {
    throw new BarcastError(`validation/${rule}`, `${action}: ${message}`, { value, where })
  }
  if (!Array.isArray(returnsByTrial) || returnsByTrial.length < least) {
    const found = Array.isArray(returnsByTrial) ? returnsByTrial.length : typeof returnsByTrial
    refuse('trials', `returns of ${least} or more trials are needed, one Float64Array each, found ${found}`, found)
  }
  const rows = returnsByTrial[0]!.length
  for (const [trial, returns] of returnsByTrial.entries()) {
    if (!(returns instanceof Float64Array) || returns.length !== rows) {
      const found = returns instanceof Float64Array ? returns.length : typeof returns
      refuse('trials', `trial ${trial} must have a Float64Array of ${rows} returns like trial 0, found ${found}`, found, {
        column: String(trial),
      })
    }
    const row = returns.findIndex((value) => !Number.isFinite(value))
    if (row >= 0) {
      refuse('not-finite', `returns must be finite numbers, found ${returns[row]} at row ${row} of trial ${trial}`, returns[row], {
        row,
        column: String(trial),
      })
    }
  }
  return rows
}
