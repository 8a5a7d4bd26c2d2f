/** Costs of a trade: each of its two fills pays the fee on its value and is so much worse than the close. Fractions. */
export interface TradeCosts {
  fee: number
  slippage: number
}

/**
 * Return of a position opened at `entry` and closed at `exit`, after costs, as a fraction of the price it was opened at. A long position opens at
 * entry (1 + s) and closes at exit (1 − s), a short one the other way round; both fills pay the fee on their value.
 */
export function tradeReturn(side: 'long' | 'short', entry: number, exit: number, { fee, slippage }: TradeCosts): number {
  const sign = side === 'long' ? 1 : -1
  const opened = entry * (1 + sign * slippage)
  const closed = exit * (1 - sign * slippage)
  return (sign * (closed - opened) - fee * (opened + closed)) / opened
}

/**
 * What the better side earns after costs, with its sign as direction: positive for a long position that pays, negative for a short one that pays
 * as much, 0 when neither does. Without costs it is the forward return.
 */
export function bestSideReturn(entry: number, exit: number, costs: TradeCosts): number {
  const long = tradeReturn('long', entry, exit, costs)
  if (!(long <= 0)) return long
  const short = tradeReturn('short', entry, exit, costs)
  return short > 0 ? -short : 0
}
