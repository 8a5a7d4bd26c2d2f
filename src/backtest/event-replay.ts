import { BarcastError, type Bars } from '../core/index.js'
import { emptyAccountHistory, writeRow } from './account-history.js'
import type { BacktestEvent } from './event.js'
import { Ledger } from './ledger.js'
import { alignMarket, barRow, type Market } from './market.js'
import type { AccountHistory } from './result.js'

/** Where a replay begins. */
export interface ReplayOptions {
  /** Account currency, > 0. */
  initialCapital: number
  /** Open time of the account's first row: `accountHistory.timeMs[0]` of the run. Default: the first bar. */
  fromMs?: number
}

const ACTION = 'Replay events'

function refuse(message: string, value: unknown, row: number, timeMs: number): never {
  throw new BarcastError('backtest/event-log', `${ACTION}: ${message}, found ${String(value)} at event ${row}`, {
    value,
    where: { row, timeMs },
  })
}

/** Books one event; closes are the last known ones by symbol. */
function apply(event: BacktestEvent, s: number, ledger: Ledger, closes: Float64Array): void {
  switch (event.kind) {
    case 'fill':
      ledger.book(s, event.fill)
      break
    case 'funding':
    case 'borrow':
    case 'interest':
      ledger.pay(event.kind, event.amount)
      break
    case 'split':
      ledger.split(s, event.ratio)
      closes[s]! /= event.ratio
      break
    case 'valuation':
      ledger.rescale(s, event.scale)
      break
    default:
  }
}

/** Marks the symbols that have a bar in the row at their closes; where none is known yet, at the open. */
function markAt(market: Market, row: number, ledger: Ledger, closes: Float64Array): void {
  for (let s = 0; s < market.symbols.length; s++) {
    const at = barRow(market, s, row)
    if (at >= 0) {
      const { open, close } = market.bars[s]!
      if (close[at]! > 0) closes[s] = close[at]!
      else if (Number.isNaN(closes[s]!) && open[at]! > 0) ledger.mark[s] = open[at]!
    }
    if (closes[s]! > 0) ledger.mark[s] = closes[s]!
  }
}

/**
 * The account that a log of events leads to, row by row, by nothing but its fills and payments and the closes of the bars: bit for bit the run's own history. So a stored log
 * can be checked, and the log of a live account valued like a backtest.
 *
 * Not in the log, and so not in what comes out: what a symbol that is not held is worth by exchange rates, marks before a symbol's first known close, and a split inside the
 * very last bar.
 *
 * @param events in the order of their times, each at the open time of a bar
 * @throws BarcastError `backtest/event-log` for an event out of order, at no bar, or of an unknown symbol; `bars/<rule>` and those of `alignMarket`
 *
 * @example
 * import { createBacktestEngine, replayEvents } from 'barcast/backtest'
 * import { simulateBars } from 'barcast/testing'
 *
 * const bars = simulateBars({ length: 50, seed: 1 })
 * const strategy = { onBar: (context) => void (context.row === 3 && context.submit({ size: { targetWeight: 1 } })) }
 * const { events, accountHistory } = createBacktestEngine({ initialCapital: 1000 }).runStrategy(strategy, bars)
 * const again = replayEvents(events, bars, { initialCapital: 1000 })
 * console.log(again.equity.at(-1) === accountHistory.equity.at(-1)) // true
 */
export function replayEvents(
  events: readonly BacktestEvent[],
  bars: Bars | readonly Bars[],
  { initialCapital, fromMs = -Infinity }: ReplayOptions,
): AccountHistory {
  const market = alignMarket(bars, ACTION)
  const { symbols, timeMs } = market
  const ledger = new Ledger(initialCapital, symbols.length)
  const closes = new Float64Array(symbols.length).fill(NaN)
  let first = 0
  for (; first < timeMs.length && timeMs[first]! < fromMs; first++) markAt(market, first, ledger, closes)
  const isScaled = events.some(({ kind }) => kind === 'valuation')
  const history = emptyAccountHistory(timeMs.subarray(first), symbols, isScaled)
  let next = 0
  for (let row = first; row < timeMs.length; row++) {
    for (; next < events.length && events[next]!.timeMs <= timeMs[row]!; next++) {
      const event = events[next]!
      if (event.timeMs < timeMs[row]! && row > first)
        refuse('events must be at the open times of bars, in order', event.timeMs, next, event.timeMs)
      const s = symbols.indexOf(event.symbol)
      if (s < 0 && event.kind !== 'interest') refuse(`symbols must be among ${symbols.join(', ')}`, `"${event.symbol}"`, next, event.timeMs)
      apply(event, s, ledger, closes)
    }
    markAt(market, row, ledger, closes)
    writeRow(history, row - first, ledger)
  }
  if (next < events.length) refuse('events must not come after the last bar', events[next]!.timeMs, next, events[next]!.timeMs)
  return history
}
