import { type Bar, type Bars, checkBars } from '../core/index.js'
import { compare } from './benchmark.js'
import { type BacktestConfig, type ParsedConfig, parseConfig, parseOptions, type RunOptions } from './config.js'
import { executeOrder, type MarketOrder } from './execution.js'
import { isZeroCost } from './money/warnings.js'
import { performanceOf } from './performance.js'
import type { BacktestResult, Execution, PerformanceMetrics, PortfolioHistory, SignalSeries } from './result.js'
import { planSignals } from './signal-plan.js'
import { simulate } from './simulation.js'
import { tradesOf } from './trades.js'
import { warningsOf } from './warnings.js'

export interface BacktestEngine {
  readonly config: ParsedConfig
  /**
   * Trades the signals on the bars. The account begins at the first signal's bar and runs to the last bar; bars without a signal keep
   * the target. A signal is known at its bar's close and fills at the next open (a missing open is waited out), so one on the last bar does
   * not fill. A position is sized at that open; a missing close is marked at the last known one.
   *
   * @throws BarcastError `bars/<rule>` for faulty bars; `backtest/no-signals`, `/length`, `/column-type`, `/signal-time`, `/duplicate-signal`,
   *   `/unordered-signal`, `/unaligned-signal`, `/unknown-signal`, `/confidence`, `/missing-close`, `/unknown-option`, `/config`
   */
  runBacktest(signals: SignalSeries, bars: Bars, options?: RunOptions): BacktestResult
  /**
   * Fills one market order at the open of `bar`, with this engine's costs.
   *
   * @throws BarcastError `backtest/order`, `backtest/missing-open`, `backtest/early-fill`
   */
  simulateTradeExecution(order: MarketOrder, bar: Bar): Execution
  /** Figures of any account history of this shape. Pure; `fills` are read off the history when not given. */
  calculatePerformanceMetrics(history: PortfolioHistory, fills?: readonly Execution[]): PerformanceMetrics
}

function run(config: ParsedConfig, signals: SignalSeries, bars: Bars, options: RunOptions): BacktestResult {
  const { benchmark } = parseOptions(options)
  checkBars(bars, 'Run backtest')
  const plan = planSignals(signals, bars)
  const simulation = simulate(bars, plan, config)
  const { history, fills } = simulation
  return {
    portfolioHistory: history,
    tradeHistory: tradesOf(fills, history),
    fills,
    performanceMetrics: performanceOf(history, fills),
    benchmark: compare(bars, plan.first, history, config, benchmark),
    costs: isZeroCost(config) ? 'zero cost' : 'charged',
    warnings: warningsOf(bars, plan, simulation, config),
    config,
  }
}

/**
 * Builds a backtest engine: market orders from BUY / SELL / HOLD signals, filled at the next bar's open with fee and slippage.
 * BUY targets +maxPositionSize of equity, SELL none (−maxPositionSize with `allowShort`), HOLD keeps; a repeated BUY adds nothing.
 *
 * @throws BarcastError `backtest/config`, `backtest/unknown-option` with the nearest name
 */
export function createBacktestEngine(config: BacktestConfig = {}): BacktestEngine {
  const parsed = parseConfig(config)
  return {
    config: parsed,
    runBacktest: (signals, bars, options = {}) => run(parsed, signals, bars, options),
    simulateTradeExecution: (order, bar) => executeOrder(parsed, order, bar),
    calculatePerformanceMetrics: performanceOf,
  }
}
