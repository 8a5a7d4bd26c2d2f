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

/** How much worse than the reference price a taker's fill of `units` is, as a fraction of it. A bar without volume counts as all bought up. */
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
  return (slippageModel === 'sqrt' ? slippageRate * root : slippageRate * volatility * root) + halfSpread
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
