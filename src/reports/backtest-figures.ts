import type { BacktestResult, PerformanceMetrics, ReturnFigures } from '../backtest/index.js'
import type { FigureUnit } from './number-text.js'
import type { Assumptions, Figure, TearSheetInput } from './tear-sheet-input.js'

type Row<K> = readonly [key: K, name: string, unit: FigureUnit, definition: string]

const OF_RETURNS: readonly Row<keyof ReturnFigures>[] = [
  ['totalReturn', 'Total return', 'percent', 'Last equity over the initial one, less one.'],
  ['cagr', 'CAGR', 'percent', 'The yearly growth that compounds to the total return.'],
  ['annualVolatility', 'Volatility', 'percent', 'Sample standard deviation of returns per bar, times the root of bars per year.'],
  ['sharpeRatio', 'Sharpe ratio', 'ratio', 'Mean over sample standard deviation of returns per bar, annualised; risk-free rate 0.'],
  ['sortinoRatio', 'Sortino ratio', 'ratio', 'Annualised mean over downside risk, over all returns; required return 0.'],
  ['calmarRatio', 'Calmar ratio', 'ratio', 'CAGR over the size of the deepest drawdown.'],
  ['omegaRatio', 'Omega ratio', 'ratio', 'Sum of the gains over the sum of the losses, per bar.'],
  ['maxDrawdown', 'Deepest drawdown', 'percent', 'Largest fall of equity below an earlier peak, the initial equity included.'],
  ['valueAtRisk', 'Value at risk', 'percent', 'The 5th percentile of returns per bar (historical).'],
  ['conditionalValueAtRisk', 'Conditional value at risk', 'percent', 'Mean of the returns at or below the value at risk.'],
]

const OF_THE_ACCOUNT: readonly Row<keyof PerformanceMetrics>[] = [
  ['exposure', 'Exposure', 'percent', 'Share of bars at whose close a position was held.'],
  ['turnover', 'Turnover per year', 'ratio', 'Traded value per year as a multiple of the mean equity.'],
  ['tradeCount', 'Trades', 'count', 'Round trips, one still open included.'],
  ['winRate', 'Win rate', 'percent', 'Share of closed trades with a profit after costs.'],
  ['profitFactor', 'Profit factor', 'ratio', 'Sum of the profits over the sum of the losses of closed trades.'],
  ['expectancy', 'Expectancy', 'money', 'Mean profit of a closed trade after costs.'],
  ['averageTradeDurationBars', 'Mean duration', 'bars', 'Bars from the fill of the entry to the fill of the exit.'],
  ['totalFees', 'Fees', 'money', 'Paid over the whole run.'],
  ['totalSlippage', 'Slippage', 'money', 'What fills cost beyond the open they were made at.'],
]

/** A backtest's figures beside its benchmark's, named, with units and definitions: rows for `renderTable` and the tear sheet. */
export function figuresOf({ performanceMetrics, benchmark }: BacktestResult): Figure[] {
  const alpha = `Mean return beyond beta times that of ${benchmark.name}, compounded over a year.`
  const beta = `Covariance with the returns of ${benchmark.name} over their variance.`
  return [
    ...OF_RETURNS.map(([key, name, unit, definition]) => ({
      name,
      strategy: performanceMetrics[key],
      benchmark: benchmark.metrics[key],
      unit,
      definition,
    })),
    { name: 'Alpha per year', strategy: benchmark.alpha, unit: 'percent', definition: alpha },
    { name: 'Beta', strategy: benchmark.beta, unit: 'ratio', definition: beta },
    ...OF_THE_ACCOUNT.map(([key, name, unit, definition]) => ({ name, strategy: performanceMetrics[key], unit, definition })),
  ]
}

/** The costs and fills that a backtest assumed. */
export function assumptionsOf({ config }: BacktestResult): Assumptions {
  return {
    feeBps: Math.round(config.transactionCost * 1e8) / 1e4,
    slippage: { model: config.slippageModel, rate: config.slippageRate },
    fills: 'at the next bar’s open',
  }
}

/** What a backtest does not know about itself, and whatever else the page is to show. */
export type TearSheetContext = Pick<TearSheetInput, 'title' | 'symbol' | 'timeframeMs' | 'libraryVersion'> & Partial<TearSheetInput>

/** A tear sheet's input from a backtest: equity, benchmark, figures, trades, costs and warnings, with the context's fields over them. */
export function tearSheetOf(result: BacktestResult, context: TearSheetContext): TearSheetInput {
  const { portfolioHistory, benchmark, config, performanceMetrics } = result
  return {
    timeMs: portfolioHistory.timeMs,
    equity: portfolioHistory.equity,
    initialEquity: config.initialCapital,
    benchmark: { name: benchmark.name, equity: benchmark.equity },
    figures: figuresOf(result),
    ...(performanceMetrics.periodsPerYear > 0 ? { periodsPerYear: performanceMetrics.periodsPerYear } : {}),
    trades: result.tradeHistory,
    ...context,
    assumptions: { ...assumptionsOf(result), ...context.assumptions },
    warnings: [...result.warnings, ...(context.warnings ?? [])],
  }
}
