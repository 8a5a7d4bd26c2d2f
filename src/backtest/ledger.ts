import type { Side } from './order.js'

/** A fill as the ledger books it. */
export interface Booking {
  side: Side
  units: number
  price: number
  fee: number
  /** Account currency. */
  slippage: number
}

/**
 * What the account owns and has paid: cash, units per symbol with the mean price they were entered at, and the sums of all costs. Values are in account currency:
 * `scale` turns a symbol's price times units into it. Equity = cash + Σ units · mark · scale at every moment.
 */
export class Ledger {
  cash: number
  fees = 0
  slippage = 0
  /** Paid > 0, received < 0. */
  funding = 0
  borrow = 0
  interest = 0
  /** What positions have gained by exchange rates alone. */
  revaluation = 0
  readonly units: Float64Array
  readonly entryPrice: Float64Array
  /** What positions are valued at: the last open or close. NaN before the first. */
  readonly mark: Float64Array
  readonly scale: Float64Array

  constructor(cash: number, symbols: number) {
    this.cash = cash
    this.units = new Float64Array(symbols)
    this.entryPrice = new Float64Array(symbols).fill(NaN)
    this.mark = new Float64Array(symbols).fill(NaN)
    this.scale = new Float64Array(symbols).fill(1)
  }

  value(symbol: number): number {
    const units = this.units[symbol]!
    return units === 0 ? 0 : units * this.mark[symbol]! * this.scale[symbol]!
  }

  get equity(): number {
    let sum = this.cash
    for (let s = 0; s < this.units.length; s++) sum += this.value(s)
    return sum
  }

  /** Σ |value|, and the part of it in short positions. */
  get exposure(): { gross: number; short: number } {
    let gross = 0
    let short = 0
    for (let s = 0; s < this.units.length; s++) {
      const value = this.value(s)
      gross += Math.abs(value)
      if (value < 0) short -= value
    }
    return { gross, short }
  }

  /** Takes a payment from the cash, or gives one that is below 0. */
  pay(kind: 'funding' | 'borrow' | 'interest', amount: number): void {
    this.cash -= amount
    this[kind] += amount
  }

  /** Turns every unit into `ratio` units; what they are worth stays. */
  split(symbol: number, ratio: number): void {
    this.units[symbol]! *= ratio
    this.entryPrice[symbol]! /= ratio
    this.mark[symbol]! /= ratio
  }

  /** Values a symbol at another scale. */
  rescale(symbol: number, scale: number): void {
    const before = this.value(symbol)
    this.scale[symbol] = scale
    this.revaluation += this.value(symbol) - before
  }

  book(symbol: number, { side, units, price, fee, slippage }: Booking): void {
    const traded = side === 'buy' ? units : -units
    const before = this.units[symbol]!
    // What closes a position closes it: no dust from rounding.
    const after = Math.abs(before + traded) <= 1e-12 * Math.abs(traded) ? 0 : before + traded
    this.cash -= traded * price * this.scale[symbol]! + fee
    this.fees += fee
    this.slippage += slippage
    this.units[symbol] = after
    if (after === 0) this.entryPrice[symbol] = NaN
    else if (before === 0 || before > 0 !== after > 0) this.entryPrice[symbol] = price
    else if (Math.abs(after) > Math.abs(before)) this.entryPrice[symbol] = (before * this.entryPrice[symbol]! + traded * price) / after
  }
}
