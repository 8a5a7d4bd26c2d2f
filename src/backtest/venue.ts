import type { Costs } from './costs.js'
import type { Side } from './order.js'

/** What the orders in one symbol are held to, with everything filled in: see `InstrumentRules`. */
export interface Venue {
  readonly costs: Costs
  /** Bars of which the volatility of `volumeImpact` is the standard deviation; 0 for other models. */
  readonly volatilityBars: number
  /** 0: any price, any size. */
  readonly tickSize: number
  readonly lotSize: number
  readonly minNotional: number
  /** Infinity without a limit. */
  readonly maxParticipation: number
  readonly halts: readonly { fromMs: number; toMs: number }[]
}

/** Room for the last bits of a division. */
const SLACK = 1e-9

/** The nearest price on the grid that is no better for the host: buys are rounded up, sells down. */
export function roundPrice({ tickSize }: Venue, side: Side, price: number): number {
  if (tickSize === 0) return price
  const ticks = price / tickSize
  return (side === 'buy' ? Math.ceil(ticks - SLACK) : Math.floor(ticks + SLACK)) * tickSize
}

/** A limit on the grid, no worse for the host than asked: a buyer's is rounded down, a seller's up. */
export function roundLimit(venue: Venue, side: Side, price: number): number {
  return roundPrice(venue, side === 'buy' ? 'sell' : 'buy', price)
}

/** Whole lots, towards zero. */
export function roundUnits({ lotSize }: Venue, units: number): number {
  return lotSize === 0 ? units : Math.floor(units / lotSize + SLACK) * lotSize
}

export function isHalted({ halts }: Venue, timeMs: number): boolean {
  return halts.some(({ fromMs, toMs }) => timeMs >= fromMs && timeMs < toMs)
}
