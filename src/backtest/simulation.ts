import { BarcastError, type Bars } from '../core/index.js'
import type { ParsedConfig } from './config.js'
import { fillPrice, unitsToTarget } from './execution.js'
import type { Fill, PortfolioHistory } from './result.js'
import { GO_LONG, GO_OUT, type SignalPlan } from './signal-plan.js'

export interface Simulation {
  history: PortfolioHistory
  fills: Fill[]
  /** Rows whose missing close was replaced by the last known one. */
  missingCloses: number
  /** Target side at the end that no bar was left to fill. */
  unfilled: boolean
}

const DAY_MS = 86_400_000

/** First milliseconds of the calendar's periods: UTC days, or weeks from Monday (1970-01-05 was one). */
const CALENDARS = {
  daily: { periodMs: DAY_MS, startMs: 0 },
  weekly: { periodMs: 7 * DAY_MS, startMs: 4 * DAY_MS },
} as const

/** Drift of the position below this share of equity is rounding, not a reason to trade. */
const NO_DRIFT = 1e-9

function lastKnownClose({ close, openTimeMs }: Bars, row: number): number {
  for (let i = row; i >= 0; i--) if (!Number.isNaN(close[i]!)) return close[i]!
  throw new BarcastError('backtest/missing-close', `Run backtest: a close must be known by the first signal, found none up to row ${row}`, {
    value: NaN,
    where: { row, column: 'close', timeMs: openTimeMs[row]! },
  })
}

function emptyHistory(bars: Bars, first: number): PortfolioHistory {
  const length = bars.length - first
  const column = (): Float64Array => new Float64Array(length)
  return {
    length,
    timeMs: bars.openTimeMs.subarray(first),
    cash: column(),
    positionUnits: column(),
    close: column(),
    equity: column(),
    fees: column(),
    slippage: column(),
  }
}

/**
 * Carries the account over the bars. At each row, in this order: what was decided at earlier closes fills at this open (or waits when
 * the open is missing), the account is marked at the close, and the signal of this row is read. One market order per bar at most.
 */
export function simulate(bars: Bars, plan: SignalPlan, config: ParsedConfig): Simulation {
  const { openTimeMs, open, close, volume } = bars
  const { first, decision, confidence } = plan
  const history = emptyHistory(bars, first)
  const { rebalanceFrequency, maxPositionSize, transactionCost } = config
  const calendar = rebalanceFrequency === 'signal' ? undefined : CALENDARS[rebalanceFrequency]
  const outside = config.allowShort ? -1 : 0
  const fills: Fill[] = []
  let cash = config.initialCapital
  let units = 0
  let fees = 0
  let slippage = 0
  let mark = lastKnownClose(bars, first)
  let target = 0
  let held = 0
  let decided = first
  let period = calendar === undefined ? 0 : Math.floor((openTimeMs[first]! - calendar.startMs) / calendar.periodMs)
  let due = false
  let ruined = false
  let missingCloses = 0

  const trade = (row: number, weight: number, reason: Fill['reason'], signalRow: number): void => {
    const price = open[row]!
    const traded = unitsToTarget(config, weight, { cash, units, open: price, volume: volume[row]! })
    if (reason === 'rebalance' && Math.abs(traded * price) <= NO_DRIFT * (cash + units * price)) return
    const side = traded > 0 ? 'buy' : 'sell'
    const size = Math.abs(traded)
    const paid = fillPrice(config, side, size, price, volume[row]!)
    const fee = transactionCost * size * paid
    const slipped = size * Math.abs(paid - price)
    cash -= traded * paid + fee
    units = weight === 0 ? 0 : units + traded
    fees += fee
    slippage += slipped
    fills.push({
      timeMs: openTimeMs[row]!,
      side,
      units: size,
      price: paid,
      fee,
      slippage: slipped,
      signalTimeMs: openTimeMs[signalRow]!,
      reason,
      confidence: confidence?.[signalRow - first] ?? NaN,
    })
  }

  for (let row = first; row < bars.length; row++) {
    const price = open[row]!
    if (calendar !== undefined && row > first) {
      const now = Math.floor((openTimeMs[row]! - calendar.startMs) / calendar.periodMs)
      due ||= now !== period
      period = now
    }
    if ((target !== held || due) && price > 0) {
      if (cash + units * price <= 0) ruined = true
      if (ruined) target = 0
      if (target !== held) trade(row, target * maxPositionSize, ruined ? 'ruin' : 'signal', ruined ? row - 1 : decided)
      else if (held !== 0) trade(row, held * maxPositionSize, 'rebalance', row - 1)
      held = target
      due = false
    }
    if (Number.isNaN(close[row]!)) missingCloses += 1
    else mark = close[row]!
    const at = row - first
    const equity = cash + units * mark
    history.cash[at] = cash
    history.positionUnits[at] = units
    history.close[at] = mark
    history.equity[at] = equity
    history.fees[at] = fees
    history.slippage[at] = slippage
    if (equity <= 0) ruined = true
    const signal = decision[at]!
    if (ruined) target = 0
    else if (signal === GO_LONG || signal === GO_OUT) {
      const wanted = signal === GO_LONG ? 1 : outside
      if (wanted !== target) decided = row
      target = wanted
    }
  }
  return { history, fills, missingCloses, unfilled: target !== held }
}
