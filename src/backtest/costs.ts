import type { Side } from './order.js'

/** What a fill costs, with everything filled in; rates are fractions of the traded value. */
export interface Costs {
  /** Of a taker's fill. */
  readonly transactionCost: number
  readonly makerRate: number
  /** Account currency. */
  readonly perTrade: number
  readonly perUnit: number
  readonly minimumFee: number
  readonly halfSpread: number
  readonly slippageModel: 'fixed' | 'linear' | 'sqrt' | 'volumeImpact'
  readonly slippageRate: number
}

/** How much worse than the reference price a taker's fill of `units` is, as a fraction of it. A bar without volume counts as all bought up. Impact by volatility is at most half the price. */
export function slippageFraction(
  { slippageModel, slippageRate, halfSpread }: Costs,
  units: number,
  volume: number,
  volatility: number,
): number {
  if (slippageModel === 'fixed') return slippageRate + halfSpread
  const participation = volume > 0 ? Math.min(1, units / volume) : 1
  if (slippageModel === 'linear') return slippageRate * participation + halfSpread
  const root = Math.sqrt(participation)
  if (slippageModel === 'sqrt') return slippageRate * root + halfSpread
  return Math.min(0.5, slippageRate * volatility * root + halfSpread)
}

/** The price at which a taker's order of `units` fills. */
export function takerPrice(costs: Costs, side: Side, units: number, reference: number, volume: number, volatility: number): number {
  const slip = slippageFraction(costs, units, volume, volatility)
  return side === 'buy' ? reference * (1 + slip) : reference * (1 - slip)
}

/** Fee of a fill in account currency; `unitValue` is the price of one unit, in account currency. */
export function feeOf(
  { transactionCost, makerRate, perTrade, perUnit, minimumFee }: Costs,
  units: number,
  unitValue: number,
  isMaker: boolean,
): number {
  const fee = (isMaker ? makerRate : transactionCost) * units * unitValue
  if (perTrade === 0 && perUnit === 0 && minimumFee === 0) return fee
  return Math.max(fee + perTrade + perUnit * units, minimumFee)
}

/** True when no fill is charged a fee. */
export function isFeeFree({ transactionCost, makerRate, perTrade, perUnit, minimumFee }: Costs): boolean {
  return transactionCost === 0 && makerRate === 0 && perTrade === 0 && perUnit === 0 && minimumFee === 0
}

/** True when takers fill at the very price that was there. */
export function isSlippageFree({ slippageRate, halfSpread }: Costs): boolean {
  return slippageRate === 0 && halfSpread === 0
}
