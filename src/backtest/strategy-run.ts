import { BarcastError } from '../core/index.js'
import { emptyAccountHistory, firstRows, writeRow } from './account-history.js'
import { Broker, type BrokerRules } from './broker.js'
import type { BacktestEvent } from './event.js'
import { Ledger } from './ledger.js'
import type { Market } from './market.js'
import type { AccountHistory, Fill } from './result.js'
import type { Strategy } from './strategy.js'
import { RunContext } from './strategy-context.js'

/** How a run is set up, apart from the market and what decides. */
export interface RunRules extends BrokerRules {
  readonly initialCapital: number
  readonly fillAt: 'nextOpen' | 'signalClose'
}

export interface StrategyRun {
  history: AccountHistory
  fills: Fill[]
  events: BacktestEvent[]
  broker: Broker
  /** What a strategy threw, and where; undefined for a run that came to its end. */
  failure: BarcastError | undefined
}

/** What gives the broker its orders: a strategy, or a plan made beforehand. */
export interface Driver {
  /** Before a row's bars meet the orders. Nothing of the row is known but its time. */
  beforeOpen?(row: number): void
  /** At the row's close; what it returns ends the run. */
  atClose(row: number): BarcastError | undefined
}

function failureAt(error: unknown, row: number, timeMs: number): BarcastError {
  const message = error instanceof Error ? error.message : String(error)
  return new BarcastError('backtest/strategy', `Run strategy: onBar must not throw, found "${message}" at the bar of ${timeMs}`, {
    value: message,
    where: { row, timeMs },
    cause: error,
  })
}

/** Lets a strategy decide at every close; rows before `firstRow` are its past. */
export function strategyDriver(market: Market, strategy: Strategy, broker: Broker, firstRow = 0): Driver {
  const context = new RunContext(market, broker)
  for (let row = 0; row < firstRow; row++) context.reveal(row)
  const { warmupBars = 0 } = strategy
  strategy.onStart?.(market.symbols)
  return {
    atClose(row) {
      context.reveal(row)
      if (row < warmupBars) return undefined
      context.turn()
      try {
        strategy.onBar(context)
      } catch (error) {
        return failureAt(error, row, market.timeMs[row]!)
      }
      return undefined
    },
  }
}

/**
 * Carries the account over the market from a row on. At each row, in this order: what stands meets the bars of the row, the account is marked at their closes,
 * and the driver decides. What it asks for then meets the next row; with `signalClose` market orders fill at the close it has just seen.
 */
export function runOn(market: Market, driverOf: (broker: Broker) => Driver, rules: RunRules, firstRow = 0): StrategyRun {
  const ledger = new Ledger(rules.initialCapital, market.symbols.length)
  const broker = new Broker(market, ledger, rules)
  broker.prime(firstRow)
  const driver = driverOf(broker)
  const history = emptyAccountHistory(market.timeMs.subarray(firstRow), market.symbols, rules.money?.isScaled)
  const length = market.timeMs.length
  const atClose = rules.fillAt === 'signalClose'
  let failure: BarcastError | undefined
  let row = firstRow
  for (; row < length && failure === undefined; row++) {
    driver.beforeOpen?.(row)
    broker.openRow(row)
    broker.closeRow(row)
    failure = driver.atClose(row)
    if (atClose) broker.fillAtClose()
    writeRow(history, row - firstRow, ledger)
  }
  return {
    history: row === length ? history : firstRows(history, row - firstRow),
    fills: broker.fills,
    events: broker.events,
    broker,
    failure,
  }
}

/** Carries the account over the market as a strategy wants. */
export function runStrategyOn(market: Market, strategy: Strategy, rules: RunRules): StrategyRun {
  return runOn(market, (broker) => strategyDriver(market, strategy, broker), rules)
}
