import * as z from 'zod'
import { BarcastError, type Bars, unknownNameError } from '../core/index.js'
import { checkMoney, type MoneyConfig, moneyNames, moneyShape } from './money/config.js'
import type { Bracket } from './order.js'
import type { PositionSizing } from './sizing.js'

const positive = z.number().positive()
const share = positive.lt(1)
const windowBars = z.int().min(2)

const sizing = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('equityFraction') }),
  z.strictObject({ by: z.literal('fixedUnits'), units: positive }),
  z.strictObject({ by: z.literal('fixedNotional'), notional: positive }),
  z.strictObject({ by: z.literal('volatilityTarget'), annualVolatility: positive, windowBars, periodsPerYear: positive }),
  z.strictObject({ by: z.literal('kelly'), fraction: positive.max(1), minTrades: z.int().min(2), startWeight: z.number().min(0).max(1) }),
  z.strictObject({ by: z.literal('confidence') }),
  z.strictObject({ by: z.literal('atrRisk'), riskFraction: share, windowBars, stopAtrs: positive }),
])

const exit = z.union([z.strictObject({ price: positive }), z.strictObject({ fraction: positive })])
const stops = z.strictObject({
  stopLoss: exit.refine((value) => !('fraction' in value) || value.fraction < 1, 'must lose less than everything').optional(),
  takeProfit: exit.optional(),
  trailingStop: z.union([z.strictObject({ distance: positive }), z.strictObject({ fraction: share })]).optional(),
})

/** Names inside the groups of settings, for the suggestion after a wrong one. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  sizing: [...new Set(sizing.options.flatMap(({ shape }) => Object.keys(shape)))],
  stops: Object.keys(stops.shape),
  rebalanceFrequency: ['bandFraction'],
}

const schema = z.strictObject({
  initialCapital: z.number().positive().default(10_000),
  transactionCost: z.number().min(0).lt(1).default(0.001),
  slippageModel: z.enum(['linear', 'sqrt', 'fixed']).default('linear'),
  slippageRate: z.number().min(0).lt(0.5).optional(),
  maxPositionSize: z.number().positive().default(0.1),
  rebalanceFrequency: z
    .union(
      [z.enum(['signal', 'daily', 'weekly']), z.strictObject({ bandFraction: share })],
      'must be signal, daily, weekly or { bandFraction }',
    )
    .default('signal'),
  allowShort: z.boolean().default(false),
  fillAt: z.enum(['nextOpen', 'signalClose']).optional(),
  intrabar: z.enum(['worst', 'openHighLow', 'openLowHigh', 'nearest']).optional(),
  sizing: sizing.optional(),
  stops: stops.optional(),
  ...moneyShape,
})

const optionsSchema = z.strictObject({
  benchmark: z.strictObject({ name: z.string().min(1), close: z.instanceof(Float64Array, { error: 'must be a Float64Array' }) }).optional(),
  finerBars: z.custom<Bars | readonly Bars[]>((value) => typeof value === 'object' && value !== null, 'must be bars').optional(),
})

/**
 * Slippage at a rate of 1, by model. `linear`: an order as large as its bar's volume moves the price by 10 %; `sqrt`: by 1 %, an order of
 * a hundredth of the volume by 0.1 %; `fixed`: 0.05 % whatever the size.
 */
const DEFAULT_SLIPPAGE_RATES = { linear: 0.1, sqrt: 0.01, fixed: 0.0005 } as const

export type SlippageModel = keyof typeof DEFAULT_SLIPPAGE_RATES

/** What {@link createBacktestEngine} takes; everything has a default. */
export interface BacktestConfig extends MoneyConfig {
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
  /** Target value of a position as a fraction of equity, above 0 and at most `margin.leverage` (1 without); what sizing by weight is cut to. Default 0.1. */
  maxPositionSize?: number
  /**
   * When positions return to their target beside at signals. `signal` never; `daily` and `weekly` at the first bar of each UTC day or week (Monday); a band when the
   * position's weight at a close is further than `bandFraction` of equity from its target, at the next open. Default `signal`.
   */
  rebalanceFrequency?: 'signal' | 'daily' | 'weekly' | { bandFraction: number }
  /** SELL then targets a short position instead of none; negative target weights are taken. Default false. */
  allowShort?: boolean
  /**
   * `nextOpen`: what is decided at a close meets the next bar. `signalClose`: market orders fill at the very close that they were decided at, which nobody can trade; results are
   * marked so. For comparison with tools that do it. Default `nextOpen`.
   */
  fillAt?: 'nextOpen' | 'signalClose'
  /**
   * In which order the prices inside a bar are taken to have come, where waiting orders depend on it. `worst`: to the host's harm; `openHighLow`, `openLowHigh`: open, high,
   * low, close and open, low, high, close; `nearest`: from the open to the nearer of high and low first. Default `worst`.
   */
  intrabar?: 'worst' | 'openHighLow' | 'openLowHigh' | 'nearest'
  /** How large a position is that a signal opens. Default: `maxPositionSize` of equity. */
  sizing?: PositionSizing
  /** Exits of every position that decisions open. After one the position stays closed until the next signal for a side. */
  stops?: Bracket
}

type Defaulted =
  | 'initialCapital'
  | 'transactionCost'
  | 'slippageModel'
  | 'slippageRate'
  | 'maxPositionSize'
  | 'rebalanceFrequency'
  | 'allowShort'

/** The settings with their defaults filled in; what has none is left out when it was not given. */
export type ParsedConfig = Required<Pick<BacktestConfig, Defaulted>> & Omit<BacktestConfig, Defaulted>

/** Another series to compare with, one close per row of the bars (of several symbols: of their clock); NaN is a missing close. */
export interface BenchmarkSeries {
  name: string
  close: Float64Array
}

export interface RunOptions {
  /** Compared with instead of buy and hold of the bars themselves; bought at the close of the account's first row, without costs. */
  benchmark?: BenchmarkSeries
  /** Bars of a smaller timeframe, of some symbols or all: they decide what came first inside a bar. */
  finerBars?: Bars | readonly Bars[]
}

function refusal(action: string, issue: z.core.$ZodIssue, input: unknown, known: readonly string[]): BarcastError {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    const names = path === '' ? known : (moneyNames(issue.path) ?? GROUPS[String(issue.path[0])] ?? known)
    return unknownNameError('backtest/unknown-option', action, 'option', key, names, { path: path === '' ? key : `${path}.${key}` })
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
  checkMoney(config, 'Create backtest engine')
  const { maxPositionSize, margin } = parsed
  const leverage = margin?.leverage ?? 1
  if (maxPositionSize > leverage)
    throw new BarcastError(
      'backtest/config',
      `Create backtest engine: maxPositionSize must be at most ${leverage} (the leverage), found ${maxPositionSize}`,
      {
        value: maxPositionSize,
        where: { path: 'maxPositionSize' },
      },
    )
  return { ...(parsed as ParsedConfig), slippageRate: parsed.slippageRate ?? DEFAULT_SLIPPAGE_RATES[parsed.slippageModel] }
}

const PLAIN: readonly string[] = ['initialCapital', 'transactionCost', 'slippageModel', 'slippageRate', 'maxPositionSize', 'allowShort']

/** True for settings that the plain signal path can carry out: orders that fill at the open or not at all, and nothing else that changes the account. */
export function isPlainConfig(config: ParsedConfig): boolean {
  return Object.entries(config).every(([name, value]) => {
    if (value === undefined || name === 'intrabar' || name === 'currency') return true
    if (name === 'rebalanceFrequency') return typeof value === 'string'
    if (name === 'fillAt') return value === 'nextOpen'
    if (name === 'sizing') return (value as PositionSizing).by === 'equityFraction'
    return PLAIN.includes(name)
  })
}

/** @throws BarcastError `backtest/config`, `backtest/unknown-option`. */
export function parseOptions(options: RunOptions, action: string): RunOptions {
  const { benchmark, finerBars } = parse(optionsSchema, options, action, ['benchmark', 'finerBars', 'name', 'close'])
  return { ...(benchmark === undefined ? {} : { benchmark }), ...(finerBars === undefined ? {} : { finerBars }) }
}
