import type { Bars } from 'barcast/core'
import { type BacktestConfig, parseConfig } from '../../../src/backtest/config.js'
import { alignMarket } from '../../../src/backtest/market.js'
import { moneySetup } from '../../../src/backtest/money/rules.js'
import type { OrderRequest } from '../../../src/backtest/order.js'
import type { Strategy, StrategyContext } from '../../../src/backtest/strategy.js'
import { runStrategyOn, type StrategyRun } from '../../../src/backtest/strategy-run.js'
import type { World } from './random-world.js'

export const DAY = 86_400_000
export const START = Date.UTC(2024, 0, 1)

/** open, high, low, close and, if not a million, volume. */
export type Prices = readonly [number, number, number, number, number?]

/** Daily bars, `day` days after the start each; days without prices are left out. */
export function dailyBars(rows: readonly (Prices | undefined)[], symbol = 'TEST', stepMs = DAY): Bars {
  const found = rows.flatMap((prices, day) => (prices === undefined ? [] : [{ prices, timeMs: START + day * stepMs }]))
  const column = (k: number): Float64Array => Float64Array.from(found, ({ prices }) => prices[k] ?? 1e6)
  return {
    symbol,
    timeframeMs: stepMs,
    length: found.length,
    openTimeMs: Float64Array.from(found, ({ timeMs }) => timeMs),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    extra: {},
  }
}

/** A bar that stays at one price. */
export const flat = (price: number): Prices => [price, price, price, price]

export type Script = Readonly<Record<number, OrderRequest | readonly OrderRequest[] | ((context: StrategyContext) => void)>>

/** Runs a strategy under checked settings; without costs unless stated. */
export function runConfigured(bars: Bars | readonly Bars[], strategy: Strategy, config: BacktestConfig): StrategyRun {
  const free = {
    ...(config.fees === undefined ? { transactionCost: 0 } : {}),
    ...(config.slippage === undefined ? { slippageModel: 'fixed' as const, slippageRate: 0 } : {}),
  }
  const parsed = parseConfig({ initialCapital: 1000, ...free, ...config })
  const market = alignMarket(bars, 'Run strategy')
  const { initialCapital, intrabar = 'worst', fillAt = 'nextOpen' } = parsed
  const run = runStrategyOn(market, strategy, { ...moneySetup(parsed, market), initialCapital, intrabar, fillAt })
  if (run.failure !== undefined) throw run.failure
  return run
}

export const runWorld = ({ bars, config, onBar }: World): StrategyRun => runConfigured(bars, { onBar }, config)

/** Runs orders that are asked for at the closes of given rows. */
export function runScript(bars: Bars | readonly Bars[], script: Script, config: BacktestConfig = {}): StrategyRun {
  const onBar = (context: StrategyContext): void => {
    const wanted = script[context.row]
    if (typeof wanted === 'function') wanted(context)
    else if (wanted !== undefined) for (const request of [wanted].flat()) context.submit(request as OrderRequest)
  }
  return runConfigured(bars, { onBar }, config)
}

export const buy = (units: number, more: Partial<OrderRequest> = {}): OrderRequest => ({ side: 'buy', size: { units }, ...more })
export const sell = (units: number, more: Partial<OrderRequest> = {}): OrderRequest => ({ side: 'sell', size: { units }, ...more })
