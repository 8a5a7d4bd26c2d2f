import type { Signal } from '../core/index.js'

/** Signals on their bars' own times: `signal[i]` is known at the close of the bar that opened at `timeMs[i]`. */
export interface SignalSeries {
  timeMs: Float64Array
  signal: readonly Signal[]
  /** Per signal, 0 … 1; kept with the trades, not used for sizing here. */
  confidence?: Float64Array
}

/** The account at each bar's close, as columns. `cash + positionUnits * close = equity` at every row. */
export interface PortfolioHistory {
  length: number
  timeMs: Float64Array
  cash: Float64Array
  positionUnits: Float64Array
  close: Float64Array
  equity: Float64Array
  /** Cumulative fees and slippage paid so far, in account currency. */
  fees: Float64Array
  slippage: Float64Array
}

/** One fill. */
export interface Fill {
  timeMs: number
  side: 'buy' | 'sell'
  units: number
  /** Price paid, slippage included. */
  price: number
  fee: number
  slippage: number
  signalTimeMs: number
}

/** A round trip from a flat position back to flat (or to the other side). Open at the end: `exitTimeMs` undefined, marked at the last close. */
export interface Trade {
  side: 'long' | 'short'
  units: number
  entryTimeMs: number
  entryPrice: number
  exitTimeMs?: number
  exitPrice: number
  fees: number
  pnl: number
  returnFraction: number
  durationBars: number
  /** Confidence of the signal that opened it; NaN when none was given. */
  confidence: number
}
