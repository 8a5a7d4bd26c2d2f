import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Thresholds } from './thresholds.js'

/** Forward windows of the documents, in minutes. */
export const DEFAULT_FORWARD_WINDOWS: readonly number[] = [5, 15, 30, 60]

const unique = (list: readonly unknown[]): boolean => new Set(list).size === list.length
const threshold = z.custom<number>((value) => typeof value === 'number' && !Number.isNaN(value), 'must be a number or ±Infinity').optional()
const thresholdShape = { strongSell: threshold, sell: threshold, buy: threshold, strongBuy: threshold }

const schema = z.strictObject({
  /** Horizons in minutes of clock time; the outcome is the bar that opens exactly so much later. */
  forwardWindows: z.array(z.number().positive()).min(1).refine(unique, 'must not repeat a window').optional(),
  /** Horizons in bars; the outcome is the bar so many rows later. */
  horizonBars: z.array(z.int().positive()).min(1).refine(unique, 'must not repeat a horizon').optional(),
  /** Class edges in the unit of the method: returns, volatilities or probabilities. */
  thresholds: z.strictObject(thresholdShape).optional(),
  /** One-bar returns in the trailing volatility of `volatility_adjusted`. */
  volatilityBars: z.int().min(2).max(100_000).default(100),
  /** Known outcomes from which `quantile_based` learns its edges. */
  quantileOutcomes: z.int().min(2).max(10_000_000).default(250),
  deadBand: z.number().min(0).lt(1).default(0.002),
  side: z.enum(['long', 'short']).default('long'),
  feeBps: z.number().min(0).lt(10_000).optional(),
  slippageBps: z.number().min(0).lt(5000).optional(),
  maxGapBars: z.custom<number>((value) => typeof value === 'number' && value >= 0, 'must be 0 or more, or Infinity').default(Infinity),
  maxVolatilities: z.number().positive().optional(),
})

/** What {@link createDataLabeler} takes. `forwardWindows` and `horizonBars` exclude each other. */
export type DataLabelerConfig = {
  /** Class edges, in the unit of the method; those not given keep the method's default. */
  thresholds?: Partial<Thresholds>
  /** Returns in the trailing volatility of `volatility_adjusted`, in bars. Default 100. */
  volatilityBars?: number
  /** Outcomes, each known by then, from which `quantile_based` learns the edges of a row. Default 250. */
  quantileOutcomes?: number
  /** Returns of this size or less are `flat` in `direction` and `FLAT` in `long_short_flat`. Default 0.002. */
  deadBand?: number
  /** The position whose profit `profitable` asks for. Default long. */
  side?: 'long' | 'short'
  /**
   * Fee of each of a trade's two fills in hundredths of a percent of its value. Default 10 for `long_short_flat` and `profitable`, which are about
   * trades, and 0 for the other methods.
   */
  feeBps?: number
  /** How much worse than the close each fill is. Default 5 for `long_short_flat` and `profitable`, 0 for the other methods. */
  slippageBps?: number
  /**
   * A row has no label when its window meets a gap of more missing bars than this, or a halt: bars without volume or close count as missing. Default
   * Infinity: a horizon in bars counts rows whatever lies between.
   */
  maxGapBars?: number
  /**
   * A row has no label when its return is larger than so many trailing volatilities (σ √h, as in `volatility_adjusted`): extreme events, or errors of
   * the data. Rows without such a volatility have none either. Default: every outcome counts.
   */
  maxVolatilities?: number
} & (
  | {
      /** Minutes. Default 5, 15, 30, 60. */
      forwardWindows?: readonly number[]
      horizonBars?: never
    }
  | { horizonBars?: readonly number[]; forwardWindows?: never }
)

/** One horizon, in minutes of clock time or in bars. */
export interface Horizon {
  unit: 'min' | 'bars'
  count: number
}

export interface ParsedConfig {
  horizons: readonly Horizon[]
  thresholds: Partial<Thresholds>
  volatilityBars: number
  quantileOutcomes: number
  deadBand: number
  side: 'long' | 'short'
  feeBps: number | undefined
  slippageBps: number | undefined
  maxGapBars: number
  maxVolatilities: number | undefined
}

const ACTION = 'Create data labeler'

function refusal(issue: z.core.$ZodIssue, input: unknown, action: string, options: readonly string[]): BarcastError {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    const noun = path === 'thresholds' ? 'threshold' : 'option'
    return unknownNameError(`labels/unknown-${noun}`, action, noun, key, noun === 'option' ? options : Object.keys(thresholdShape), {
      path: path === '' ? key : `${path}.${key}`,
    })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  return new BarcastError('labels/config', `${action}: ${path === '' ? 'config' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

function parse<Shape extends z.ZodRawShape>(of: z.ZodObject<Shape>, input: unknown, action: string): z.output<z.ZodObject<Shape>> {
  const parsed = of.safeParse(input)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  throw refusal(issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, input, action, Object.keys(of.shape))
}

const MAX_BARS = 10_000_000
const multiple = z.custom<number>((value) => typeof value === 'number' && value > 0, 'must be above 0, or Infinity for no barrier')
const column = z.instanceof(Float64Array, { error: 'must be a Float64Array' })
const numbers = z.custom<ArrayLike<number>>(
  (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value),
  'must be an array of numbers',
)

const barrierSchema = z.strictObject({
  width: z
    .union(
      [
        z.strictObject({ volatilityBars: z.int().min(2).max(100_000) }),
        z.strictObject({ atrBars: z.int().min(1).max(100_000) }),
        z.strictObject({ fraction: z.number().positive() }),
        column,
      ],
      { error: 'must be { volatilityBars }, { atrBars }, { fraction } or a Float64Array' },
    )
    .default({ volatilityBars: 100 }),
  profit: multiple.default(1),
  stop: multiple.default(1),
  maxBars: z.int().min(1).max(MAX_BARS).optional(),
  maxMs: z.number().positive().optional(),
  bothTouched: z.enum(['stop', 'target', 'open_distance']).default('stop'),
  side: z.union([z.enum(['long', 'short']), numbers], { error: "must be 'long', 'short' or one number a row" }).default('long'),
  events: numbers.optional(),
  minReturn: z.number().min(0).default(0),
  maxGapBars: z.custom<number>((value) => typeof value === 'number' && value >= 0, 'must be 0 or more, or Infinity').default(Infinity),
  feeBps: z.number().min(0).lt(10_000).default(10),
  slippageBps: z.number().min(0).lt(5000).default(5),
})

export type ParsedBarriers = z.output<typeof barrierSchema>

/** @throws BarcastError `labels/config`, `labels/unknown-option`, `labels/horizons` (not exactly one vertical barrier). */
export function parseBarriers(options: unknown, action: string): ParsedBarriers {
  const parsed = parse(barrierSchema, options, action)
  const { maxBars, maxMs } = parsed
  if ((maxBars === undefined) === (maxMs === undefined)) {
    const found = maxBars === undefined ? 'neither' : 'both'
    throw new BarcastError('labels/horizons', `${action}: give either maxBars or maxMs, found ${found}`, {
      value: { maxBars, maxMs },
      where: { path: 'maxBars' },
    })
  }
  return parsed
}

const trendSchema = z.strictObject({
  minBars: z.int().min(3).max(100_000).default(5),
  maxBars: z.int().min(3).max(100_000).default(20),
  stepBars: z.int().min(1).max(100_000).default(1),
  minTValue: z.number().min(0).lt(Infinity).default(0),
})

/** @throws BarcastError `labels/config`, `labels/unknown-option`. */
export function parseTrends(options: unknown, action: string): z.output<typeof trendSchema> {
  const parsed = parse(trendSchema, options, action)
  const { minBars, maxBars } = parsed
  if (maxBars < minBars) {
    throw new BarcastError('labels/config', `${action}: maxBars: must not be below minBars (${minBars}), found ${maxBars}`, {
      value: maxBars,
      where: { path: 'maxBars' },
    })
  }
  return parsed
}

const zScoreSchema = z.strictObject({ windowBars: z.int().min(2).max(100_000), threshold: z.number().positive() })

/** @throws BarcastError `labels/config`, `labels/unknown-option`. */
export function parseZScore(options: unknown, action: string): z.output<typeof zScoreSchema> {
  return parse(zScoreSchema, options, action)
}

const bootstrapSchema = z.strictObject({ seed: z.int(), draws: z.int().min(1).max(MAX_BARS).optional() })

/** @throws BarcastError `labels/config`, `labels/unknown-option`. */
export function parseBootstrap(options: unknown, action: string): z.output<typeof bootstrapSchema> {
  return parse(bootstrapSchema, options, action)
}

const betSchema = z.strictObject({ classes: z.int().min(2).max(10_000).default(2), step: z.number().min(0).max(1).default(0) })

/** @throws BarcastError `labels/config`, `labels/unknown-option`. */
export function parseBets(options: unknown, action: string): z.output<typeof betSchema> {
  return parse(betSchema, options, action)
}

/** @throws BarcastError `labels/config`, `labels/unknown-option`, `labels/unknown-threshold`, `labels/horizons`. */
export function parseConfig(config: DataLabelerConfig): ParsedConfig {
  const { forwardWindows, horizonBars, thresholds, ...rest } = parse(schema, config, ACTION)
  if (forwardWindows !== undefined && horizonBars !== undefined) {
    throw new BarcastError('labels/horizons', `${ACTION}: give either forwardWindows (minutes) or horizonBars, found both`, {
      value: { forwardWindows, horizonBars },
      where: { path: 'horizonBars' },
    })
  }
  const horizons: Horizon[] =
    horizonBars === undefined
      ? (forwardWindows ?? DEFAULT_FORWARD_WINDOWS).map((count) => ({ unit: 'min', count }))
      : horizonBars.map((count) => ({ unit: 'bars', count }))
  const given = Object.entries(thresholds ?? {}).filter(([, value]) => value !== undefined)
  return {
    ...rest,
    horizons,
    thresholds: Object.fromEntries(given),
    feeBps: rest.feeBps,
    slippageBps: rest.slippageBps,
    maxVolatilities: rest.maxVolatilities,
  }
}
