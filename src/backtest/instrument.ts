/** What a venue asks of orders in one symbol. Everything has a default that asks nothing; `default` rules of a run hold for symbols without their own. */
export interface InstrumentRules {
  /** Prices of orders and fills are whole multiples: buys are rounded up, sells down for market orders; limits and stops to the nearest one that is no better for the host. Default 0: any price. */
  tickSize?: number
  /** Units are whole multiples, rounded towards zero. Default 0: any. */
  lotSize?: number
  /** An order worth less is refused (reduceOnly orders that close the whole position are not). Default 0. */
  minNotional?: number
  /** Units of the underlying in one unit traded (contract multiplier). Default 1. */
  multiplier?: number
  /** Currency of the prices. Default: the account's. */
  currency?: string
  /** Largest share of a bar's volume that may fill, 0 … 1; the rest stays in the order for the next bar. Default: no limit. */
  maxParticipation?: number
  /** When orders can fill: sessions of `barcast/bars`, or halts. Default: on every bar there is. */
  halts?: readonly { fromMs: number; toMs: number }[]
  /** After it the symbol has no bars; what is held is settled at `price` (default: the last close). */
  delisting?: { timeMs: number; price?: number }
  /** Shares held before `timeMs` become `ratio` times as many, prices of standing orders are divided by it: for bars that are not adjusted. */
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
  /** Per unit traded. */
  perUnit?: number
  /** A fill costs this at least. */
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

/** Payments of a perpetual future: longs pay shorts `rate` of the position's value at `timeMs` (negative: shorts pay longs), on what is held at that instant. */
export interface FundingSeries {
  timeMs: Float64Array
  rate: Float64Array
  /** When given, a payment that is due every so often and has no rate is an error. */
  intervalMs?: number
}

/** What is owed for what is not owned. */
export interface Carry {
  /** Per year of the value of short positions, accrued over the time between bars. Default 0. */
  borrowRate?: number
  /** Per year of negative cash. Default 0. */
  interestRate?: number
  funding?: FundingSeries
}

/** What may be held against the account's equity. */
export interface MarginRules {
  /** Position value may be so many times the equity, ≥ 1. Default 1: no leverage. */
  leverage?: number
  /** Below this fraction of position value in equity, positions are liquidated. Default: half of 1 / leverage; 0 without leverage and short positions. */
  maintenanceFraction?: number
  /** Of the liquidated value. Default 0. */
  liquidationFeeBps?: number
}

/** What a portfolio may hold, as fractions of equity; orders are cut to them, and the cut is logged. */
export interface PortfolioLimits {
  maxPositions?: number
  /** Of one symbol. */
  maxWeight?: number
  maxGrossExposure?: number
  maxNetExposure?: number
}
