import type { Order } from './order.js'
import type { Fill } from './result.js'

/** Everything that changed orders or the account, in the order in which it happened; times never go back. */
export type BacktestEvent = { readonly timeMs: number; readonly symbol: string } & (
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'trigger' | 'cancel' | 'expire' | 'refuse' | 'cut'; readonly orderId: number; readonly reason: string }
  | { readonly kind: 'fill'; readonly fill: Fill }
  /** Account currency, paid > 0. */
  | { readonly kind: 'funding' | 'borrow' | 'interest'; readonly amount: number }
  | { readonly kind: 'liquidation' | 'delisting'; readonly units: number; readonly price: number; readonly fee: number }
  | { readonly kind: 'split'; readonly ratio: number }
)
