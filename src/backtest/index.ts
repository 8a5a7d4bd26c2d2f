/**
 * Backtests whose fills one could have had: what is known at a bar's close meets the next bar, with fee and slippage, against buy and hold from the same bar on. Signals,
 * predictions and portfolio weights (`runBacktest`) and strategies that decide at every close (`runStrategy`) go through one broker, on one symbol or many. Cash + positions =
 * equity at every row, and the trades' net pnl adds up to its change.
 *
 * @example
 * import { createBacktestEngine } from 'barcast/backtest'
 *
 * const day = 86_400_000
 * const open = Float64Array.of(100, 101, 103, 102, 105, 104)
 * const close = Float64Array.of(101, 103, 102, 105, 104, 106)
 * const bars = {
 *   symbol: 'DEMO',
 *   timeframeMs: day,
 *   length: 6,
 *   openTimeMs: open.map((_, i) => Date.UTC(2024, 0, 1) + i * day),
 *   open,
 *   high: open.map((price, i) => Math.max(price, close[i]!)),
 *   low: open.map((price, i) => Math.min(price, close[i]!)),
 *   close,
 *   volume: new Float64Array(6).fill(1e6),
 *   extra: {},
 * }
 * const engine = createBacktestEngine({ initialCapital: 1000, slippageModel: 'fixed', maxPositionSize: 1 })
 * const { fills, performanceMetrics, benchmark } = engine.runBacktest(
 *   { timeMs: bars.openTimeMs.slice(0, 4), signal: ['BUY', 'HOLD', 'HOLD', 'SELL'] },
 *   bars,
 * )
 * console.log(fills.map(({ side, price }) => `${side} at ${price.toFixed(4)}`)) // [ 'buy at 101.0505', 'sell at 104.9475' ]
 * console.log(performanceMetrics.totalReturn.toFixed(4), benchmark.metrics.totalReturn.toFixed(4))
 *
 * const { trades } = engine.runStrategy(
 *   {
 *     onBar(context) {
 *       if (context.position().units === 0 && context.close() < 103) {
 *         context.submit({ size: { targetWeight: 0.5 }, bracket: { stopLoss: { fraction: 0.05 }, takeProfit: { price: 103.5 } } })
 *       }
 *     },
 *   },
 *   bars,
 * )
 * console.log(trades.map(({ exitReason, pnl }) => `${exitReason}: ${pnl.toFixed(2)}`))
 *
 * @module backtest
 */
export type { BacktestConfig, BenchmarkSeries, ParsedConfig, RunOptions, SlippageModel } from './config.js'
export type { ClassPredictions, Decisions, DecisionsBySymbol, ReturnPredictions, SymbolDecisions, TargetWeights } from './decisions.js'
export type { BacktestEngine } from './engine.js'
export { createBacktestEngine } from './engine.js'
export type { BacktestEvent } from './event.js'
export type { LogDifference, LogTolerance } from './event-log.js'
export { compareLogs, eventLines, parseEvents } from './event-log.js'
export type { ReplayOptions } from './event-replay.js'
export { replayEvents } from './event-replay.js'
export type { MarketOrder } from './execution.js'
export type {
  Carry,
  ExchangeRateSeries,
  FeeSchedule,
  FundingSeries,
  InstrumentRules,
  MarginRules,
  PortfolioLimits,
  SlippageRule,
} from './instrument.js'
export type { MoneyConfig } from './money/config.js'
export type { ParameterHeatMap, StrategyOptimization, StrategySearch } from './optimization.js'
export { optimizeStrategy, parameterHeatMap } from './optimization.js'
export type { Bracket, Order, OrderRequest, OrderSize, OrderState, OrderType, Side, TimeInForce, Trail } from './order.js'
export type {
  AccountHistory,
  BacktestResult,
  BenchmarkResult,
  Execution,
  Fill,
  PerformanceMetrics,
  PortfolioHistory,
  PortfolioMetrics,
  PortfolioResult,
  PositionHistory,
  ReturnFigures,
  RoundTrip,
  SignalSeries,
  Trade,
  TradeStatistics,
} from './result.js'
export type { PositionSizing } from './sizing.js'
export type { HeldPosition, Strategy, StrategyContext } from './strategy.js'
export { StrategyError } from './strategy-error.js'
export { tradeStatistics } from './trade-statistics.js'
export type { WalkForwardFold, WalkForwardOptimization, WalkForwardSearch } from './walk-forward-optimization.js'
export { walkForwardOptimize } from './walk-forward-optimization.js'
