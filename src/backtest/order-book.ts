import type { BacktestEvent } from './event.js'
import { followTrail } from './matching.js'
import type { Bracket, OrderRequest, OrderState, OrderType, Side } from './order.js'
import { roundLimit, roundPrice, type Venue } from './venue.js'
import { type OrderRole, WorkingOrder } from './working-order.js'

type Ending = Extract<OrderState, 'filled' | 'cancelled' | 'expired' | 'refused'>

const EVENTS = { cancelled: 'cancel', expired: 'expire', refused: 'refuse' } as const

/** The exits of a bracket around an entry: its tag and confidence are theirs. */
function exitRequests({ side, request }: WorkingOrder, bracket: Bracket, units: number, entryPrice: number): [OrderRole, OrderRequest][] {
  const exitSide: Side = side === 'buy' ? 'sell' : 'buy'
  const away = exitSide === 'sell' ? -1 : 1
  const priceOf = (exit: { price: number } | { fraction: number }, sign: number): number =>
    'price' in exit ? exit.price : entryPrice * (1 + sign * exit.fraction)
  const { tag, confidence } = request
  const exit = (type: OrderType): OrderRequest => {
    const made: OrderRequest = { side: exitSide, type, size: { units }, reduceOnly: true }
    if (tag !== undefined) made.tag = tag
    if (confidence !== undefined) made.confidence = confidence
    return made
  }
  const found: [OrderRole, OrderRequest][] = []
  const { stopLoss, takeProfit, trailingStop } = bracket
  if (stopLoss !== undefined) found.push(['stopLoss', { ...exit('stop'), stopPrice: priceOf(stopLoss, away) }])
  if (trailingStop !== undefined) found.push(['trailingStop', { ...exit('trailingStop'), trail: trailingStop }])
  if (takeProfit !== undefined) found.push(['takeProfit', { ...exit('limit'), limitPrice: priceOf(takeProfit, -away) }])
  return found
}

/** The orders that stand, in the order in which they were asked for, and the events of their lives. */
export class OrderBook {
  readonly open: WorkingOrder[] = []
  /** The same, by symbol. */
  readonly of: readonly WorkingOrder[][]
  #placed = 0

  constructor(
    readonly symbols: readonly string[],
    readonly log: (event: BacktestEvent) => void,
    readonly venues: readonly Venue[],
  ) {
    this.of = symbols.map(() => [])
  }

  place(
    symbol: number,
    request: OrderRequest,
    timeMs: number,
    role: OrderRole = 'order',
    parent?: WorkingOrder,
    placedMs = timeMs,
  ): WorkingOrder {
    this.#placed += 1
    const name = this.symbols[symbol]!
    const order = new WorkingOrder(this.#placed, symbol, name, request.side ?? 'buy', request, placedMs, role, parent)
    const venue = this.venues[symbol]!
    order.limitPrice = roundLimit(venue, order.side, order.limitPrice)
    order.stopPrice = roundPrice(venue, order.side, order.stopPrice)
    this.open.push(order)
    this.of[symbol]!.push(order)
    this.log({ kind: 'order', timeMs, symbol: name, order: order.snapshot })
    return order
  }

  /** Ends an order and takes it out. */
  end(order: WorkingOrder, state: Ending, timeMs: number, reason = ''): void {
    if (!order.isOpen) return
    order.state = state
    order.reason = reason === '' ? undefined : reason
    const mine = this.of[order.symbol]!
    this.open.splice(this.open.indexOf(order), 1)
    mine.splice(mine.indexOf(order), 1)
    if (state !== 'filled') this.log({ kind: EVENTS[state], timeMs, symbol: order.symbolName, orderId: order.id, reason })
  }

  /** The others of a group end with the first fill of one. */
  cancelGroup({ request: { ocoGroup }, id, symbol }: WorkingOrder, timeMs: number): void {
    if (ocoGroup === undefined) return
    for (const other of this.of[symbol]!.slice())
      if (other.id !== id && other.request.ocoGroup === ocoGroup)
        this.end(other, 'cancelled', timeMs, `order ${id} of group "${ocoGroup}" was filled`)
  }

  /** Brings the exits of an order to what it has opened; those that come to life with it. */
  protect(entry: WorkingOrder, units: number, price: number, timeMs: number): WorkingOrder[] {
    const { bracket } = entry.request
    if (bracket === undefined) return []
    const standing = this.of[entry.symbol]!.filter(({ parent }) => parent === entry)
    for (const exit of standing) exit.remainingUnits += units
    if (standing.length > 0) return []
    return exitRequests(entry, bracket, units, price).map(([role, request]) => {
      const exit = this.place(entry.symbol, request, timeMs, role, entry)
      followTrail(exit, price)
      return exit
    })
  }

  /** Exits of a position that is closed end with it. */
  dropExits(symbol: number, side: Side, timeMs: number): void {
    for (const order of this.of[symbol]!.slice())
      if (order.parent !== undefined && order.side === side) this.end(order, 'cancelled', timeMs, 'the position that it protects is closed')
  }

  /** What one exit of a bracket closed, the others need not close any more. */
  share(exit: WorkingOrder, units: number, timeMs: number): void {
    const { parent } = exit
    if (parent === undefined) return
    for (const other of this.of[exit.symbol]!.slice()) {
      if (other.parent !== parent || other === exit) continue
      other.remainingUnits -= units
      if (!(other.remainingUnits > 1e-12 * units)) this.end(other, 'cancelled', timeMs, `order ${exit.id} of the same bracket was filled`)
    }
  }

  /** Ends orders whose time is over before the bar that opens now. */
  expire(timeMs: number, closeMs: number): void {
    for (let k = 0; k < this.open.length; ) {
      const order = this.open[k]!
      const { timeInForce } = order.request
      if (typeof timeInForce === 'object') {
        if (closeMs > timeInForce.untilMs) this.end(order, 'expired', timeMs, 'its time is over')
      } else if (timeInForce === 'day' && order.firstMs < this.venues[order.symbol]!.hours.dayStartMs(timeMs))
        this.end(order, 'expired', timeMs, 'its day is over')
      if (order.isOpen) k++
    }
  }

  /** Ends what was for this bar alone, and exits of positions that are no more. */
  endBar(timeMs: number, row: number, heldUnits: Float64Array): void {
    for (let k = 0; k < this.open.length; ) {
      const order = this.open[k]!
      const { timeInForce } = order.request
      if ((timeInForce === 'ioc' || timeInForce === 'fok') && order.firstRow === row)
        this.end(order, 'cancelled', timeMs, `${timeInForce}: it did not fill on its first bar`)
      else if (order.parent !== undefined) {
        const units = heldUnits[order.symbol]!
        if (order.side === 'sell' ? units <= 0 : units >= 0) this.end(order, 'cancelled', timeMs, 'the position that it protects is closed')
      }
      if (order.isOpen) k++
    }
  }
}
