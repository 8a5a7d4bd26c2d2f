import type { Bars } from '../core/index.js'
import { feeOf, takerPrice } from './costs.js'
import type { BacktestEvent } from './event.js'
import { BarMatcher, type Intrabar, type PriceRange } from './intrabar.js'
import type { Ledger } from './ledger.js'
import { barRow, type Market } from './market.js'
import { followTrail, priceAtOpen } from './matching.js'
import { BackOffice } from './money/back-office.js'
import { brokenLimit } from './money/limits.js'
import type { MoneyRules } from './money/rules.js'
import type { OrderRequest, Side } from './order.js'
import { OrderBook } from './order-book.js'
import { checkOrder } from './order-check.js'
import type { Fill } from './result.js'
import { largestFitting, unitsToTarget } from './target-units.js'
import { isHalted, roundPrice, roundUnits, type Venue } from './venue.js'
import { barVolatility } from './volatility.js'
import type { OrderRole, WorkingOrder } from './working-order.js'

export interface BrokerRules {
  readonly venues: readonly Venue[]
  /** ≥ 1. */
  readonly leverage: number
  readonly intrabar: Intrabar
  /** What changes the account besides fills; undefined for nothing. */
  readonly money?: MoneyRules
}

/** Exposure below this share of equity over the limit, and drift of a position from its target, is rounding. */
const TOLERANCE = 1e-9

/**
 * Takes orders and fills them on the bars that come: those standing when a bar opens at its open, the others where the bar reaches their price. It knows one row
 * of the market at a time, and the past.
 */
export class Broker {
  readonly book: OrderBook
  readonly fills: Fill[] = []
  readonly events: BacktestEvent[] = []
  row = -1
  timeMs = -Infinity
  isRuined = false
  /** What is left of the bar's volume to take part in, by symbol. */
  readonly #volumeLeft: Float64Array
  readonly #matcher: BarMatcher
  /** Last known close, by symbol; NaN before the first. */
  readonly #lastClose: Float64Array
  /** Carry, currencies, corporate actions, liquidation; undefined where a run has none of them. */
  readonly #office: BackOffice | undefined

  constructor(
    readonly market: Market,
    readonly ledger: Ledger,
    readonly rules: BrokerRules,
  ) {
    this.book = new OrderBook(market.symbols, (event) => this.events.push(event), rules.venues)
    this.#volumeLeft = new Float64Array(market.symbols.length)
    this.#office = rules.money === undefined ? undefined : new BackOffice(this, rules.money)
    this.#matcher = new BarMatcher(
      this.book,
      ledger,
      rules.intrabar,
      (order, price) => this.#meetReached(order, price),
      (symbol, price) => this.#office?.isCalledBefore(symbol, price),
    )
    this.#lastClose = new Float64Array(market.symbols.length).fill(NaN)
  }

  /** Makes known what closed before the run's first row. */
  prime(firstRow: number): void {
    for (let s = 0; s < this.market.symbols.length; s++) {
      const { close } = this.market.bars[s]!
      for (let row = firstRow - 1; row >= 0 && Number.isNaN(this.#lastClose[s]!); row--) {
        const at = barRow(this.market, s, row)
        if (at >= 0 && close[at]! > 0) this.#lastClose[s] = close[at]!
      }
      this.ledger.mark[s] = this.#lastClose[s]!
    }
    if (firstRow > 0) this.timeMs = this.market.timeMs[firstRow - 1]!
  }

  /** @throws BarcastError `backtest/order`, `backtest/unknown-option`, `backtest/unknown-symbol` */
  submit(symbol: number, request: OrderRequest, role: OrderRole = 'order'): WorkingOrder {
    checkOrder(request)
    const order = this.book.place(symbol, request, this.timeMs, role)
    if (this.isRuined) this.book.end(order, 'refused', this.timeMs, 'the equity was used up')
    else if (this.#office?.isDelisted(symbol) === true) this.book.end(order, 'refused', this.timeMs, 'the symbol is delisted')
    else if (order.type === 'trailingStop') followTrail(order, this.ledger.mark[symbol]!)
    return order
  }

  cancel(orderId: number): boolean {
    const order = this.book.open.find(({ id }) => id === orderId)
    if (order === undefined) return false
    this.book.end(order, 'cancelled', this.timeMs, 'taken back')
    return true
  }

  /** Brings the row's bars to the standing orders. */
  openRow(row: number): void {
    const before = this.timeMs
    this.row = row
    this.timeMs = this.market.timeMs[row]!
    const office = this.#office
    if (this.book.open.length === 0 && (office === undefined || office.isQuiet(this.timeMs))) return
    const { market, ledger, book, timeMs } = this
    office?.beforeOpen(timeMs)
    book.expire(timeMs, timeMs + market.timeframeMs)
    for (let s = 0; s < market.symbols.length; s++) this.#openSymbol(s)
    office?.atOpen(timeMs)
    if (!this.isRuined && ledger.equity <= 0) this.ruin(before)
    for (const order of book.open.slice()) {
      if (!order.isOpen || !this.canTrade(order.symbol)) continue
      if (order.firstRow < 0) this.#begin(order)
      this.#meetOpen(order, market.bars[order.symbol]!.open[barRow(market, order.symbol, row)]!)
    }
    office?.afterOpen(timeMs)
    for (let s = 0; s < market.symbols.length; s++) if (this.canTrade(s)) this.#meetRange(s)
    if (this.rules.intrabar === 'worst') office?.atExtremes()
    book.endBar(timeMs, row, ledger.units)
  }

  /** Values positions at the closes of the row. */
  closeRow(row: number): void {
    const { market, ledger } = this
    for (let s = 0; s < market.symbols.length; s++) {
      const at = barRow(market, s, row)
      if (at < 0) continue
      const close = market.bars[s]!.close[at]!
      if (close > 0) this.#lastClose[s] = close
      // Without any close yet, the open is all that is known.
      if (this.#lastClose[s]! > 0) ledger.mark[s] = this.#lastClose[s]!
    }
    this.#office?.atClose(this.timeMs, row === market.timeMs.length - 1)
    if (!this.isRuined && ledger.equity <= 0) this.ruin(this.timeMs)
  }

  /** Fills what is asked for at the close of the row, at that close: a price that was gone when it became known. */
  fillAtClose(): void {
    for (const order of this.book.open.slice()) {
      if (order.type !== 'market' || order.firstRow >= 0 || !(this.ledger.mark[order.symbol]! > 0)) continue
      const at = barRow(this.market, order.symbol, this.row)
      if (at < 0) continue
      this.#volumeLeft[order.symbol] = this.#participation(order.symbol, at)
      this.#begin(order)
      this.#fill(order, this.ledger.mark[order.symbol]!, false)
    }
    if (this.book.open.length > 0) this.book.endBar(this.timeMs, this.row, this.ledger.units)
  }

  /** Nothing is left to trade with: everything is closed at the next open. `decidedMs` is the last bar that had closed by then. */
  ruin(decidedMs: number): void {
    this.isRuined = true
    for (const order of this.book.open.slice()) this.book.end(order, 'cancelled', this.timeMs, 'the equity was used up')
    for (let s = 0; s < this.market.symbols.length; s++)
      if (this.ledger.units[s] !== 0)
        this.book.place(s, { symbol: this.market.symbols[s]!, size: { targetUnits: 0 } }, this.timeMs, 'ruin', undefined, decidedMs)
  }

  /** NaN prices are missing: such a bar is waited out. */
  canTrade(symbol: number): boolean {
    return this.#volumeLeft[symbol]! >= 0
  }

  /** What a taker gets at a reference price in this bar, on the grid. */
  takerPriceAt(symbol: number, side: Side, units: number, reference: number): number {
    const venue = this.rules.venues[symbol]!
    const at = barRow(this.market, symbol, this.row)
    const volume = this.market.bars[symbol]!.volume[at]!
    return roundPrice(venue, side, takerPrice(venue.costs, side, units, reference, volume, this.#volatility(symbol, at)))
  }

  /** Payments of funding that fell on a position and had no rate. */
  get missingPayments(): number {
    return this.#office?.missingPayments ?? 0
  }

  splitPrices(symbol: number, ratio: number): void {
    this.#lastClose[symbol]! /= ratio
  }

  /** The worst price of the row's bar for a position, which may be NaN; undefined without a bar. */
  adversePrice(symbol: number, isLong: boolean): number | undefined {
    const { low, high } = this.market.bars[symbol]!
    const at = barRow(this.market, symbol, this.row)
    return at < 0 ? undefined : (isLong ? low : high)[at]!
  }

  #participation(symbol: number, at: number): number {
    const { maxParticipation } = this.rules.venues[symbol]!
    if (maxParticipation === Infinity) return Infinity
    const volume = this.market.bars[symbol]!.volume[at]!
    return volume > 0 ? volume * maxParticipation : 0
  }

  #openSymbol(symbol: number): void {
    const at = barRow(this.market, symbol, this.row)
    this.#volumeLeft[symbol] = -1
    if (at < 0) return
    const open = this.market.bars[symbol]!.open[at]!
    if (!(open > 0) || isHalted(this.rules.venues[symbol]!, this.timeMs)) return
    this.ledger.mark[symbol] = open
    this.#volumeLeft[symbol] = this.#participation(symbol, at)
  }

  #begin(order: WorkingOrder): void {
    order.firstRow = this.row
    order.firstMs = this.timeMs
    order.state = 'working'
  }

  #trigger(order: WorkingOrder, reason: string): void {
    order.isTriggered = true
    this.events.push({ kind: 'trigger', timeMs: this.timeMs, symbol: order.symbolName, orderId: order.id, reason })
  }

  #meetOpen(order: WorkingOrder, open: number): void {
    const price = priceAtOpen(order, open)
    if (order.isStop && !Number.isNaN(price)) this.#trigger(order, `open at ${open}`)
    const reference = order.isLimit ? priceAtOpen(order, open) : price
    // From here on it is in the book, and a fill takes its own price.
    const rested = order.isLimit && (order.isResting || order.role === 'takeProfit')
    order.isResting = order.isLimit
    if (Number.isNaN(reference)) followTrail(order, open)
    else this.#fill(order, reference, rested)
  }

  #meetReached(order: WorkingOrder, price: number): void {
    // On its way to the price the account may be liquidated, and the order with it.
    this.#office?.isCalledBefore(order.symbol, price)
    if (!order.isOpen) return
    const wasStop = order.isStop
    if (wasStop) this.#trigger(order, `price of ${price}`)
    order.isResting = order.isLimit
    // A stop that turned into a limit order trades at its stop if its limit allows that; else it waits.
    if (wasStop && order.isLimit && (order.side === 'buy' ? price > order.limitPrice : price < order.limitPrice)) return
    this.#fill(order, price, !wasStop)
  }

  /** Brings the row's bar, or its finer bars in turn, to what waits after the open. */
  #meetRange(symbol: number): void {
    const { market, book } = this
    const isWatched = this.#office?.isWatching(symbol) === true
    const waiting = book.of[symbol]!
    if (!isWatched && waiting.length === 0) return
    const at = barRow(market, symbol, this.row)
    const finer = market.finer?.[symbol]
    if (finer === undefined || finer.starts[at] === finer.starts[at + 1]) {
      this.#matcher.meetRange(symbol, rangeOf(market.bars[symbol]!, at))
      return
    }
    for (let k = finer.starts[at]!; k < finer.starts[at + 1]! && (isWatched || waiting.length > 0); k++) {
      const range = rangeOf(finer.bars, k)
      if (range.open > 0) for (const order of waiting.slice()) if (order.isOpen) this.#meetOpen(order, range.open)
      this.#matcher.meetRange(symbol, range)
    }
  }

  /** Turns a size into units at a price, once. */
  #size(order: WorkingOrder, price: number): number {
    if (!Number.isNaN(order.remainingUnits)) return order.remainingUnits
    const { size } = order.request
    const { ledger } = this
    const s = order.symbol
    const held = ledger.units[s]!
    let traded = NaN
    if ('notional' in size) order.remainingUnits = size.notional / (price * this.rules.venues[s]!.multiplier)
    else if ('targetUnits' in size) traded = size.targetUnits - held
    else if ('targetWeight' in size) {
      const at = barRow(this.market, s, this.row)
      const { costs } = this.rules.venues[s]!
      const point = {
        equity: ledger.equity,
        units: held,
        price,
        volume: this.market.bars[s]!.volume[at]!,
        volatility: this.#volatility(s, at),
        scale: ledger.scale[s]!,
      }
      traded = unitsToTarget(costs, size.targetWeight, point)
    }
    if (!Number.isNaN(traded)) {
      order.side = traded < 0 ? 'sell' : 'buy'
      order.remainingUnits = Math.abs(traded)
    }
    return order.remainingUnits
  }

  #volatility(symbol: number, at: number): number {
    const { volatilityBars } = this.rules.venues[symbol]!
    return volatilityBars === 0 ? 0 : barVolatility(this.market.bars[symbol]!.close, at - 1, volatilityBars)
  }

  #priceOf(order: WorkingOrder, units: number, reference: number, isMaker: boolean): number {
    if (isMaker) return reference
    const price = this.takerPriceAt(order.symbol, order.side, units, reference)
    if (!order.isLimit) return price
    return order.side === 'buy' ? Math.min(price, order.limitPrice) : Math.max(price, order.limitPrice)
  }

  /** True when the account may hold what it then holds. */
  #isAllowed(order: WorkingOrder, units: number, reference: number, isMaker: boolean): boolean {
    const { ledger } = this
    const s = order.symbol
    const { leverage, venues } = this.rules
    const scale = ledger.scale[s]!
    const price = this.#priceOf(order, units, reference, isMaker)
    const fee = feeOf(venues[s]!.costs, units, price * scale, isMaker)
    const traded = order.side === 'buy' ? units : -units
    const cash = ledger.cash - (traded * price * scale + fee)
    const before = ledger.units[s]!
    const after = before + traded
    const shift = (Math.abs(after) - Math.abs(before)) * reference * scale
    const { gross, short } = ledger.exposure
    const shortAfter = short + (Math.max(0, -after) - Math.max(0, -before)) * reference * scale
    if (leverage === 1 && shortAfter === 0) return cash >= 0
    const equity = cash + gross + shift - 2 * shortAfter
    return leverage * equity - (gross + shift) >= -TOLERANCE * Math.abs(equity)
  }

  #brokenLimit(order: WorkingOrder, units: number, reference: number, isMaker: boolean): string | undefined {
    const { ledger, rules } = this
    const s = order.symbol
    const scale = ledger.scale[s]!
    const price = this.#priceOf(order, units, reference, isMaker)
    const fee = feeOf(rules.venues[s]!.costs, units, price * scale, isMaker)
    const equity = ledger.equity - fee - units * Math.abs(price - reference) * scale
    const after = ledger.units[s]! + (order.side === 'buy' ? units : -units)
    return brokenLimit(rules.money?.limits ?? {}, ledger, { symbol: s, units: after, unitValue: reference * scale, equity })
  }

  /** Units that rules and account leave of an order; 0 when it waits or has ended. */
  #allowedUnits(order: WorkingOrder, wanted: number, reference: number, isMaker: boolean): number {
    const { book, timeMs, ledger } = this
    const s = order.symbol
    const venue = this.rules.venues[s]!
    const held = ledger.units[s]!
    const closable = order.side === 'sell' ? Math.max(0, held) : Math.max(0, -held)
    let units = wanted
    if (order.request.reduceOnly === true && units > closable) {
      if (closable === 0) {
        book.end(order, 'cancelled', timeMs, 'there is nothing to reduce')
        return 0
      }
      units = closable
      order.remainingUnits = closable
    }
    const cut = (rule: string, left: number): void => {
      this.events.push({ kind: 'cut', timeMs, symbol: order.symbolName, orderId: order.id, reason: `${rule}: ${units} units to ${left}` })
      units = left
      order.remainingUnits = left
    }
    const isFlattening = units === closable
    if (!isFlattening) {
      const lots = roundUnits(venue, units)
      if (lots !== units) cut('lot size', lots)
    }
    const whole = units
    if (units > closable) {
      const fitting = largestFitting(units, closable, (size) => this.#isAllowed(order, size, reference, isMaker))
      const lots = fitting === units || fitting === closable ? fitting : roundUnits(venue, fitting)
      if (lots < units * (1 - 1e-12)) cut('margin', lots)
      else if (lots < units) {
        units = lots
        order.remainingUnits = lots
      }
    }
    const limits = this.rules.money?.limits
    if (limits !== undefined && units > closable) {
      const broken = (size: number): string | undefined => this.#brokenLimit(order, size, reference, isMaker)
      const rule = broken(units)
      if (rule !== undefined) {
        const fitting = largestFitting(units, closable, (size) => broken(size) === undefined)
        cut(rule, fitting === closable ? fitting : roundUnits(venue, fitting))
      }
    }
    if (!(units > 0)) {
      book.end(order, order.filledUnits > 0 ? 'cancelled' : 'refused', timeMs, 'the account or the lot size leaves nothing of it')
      return 0
    }
    if (order.request.timeInForce === 'fok' && units < whole * (1 - 1e-12)) {
      book.end(order, 'cancelled', timeMs, `fok: the account allows ${units} of ${whole} units`)
      return 0
    }
    // What is left of an order that was large enough may be less.
    if (!isFlattening && order.filledUnits === 0 && units * reference * venue.multiplier < venue.minNotional) {
      book.end(order, 'refused', timeMs, `a value of ${units * reference * venue.multiplier} is below the least of ${venue.minNotional}`)
      return 0
    }
    const left = this.#volumeLeft[s]!
    if (left < units) {
      const part = roundUnits(venue, left)
      if (order.request.timeInForce === 'fok') return 0
      units = part
    }
    return units
  }

  #fill(order: WorkingOrder, reference: number, isMaker: boolean): void {
    const { ledger, book, timeMs } = this
    const s = order.symbol
    ledger.mark[s] = reference
    const wanted = this.#size(order, reference)
    const isDrift = order.role === 'rebalance' && wanted * reference * ledger.scale[s]! <= TOLERANCE * ledger.equity
    if (!(wanted > 0) || isDrift) {
      book.end(order, 'cancelled', timeMs, 'there is nothing to trade')
      return
    }
    const units = this.#allowedUnits(order, wanted, reference, isMaker)
    if (!(units > 0)) return
    const price = this.#priceOf(order, units, reference, isMaker)
    const scale = ledger.scale[s]!
    const fee = feeOf(this.rules.venues[s]!.costs, units, price * scale, isMaker)
    const slippage = units * Math.abs(price - reference) * scale
    const { side, request } = order
    this.#office?.logScale(s)
    const before = ledger.units[s]!
    ledger.book(s, { side, units, price, fee, slippage })
    this.#volumeLeft[s] = Math.max(0, this.#volumeLeft[s]! - units)
    order.filledUnits += units
    order.remainingUnits = order.remainingUnits === units ? 0 : order.remainingUnits - units
    const fill: Fill = {
      timeMs,
      symbol: order.symbolName,
      orderId: order.id,
      side,
      units,
      price,
      fee,
      slippage,
      isMaker,
      // The exits of a bracket were decided with their entry.
      signalTimeMs: order.parent?.placedMs ?? order.placedMs,
      reason: order.role,
      confidence: request.confidence ?? NaN,
      ...(request.tag === undefined ? {} : { tag: request.tag }),
    }
    this.fills.push(fill)
    this.events.push({ kind: 'fill', timeMs, symbol: order.symbolName, fill })
    book.cancelGroup(order, timeMs)
    book.share(order, units, timeMs)
    if (order.remainingUnits <= 1e-12 * order.filledUnits) book.end(order, 'filled', timeMs)
    this.#updateExits(order, before, units, price, reference)
  }

  /** Exits go with the position that they close, and come with what a fill has opened; one that the price is already beyond trades at once. */
  #updateExits(order: WorkingOrder, before: number, units: number, price: number, reference: number): void {
    const { book, timeMs } = this
    const after = this.ledger.units[order.symbol]!
    if (before !== 0 && Math.sign(after) !== Math.sign(before)) book.dropExits(order.symbol, before > 0 ? 'sell' : 'buy', timeMs)
    const opened = Math.sign(after) === (order.side === 'buy' ? 1 : -1) ? Math.min(units, Math.abs(after)) : 0
    if (opened === 0) return
    const exits = book.protect(order, opened, price, timeMs)
    for (const exit of exits) this.#begin(exit)
    for (const exit of exits) if (exit.isOpen) this.#meetOpen(exit, reference)
  }
}

function rangeOf({ open, high, low, close }: Bars, at: number): PriceRange {
  return { open: open[at]!, high: high[at]!, low: low[at]!, close: close[at]! }
}
