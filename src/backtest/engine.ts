import { type Bar, BarcastError, type Bars, checkBars } from '../core/index.js'
import { compare } from './benchmark.js'
import { type BacktestConfig, isPlainConfig, type ParsedConfig, parseConfig, parseOptions, type RunOptions } from './config.js'
import { isBySymbol, isWeights, planDecisions, signalsOf } from './decision-plan.js'
import type { Decisions, SymbolDecisions } from './decisions.js'
import { executeOrder, type MarketOrder } from './execution.js'
import { withFinerBars } from './finer-bars.js'
import { alignMarket, type Market } from './market.js'
import { moneySetup } from './money/rules.js'
import { isZeroCost } from './money/warnings.js'
import { performanceOf } from './performance.js'
import { PlanDriver } from './plan-driver.js'
import { portfolioResult } from './portfolio-result.js'
import type { BacktestResult, Execution, PerformanceMetrics, PortfolioHistory, PortfolioResult, SignalSeries } from './result.js'
import { planSignals } from './signal-plan.js'
import { simulate } from './simulation.js'
import type { Strategy } from './strategy.js'
import { StrategyError } from './strategy-error.js'
import { type RunRules, runOn, strategyDriver } from './strategy-run.js'
import { tradesOf } from './trades.js'
import { warningsOf } from './warnings.js'

export interface BacktestEngine {
  readonly config: ParsedConfig
  /**
   * Trades decisions about one symbol on its bars: signals, class probabilities with a rule, expected returns with thresholds. The account begins at the first decision's bar
   * and runs to the last bar; bars without a decision keep the target. What is known at a bar's close fills at the next open (a missing open is waited out), so the last bar's
   * does not fill. A missing close is marked at the last known one.
   *
   * @throws BarcastError `bars/<rule>` for faulty bars; `backtest/no-signals`, `/length`, `/column-type`, `/signal-time`, `/duplicate-signal`,
   *   `/unordered-signal`, `/unaligned-signal`, `/unknown-signal`, `/confidence`, `/missing-close`, `/rule`, `/unknown-class`, `/unknown-option`, `/config`
   */
  runBacktest(decisions: SymbolDecisions, bars: Bars, options?: RunOptions): BacktestResult
  /**
   * Trades decisions about one symbol or more on one clock, with the event log and everything else that a run through the broker gives: what a strategy that asks for the
   * same would get. Sales come before purchases; what still waits is taken back when the decision changes. Equal parts of all symbols are what it is compared with.
   *
   * @throws BarcastError as for one symbol, and `backtest/symbol`, `/unknown-symbol`, `/duplicate-symbol`, `/timeframes`, `/no-bars`, `/weight`, `/weight-sum`
   */
  runBacktest(decisions: Decisions, bars: readonly Bars[], options?: RunOptions): PortfolioResult
  /**
   * Carries an account over the bars as a strategy wants: it is called at every close from `warmupBars` on, where the account and what it is compared with begin.
   *
   * @throws StrategyError `backtest/strategy` with the partial result when it throws; BarcastError as above
   */
  runStrategy(strategy: Strategy, bars: Bars | readonly Bars[], options?: RunOptions): PortfolioResult
  /**
   * Fills one market order at the open of `bar`, with this engine's costs.
   *
   * @throws BarcastError `backtest/order`, `backtest/missing-open`, `backtest/early-fill`
   */
  simulateTradeExecution(order: MarketOrder, bar: Bar): Execution
  /** Figures of any account history of this shape. Pure; `fills` are read off the history when not given. */
  calculatePerformanceMetrics(history: PortfolioHistory, fills?: readonly Execution[]): PerformanceMetrics
}

/** The fast lane: what needs no broker. A property test holds both to the same bits. */
function runSignals(config: ParsedConfig, signals: SignalSeries, bars: Bars, { benchmark }: RunOptions): BacktestResult {
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
    isTradable: true,
    warnings: warningsOf(bars, plan, simulation, config),
    config,
  }
}

function marketOf(bars: Bars | readonly Bars[], { finerBars }: RunOptions, action: string): Market {
  const market = alignMarket(bars, action)
  return finerBars === undefined ? market : withFinerBars(market, finerBars, action)
}

function rulesOf(config: ParsedConfig, market: Market, action: string): RunRules {
  const { initialCapital, fillAt = 'nextOpen', intrabar = 'worst' } = config
  return { ...moneySetup(config, market, action), initialCapital, fillAt, intrabar }
}

function runPlan(config: ParsedConfig, decisions: Decisions, bars: Bars | readonly Bars[], options: RunOptions): PortfolioResult {
  const action = 'Run backtest'
  const market = marketOf(bars, options, action)
  const rules = rulesOf(config, market, action)
  const plan = planDecisions(decisions, market, config.allowShort, rules.leverage)
  let driver: PlanDriver | undefined
  const run = runOn(market, (broker) => (driver = new PlanDriver(market, plan, config, broker)), rules, plan.first)
  const { unsized, dropped, isUnfilled } = driver!
  const silentRows = market.timeMs.length - 1 - plan.last
  return portfolioResult(market, plan.first, run, config, rules, options.benchmark, { unsized, dropped, isUnfilled, silentRows })
}

/** A run of one symbol in the shape of the fast lane's result. */
function asSingle(result: PortfolioResult): BacktestResult {
  const { accountHistory, fills, trades, metrics, benchmark, costs, isTradable, warnings, config } = result
  const { length, timeMs, cash, equity, fees, slippage, funding, borrow, revaluation, positions } = accountHistory
  const { units, mark, scale } = positions[0]!
  return {
    portfolioHistory: {
      length,
      timeMs,
      cash,
      positionUnits: units,
      close: mark,
      equity,
      fees,
      slippage,
      ...(config.carry === undefined ? {} : { funding, borrow }),
      ...(scale === undefined ? {} : { scale }),
      ...(revaluation === undefined ? {} : { revaluation }),
    },
    tradeHistory: trades,
    fills,
    performanceMetrics: metrics,
    benchmark,
    costs,
    isTradable,
    warnings,
    config,
  }
}

function runBacktest(
  config: ParsedConfig,
  decisions: Decisions,
  bars: Bars | readonly Bars[],
  given: RunOptions,
): BacktestResult | PortfolioResult {
  const options = parseOptions(given, 'Run backtest')
  if (Array.isArray(bars)) return runPlan(config, decisions, bars as readonly Bars[], options)
  if (isWeights(decisions) || isBySymbol(decisions))
    throw new BarcastError('backtest/bars', 'Run backtest: decisions by symbol must come with an array of bars, found one table', {
      value: (bars as Bars).symbol,
      where: { path: 'bars' },
    })
  if (isPlainConfig(config) && options.finerBars === undefined) {
    checkBars(bars as Bars, 'Run backtest')
    return runSignals(config, signalsOf(decisions), bars as Bars, options)
  }
  return asSingle(runPlan(config, decisions, bars, options))
}

function runStrategy(config: ParsedConfig, strategy: Strategy, bars: Bars | readonly Bars[], given: RunOptions): PortfolioResult {
  const action = 'Run strategy'
  const options = parseOptions(given, action)
  const market = marketOf(bars, options, action)
  const rules = rulesOf(config, market, action)
  const first = Math.min(strategy.warmupBars ?? 0, market.timeMs.length - 1)
  const run = runOn(market, (broker) => strategyDriver(market, strategy, broker, first), rules, first)
  const result = portfolioResult(market, first, run, config, rules, options.benchmark)
  if (run.failure !== undefined) throw new StrategyError(run.failure, result)
  return result
}

/**
 * Builds a backtest engine. What is decided at a close fills at the next bar with fee and slippage.
 * BUY targets +maxPositionSize of equity (or what `sizing` says), SELL none (a short position with `allowShort`), HOLD keeps; a repeated BUY adds nothing.
 *
 * @throws BarcastError `backtest/config`, `backtest/unknown-option` with the nearest name
 */
export function createBacktestEngine(config: BacktestConfig = {}): BacktestEngine {
  const parsed = parseConfig(config)
  return {
    config: parsed,
    runBacktest: ((decisions: Decisions, bars: Bars | readonly Bars[], options: RunOptions = {}) =>
      runBacktest(parsed, decisions, bars, options)) as BacktestEngine['runBacktest'],
    runStrategy: (strategy, bars, options = {}) => runStrategy(parsed, strategy, bars, options),
    simulateTradeExecution: (order, bar) => executeOrder(parsed, order, bar),
    calculatePerformanceMetrics: performanceOf,
  }
}
