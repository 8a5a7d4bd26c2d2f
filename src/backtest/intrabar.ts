import type { Ledger } from './ledger.js'
import { awaitedPrice, followTrail, isReached } from './matching.js'
import type { OrderBook } from './order-book.js'
import type { WorkingOrder } from './working-order.js'

/** In which order the prices of a bar are taken to have come; see `BacktestConfig.intrabar`. */
export type Intrabar = 'worst' | 'openHighLow' | 'openLowHigh' | 'nearest'

/** One bar, or a finer part of one, as orders meet it. */
export interface PriceRange {
  open: number
  high: number
  low: number
  close: number
}

/** Fills an order at the price it waited for, or turns a stop-limit order into a limit order. */
export type Meet = (order: WorkingOrder, price: number) => void

function pathOf({ open, high, low, close }: PriceRange, intrabar: Exclude<Intrabar, 'worst'>): number[] {
  const isHighFirst = intrabar === 'openHighLow' || (intrabar === 'nearest' && high - open <= open - low)
  return isHighFirst ? [open, high, low, close] : [open, low, high, close]
}

/** Which orders are meant: any, or of the position as it is those that would close it at a loss, those that would not close it, and those that would close it at their limit. */
type Wanted = 'any' | 'losing' | 'opening' | 'winning'

function isWanted(wanted: Wanted, order: WorkingOrder, units: number): boolean {
  if (wanted === 'any') return true
  const reduces = order.side === 'sell' ? units > 0 : units < 0
  if (wanted === 'opening') return !reduces
  return reduces && (wanted === 'losing' ? order.isStop : order.isLimit)
}

/** Brings the prices of a bar after its open to the orders that wait. */
export class BarMatcher {
  /** Symbols whose position was opened inside the range: when in it, nobody knows. */
  readonly #openedInside: Uint8Array
  readonly #met = new Set<WorkingOrder>()

  constructor(
    readonly book: OrderBook,
    readonly ledger: Ledger,
    readonly intrabar: Intrabar,
    readonly meet: Meet,
    /** Told of prices that a range comes to, also where no order waits. */
    readonly reach: (symbol: number, price: number) => void,
  ) {
    this.#openedInside = new Uint8Array(ledger.units.length)
  }

  meetRange(symbol: number, range: PriceRange): void {
    if (!(range.high > 0) || !(range.low > 0)) return
    this.#met.clear()
    if (this.intrabar === 'worst') this.#meetWorst(symbol, range)
    else this.#meetPath(symbol, pathOf(range, this.intrabar))
  }

  /**
   * What could have come first did, to the host's harm: exits that lose, then entries, whose own losing exits are met in the same bar, and last exits that win, but only of
   * what was held when the bar opened.
   */
  #meetWorst(symbol: number, range: PriceRange): void {
    this.#openedInside[symbol] = 0
    for (;;) {
      const order = this.#nearest('losing', symbol, range, range.open) ?? this.#nearest('opening', symbol, range, range.open)
      if (order === undefined) break
      this.#meetInside(order)
    }
    const held = this.ledger.units[symbol]!
    if (held !== 0) this.reach(symbol, held > 0 ? range.low : range.high)
    while (this.#openedInside[symbol] === 0) {
      const order = this.#nearest('winning', symbol, range, range.open)
      if (order === undefined) break
      this.#meetInside(order)
    }
    this.#trailToClose(symbol, range)
  }

  /** The wanted order of a symbol, reached and not yet met, whose price is nearest to `from`; the first asked for among equals. */
  #nearest(wanted: Wanted, symbol: number, { low, high }: { low: number; high: number }, from: number): WorkingOrder | undefined {
    const units = this.ledger.units[symbol]!
    let nearest: WorkingOrder | undefined
    for (const order of this.book.of[symbol]!) {
      if (order.isMarket || !isReached(order, low, high) || !isWanted(wanted, order, units) || this.#met.has(order)) continue
      if (nearest === undefined || Math.abs(awaitedPrice(order) - from) < Math.abs(awaitedPrice(nearest) - from)) nearest = order
    }
    return nearest
  }

  #meetInside(order: WorkingOrder): void {
    const { units } = this.ledger
    const before = units[order.symbol]!
    this.#met.add(order)
    this.meet(order, awaitedPrice(order))
    const after = units[order.symbol]!
    if (after !== before && (before === 0 || Math.sign(after) === -Math.sign(before))) this.#openedInside[order.symbol] = 1
  }

  /**
   * A trailing stop follows to the bar's best price; when the close lies beyond it then, the price has come through it on its way there. Of a position opened inside the
   * bar only the close is known to have come later.
   */
  #trailToClose(symbol: number, { high, low, close }: PriceRange): void {
    const standing = this.book.of[symbol]!
    if (!standing.some(({ type }) => type === 'trailingStop')) return
    for (const order of standing.slice()) {
      if (order.type !== 'trailingStop' || !order.isOpen || order.isTriggered || this.#met.has(order)) continue
      const sells = order.side === 'sell'
      followTrail(order, this.#openedInside[symbol] === 1 ? close : sells ? high : low)
      if (sells ? close <= order.stopPrice : close >= order.stopPrice) this.meet(order, order.stopPrice)
    }
  }

  /** Walks from price to price of a path that is taken as known. */
  #meetPath(symbol: number, path: readonly number[]): void {
    for (let k = 1; k < path.length; k++) {
      let from = path[k - 1]!
      const to = path[k]!
      for (;;) {
        const [low, high] = from < to ? [from, to] : [to, from]
        const order = this.#nearest('any', symbol, { low, high }, from)
        if (order === undefined) break
        const wasStop = order.isStop
        from = awaitedPrice(order)
        this.#met.add(order)
        this.meet(order, from)
        // A limit order made by a stop can still be reached on the way back.
        if (wasStop && order.isOpen && order.isLimit) this.#met.delete(order)
      }
      this.reach(symbol, to)
      for (const order of this.book.of[symbol]!) if (order.type === 'trailingStop') followTrail(order, to)
    }
  }
}
