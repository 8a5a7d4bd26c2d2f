import type { Order, OrderRequest, OrderState, OrderType, Side } from './order.js'
import type { Fill } from './result.js'

/** What an order is for, which its fills name: the host's own word, or one of the exits of another order's bracket. */
export type OrderRole = Fill['reason']

/** An order while it stands: the request, and what has become of it. */
export class WorkingOrder {
  readonly type: OrderType
  state: OrderState = 'pending'
  filledUnits = 0
  /** NaN until a size in value or weight is turned into units. */
  remainingUnits: number
  /** Of a stop that was reached: from then on it is a market order, or a limit order with `stopLimit`. */
  isTriggered = false
  stopPrice: number
  limitPrice: number
  /** Best price since a trailing stop was placed; NaN before. */
  best = NaN
  /** Of a limit order that an open came to and did not fill: it waits in the book and makes the market. */
  isResting = false
  /** Row and time of the first bar on which it could fill; −1 and Infinity before. */
  firstRow = -1
  firstMs = Infinity
  reason: string | undefined

  constructor(
    readonly id: number,
    readonly symbol: number,
    readonly symbolName: string,
    public side: Side,
    public request: OrderRequest,
    readonly placedMs: number,
    readonly role: OrderRole,
    readonly parent: WorkingOrder | undefined,
  ) {
    const { size } = request
    this.remainingUnits = 'units' in size ? size.units : NaN
    this.type = request.type ?? 'market'
    this.stopPrice = request.stopPrice ?? NaN
    this.limitPrice = request.limitPrice ?? NaN
  }

  get isOpen(): boolean {
    return this.state === 'pending' || this.state === 'working'
  }

  /** True for an order that stays in the book as a limit: it waits for its price and makes the market. */
  get isLimit(): boolean {
    return this.type === 'limit' || (this.type === 'stopLimit' && this.isTriggered)
  }

  get isStop(): boolean {
    return !this.isTriggered && (this.type === 'stop' || this.type === 'trailingStop' || this.type === 'stopLimit')
  }

  get isMarket(): boolean {
    return this.type === 'market' || (this.isTriggered && this.type !== 'stopLimit')
  }

  /** The order as the host sees it. Written out field by field: a log holds many. */
  get snapshot(): Order {
    const { request, parent, reason, limitPrice, stopPrice } = this
    const { size, trail, timeInForce, reduceOnly, bracket, ocoGroup, tag, confidence } = request
    const order: { -readonly [Key in keyof Order]: Order[Key] } = {
      id: this.id,
      symbol: this.symbolName,
      side: this.side,
      type: this.type,
      size,
      placedMs: this.placedMs,
      state: this.state,
      filledUnits: this.filledUnits,
      remainingUnits: this.remainingUnits,
    }
    if (limitPrice > 0) order.limitPrice = limitPrice
    if (stopPrice > 0) order.stopPrice = stopPrice
    if (trail !== undefined) order.trail = trail
    if (timeInForce !== undefined) order.timeInForce = timeInForce
    if (reduceOnly !== undefined) order.reduceOnly = reduceOnly
    if (bracket !== undefined) order.bracket = bracket
    if (ocoGroup !== undefined) order.ocoGroup = ocoGroup
    if (tag !== undefined) order.tag = tag
    if (confidence !== undefined) order.confidence = confidence
    if (parent !== undefined) order.parentId = parent.id
    if (reason !== undefined) order.reason = reason
    return order
  }
}
