import type { Execution, PortfolioHistory, Trade } from './result.js'

/** A trade while its fills come in; values are units · price. */
interface OpenTrade {
  side: 'long' | 'short'
  entryTimeMs: number
  entryRow: number
  confidence: number
  enteredUnits: number
  enteredValue: number
  leftValue: number
  fees: number
  slippage: number
}

function startTrade(fill: Execution, row: number, after: number): OpenTrade {
  return {
    side: after > 0 ? 'long' : 'short',
    entryTimeMs: fill.timeMs,
    entryRow: row,
    confidence: fill.confidence,
    enteredUnits: 0,
    enteredValue: 0,
    leftValue: 0,
    fees: 0,
    slippage: 0,
  }
}

/** Books `units` of the fill on the trade, with their share of its costs. */
function book(trade: OpenTrade, fill: Execution, units: number, entering: boolean): void {
  const share = units / fill.units
  if (entering) {
    trade.enteredUnits += units
    trade.enteredValue += units * fill.price
  } else trade.leftValue += units * fill.price
  trade.fees += share * fill.fee
  trade.slippage += share * fill.slippage
}

function finishTrade(trade: OpenTrade, exitRow: number, exitTimeMs: number | undefined, markedValue: number): Trade {
  const exitValue = trade.leftValue + markedValue
  const gross = trade.side === 'long' ? exitValue - trade.enteredValue : trade.enteredValue - exitValue
  const pnl = gross - trade.fees
  return {
    side: trade.side,
    units: trade.enteredUnits,
    entryTimeMs: trade.entryTimeMs,
    entryPrice: trade.enteredValue / trade.enteredUnits,
    ...(exitTimeMs === undefined ? {} : { exitTimeMs }),
    exitPrice: exitValue / trade.enteredUnits,
    fees: trade.fees,
    slippage: trade.slippage,
    pnl,
    returnFraction: pnl / trade.enteredValue,
    durationBars: exitRow - trade.entryRow,
    confidence: trade.confidence,
  }
}

/**
 * Round trips from the fills, at most one of which stands on a bar. A fill that turns a position over ends one trade and starts the
 * next, its fee shared by units.
 */
export function tradesOf(fills: readonly Execution[], history: PortfolioHistory): Trade[] {
  const { timeMs, positionUnits, close, length } = history
  const trades: Trade[] = []
  let open: OpenTrade | undefined
  let row = 0
  for (const fill of fills) {
    while (timeMs[row]! < fill.timeMs) row += 1
    const before = row === 0 ? 0 : positionUnits[row - 1]!
    const after = positionUnits[row]!
    const stays = before > 0 === after > 0 && before < 0 === after < 0
    const change = Math.abs(after) - Math.abs(before)
    if (open !== undefined && (!stays || change < 0)) {
      book(open, fill, stays ? -change : Math.abs(before), false)
      if (!stays) {
        trades.push(finishTrade(open, row, fill.timeMs, 0))
        open = undefined
      }
    }
    if (after !== 0 && (!stays || change > 0)) {
      open ??= startTrade(fill, row, after)
      book(open, fill, stays ? change : Math.abs(after), true)
    }
  }
  if (open !== undefined) trades.push(finishTrade(open, length - 1, undefined, Math.abs(positionUnits[length - 1]!) * close[length - 1]!))
  return trades
}

/**
 * The fills behind a portfolio history, from the changes of its columns: what an account that kept only its balances can still say.
 * Signal times, reasons and confidence are not in there.
 */
export function fillsOf({ length, timeMs, cash, positionUnits, fees, slippage }: PortfolioHistory): Execution[] {
  const fills: Execution[] = []
  for (let row = 1; row < length; row++) {
    const traded = positionUnits[row]! - positionUnits[row - 1]!
    if (traded === 0) continue
    const fee = fees[row]! - fees[row - 1]!
    fills.push({
      timeMs: timeMs[row]!,
      side: traded > 0 ? 'buy' : 'sell',
      units: Math.abs(traded),
      price: -(cash[row]! - cash[row - 1]! + fee) / traded,
      fee,
      slippage: slippage[row]! - slippage[row - 1]!,
      signalTimeMs: NaN,
      reason: 'signal',
      confidence: NaN,
    })
  }
  return fills
}
