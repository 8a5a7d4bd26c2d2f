import type { Order } from './order.js'
import type { Fill } from './result.js'

/**
 * Everything that changed orders or the account, in the order in which it happened; times are the opens of bars and never go back. Cash and units change by `fill`, `funding`,
 * `borrow`, `interest` and `split` alone; `liquidation` and `delisting` say why the fill that follows came.
 */
export type BacktestEvent = { readonly timeMs: number; readonly symbol: string } & (
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'trigger' | 'cancel' | 'expire' | 'refuse' | 'cut'; readonly orderId: number; readonly reason: string }
  | { readonly kind: 'fill'; readonly fill: Fill }
  /** Account currency, paid > 0. Interest is the account's: its symbol is empty. */
  | { readonly kind: 'funding' | 'borrow' | 'interest'; readonly amount: number }
  | { readonly kind: 'liquidation' | 'delisting'; readonly units: number; readonly price: number; readonly fee: number }
  | { readonly kind: 'split'; readonly ratio: number }
  /** What a unit at a price of 1 is worth in account currency from here on (multiplier · exchange rate); 1 before the first. */
  | { readonly kind: 'valuation'; readonly scale: number }
)
