import type { WorkingOrder } from './working-order.js'

/** The price that an order trades at when the bar opens, before slippage; NaN for one that waits. A stop that the open is beyond fills there, a limit at the better open. */
export function priceAtOpen(order: WorkingOrder, open: number): number {
  if (order.isMarket) return open
  const buys = order.side === 'buy'
  if (order.isStop) return (buys ? open >= order.stopPrice : open <= order.stopPrice) ? open : NaN
  if (!(buys ? open <= order.limitPrice : open >= order.limitPrice)) return NaN
  // A gap beyond the target is luck that a cautious test does not count on.
  return order.role === 'takeProfit' ? order.limitPrice : open
}

/** The price that an order waits for. */
export function awaitedPrice(order: WorkingOrder): number {
  return order.isStop ? order.stopPrice : order.limitPrice
}

/** True when the order's price lies between the two. */
export function isReached(order: WorkingOrder, low: number, high: number): boolean {
  const price = awaitedPrice(order)
  const waitsAbove = order.isStop === (order.side === 'buy')
  return waitsAbove ? high >= price : low <= price
}

/** Moves a trailing stop after the price. */
export function followTrail(order: WorkingOrder, price: number): void {
  const { trail } = order.request
  if (trail === undefined || order.isTriggered) return
  const sells = order.side === 'sell'
  if (Number.isNaN(order.best) || (sells ? price > order.best : price < order.best)) order.best = price
  const distance = 'distance' in trail ? trail.distance : order.best * trail.fraction
  order.stopPrice = sells ? order.best - distance : order.best + distance
}
