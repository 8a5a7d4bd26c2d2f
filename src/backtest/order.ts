/** Which way an order trades. */
export type Side = 'buy' | 'sell'

/**
 * How an order asks for its price. `market` takes the next price there is; `limit` trades at its limit or better; `stop` becomes a market order once its stop
 * is reached, `stopLimit` a limit order; `trailingStop` is a stop that follows the price at a distance and never goes back.
 */
export type OrderType = 'market' | 'limit' | 'stop' | 'stopLimit' | 'trailingStop'

/**
 * How long an order stands. `gtc` until it is filled or cancelled; `day` until the last bar of its UTC day or session; `ioc` what does not fill on the first bar is
 * cancelled; `fok` all on the first bar or nothing; a time: until the last bar that closes by then.
 */
export type TimeInForce = 'gtc' | 'day' | 'ioc' | 'fok' | { untilMs: number }

/** How much is traded; exactly one of them. */
export type OrderSize =
  | { units: number }
  /** Value at the price at which the order is sized, in the instrument's currency, before costs. */
  | { notional: number }
  /** The position this order leads to, as a fraction of equity after the order's own costs; its side follows from it (`side` is then left out). */
  | { targetWeight: number }
  /** The position this order leads to, in units, short positions negative; its side follows from it. */
  | { targetUnits: number }

/** How far a trailing stop follows: a distance in price, or a fraction of the best price since it was placed. */
export type Trail = { distance: number } | { fraction: number }

/**
 * Exits that come to life with the first fill of the order that carries them, for what it opened; one cancels the other, and all end with the position. Prices, or fractions of
 * the price paid. A stop that the price is already beyond sells at once, where the price is; a target is never improved by a gap. Of an entry inside a bar the losing exits can be
 * met in that bar, the target only on a path that is taken as known (`intrabar`). A trailing stop follows to each open, then to the bar's best price; it is met in that same
 * bar when the close lies beyond it.
 */
export interface Bracket {
  stopLoss?: { price: number } | { fraction: number }
  takeProfit?: { price: number } | { fraction: number }
  trailingStop?: Trail
}

/** What a strategy asks for. It is read at the close of a bar and stands from the next one on. */
export interface OrderRequest {
  /** May be left out where the run has one symbol. */
  symbol?: string
  /** Left out for target sizes. */
  side?: Side
  /** Default `market`. */
  type?: OrderType
  size: OrderSize
  /** Of `limit` and `stopLimit`. */
  limitPrice?: number
  /** Of `stop` and `stopLimit`. */
  stopPrice?: number
  /** Of `trailingStop`. */
  trail?: Trail
  /** Default `gtc`. */
  timeInForce?: TimeInForce
  /** Never opens or turns a position: what is more than it is cut off. Default false. */
  reduceOnly?: boolean
  bracket?: Bracket
  /** Orders in a symbol of one group cancel one another with the first fill; where one bar reaches several, the one nearest to its open is first. */
  ocoGroup?: string
  /** Kept with the fills and the trade: what the host wants to find again. */
  tag?: string
  /** 0 … 1; kept with the trade. */
  confidence?: number
}

/** Where an order stands. `refused` orders never stood: a rule of the instrument or the account was against them. */
export type OrderState = 'pending' | 'working' | 'filled' | 'cancelled' | 'expired' | 'refused'

/** An order of the run, as it stands. */
export interface Order extends OrderRequest {
  /** From 1, in the order of requests. */
  readonly id: number
  readonly symbol: string
  readonly type: OrderType
  /** The bar at whose close it was asked for. */
  readonly placedMs: number
  readonly state: OrderState
  readonly filledUnits: number
  /** What is left; NaN while a size in value or weight is not yet turned into units. */
  readonly remainingUnits: number
  /** The order whose bracket it is. */
  readonly parentId?: number
  /** Why it was refused, cancelled or expired, in words. */
  readonly reason?: string
}
