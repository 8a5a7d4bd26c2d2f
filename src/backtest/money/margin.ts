import type { Ledger } from '../ledger.js'

/** Price of a symbol at the far end of a way; undefined where it stays at its mark. */
export type PriceOf = (symbol: number) => number | undefined

/** What a position adds to the surplus at a price: its value less the margin that it asks for. */
function contribution(ledger: Ledger, maintenanceFraction: number, symbol: number, price: number): number {
  const units = ledger.units[symbol]!
  return units * price * ledger.scale[symbol]! * (1 - maintenanceFraction * Math.sign(units))
}

/**
 * Equity above the maintenance margin, when positions are valued at their marks or, where `priceAt` knows one, at another price. Linear in the prices, because a position
 * keeps its side: cash + Σ units · price · scale · (1 ∓ maintenanceFraction).
 */
export function marginSurplus(ledger: Ledger, maintenanceFraction: number, priceAt?: PriceOf): number {
  let sum = ledger.cash
  for (let s = 0; s < ledger.units.length; s++)
    if (ledger.units[s] !== 0) sum += contribution(ledger, maintenanceFraction, s, priceAt?.(s) ?? ledger.mark[s]!)
  return sum
}

/**
 * Share of the way from the marks to other prices at which the margin is used up: 0 when it is at the marks already, Infinity when it is not on the whole way. The prices there
 * are `mark + share · (price − mark)`.
 */
export function callShare(ledger: Ledger, maintenanceFraction: number, priceAt: PriceOf): number {
  const atEnd = marginSurplus(ledger, maintenanceFraction, priceAt)
  if (!(atEnd < 0)) return Infinity
  const atMarks = marginSurplus(ledger, maintenanceFraction)
  return atMarks > 0 ? atMarks / (atMarks - atEnd) : 0
}
