import { expm1, log1p } from '../../core/index.js'
import {
  annualVolatility,
  cagr,
  calmarRatio,
  conditionalValueAtRisk,
  maxDrawdown,
  sharpeRatio,
  sortinoRatio,
  totalReturn,
  valueAtRisk,
} from '../../metrics/index.js'
import type { Figure } from '../tear-sheet-input.js'
import type { AnalysedTrade, RealisedEquity } from './realised-equity.js'

/** Calendar days in a mean year: what a series of calendar days is annualised by. */
export const DAYS_PER_YEAR = 365.25

/** Figures of trades. Those of trades are over closed ones, those of returns over the calendar days of the realised equity; amounts in account currency. NaN is "not defined". */
export interface TradeMetrics {
  totalTrades: number
  /** Not closed yet; in no other figure. */
  openTrades: number
  /** Share of closed trades with a profit above 0. */
  winRate: number
  /** Gross profit / gross loss; Infinity without a loss. */
  profitFactor: number
  totalReturn: number
  /** ≥ 0. */
  grossProfit: number
  /** ≤ 0. */
  grossLoss: number
  averageWin: number
  averageLoss: number
  largestWin: number
  largestLoss: number
  averageTradeDurationMs: number
  /** Deepest fall of the realised equity below an earlier peak, as a fraction ≤ 0. */
  maxDrawdown: number
  /** The largest such fall in account currency, ≤ 0; it need not be the same one. */
  maxDrawdownAmount: number
  cagr: number
  annualVolatility: number
  sharpeRatio: number
  sortinoRatio: number
  calmarRatio: number
  /** Historical, 95 %, per day; a return. */
  valueAtRisk: number
  conditionalValueAtRisk: number
  /** Share of the capital to stake: p − (1 − p) / b with the share p of wins and the mean win over the mean loss b. */
  kellyCriterion: number
}

/** The yearly rate as one per day that compounds to it. */
export function dailyRate(riskFreeRate: number): number {
  return expm1(log1p(riskFreeRate) / DAYS_PER_YEAR)
}

function largestFall(equity: Float64Array, initialCapital: number): number {
  let peak = initialCapital
  let fall = 0
  for (const value of equity) {
    peak = Math.max(peak, value)
    fall = Math.min(fall, value - peak)
  }
  return fall
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const meanOf = (values: readonly number[]): number => sum(values) / values.length

/** Figures of closed trades and of the equity they made. */
export function tradeMetrics(
  trades: readonly AnalysedTrade[],
  account: RealisedEquity,
  initialCapital: number,
  riskFreeRate: number,
): TradeMetrics {
  const closed = trades.filter(({ exitTimeMs }) => exitTimeMs !== undefined)
  const wins = closed.map(({ pnl }) => pnl).filter((pnl) => pnl > 0)
  const losses = closed.map(({ pnl }) => pnl).filter((pnl) => pnl < 0)
  const { returns, equity } = account
  const options = { periodsPerYear: DAYS_PER_YEAR, riskFree: dailyRate(riskFreeRate) }
  const winRate = closed.length === 0 ? NaN : wins.length / closed.length
  const payoff = meanOf(wins) / -meanOf(losses)
  return {
    totalTrades: trades.length,
    openTrades: trades.length - closed.length,
    winRate,
    profitFactor: sum(wins) / Math.abs(sum(losses)),
    totalReturn: totalReturn(returns),
    grossProfit: sum(wins),
    grossLoss: sum(losses),
    averageWin: meanOf(wins),
    averageLoss: meanOf(losses),
    largestWin: wins.length === 0 ? NaN : wins.reduce((a, b) => Math.max(a, b)),
    largestLoss: losses.length === 0 ? NaN : losses.reduce((a, b) => Math.min(a, b)),
    averageTradeDurationMs: meanOf(closed.map(({ entryTimeMs, exitTimeMs }) => exitTimeMs! - entryTimeMs)),
    maxDrawdown: maxDrawdown(returns),
    maxDrawdownAmount: equity.length === 0 ? NaN : largestFall(equity, initialCapital),
    cagr: cagr(returns, options),
    annualVolatility: annualVolatility(returns, options),
    sharpeRatio: sharpeRatio(returns, options),
    sortinoRatio: sortinoRatio(returns, options),
    calmarRatio: calmarRatio(returns, options),
    valueAtRisk: valueAtRisk(returns),
    conditionalValueAtRisk: conditionalValueAtRisk(returns),
    kellyCriterion: winRate - (1 - winRate) / payoff,
  }
}

type Row = readonly [name: string, value: keyof TradeMetrics, unit: Figure['unit'], definition: string]

const DAILY = 'of the realised equity per calendar day'
const ROWS: readonly Row[] = [
  ['Total return', 'totalReturn', 'percent', 'Realised profit of all closed trades over the initial capital.'],
  ['CAGR', 'cagr', 'percent', 'The yearly growth that compounds to the total return.'],
  ['Volatility', 'annualVolatility', 'percent', `Sample standard deviation of returns ${DAILY}, times √365.25.`],
  ['Sharpe ratio', 'sharpeRatio', 'ratio', `Mean less the risk-free rate, over the sample deviation of returns ${DAILY}, annualised.`],
  ['Sortino ratio', 'sortinoRatio', 'ratio', 'Annualised mean less the risk-free rate, over the downside risk of all returns.'],
  ['Calmar ratio', 'calmarRatio', 'ratio', 'CAGR over the size of the deepest drawdown.'],
  ['Deepest drawdown', 'maxDrawdown', 'percent', 'Largest fall of the realised equity below an earlier peak.'],
  ['Largest fall', 'maxDrawdownAmount', 'money', 'The same in account currency; it need not be the same fall.'],
  ['Value at risk', 'valueAtRisk', 'percent', `The 5th percentile of returns ${DAILY} (historical).`],
  ['Conditional value at risk', 'conditionalValueAtRisk', 'percent', 'Mean of the returns at or below the value at risk.'],
  ['Trades', 'totalTrades', 'count', 'Round trips, open ones included.'],
  ['Open trades', 'openTrades', 'count', 'Not closed yet: they count in no other figure.'],
  ['Win rate', 'winRate', 'percent', 'Share of closed trades with a profit after costs.'],
  ['Profit factor', 'profitFactor', 'ratio', 'Sum of the profits over the sum of the losses.'],
  ['Gross profit', 'grossProfit', 'money', 'Sum of the profits.'],
  ['Gross loss', 'grossLoss', 'money', 'Sum of the losses.'],
  ['Average win', 'averageWin', 'money', 'Mean of the profits.'],
  ['Average loss', 'averageLoss', 'money', 'Mean of the losses.'],
  ['Largest win', 'largestWin', 'money', 'The best closed trade.'],
  ['Largest loss', 'largestLoss', 'money', 'The worst closed trade.'],
  ['Kelly criterion', 'kellyCriterion', 'percent', 'p − (1 − p) / b: the share p of wins, the mean win over the mean loss b.'],
]

/** The figures as rows of a report, with their definitions. */
export function metricFigures(metrics: TradeMetrics): Figure[] {
  const duration: Figure = {
    name: 'Mean duration',
    strategy: metrics.averageTradeDurationMs / 86_400_000,
    unit: 'days',
    definition: 'From the entry to the exit of a closed trade.',
  }
  return [...ROWS.map(([name, key, unit, definition]) => ({ name, strategy: metrics[key], unit, definition })), duration]
}
