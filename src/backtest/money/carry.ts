import type { BacktestEvent } from '../event.js'
import type { Ledger } from '../ledger.js'
import type { Market } from '../market.js'
import type { MoneyRules } from './rules.js'

const YEAR_MS = 365 * 86_400_000

/** The account that is charged, and its log. */
interface ChargedAccount {
  readonly market: Market
  readonly ledger: Ledger
  readonly events: BacktestEvent[]
  readonly timeMs: number
}

/** Funding, borrow and interest of an account, as they fall due. */
export class CarryCharges {
  /** Payments of funding that fell on a position and had no rate. */
  missingPayments = 0
  #accruedMs = NaN
  readonly #nextPayment: Int32Array

  constructor(
    readonly desk: ChargedAccount,
    readonly rules: MoneyRules,
  ) {
    this.#nextPayment = new Int32Array(desk.market.symbols.length)
  }

  #pay(kind: 'funding' | 'borrow' | 'interest', symbol: string, amount: number): void {
    if (amount === 0) return
    this.desk.ledger.pay(kind, amount)
    this.desk.events.push({ kind, timeMs: this.desk.timeMs, symbol, amount })
  }

  /** When the next payment of funding falls due. */
  nextDueMs(): number {
    const { funding } = this.rules
    let dueMs = Infinity
    for (let s = 0; s < funding.length; s++) dueMs = Math.min(dueMs, funding[s]?.timeMs[this.#nextPayment[s]!] ?? Infinity)
    return dueMs
  }

  /** Pays what is due before a time, or at it too. */
  payFunding(untilMs: number, isIncluded: boolean): void {
    const { ledger, market } = this.desk
    const { funding } = this.rules
    for (let s = 0; s < funding.length; s++) {
      const series = funding[s]
      if (series === undefined) continue
      let next = this.#nextPayment[s]!
      for (; next < series.timeMs.length; next++) {
        const dueMs = series.timeMs[next]!
        if (isIncluded ? dueMs > untilMs : dueMs >= untilMs) break
        if (ledger.units[s] === 0) continue
        const rate = series.rate[next]!
        if (Number.isNaN(rate)) this.missingPayments += 1
        else this.#pay('funding', market.symbols[s]!, ledger.value(s) * rate)
      }
      this.#nextPayment[s] = next
    }
  }

  /** Charges borrow and interest for the time since the last charge; the first call only sets the clock. */
  accrue(untilMs: number): void {
    const { ledger, market } = this.desk
    const { borrowRate, interestRate } = this.rules
    if (Number.isNaN(this.#accruedMs)) this.#accruedMs = untilMs
    const years = (untilMs - this.#accruedMs) / YEAR_MS
    if (!(years > 0)) return
    this.#accruedMs = untilMs
    if (interestRate > 0 && ledger.cash < 0) this.#pay('interest', '', -ledger.cash * interestRate * years)
    if (borrowRate === 0) return
    for (let s = 0; s < market.symbols.length; s++)
      if (ledger.units[s]! < 0) this.#pay('borrow', market.symbols[s]!, -ledger.value(s) * borrowRate * years)
  }
}
