import type { Bars } from '../core/index.js'
import type { Order, OrderRequest } from './order.js'
import type { Fill } from './result.js'

/** What is held of one symbol. */
export interface HeldPosition {
  readonly symbol: string
  /** Short positions negative. */
  readonly units: number
  /** Mean price of what is held, slippage included; NaN without a position. */
  readonly entryPrice: number
  /** At the last close, in account currency. */
  readonly value: number
  /** Not yet earned, in account currency, before exit costs. */
  readonly unrealizedPnl: number
}

/** A strategy's view at the close of a bar: the past and the account, never a later row. It is valid during the call. */
export interface StrategyContext {
  /** Open time of the bar that has just closed, and number of it on the run's clock. */
  readonly timeMs: number
  readonly row: number
  readonly symbols: readonly string[]
  /** Closed bars of a symbol up to now, as views: the last row is the newest. A symbol without a bar now ends earlier. */
  bars(symbol?: string): Bars
  /** Close of the newest closed bar, the mark. */
  close(symbol?: string): number
  readonly cash: number
  readonly equity: number
  position(symbol?: string): HeldPosition
  /** Orders that wait. */
  readonly orders: readonly Order[]
  /** Fills since the last call, first to last. */
  readonly fills: readonly Fill[]
  /** Asks for an order from the next bar on; its number. @throws BarcastError `backtest/order` for a request that makes no sense. */
  submit(request: OrderRequest): number
  /** Takes an order back before the next bar; false when there is none that waits. */
  cancel(orderId: number): boolean
}

/** Something that decides at every close. One that throws ends the run; its error names the bar, and what was done until then is kept with it. */
export interface Strategy {
  /** Before the first bar. */
  onStart?(symbols: readonly string[]): void
  onBar(context: StrategyContext): void
  /** Bars before the first call to `onBar`. Default 0. */
  readonly warmupBars?: number
}
