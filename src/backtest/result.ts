import type { Signal } from '../core/index.js'
import type { ParsedConfig } from './config.js'
import type { BacktestEvent } from './event.js'
import type { Order } from './order.js'

/** Signals on their bars' own times: `signal[i]` is known at the close of the bar that opened at `timeMs[i]`. */
export interface SignalSeries {
  timeMs: Float64Array
  signal: readonly Signal[]
  /** Per signal, 0 … 1 (NaN = none); kept with the trades, not used for sizing here. */
  confidence?: Float64Array
}

/**
 * The account at each bar's close, as columns, from the bar of the first signal on (row 0 holds the initial capital: nothing can have
 * filled yet). `cash + positionUnits * close = equity` at every row.
 */
export interface PortfolioHistory {
  length: number
  timeMs: Float64Array
  cash: Float64Array
  positionUnits: Float64Array
  /** The close, or the last known one where a close is missing: what the position is marked at. */
  close: Float64Array
  equity: Float64Array
  /** Cumulative fees and slippage paid so far, in account currency. */
  fees: Float64Array
  slippage: Float64Array
  /** Cumulative, paid > 0, in runs with carry; borrow includes interest. */
  funding?: Float64Array
  borrow?: Float64Array
  /** In runs with a contract multiplier or another currency: `cash + positionUnits · close · scale = equity`, and what the exchange rate alone has gained. */
  scale?: Float64Array
  revaluation?: Float64Array
}

/** One symbol's position at each close. */
export interface PositionHistory {
  symbol: string
  units: Float64Array
  /** What it is valued at: the last known close; NaN before the first. */
  mark: Float64Array
  /** Account currency for a unit at a price of 1 (multiplier · exchange rate), in runs where it is not always 1: then `cash + Σ units · mark · scale = equity`. */
  scale?: Float64Array
}

/** The account at each close of the run's clock, as columns; values in account currency. `cash + Σ units · mark = equity` at every row (in one currency). */
export interface AccountHistory {
  length: number
  timeMs: Float64Array
  cash: Float64Array
  equity: Float64Array
  /**
   * Cumulative: paid > 0. Borrow includes interest on negative cash. Change of equity = Σ gains by prices − fees − slippage − funding − borrow + revaluation, where a gain by prices is
   * measured between reference prices and marks, before slippage.
   */
  fees: Float64Array
  slippage: Float64Array
  funding: Float64Array
  borrow: Float64Array
  /** Cumulative gain of positions by exchange rates alone, in runs of several currencies. */
  revaluation?: Float64Array
  positions: PositionHistory[]
}

/** One fill. */
export interface Fill {
  /** Open time of the bar that it fell on. */
  timeMs: number
  symbol: string
  /** Number of the order; 0 for what no order asked for. */
  orderId: number
  side: 'buy' | 'sell'
  units: number
  /** Price paid, slippage included. */
  price: number
  fee: number
  /** units · |price − the price that was there before slippage|, in account currency. */
  slippage: number
  /** True for a limit order that waited in the book. */
  isMaker: boolean
  /** The bar at whose close the order was decided; always before `timeMs`. NaN when not stated. */
  signalTimeMs: number
  /** What led to it: a signal, the calendar (back to the target weight), an order of a strategy, an exit of a bracket, or an account whose equity was used up. */
  reason: 'signal' | 'rebalance' | 'order' | 'stopLoss' | 'takeProfit' | 'trailingStop' | 'liquidation' | 'delisting' | 'split' | 'ruin'
  /** Confidence of the signal in force; NaN when none was given. */
  confidence: number
  /** The order's. */
  tag?: string
}

/** A fill by itself, without the run that it is part of. */
export type Execution = Omit<Fill, 'symbol' | 'orderId' | 'isMaker'>

/**
 * A round trip from a flat position back to flat (or to the other side). Open at the end: `exitTimeMs` undefined, marked at the last close.
 * `pnl = ± units · (exitPrice − entryPrice) − fees`; the sum over all trades is the change of equity.
 */
export interface Trade {
  side: 'long' | 'short'
  /** All units entered, rebalancing included. */
  units: number
  entryTimeMs: number
  /** Mean price of the entering fills, slippage included. */
  entryPrice: number
  exitTimeMs?: number
  /** Mean price of the leaving fills, slippage included; what is still open counts at the last close. */
  exitPrice: number
  fees: number
  /** Already inside the two prices; stated for the cost breakdown. */
  slippage: number
  /** Net of fees and slippage. */
  pnl: number
  /** pnl / (units · entryPrice). */
  returnFraction: number
  /** Bars from the entry's fill to the exit's; up to the last bar while open. */
  durationBars: number
  /** Confidence of the signal that opened it; NaN when none was given. */
  confidence: number
}

/**
 * A round trip of one symbol in a run of the broker. Values in account currency, prices in the instrument's. `pnl` is net of fees, slippage, funding and borrow, so that the sum
 * over all trips, less interest on negative cash, is the change of equity.
 */
export interface RoundTrip extends Trade {
  symbol: string
  /** Paid > 0; already inside `pnl`. */
  funding: number
  borrow: number
  /** What led to the last fill; undefined while open. */
  exitReason?: Fill['reason']
  holdingMs: number
  /**
   * Worst and best price while it was held, as a fraction of the mean entry price, for or against the position: MAE ≤ 0 and MFE ≥ 0 (Sweeney). Of the bar of the entry, high and
   * low count when it was entered at the open, else none but its own price; of the bar of the exit the open and the price of the exit, because nobody knows what came after.
   */
  adverseFraction: number
  favourableFraction: number
  /** The entry order's. */
  tag?: string
}

/** Figures of an equity curve, from its returns per bar; defined in `barcast/metrics` and equal to empyrical's. */
export interface ReturnFigures {
  totalReturn: number
  cagr: number
  annualVolatility: number
  sharpeRatio: number
  sortinoRatio: number
  calmarRatio: number
  omegaRatio: number
  /** ≤ 0. */
  maxDrawdown: number
  /** Historical, 95 %, per bar; a return. */
  valueAtRisk: number
  conditionalValueAtRisk: number
}

/** Figures of the account and its trades. Trade statistics are over closed trades; without any they are NaN. */
export interface PerformanceMetrics extends ReturnFigures {
  /** Share of closed trades with pnl > 0. */
  winRate: number
  /** Sum of the gains / sum of the losses; Infinity without a loss. */
  profitFactor: number
  /** Mean pnl per closed trade, in account currency. */
  expectancy: number
  averageTradeDurationBars: number
  /** Share of bars at whose close a position was held. */
  exposure: number
  /** Traded value per year as a multiple of the mean equity. */
  turnover: number
  /** Trades closed or still open. */
  tradeCount: number
  /** 1 when the last trade is still open. */
  openTradeCount: number
  /** Account currency. */
  totalFees: number
  totalSlippage: number
  /** Observed bars per year by the calendar; what annualises. */
  periodsPerYear: number
}

/** What the same capital would have done elsewhere, on the rows of the portfolio history. */
export interface BenchmarkResult {
  name: string
  equity: Float64Array
  metrics: ReturnFigures
  /** Of the strategy against the benchmark, per year. */
  alpha: number
  beta: number
}

export interface BacktestResult {
  portfolioHistory: PortfolioHistory
  tradeHistory: Trade[]
  fills: Fill[]
  performanceMetrics: PerformanceMetrics
  benchmark: BenchmarkResult
  /** `zero cost` when neither a fee nor slippage was charged: such a result is not one that could have been had. */
  costs: 'charged' | 'zero cost'
  /** False for fills at the close that they were decided at: nobody could have had them. */
  isTradable: boolean
  /** What a reader of the figures should know, in sentences; empty when there is nothing. */
  warnings: string[]
  /** The engine's settings with their defaults filled in. */
  config: ParsedConfig
}

/** Statistics of closed trades; NaN without any. Values in account currency, net of costs; a trade without a gain counts as a loss. */
export interface TradeStatistics {
  tradeCount: number
  openTradeCount: number
  /** Share of trades with pnl > 0. */
  winRate: number
  /** Sum of the gains / sum of the losses; Infinity without a loss. */
  profitFactor: number
  /** Mean pnl. */
  expectancy: number
  /** Mean pnl / (units · entryPrice). */
  averageReturn: number
  averageGain: number
  /** ≤ 0. */
  averageLoss: number
  largestGain: number
  /** ≤ 0. */
  largestLoss: number
  /** averageGain / −averageLoss. */
  payoffRatio: number
  /** System quality number √n · mean(pnl) / deviation(pnl), with the sample deviation (Van Tharp). */
  systemQualityNumber: number
  /** winRate − (1 − winRate) / payoffRatio: the share of equity that Kelly's criterion would put at risk. */
  kellyFraction: number
  /** Longest runs of trades with and without a gain. */
  longestWinStreak: number
  longestLossStreak: number
  averageTradeDurationBars: number
  longestTradeDurationBars: number
}

/** Figures of a run of the broker: of its equity, its trades and its costs. */
export interface PortfolioMetrics extends PerformanceMetrics, TradeStatistics {
  /** Account currency, paid > 0; borrow includes interest. */
  totalFunding: number
  totalBorrow: number
  /** Means over closed trades. */
  averageHoldingMs: number
  averageAdverseFraction: number
  averageFavourableFraction: number
}

/** A run of one or more symbols through the broker. */
export interface PortfolioResult {
  accountHistory: AccountHistory
  fills: Fill[]
  /** In the order of their ends, those still open last. */
  trades: RoundTrip[]
  /** Interest on negative cash, which belongs to no trade: Σ pnl of trades − interest = change of equity. */
  interest: number
  events: BacktestEvent[]
  /** Orders that a rule of the instrument or the account was against, with the reason. */
  refusedOrders: Order[]
  metrics: PortfolioMetrics
  benchmark: BenchmarkResult
  costs: 'charged' | 'zero cost'
  /** False for fills at the close that they were decided at: nobody could have had them. */
  isTradable: boolean
  warnings: string[]
  config: ParsedConfig
}
