import type { Ledger } from './ledger.js'
import type { AccountHistory } from './result.js'

/** Columns for a run of `timeMs.length` rows, still empty; `isScaled` for runs in which a unit at a price of 1 is not always worth 1. */
export function emptyAccountHistory(timeMs: Float64Array, symbols: readonly string[], isScaled = false): AccountHistory {
  const { length } = timeMs
  const column = (): Float64Array => new Float64Array(length)
  return {
    length,
    timeMs,
    cash: column(),
    equity: column(),
    fees: column(),
    slippage: column(),
    funding: column(),
    borrow: column(),
    ...(isScaled ? { revaluation: column() } : {}),
    positions: symbols.map((symbol) => ({ symbol, units: column(), mark: column(), ...(isScaled ? { scale: column() } : {}) })),
  }
}

/** Writes how the account stands into a row. */
export function writeRow(history: AccountHistory, row: number, ledger: Ledger): void {
  history.cash[row] = ledger.cash
  history.equity[row] = ledger.equity
  history.fees[row] = ledger.fees
  history.slippage[row] = ledger.slippage
  history.funding[row] = ledger.funding
  history.borrow[row] = ledger.borrow + ledger.interest
  if (history.revaluation !== undefined) history.revaluation[row] = ledger.revaluation
  for (let s = 0; s < history.positions.length; s++) {
    const { units, mark, scale } = history.positions[s]!
    units[row] = ledger.units[s]!
    mark[row] = ledger.mark[s]!
    if (scale !== undefined) scale[row] = ledger.scale[s]!
  }
}

/** The first rows of a run that ended early. */
export function firstRows(history: AccountHistory, length: number): AccountHistory {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length)
  const { timeMs, cash, equity, fees, slippage, funding, borrow, revaluation, positions } = history
  return {
    length,
    timeMs: cut(timeMs),
    cash: cut(cash),
    equity: cut(equity),
    fees: cut(fees),
    slippage: cut(slippage),
    funding: cut(funding),
    borrow: cut(borrow),
    ...(revaluation === undefined ? {} : { revaluation: cut(revaluation) }),
    positions: positions.map(({ symbol, units, mark, scale }) => ({
      symbol,
      units: cut(units),
      mark: cut(mark),
      ...(scale === undefined ? {} : { scale: cut(scale) }),
    })),
  }
}
