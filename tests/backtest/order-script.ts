import type { Bars } from 'barcast/core'
import { withFinerBars } from '../../src/backtest/finer-bars.js'
import type { InstrumentRules } from '../../src/backtest/instrument.js'
import type { Intrabar } from '../../src/backtest/intrabar.js'
import { alignMarket } from '../../src/backtest/market.js'
import type { OrderRequest } from '../../src/backtest/order.js'
import type { StrategyContext } from '../../src/backtest/strategy.js'
import { runStrategyOn, type StrategyRun } from '../../src/backtest/strategy-run.js'
import { type CostConfig, venueOf } from '../../src/backtest/venue.js'

export const MIDNIGHT = Date.UTC(2024, 0, 3)
export const HOUR_MS = 3_600_000

/** Open, high, low, close, and volume where it matters; `undefined` for a bar that is missing. */
export type Row = readonly [number, number, number, number, number?]

export interface TableOptions {
  symbol?: string
  stepMs?: number
  startMs?: number
}

/** Bars an hour apart, one per row that is there. */
export function table(rows: readonly (Row | undefined)[], { symbol = 'A', stepMs = HOUR_MS, startMs = MIDNIGHT }: TableOptions = {}): Bars {
  const there = rows.flatMap((row, i) => (row === undefined ? [] : [{ row, timeMs: startMs + i * stepMs }]))
  const column = (k: number): Float64Array => Float64Array.from(there, ({ row }) => row[k] ?? 1e6)
  return {
    symbol,
    timeframeMs: stepMs,
    length: there.length,
    openTimeMs: Float64Array.from(there, ({ timeMs }) => timeMs),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    extra: {},
  }
}

/** What is asked for at the close of a row. */
export type Script = Readonly<Record<number, readonly OrderRequest[] | ((context: StrategyContext) => void)>>

export interface PlayOptions {
  intrabar?: Intrabar
  fillAt?: 'nextOpen' | 'signalClose'
  costs?: CostConfig
  instrument?: InstrumentRules
  leverage?: number
  initialCapital?: number
  finerBars?: Bars | readonly Bars[]
}

/** Runs a script of orders on bars, without costs unless they are given, with money for everything. */
export function play(bars: Bars | readonly Bars[], script: Script, options: PlayOptions = {}): StrategyRun {
  const {
    intrabar = 'worst',
    fillAt = 'nextOpen',
    costs = {},
    instrument = {},
    leverage = 10,
    initialCapital = 10_000,
    finerBars,
  } = options
  const plain = alignMarket(bars, 'Test')
  const market = finerBars === undefined ? plain : withFinerBars(plain, finerBars, 'Test')
  const run = runStrategyOn(
    market,
    {
      onBar(context) {
        const step = script[context.row]
        if (typeof step === 'function') step(context)
        else for (const request of step ?? []) context.submit(request)
      },
    },
    { venues: market.symbols.map(() => venueOf(costs, instrument)), leverage, intrabar, initialCapital, fillAt },
  )
  if (run.failure !== undefined) throw run.failure
  return run
}

/** Fills in words: row of the clock (from the first bar's time, in steps of the timeframe), what, how much, at which price. */
export function told({ fills, broker }: StrategyRun): string[] {
  const { timeMs, timeframeMs, symbols } = broker.market
  return fills.map(({ timeMs: at, symbol, side, units, price, reason, isMaker }) => {
    const step = (at - timeMs[0]!) / timeframeMs
    const name = symbols.length === 1 ? '' : `${symbol} `
    return `${step}: ${name}${side} ${units} at ${price}${reason === 'order' ? '' : ` ${reason}`}${isMaker ? ' (maker)' : ''}`
  })
}

/** What became of orders, fills left out: row, number and kind of event, reason. */
export function fates({ events, broker }: StrategyRun): string[] {
  const { timeMs, timeframeMs } = broker.market
  return events.flatMap((event) =>
    'orderId' in event ? [`${(event.timeMs - timeMs[0]!) / timeframeMs}: ${event.kind} ${event.orderId} (${event.reason})`] : [],
  )
}
