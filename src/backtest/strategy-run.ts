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

function failureAt(error: unknown, row: number, timeMs: number): BarcastError {
  const message = error instanceof Error ? error.message : String(error)
  return new BarcastError('backtest/strategy', `Run strategy: onBar must not throw, found "${message}" at the bar of ${timeMs}`, {
    value: message,
    where: { row, timeMs },
    cause: error,
  })
}

/**
 * Carries the account over the market. At each row, in this order: what stands meets the bars of the row, the account is marked at their closes, and the
 * strategy decides. What it asks for then meets the next row; with `signalClose` market orders fill at the close it has just seen.
 */
export function runStrategyOn(market: Market, strategy: Strategy, rules: RunRules): StrategyRun {
  const ledger = new Ledger(rules.initialCapital, market.symbols.length)
  const broker = new Broker(market, ledger, rules)
  const context = new RunContext(market, broker)
  const history = emptyAccountHistory(market.timeMs, market.symbols)
  const { warmupBars = 0 } = strategy
  const length = market.timeMs.length
  const atClose = rules.fillAt === 'signalClose'
  let failure: BarcastError | undefined
  let row = 0
  strategy.onStart?.(market.symbols)
  for (; row < length && failure === undefined; row++) {
    broker.openRow(row)
    broker.closeRow(row)
    context.reveal(row)
    if (row >= warmupBars) {
      context.turn()
      try {
        strategy.onBar(context)
      } catch (error) {
        failure = failureAt(error, row, market.timeMs[row]!)
      }
      if (atClose) broker.fillAtClose()
    }
    writeRow(history, row, ledger)
  }
  return { history: row === length ? history : firstRows(history, row), fills: broker.fills, events: broker.events, broker, failure }
}
