import type { CandleBars, TradeOutcome } from './tear-sheet-input.js'

/** Candles in columns, several bars merged into one where there are many. */
export interface Candles {
  timeMs: number[]
  open: number[]
  high: number[]
  low: number[]
  close: number[]
  /** Bars in a candle; the last one may hold fewer. */
  barsPerCandle: number
}

/** A trade on the candles: rows of its fills' candles and their prices. */
export interface TradeMark {
  entryRow: number
  entryPrice: number
  /** Missing while the trade is open. */
  exitRow?: number
  exitPrice?: number
  side: 'long' | 'short'
  won: boolean
}

/** At most `most` candles: first open, highest high, lowest low and last close of equally many bars each. Missing prices are passed over; a candle of none is NaN. */
export function mergeCandles({ openTimeMs, open, high, low, close }: CandleBars, most: number): Candles {
  const barsPerCandle = Math.ceil(openTimeMs.length / most)
  const candles: Candles = { timeMs: [], open: [], high: [], low: [], close: [], barsPerCandle }
  for (let from = 0; from < openTimeMs.length; from += barsPerCandle) {
    const to = Math.min(openTimeMs.length, from + barsPerCandle)
    let [first, highest, lowest, last] = [NaN, NaN, NaN, NaN]
    for (let row = from; row < to; row++) {
      if (Number.isNaN(first)) first = open[row]!
      if (!(high[row]! <= highest)) highest = Number.isNaN(high[row]!) ? highest : high[row]!
      if (!(low[row]! >= lowest)) lowest = Number.isNaN(low[row]!) ? lowest : low[row]!
      if (!Number.isNaN(close[row]!)) last = close[row]!
    }
    candles.timeMs.push(openTimeMs[from]!)
    candles.open.push(first)
    candles.high.push(highest)
    candles.low.push(lowest)
    candles.close.push(last)
  }
  return candles
}

/** The last row whose time is not after `timeMs`; -1 before the first. */
function rowAt(times: readonly number[], timeMs: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! <= timeMs) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Marks of the trades in this symbol whose entry is known and lies on the candles. */
export function tradeMarks(trades: readonly TradeOutcome[], symbol: string, { timeMs }: Candles): TradeMark[] {
  return trades.flatMap((trade): TradeMark[] => {
    const { entryTimeMs, entryPrice, exitTimeMs, exitPrice, side = 'long', returnFraction } = trade
    if (entryTimeMs === undefined || entryPrice === undefined || (trade.symbol !== undefined && trade.symbol !== symbol)) return []
    const entryRow = rowAt(timeMs, entryTimeMs)
    if (entryRow < 0) return []
    const exit = exitTimeMs === undefined || exitPrice === undefined ? {} : { exitRow: rowAt(timeMs, exitTimeMs), exitPrice }
    return [{ entryRow, entryPrice, ...exit, side, won: returnFraction > 0 }]
  })
}
