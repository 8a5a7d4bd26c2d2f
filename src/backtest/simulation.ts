import { BarcastError, type Bars } from '../core/index.js'
import { type Account, type OrderCause, tradeTo } from './account.js'
import { calendarOf, periodAt } from './calendar.js'
import type { ParsedConfig } from './config.js'
import type { Fill, PortfolioHistory } from './result.js'
import { GO_LONG, KEEP, type SignalPlan } from './signal-plan.js'

export interface Simulation {
  history: PortfolioHistory
  fills: Fill[]
  /** Rows whose missing close was replaced by the last known one. */
  missingCloses: number
  /** Target side at the end that no bar was left to fill. */
  unfilled: boolean
}

function lastKnownClose({ close, openTimeMs }: Bars, row: number): number {
  for (let i = row; i >= 0; i--) if (!Number.isNaN(close[i]!)) return close[i]!
  throw new BarcastError('backtest/missing-close', `Run backtest: a close must be known by the first signal, found none up to row ${row}`, {
    value: NaN,
    where: { row, column: 'close', timeMs: openTimeMs[row]! },
  })
}

/** What the position is marked at: the closes themselves, or a copy in which the last known one stands for those missing. */
function marksOf(bars: Bars, first: number): { marks: Float64Array; missing: number } {
  const close = bars.close.subarray(first)
  let known = lastKnownClose(bars, first)
  let missing = 0
  for (let i = 0; i < close.length; i++) if (Number.isNaN(close[i]!)) missing += 1
  if (missing === 0) return { marks: close, missing }
  const marks = close.map((value) => {
    if (!Number.isNaN(value)) known = value
    return known
  })
  return { marks, missing }
}

function emptyHistory(bars: Bars, first: number, close: Float64Array): PortfolioHistory {
  const length = close.length
  const column = (): Float64Array => new Float64Array(length)
  const timeMs = bars.openTimeMs.subarray(first)
  return { length, timeMs, cash: column(), positionUnits: column(), close, equity: column(), fees: column(), slippage: column() }
}

/**
 * Carries the account over the bars. At each row, in this order: what was decided at earlier closes fills at this open (or waits when
 * the open is missing), the account is marked at the close, and the signal of this row is read. One market order per bar at most.
 */
export function simulate(bars: Bars, plan: SignalPlan, config: ParsedConfig): Simulation {
  const { first, decision, confidence } = plan
  const openTimeMs = bars.openTimeMs.subarray(first)
  const open = bars.open.subarray(first)
  const { marks, missing } = marksOf(bars, first)
  const history = emptyHistory(bars, first, marks)
  const { length, equity } = history
  const { cash: cashes, positionUnits, fees: feesPaid, slippage: slippagePaid } = history
  const calendar = calendarOf(config.rebalanceFrequency)
  const short = config.allowShort ? -1 : 0
  const account: Account = { cash: config.initialCapital, units: 0, fees: 0, slippage: 0 }
  const fills: Fill[] = []
  let { cash, units, fees, slippage } = account
  let target = 0
  let held = 0
  let decided = 0
  let period = periodAt(calendar, openTimeMs[0]!)
  let due = false
  let ruined = false
  let ruinRow = 0

  const trade = (row: number, reason: Fill['reason'], signalRow: number): void => {
    const cause: OrderCause = {
      signalTimeMs: openTimeMs[signalRow]!,
      reason,
      confidence: reason === 'ruin' ? NaN : (confidence?.[decided] ?? NaN),
    }
    const bar = { symbol: bars.symbol, timeMs: openTimeMs[row]!, open: open[row]!, volume: bars.volume[first + row]! }
    const fill = tradeTo(account, target * config.maxPositionSize, bar, fills.length + 1, config, cause)
    if (fill !== undefined) fills.push(fill)
  }

  for (let row = 0; row < length; row++) {
    if (calendar.periodMs < Infinity) {
      const now = periodAt(calendar, openTimeMs[row]!)
      due ||= now !== period
      period = now
    }
    const price = open[row]!
    if ((target !== held || (due && held !== 0)) && price > 0) {
      if (ruined || cash + units * price <= 0) {
        if (!ruined) ruinRow = row - 1
        ruined = true
        target = 0
        trade(row, 'ruin', ruinRow)
      } else if (target !== held) trade(row, 'signal', decided)
      else trade(row, 'rebalance', row - 1)
      cash = account.cash
      units = account.units
      fees = account.fees
      slippage = account.slippage
      // A rebalance that its costs used up leaves no position to go back to.
      if (units === 0) target = 0
      held = target
      due = false
    }
    const worth = cash + units * marks[row]!
    cashes[row] = cash
    positionUnits[row] = units
    equity[row] = worth
    feesPaid[row] = fees
    slippagePaid[row] = slippage
    if (worth <= 0 && !ruined) {
      ruined = true
      ruinRow = row
    }
    const said = decision[row]!
    const wanted = ruined ? 0 : said === KEEP ? target : said === GO_LONG ? 1 : short
    if (wanted !== target) decided = row
    target = wanted
  }
  return { history, fills, missingCloses: missing, unfilled: target !== held }
}
