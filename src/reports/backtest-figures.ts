import type { BacktestResult, PerformanceMetrics, ReturnFigures } from '../backtest/index.js'
import type { FigureUnit } from './number-text.js'
import type { Assumptions, Figure } from './tear-sheet-input.js'

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
  return [
    ...OF_RETURNS.map(([key, name, unit, definition]) => ({
      name,
      strategy: performanceMetrics[key],
      benchmark: benchmark.metrics[key],
      unit,
      definition,
    })),
    ...OF_THE_ACCOUNT.map(([key, name, unit, definition]) => ({ name, strategy: performanceMetrics[key], unit, definition })),
  ]
}

/** The costs and fills that a backtest assumed. */
export function assumptionsOf({ config }: BacktestResult): Assumptions {
  return {
    feeBps: config.transactionCost * 10_000,
    slippage: { model: config.slippageModel, rate: config.slippageRate },
    fills: 'at the next bar’s open',
  }
}
