import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'

const schema = z.strictObject({
  initialCapital: z.number().positive().default(10_000),
  transactionCost: z.number().min(0).lt(1).default(0.001),
  slippageModel: z.enum(['linear', 'sqrt', 'fixed']).default('linear'),
  slippageRate: z.number().min(0).lt(0.5).optional(),
  maxPositionSize: z.number().positive().max(1).default(0.1),
  rebalanceFrequency: z.enum(['signal', 'daily', 'weekly']).default('signal'),
  allowShort: z.boolean().default(false),
})

const optionsSchema = z.strictObject({
  benchmark: z.strictObject({ name: z.string().min(1), close: z.instanceof(Float64Array, { error: 'must be a Float64Array' }) }).optional(),
})

/**
 * Slippage at a rate of 1, by model. `linear`: an order as large as its bar's volume moves the price by 10 %; `sqrt`: by 1 %, an order of
 * a hundredth of the volume by 0.1 %; `fixed`: 0.05 % whatever the size.
 */
const DEFAULT_SLIPPAGE_RATES = { linear: 0.1, sqrt: 0.01, fixed: 0.0005 } as const

export type SlippageModel = keyof typeof DEFAULT_SLIPPAGE_RATES

/** What {@link createBacktestEngine} takes; everything has a default. */
export interface BacktestConfig {
  /** Account currency, > 0. Default 10000. */
  initialCapital?: number
  /** Fee as a fraction of the traded value, 0 … 1. Default 0.001 (0.1 %). */
  transactionCost?: number
  /**
   * How far a fill's price is worse than the open, as a fraction of it: `fixed` is the rate itself, `linear` rate · p, `sqrt` rate · √p,
   * where p = units / volume of the bar, at most 1, and 1 in a bar without volume. Default `linear`.
   */
  slippageModel?: SlippageModel
  /** A fraction, 0 … 0.5. Default 0.1 for `linear`, 0.01 for `sqrt`, 0.0005 for `fixed`. */
  slippageRate?: number
  /** Target value of a position as a fraction of equity, above 0 and at most 1 (no leverage). Default 0.1. */
  maxPositionSize?: number
  /** `signal` trades only when the side changes; `daily` and `weekly` also return to the target at the first bar of each UTC day or week. */
  rebalanceFrequency?: 'signal' | 'daily' | 'weekly'
  /** SELL then targets a short position instead of none. Default false. */
  allowShort?: boolean
}

export type ParsedConfig = Required<BacktestConfig>

/** Another series to compare with, one close per row of the bars; NaN is a missing close. */
export interface BenchmarkSeries {
  name: string
  close: Float64Array
}

export interface RunOptions {
  /** Compared with instead of buy and hold of the bars themselves; bought at the close of the first signal's bar, without costs. */
  benchmark?: BenchmarkSeries
}

function refusal(action: string, issue: z.core.$ZodIssue, input: unknown, known: readonly string[]): BarcastError {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    return unknownNameError('backtest/unknown-option', action, 'option', key, known, { path: path === '' ? key : `${path}.${key}` })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  return new BarcastError('backtest/config', `${action}: ${path === '' ? 'config' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

function parse<T>(type: z.ZodType<T>, input: unknown, action: string, known: readonly string[]): T {
  const parsed = type.safeParse(input)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  throw refusal(action, issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, input, known)
}

/** @throws BarcastError `backtest/config`, `backtest/unknown-option`. */
export function parseConfig(config: BacktestConfig): ParsedConfig {
  const parsed = parse(schema, config, 'Create backtest engine', Object.keys(schema.shape))
  return { ...parsed, slippageRate: parsed.slippageRate ?? DEFAULT_SLIPPAGE_RATES[parsed.slippageModel] }
}

/** @throws BarcastError `backtest/config`, `backtest/unknown-option`. */
export function parseOptions(options: RunOptions): { benchmark: BenchmarkSeries | undefined } {
  const { benchmark } = parse(optionsSchema, options, 'Run backtest', ['benchmark', 'name', 'close'])
  return { benchmark }
}
