import type { SessionCalendarOptions } from '../bars/index.js'

/** What a venue asks of orders in one symbol. Everything has a default that asks nothing; `default` rules of a run hold for symbols without their own. */
export interface InstrumentRules {
  /** Prices of orders and fills are whole multiples: buys are rounded up, sells down for market orders; limits and stops to the nearest one that is no better for the host. Default 0: any price. */
  tickSize?: number
  /** Units are whole multiples, rounded towards zero. Default 0: any. */
  lotSize?: number
  /** An order worth less, in the instrument's currency, is refused (orders that close the whole position are not). Default 0. */
  minNotional?: number
  /** Units of the underlying in one unit traded (contract multiplier). Default 1. */
  multiplier?: number
  /** Currency of the prices. Default: the account's. */
  currency?: string
  /** Largest share of a bar's volume that may fill, 0 … 1; the rest stays in the order for the next bar. Default: no limit. */
  maxParticipation?: number
  /** Times without trade, `fromMs` ≤ open of the bar < `toMs`: orders wait, positions keep their last mark. */
  halts?: readonly { fromMs: number; toMs: number }[]
  /** Trading hours, as `createSessionCalendar` of `barcast/bars` takes them: orders fill on bars that open inside a session. Default: on every bar there is. */
  sessions?: SessionCalendarOptions
  /** The symbol has no bars after `timeMs`. Orders are cancelled, and what is held is settled at `price` (default: the last close), without costs. */
  delisting?: { timeMs: number; price?: number }
  /**
   * Units held before `timeMs` become `ratio` times as many and prices of standing orders are divided by it: for bars that are not adjusted. It must fall between two bars
   * (a bar that opens at `timeMs` has the new price). Fractions of a lot are paid out in cash at the last close.
   */
  splits?: readonly { timeMs: number; ratio: number }[]
}

/** What a fill costs beyond its price. A missing part is not charged; a run without any charge says `zero cost`. */
export interface FeeSchedule {
  /** Of the traded value, for fills that took what was there (market, stop). In hundredths of a percent; may be negative (a rebate). */
  takerBps?: number
  /** Of the traded value, for limit orders that waited. Default: takerBps. */
  makerBps?: number
  /** Account currency per fill. */
  perTrade?: number
  /** Account currency per unit traded. */
  perUnit?: number
  /** A fill costs this at least, in account currency. */
  minimum?: number
}

/**
 * How far a taker's price is from the reference price (the open, the stop, the close), as a fraction of it. With p = units / volume of the bar, at most 1, and 1 in a
 * bar without volume: `fixed` rate; `linear` rate · p; `sqrt` rate · √p; `volumeImpact` rate · σ · √p with σ the standard deviation of the last `windowBars` returns
 * (the square-root law of market impact, Almgren et al. 2005).
 */
export type SlippageRule =
  | { model: 'fixed' | 'linear' | 'sqrt'; rate: number }
  | { model: 'volumeImpact'; rate: number; windowBars: number }

/**
 * Payments of a perpetual future: longs pay shorts `rate` of the position's value at `timeMs` (negative: shorts pay longs), on what is held at that instant. A payment at a
 * bar's open meets the position before the fills at that open, valued at that open: what is sold there still pays, what is bought there does not. One inside a bar meets
 * what is held after the fills at the bar's open, valued at that open; one between two bars what is held, at its last mark.
 */
export interface FundingSeries {
  timeMs: Float64Array
  rate: Float64Array
  /**
   * When given, a payment that is due every so often and has no rate is an error that names its instant; due are payments over the whole time of the bars, and one up to half an
   * interval late is that payment. When left out, what is missing is not charged and a warning says so.
   */
  intervalMs?: number
}

/** Rates known from their times on: the last one known is used, never a later one. */
export interface ExchangeRateSeries {
  timeMs: Float64Array
  /** Account currency for one unit of the other, > 0. */
  rate: Float64Array
}

/**
 * What is owed for what is not owned. Borrow and interest are charged at a bar's close for the time since its open, on what is held then and at that close, and at the next
 * open for the time in between, as it stood at the close before. A year has 365 days of 86,400,000 ms.
 */
export interface Carry {
  /** Per year of the value of short positions. Default 0. */
  borrowRate?: number
  /** Per year of negative cash. Default 0. */
  interestRate?: number
  /** Of the one symbol of the run, or by symbol; symbols that are not named have no funding. */
  funding?: FundingSeries | Readonly<Record<string, FundingSeries>>
}

/**
 * What may be held against the account's equity; all positions stand in for one another (cross margin). When equity falls below the maintenance margin at an open, everything
 * is sold at that open; when it would do so between a bar's open and its extremes (all longs at their lows, all shorts at their highs), at the prices on that way at which the margin is
 * just used up. A liquidation is a taker's fill, whatever the volume, cancels all orders, and costs `liquidationFeeBps` on top; after a gap it may leave less than nothing.
 */
export interface MarginRules {
  /** Position value may be so many times the equity, ≥ 1. Default 1: no leverage. */
  leverage?: number
  /** Equity below this fraction of position value is liquidated; below 1 / leverage. Default: half of 1 / leverage; 0 without leverage. */
  maintenanceFraction?: number
  /** Of the liquidated value. Default 0. */
  liquidationFeeBps?: number
}

/**
 * What a portfolio may hold, as fractions of the equity after the order's own costs. Orders are cut to them as they fill, and the cut is logged; what reduces a position is
 * never cut, and positions that grow beyond a limit by their prices stay.
 */
export interface PortfolioLimits {
  /** Symbols held at once. */
  maxPositions?: number
  /** Largest value of one symbol, long or short. */
  maxWeight?: number
  /** Σ |value|. */
  maxGrossExposure?: number
  /** |Σ value|, shorts negative. */
  maxNetExposure?: number
}
