import { BarcastError } from '../../core/index.js'
import type { TradeRow } from '../trade-row.js'

/** A round trip with what its figures need. One without `exitTimeMs` is still open: it is listed and counts in no figure. */
export interface AnalysedTrade extends TradeRow {
  entryTimeMs: number
  /** Net of costs, in account currency. */
  pnl: number
}

/** The account at the end of each calendar day (UTC), from the first entry to the last exit. */
export interface RealisedEquity {
  /** Start of each day. */
  timeMs: Float64Array
  equity: Float64Array
  /** Of each day; the first is from the initial capital. */
  returns: Float64Array
}

const DAY_MS = 86_400_000
/** 200 years: beyond it a time is a slip of its unit. */
const MOST_DAYS = 73_050

function refuse(rule: string, message: string, value: unknown, row: number): never {
  throw new BarcastError(`reports/${rule}`, `Add trades: ${message}`, { value, where: { row } })
}

/** @throws BarcastError `reports/trade`, `reports/trade-times`. */
export function checkTrades(trades: readonly AnalysedTrade[]): void {
  trades.forEach(({ entryTimeMs, exitTimeMs, pnl, returnFraction }, row) => {
    for (const [name, value] of Object.entries({ entryTimeMs, pnl, returnFraction, ...(exitTimeMs === undefined ? {} : { exitTimeMs }) }))
      if (!Number.isFinite(value)) refuse('trade', `${name} of trades[${row}] must be a finite number, found ${String(value)}`, value, row)
    if (exitTimeMs !== undefined && exitTimeMs < entryTimeMs)
      refuse('trade-times', `trades[${row}] must leave at or after its entry at ${entryTimeMs}, found ${exitTimeMs}`, exitTimeMs, row)
  })
}

/**
 * Realised equity by day: the initial capital and the profit of every trade closed so far. What open positions are worth meanwhile is not in it. Days without an exit have a
 * return of 0, so that a year has 365.25 returns whatever was traded.
 *
 * @throws BarcastError `reports/trade-times` for trades that span more than 200 years, `reports/ruin` once the equity is not above 0.
 */
export function realisedEquity(trades: readonly AnalysedTrade[], initialCapital: number): RealisedEquity {
  const closed = trades.filter((trade): trade is AnalysedTrade & { exitTimeMs: number } => trade.exitTimeMs !== undefined)
  const dayOf = (timeMs: number): number => Math.floor(timeMs / DAY_MS)
  const first = closed.reduce((day, { entryTimeMs }) => Math.min(day, dayOf(entryTimeMs)), Infinity)
  const last = closed.reduce((day, { exitTimeMs }) => Math.max(day, dayOf(exitTimeMs)), -Infinity)
  const length = closed.length === 0 ? 0 : last - first + 1
  if (length > MOST_DAYS)
    refuse('trade-times', `trades must lie within 200 years (times are epoch milliseconds), found ${length} days`, length, 0)
  const profit = new Float64Array(length)
  for (const { exitTimeMs, pnl } of closed) profit[dayOf(exitTimeMs) - first]! += pnl
  const equity = new Float64Array(length)
  const returns = new Float64Array(length)
  let account = initialCapital
  for (let day = 0; day < length; day++) {
    const before = account
    account += profit[day]!
    if (!(account > 0)) {
      const date = new Date((first + day) * DAY_MS).toISOString().slice(0, 10)
      refuse(
        'ruin',
        `the realised equity must stay above 0 (initialCapital is ${initialCapital}), found ${account} on ${date}`,
        account,
        day,
      )
    }
    equity[day] = account
    returns[day] = profit[day]! / before
  }
  return { timeMs: Float64Array.from({ length }, (_, day) => (first + day) * DAY_MS), equity, returns }
}
