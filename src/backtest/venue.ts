import type { Costs } from './costs.js'
import type { FeeSchedule, InstrumentRules, SlippageRule } from './instrument.js'
import { ALWAYS_OPEN, type TradingHours, tradingHoursOf } from './money/trading-hours.js'
import type { Side } from './order.js'

/** What the orders in one symbol are held to, with everything filled in: see `InstrumentRules`. */
export interface Venue {
  readonly costs: Costs
  /** Bars of which the volatility of `volumeImpact` is the standard deviation; 0 for other models. */
  readonly volatilityBars: number
  /** 0: any price, any size. */
  readonly tickSize: number
  readonly lotSize: number
  readonly minNotional: number
  /** Infinity without a limit. */
  readonly maxParticipation: number
  /** Units of the underlying in one unit. */
  readonly multiplier: number
  readonly halts: readonly { fromMs: number; toMs: number }[]
  readonly hours: TradingHours
}

/** The settings of a run that say what fills cost. */
export interface CostConfig {
  /** In place of `fees`: of the traded value. */
  transactionCost?: number
  slippageModel?: 'fixed' | 'linear' | 'sqrt'
  slippageRate?: number
  fees?: FeeSchedule
  spreadBps?: number
  slippage?: SlippageRule
}

/** What fills cost by a run's settings; `fees` and `slippage` stand in for the shorter ones. */
export function costsOf({
  transactionCost = 0,
  slippageModel = 'fixed',
  slippageRate = 0,
  fees,
  spreadBps = 0,
  slippage,
}: CostConfig): Costs {
  const { takerBps = 0, makerBps = takerBps, perTrade = 0, perUnit = 0, minimum = 0 } = fees ?? {}
  return {
    transactionCost: fees === undefined ? transactionCost : takerBps / 1e4,
    makerRate: fees === undefined ? transactionCost : makerBps / 1e4,
    perTrade,
    perUnit,
    minimumFee: minimum,
    halfSpread: spreadBps / 2e4,
    slippageModel: slippage?.model ?? slippageModel,
    slippageRate: slippage?.rate ?? slippageRate,
  }
}

/**
 * A symbol's venue: its rules and the run's costs, with everything filled in.
 *
 * @throws BarcastError `bars/time-zone`, `bars/time-of-day`, `bars/date`, `bars/session` for trading hours that make no sense
 */
export function venueOf(config: CostConfig, rules: InstrumentRules = {}): Venue {
  const { tickSize = 0, lotSize = 0, minNotional = 0, multiplier = 1, maxParticipation = Infinity, halts = [], sessions } = rules
  return {
    costs: costsOf(config),
    volatilityBars: config.slippage?.model === 'volumeImpact' ? config.slippage.windowBars : 0,
    tickSize,
    lotSize,
    minNotional,
    maxParticipation,
    multiplier,
    halts,
    hours: sessions === undefined ? ALWAYS_OPEN : tradingHoursOf(sessions),
  }
}

/** Room for the last bits of a division. */
const SLACK = 1e-9

/** The nearest price on the grid that is no better for the host: buys are rounded up, sells down. */
export function roundPrice({ tickSize }: Venue, side: Side, price: number): number {
  if (tickSize === 0) return price
  const ticks = price / tickSize
  return (side === 'buy' ? Math.ceil(ticks - SLACK) : Math.floor(ticks + SLACK)) * tickSize
}

/** A limit on the grid that keeps what the host asked for: a buyer's is rounded down, a seller's up. */
export function roundLimit(venue: Venue, side: Side, price: number): number {
  return roundPrice(venue, side === 'buy' ? 'sell' : 'buy', price)
}

/** Whole lots, towards zero. */
export function roundUnits({ lotSize }: Venue, units: number): number {
  return lotSize === 0 ? units : Math.floor(units / lotSize + SLACK) * lotSize
}

/** True when orders wait on a bar that opens at `timeMs`. */
export function isHalted({ halts, hours }: Venue, timeMs: number): boolean {
  return !hours.isOpen(timeMs) || halts.some(({ fromMs, toMs }) => timeMs >= fromMs && timeMs < toMs)
}
