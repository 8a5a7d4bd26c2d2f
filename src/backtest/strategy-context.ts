import { BarcastError, type Bars, unknownNameError } from '../core/index.js'
import type { Broker } from './broker.js'
import { barRow, type Market } from './market.js'
import type { Order, OrderRequest } from './order.js'
import type { Fill } from './result.js'
import type { HeldPosition, StrategyContext } from './strategy.js'

/** A symbol's bars up to a row, as views. */
export function barsUpTo(bars: Bars, length: number): Bars {
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length)
  const { symbol, timeframeMs, openTimeMs, open, high, low, close, volume, extra } = bars
  return {
    symbol,
    timeframeMs,
    length,
    openTimeMs: cut(openTimeMs),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
    extra: Object.fromEntries(Object.entries(extra).map(([name, column]) => [name, cut(column)])),
  }
}

/** What a strategy sees of a run: the same object at every bar, moved on by the run. */
export class RunContext implements StrategyContext {
  row = -1
  timeMs = NaN
  readonly symbols: readonly string[]
  /** Per symbol how many of its bars have closed. */
  readonly #closed: Int32Array
  readonly #views: (Bars | undefined)[]
  #seenFills = 0
  #newFills: readonly Fill[] = []

  constructor(
    readonly market: Market,
    readonly broker: Broker,
  ) {
    this.symbols = market.symbols
    this.#closed = new Int32Array(market.symbols.length)
    this.#views = market.symbols.map(() => undefined)
  }

  /** Lets the bars of a row be seen. */
  reveal(row: number): void {
    this.row = row
    this.timeMs = this.market.timeMs[row]!
    for (let s = 0; s < this.#closed.length; s++) {
      const at = barRow(this.market, s, row)
      if (at < 0) continue
      this.#closed[s] = at + 1
      this.#views[s] = undefined
    }
  }

  /** Moves the fills on to those that the last call has not seen. */
  turn(): void {
    const { fills } = this.broker
    this.#newFills = fills.length === this.#seenFills ? [] : fills.slice(this.#seenFills)
    this.#seenFills = fills.length
  }

  indexOf(symbol: string | undefined, action: string): number {
    const { symbols } = this
    if (symbol === undefined) {
      if (symbols.length === 1) return 0
      throw new BarcastError('backtest/symbol', `${action}: one of ${symbols.length} symbols must be named, found none`, {
        where: { path: 'symbol', timeMs: this.timeMs },
      })
    }
    const at = symbols.indexOf(symbol)
    if (at < 0)
      throw unknownNameError('backtest/unknown-symbol', action, 'symbol', symbol, symbols, { path: 'symbol', timeMs: this.timeMs })
    return at
  }

  bars(symbol?: string): Bars {
    const s = this.indexOf(symbol, 'Read bars')
    this.#views[s] ??= barsUpTo(this.market.bars[s]!, this.#closed[s]!)
    return this.#views[s]
  }

  close(symbol?: string): number {
    const s = this.symbols.length === 1 && symbol === undefined ? 0 : this.indexOf(symbol, 'Read close')
    const closed = this.#closed[s]!
    return closed === 0 ? NaN : this.market.bars[s]!.close[closed - 1]!
  }

  get cash(): number {
    return this.broker.ledger.cash
  }

  get equity(): number {
    return this.broker.ledger.equity
  }

  position(symbol?: string): HeldPosition {
    const s = this.indexOf(symbol, 'Read position')
    const { ledger } = this.broker
    const units = ledger.units[s]!
    const entryPrice = ledger.entryPrice[s]!
    const unrealizedPnl = units === 0 ? 0 : units * (ledger.mark[s]! - entryPrice) * ledger.scale[s]!
    return { symbol: this.symbols[s]!, units, entryPrice, value: ledger.value(s), unrealizedPnl }
  }

  get orders(): readonly Order[] {
    return this.broker.book.open.map(({ snapshot }) => snapshot)
  }

  get fills(): readonly Fill[] {
    return this.#newFills
  }

  submit(request: OrderRequest): number {
    return this.broker.submit(this.indexOf(request.symbol, 'Submit order'), request).id
  }

  cancel(orderId: number): boolean {
    return this.broker.cancel(orderId)
  }
}
