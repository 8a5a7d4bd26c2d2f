import type { BacktestEvent } from '../event.js'
import type { Ledger } from '../ledger.js'
import type { Market } from '../market.js'
import type { Fill } from '../result.js'

/** The account that is settled with, and its log. */
interface SettledAccount {
  readonly market: Market
  readonly ledger: Ledger
  readonly fills: Fill[]
  readonly events: BacktestEvent[]
  readonly timeMs: number
}

/** What leaves a position without an order. */
export interface Settlement {
  units: number
  reference: number
  price: number
  fee: number
  reason: Fill['reason']
}

/** Books a fill that no order asked for, and logs it. */
export function settle(desk: SettledAccount, s: number, { units, reference, price, fee, reason }: Settlement): void {
  const { ledger, market, fills, events, timeMs } = desk
  const symbol = market.symbols[s]!
  const side = ledger.units[s]! > 0 ? 'sell' : 'buy'
  const slippage = units * Math.abs(price - reference) * ledger.scale[s]!
  ledger.book(s, { side, units, price, fee, slippage })
  const fill: Fill = {
    timeMs,
    symbol,
    orderId: 0,
    side,
    units,
    price,
    fee,
    slippage,
    isMaker: false,
    signalTimeMs: NaN,
    reason,
    confidence: NaN,
  }
  fills.push(fill)
  events.push({ kind: 'fill', timeMs, symbol, fill })
}
