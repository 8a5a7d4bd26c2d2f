import { type Costs, feeOf, slippageFraction, takerPrice } from './costs.js'

/** Where the account stands when an order is sized, all at one price. */
export interface SizingPoint {
  /** Account currency. */
  equity: number
  units: number
  price: number
  volume: number
  volatility: number
  /** Turns price times units into account currency. */
  scale: number
}

const MAX_ROUNDS = 200

/** Fees that do not grow with the value, as a fraction of it. */
function flatShare(costs: Costs, units: number, unitValue: number): number {
  if (costs.perTrade === 0 && costs.perUnit === 0 && costs.minimumFee === 0) return 0
  const value = units * unitValue
  return (feeOf(costs, units, unitValue, false) - costs.transactionCost * value) / value
}

/**
 * Units to trade (bought > 0, sold < 0) so that the position is worth `weight` of the equity that is left after this very fee and slippage, both at `price`. With
 * weight 1 all cash is spent and, but for the last bits, none is owed.
 *
 * With E the equity before, gap g = weight · E − units · price and c(d) the cost of trading d units per unit of value, d solves
 * d · price · (1 ± weight · c(d)) = |g|. Repeated substitution converges because slippage rates stay under one half.
 */
export function unitsToTarget(costs: Costs, weight: number, { equity, units, price, volume, volatility, scale }: SizingPoint): number {
  if (weight === 0) return -units
  const unitValue = price * scale
  const gap = weight * equity - units * unitValue
  if (gap === 0) return 0
  const keep = 1 - costs.transactionCost
  const isBought = gap > 0
  let traded = Math.abs(gap) / unitValue
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const slip = slippageFraction(costs, traded, volume, volatility)
    const rate = isBought ? (1 + slip) * (1 + costs.transactionCost) - 1 : 1 - (1 - slip) * keep
    const flat = flatShare(costs, traded, unitValue)
    const cost = flat === 0 ? rate : rate + flat
    const next = Math.abs(gap) / (unitValue * (isBought ? 1 + weight * cost : 1 - weight * cost))
    // A flat fee may be more than the whole gap: nothing is worth trading then.
    if (!(next > 0) || next === Infinity) return 0
    const isSettled = Math.abs(next - traded) <= 4e-16 * next
    traded = next
    if (isSettled || (costs.slippageModel === 'fixed' && flat === 0)) break
  }
  const change = isBought ? traded : -traded
  // Where the costs are more than the equity, the target would lie on the other side: none is as far as it goes.
  return (units + change) * weight < 0 ? -units : change
}

/**
 * The largest size from `least` up to `units` that `fits`, a monotone test: first a few last bits less, because divisions may ask for a hair more than there is, then by
 * bisection. `least` when nothing fits.
 */
export function largestFitting(units: number, least: number, fits: (units: number) => boolean): number {
  let size = units
  for (let step = 2 ** -52; step < 2 ** -40; step *= 2) {
    if (fits(size)) return size
    size *= 1 - step
  }
  let low = least
  let high = units
  for (let round = 0; round < 64; round++) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  // A hair more than nothing only fits because sums are rounded.
  return low - least <= 1e-12 * units ? least : low
}

/** What buying `units` takes from the cash. */
export function purchaseCost(costs: Costs, units: number, price: number, volume: number, volatility: number): number {
  const paid = takerPrice(costs, 'buy', units, price, volume, volatility)
  return units * paid + feeOf(costs, units, paid, false)
}
