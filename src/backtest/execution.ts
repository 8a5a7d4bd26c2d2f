import { type Bar, BarcastError } from '../core/index.js'
import type { ParsedConfig, SlippageModel } from './config.js'
import { feeOf, takerPrice } from './costs.js'
import type { Execution } from './result.js'
import { costsOf } from './venue.js'

/** What a fill costs. */
export interface CostModel {
  transactionCost: number
  slippageModel: SlippageModel
  slippageRate: number
}

/** A market order. `notional` is the value at the open, before costs. */
export type MarketOrder = {
  side: 'buy' | 'sell'
  /** When it was decided; must be before the bar that fills it. */
  signalTimeMs?: number
} & ({ units: number; notional?: never } | { notional: number; units?: never })

/** How much worse than the open an order of `units` fills, as a fraction of the open. A bar without volume counts as all bought up. */
export function slippageFraction({ slippageModel, slippageRate }: CostModel, units: number, volume: number): number {
  if (slippageModel === 'fixed') return slippageRate
  const participation = volume > 0 ? Math.min(1, units / volume) : 1
  return slippageRate * (slippageModel === 'linear' ? participation : Math.sqrt(participation))
}

/** The price an order of `units` gets. */
export function fillPrice(costs: CostModel, side: 'buy' | 'sell', units: number, open: number, volume: number): number {
  const slip = slippageFraction(costs, units, volume)
  return side === 'buy' ? open * (1 + slip) : open * (1 - slip)
}

/** Where the account stands when an order is sized, all at the open. */
export interface Position {
  cash: number
  units: number
  open: number
  volume: number
}

const MAX_ROUNDS = 200

/**
 * Units to trade (bought > 0, sold < 0) so that the position is worth `weight` of the equity that is left after this very fee and
 * slippage, both at the open. With weight 1 all cash is spent and none is owed.
 *
 * With E the equity before, gap g = weight · E − units · open and c(d) the cost of trading d units per unit of value, d solves
 * d · open · (1 ± weight · c(d)) = |g|. Repeated substitution converges because slippage rates stay under one half.
 */
export function unitsToTarget(costs: CostModel, weight: number, { cash, units, open, volume }: Position): number {
  if (weight === 0) return -units
  const gap = weight * (cash + units * open) - units * open
  const keep = 1 - costs.transactionCost
  const bought = gap > 0
  let traded = Math.abs(gap) / open
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const slip = slippageFraction(costs, traded, volume)
    const cost = bought ? (1 + slip) * (1 + costs.transactionCost) - 1 : 1 - (1 - slip) * keep
    const next = Math.abs(gap) / (open * (bought ? 1 + weight * cost : 1 - weight * cost))
    const settled = Math.abs(next - traded) <= 4e-16 * next
    traded = next
    if (settled || costs.slippageModel === 'fixed') break
  }
  const change = bought && weight > 0 ? affordable(costs, traded, cash, open, volume) : bought ? traded : -traded
  // Where the costs are more than the equity, the target would lie on the other side: none is as far as it goes.
  return (units + change) * weight < 0 ? -units : change
}

/** The last bits of the divisions may ask for a hair more than there is: shortens such an order by as little as needed. */
function affordable(costs: CostModel, units: number, cash: number, open: number, volume: number): number {
  let size = units
  for (let step = 2 ** -52; step < 1; step *= 2) {
    const price = fillPrice(costs, 'buy', size, open, volume)
    if (size * price + costs.transactionCost * size * price <= cash) break
    size *= 1 - step
  }
  return size
}

/**
 * Fills one market order at the open of `bar`: price = open · (1 ± slippage ± half the spread), and a taker's fee. Any size fills in full; slippage stops growing at the bar's
 * whole volume. Rules of instruments are not applied.
 *
 * @throws BarcastError `backtest/order` (side, units, notional), `backtest/missing-open`, `backtest/early-fill` when the bar is not after the signal
 */
export function executeOrder(config: ParsedConfig, order: MarketOrder, bar: Bar): Execution {
  const refuse = (rule: string, message: string, value: unknown): never => {
    throw new BarcastError(`backtest/${rule}`, `Simulate trade execution: ${message}`, { value, where: { timeMs: bar.openTimeMs } })
  }
  if (!(bar.open > 0) || bar.open === Infinity) refuse('missing-open', `the bar needs an open above 0, found ${bar.open}`, bar.open)
  if (order.side !== 'buy' && order.side !== 'sell') refuse('order', `side must be buy or sell, found ${String(order.side)}`, order.side)
  if ((order.units === undefined) === (order.notional === undefined))
    refuse('order', 'give either units or notional, found both or none', order)
  const units = order.units ?? order.notional! / bar.open
  if (!(units > 0) || units === Infinity)
    refuse('order', `units and notional must be above 0, found ${order.units ?? order.notional}`, units)
  const signalTimeMs = order.signalTimeMs ?? NaN
  if (signalTimeMs >= bar.openTimeMs) {
    refuse('early-fill', `the bar must open after the signal's bar, found ${bar.openTimeMs} for a signal at ${signalTimeMs}`, signalTimeMs)
  }
  const costs = costsOf(config)
  if (costs.slippageModel === 'volumeImpact')
    refuse('order', 'slippage by volumeImpact needs the bars before, found one bar', config.slippage)
  const price = takerPrice(costs, order.side, units, bar.open, bar.volume, 0)
  return {
    timeMs: bar.openTimeMs,
    side: order.side,
    units,
    price,
    fee: feeOf(costs, units, price, false),
    slippage: units * Math.abs(price - bar.open),
    signalTimeMs,
    reason: 'signal',
    confidence: NaN,
  }
}
