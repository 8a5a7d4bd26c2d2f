import type { ParsedConfig } from './config.js'
import { fillPrice, unitsToTarget } from './execution.js'
import type { Fill } from './result.js'

/** What is owned and what has been paid so far. */
export interface Account {
  cash: number
  units: number
  /** Cumulative, account currency. */
  fees: number
  slippage: number
}

/** Why and when an order was decided. */
export type OrderCause = Pick<Fill, 'signalTimeMs' | 'reason' | 'confidence'>

/** Drift of the position below this share of equity is rounding, not a reason to trade. */
const NO_DRIFT = 1e-9

/** Brings the position to `weight` of equity at the open, booking the fill on the account; undefined when a rebalance has nothing to do. */
export function tradeTo(
  account: Account,
  weight: number,
  { symbol, timeMs, open, volume }: { symbol: string; timeMs: number; open: number; volume: number },
  orderId: number,
  config: ParsedConfig,
  cause: OrderCause,
): Fill | undefined {
  const { cash, units } = account
  const traded = unitsToTarget(config, weight, { cash, units, open, volume })
  if (cause.reason === 'rebalance' && Math.abs(traded * open) <= NO_DRIFT * (cash + units * open)) return undefined
  const side = traded > 0 ? 'buy' : 'sell'
  const size = Math.abs(traded)
  const price = fillPrice(config, side, size, open, volume)
  const fee = config.transactionCost * size * price
  const slippage = size * Math.abs(price - open)
  account.cash = cash - (traded * price + fee)
  account.units = weight === 0 ? 0 : units + traded
  account.fees += fee
  account.slippage += slippage
  // No spread: a busy strategy makes a fill every few bars, and spreading takes longer than the rest of this function.
  const { signalTimeMs, reason, confidence } = cause
  return { timeMs, symbol, orderId, side, units: size, price, fee, slippage, isMaker: false, signalTimeMs, reason, confidence }
}
