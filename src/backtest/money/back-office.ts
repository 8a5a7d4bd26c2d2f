import { feeOf } from '../costs.js'
import type { BacktestEvent } from '../event.js'
import type { Ledger } from '../ledger.js'
import type { Market } from '../market.js'
import type { Side } from '../order.js'
import type { OrderBook } from '../order-book.js'
import type { Fill } from '../result.js'
import { roundUnits, type Venue } from '../venue.js'
import { CarryCharges } from './carry.js'
import { type CorporateAction, splitOrder } from './corporate-actions.js'
import { callShare, marginSurplus, type PriceOf } from './margin.js'
import type { MoneyRules } from './rules.js'
import { settle } from './settlement.js'

/** What the back office sees of the broker. */
export interface Desk {
  readonly market: Market
  readonly ledger: Ledger
  readonly book: OrderBook
  readonly fills: Fill[]
  readonly events: BacktestEvent[]
  readonly rules: { readonly venues: readonly Venue[] }
  readonly timeMs: number
  canTrade(symbol: number): boolean
  /** What a taker gets at a reference price in this bar. */
  takerPriceAt(symbol: number, side: Side, units: number, reference: number): number
  /** The worst price of the bar for a position, which may be NaN; undefined without a bar. */
  adversePrice(symbol: number, isLong: boolean): number | undefined
  /** Divides prices that the broker remembers of a symbol. */
  splitPrices(symbol: number, ratio: number): void
}

/**
 * Everything that changes the account without an order: borrow, interest and funding, exchange rates, splits and delistings, liquidation. The broker calls it at fixed
 * moments of each row, in the order of its methods; `Carry`, `MarginRules` and `InstrumentRules` state the rules.
 */
export class BackOffice {
  #hasBegun = false
  /** When the next payment, rate or corporate action falls due. */
  #dueMs = -Infinity
  readonly #adversePrice: PriceOf
  #nextAction = 0
  readonly #carry: CarryCharges
  readonly #nextRate: Int32Array
  /** What the event log says a unit is worth. */
  readonly #loggedScale: Float64Array
  readonly #isDelisted: Uint8Array

  constructor(
    readonly desk: Desk,
    readonly rules: MoneyRules,
  ) {
    const count = desk.market.symbols.length
    this.#carry = new CarryCharges(desk, rules)
    this.#nextRate = new Int32Array(count)
    this.#loggedScale = new Float64Array(count).fill(1)
    this.#isDelisted = new Uint8Array(count)
    this.#adversePrice = (symbol) => desk.adversePrice(symbol, desk.ledger.units[symbol]! > 0)
    desk.ledger.scale.set(desk.rules.venues.map(({ multiplier }) => multiplier))
  }

  /** Payments of funding that fell on a position and had no rate. */
  get missingPayments(): number {
    return this.#carry.missingPayments
  }

  /** True when prices inside a bar can liquidate a position in a symbol. */
  isWatching(symbol: number): boolean {
    return this.rules.maintenanceFraction > 0 && this.desk.ledger.units[symbol] !== 0
  }

  isDelisted(symbol: number): boolean {
    return this.#isDelisted[symbol] === 1
  }

  /** True when nothing but the carry of passing time falls on a row without orders; charges what has passed since the close before. */
  isQuiet(timeMs: number): boolean {
    if (timeMs + this.desk.market.timeframeMs > this.#dueMs) return false
    const { maintenanceFraction } = this.rules
    // A price that is missing makes the sum NaN: such a row is looked at closely.
    if (maintenanceFraction > 0 && !(marginSurplus(this.desk.ledger, maintenanceFraction, this.#adversePrice) >= 0)) return false
    this.#carry.accrue(timeMs)
    return true
  }

  /** What happened since the last close, at the marks of that close. */
  beforeOpen(timeMs: number): void {
    if (!this.#hasBegun) this.#begin(timeMs)
    this.#carry.payFunding(timeMs, false)
    this.#carry.accrue(timeMs)
    this.#act(timeMs)
    this.#exchange(timeMs)
  }

  /** At the opens, before orders fill. */
  atOpen(timeMs: number): void {
    this.#carry.payFunding(timeMs, true)
    this.#callAt((symbol) => this.desk.ledger.mark[symbol])
  }

  /** After the fills at the opens: payments that fall inside the bar. */
  afterOpen(timeMs: number): void {
    this.#carry.payFunding(timeMs + this.desk.market.timeframeMs, false)
    this.#dueMs = this.#nextDueMs()
  }

  /** True when the account is liquidated before a symbol's price reaches `price`. */
  isCalledBefore(symbol: number, price: number): boolean {
    return this.desk.ledger.units[symbol] !== 0 && this.#callAt((other) => (other === symbol ? price : undefined))
  }

  /** Liquidates when the worst prices of the bar, all at once, use up the margin. */
  atExtremes(): void {
    const { desk } = this
    // Finer bars have shown their extremes one by one.
    const isPlain = (symbol: number): boolean => desk.canTrade(symbol) && desk.market.finer?.[symbol] === undefined
    this.#callAt((symbol) => {
      const price = isPlain(symbol) ? this.#adversePrice(symbol) : undefined
      return price !== undefined && price > 0 ? price : undefined
    })
  }

  /** At the closes, marked. */
  atClose(timeMs: number, isLast: boolean): void {
    const closeMs = timeMs + this.desk.market.timeframeMs
    this.#carry.accrue(closeMs)
    if (isLast) this.#act(closeMs)
  }

  /** Tells the event log what a unit is worth, before it matters. */
  logScale(symbol: number): void {
    const { ledger, market, events, timeMs } = this.desk
    const scale = ledger.scale[symbol]!
    if (scale === this.#loggedScale[symbol]) return
    this.#loggedScale[symbol] = scale
    events.push({ kind: 'valuation', timeMs, symbol: market.symbols[symbol]!, scale })
  }

  #nextDueMs(): number {
    const { exchangeRates, actions } = this.rules
    let dueMs = Math.min(this.#carry.nextDueMs(), actions[this.#nextAction]?.timeMs ?? Infinity)
    for (let s = 0; s < exchangeRates.length; s++) dueMs = Math.min(dueMs, exchangeRates[s]?.timeMs[this.#nextRate[s]!] ?? Infinity)
    return dueMs
  }

  /** Leaves out splits that the broker's last closes have seen already. */
  #begin(timeMs: number): void {
    const { actions } = this.rules
    this.#hasBegun = true
    for (; this.#nextAction < actions.length && actions[this.#nextAction]!.timeMs <= timeMs; this.#nextAction++) {
      const action = actions[this.#nextAction]!
      const { openTimeMs } = this.desk.market.bars[action.symbol]!
      const isSeen = openTimeMs.some((openMs) => openMs >= action.timeMs && openMs < timeMs)
      if (action.kind === 'delisting') this.#delist(action)
      else if (!isSeen) this.#split(action.symbol, action.ratio)
    }
  }

  #exchange(timeMs: number): void {
    const { ledger, rules } = this.desk
    const { exchangeRates } = this.rules
    for (let s = 0; s < exchangeRates.length; s++) {
      const series = exchangeRates[s]
      if (series === undefined) continue
      let next = this.#nextRate[s]!
      while (next < series.timeMs.length && series.timeMs[next]! <= timeMs) next += 1
      if (next === this.#nextRate[s]) continue
      this.#nextRate[s] = next
      ledger.rescale(s, rules.venues[s]!.multiplier * series.rate[next - 1]!)
      if (ledger.units[s] !== 0) this.logScale(s)
    }
  }

  #act(untilMs: number): void {
    const { actions } = this.rules
    for (; this.#nextAction < actions.length; this.#nextAction++) {
      const action = actions[this.#nextAction]!
      if (action.timeMs > untilMs) return
      if (action.kind === 'split') this.#split(action.symbol, action.ratio)
      else this.#delist(action)
    }
  }

  #split(s: number, ratio: number): void {
    const { ledger, book, market, events, timeMs, rules } = this.desk
    for (const order of book.of[s]!) splitOrder(order, ratio)
    ledger.split(s, ratio)
    this.desk.splitPrices(s, ratio)
    events.push({ kind: 'split', timeMs, symbol: market.symbols[s]!, ratio })
    const held = Math.abs(ledger.units[s]!)
    const fraction = held - roundUnits(rules.venues[s]!, held)
    const price = ledger.mark[s]!
    if (fraction > 0) settle(this.desk, s, { units: fraction, reference: price, price, fee: 0, reason: 'split' })
  }

  #delist({ symbol, price: given }: Extract<CorporateAction, { kind: 'delisting' }>): void {
    const { ledger, book, market, events, timeMs } = this.desk
    this.#isDelisted[symbol] = 1
    for (const order of book.of[symbol]!.slice()) book.end(order, 'cancelled', timeMs, 'the symbol is delisted')
    const price = given ?? ledger.mark[symbol]!
    const units = ledger.units[symbol]!
    events.push({ kind: 'delisting', timeMs, symbol: market.symbols[symbol]!, units, price, fee: 0 })
    if (units === 0) return
    settle(this.desk, symbol, { units: Math.abs(units), reference: price, price, fee: 0, reason: 'delisting' })
  }

  #callAt(priceAt: PriceOf): boolean {
    const { maintenanceFraction } = this.rules
    if (maintenanceFraction === 0) return false
    const { ledger, market, book, timeMs } = this.desk
    const share = callShare(ledger, maintenanceFraction, priceAt)
    if (share === Infinity) return false
    const held = market.symbols.map((_, s) => s).filter((s) => ledger.units[s] !== 0 && this.desk.canTrade(s))
    if (held.length === 0) return false
    for (const order of book.open.slice()) book.end(order, 'cancelled', timeMs, 'the account was liquidated')
    for (const s of held) {
      const mark = ledger.mark[s]!
      this.#liquidate(s, mark + share * ((priceAt(s) ?? mark) - mark))
    }
    return true
  }

  #liquidate(s: number, reference: number): void {
    const { ledger, market, events, timeMs, rules } = this.desk
    const held = ledger.units[s]!
    const units = Math.abs(held)
    const price = this.desk.takerPriceAt(s, held > 0 ? 'sell' : 'buy', units, reference)
    const unitValue = price * ledger.scale[s]!
    const fee = feeOf(rules.venues[s]!.costs, units, unitValue, false) + this.rules.liquidationFeeRate * units * unitValue
    ledger.mark[s] = reference
    events.push({ kind: 'liquidation', timeMs, symbol: market.symbols[s]!, units: held, price: reference, fee })
    settle(this.desk, s, { units, reference, price, fee, reason: 'liquidation' })
  }
}
