import type { BacktestResult, PerformanceMetrics, PortfolioResult, ReturnFigures, Trade } from '../backtest/index.js'
import type { FigureUnit } from './number-text.js'
import type { Assumptions, Attribution, Exposure, Figure, NamedAmount, TearSheetInput } from './tear-sheet-input.js'

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

/** Either door's result. */
export type AnyResult = BacktestResult | PortfolioResult

const isPortfolio = (result: AnyResult): result is PortfolioResult => 'accountHistory' in result

const metricsOf = (result: AnyResult): PerformanceMetrics => (isPortfolio(result) ? result.metrics : result.performanceMetrics)

/** A backtest's figures beside its benchmark's, named, with units and definitions: rows for `renderTable` and the tear sheet. */
export function figuresOf(result: AnyResult): Figure[] {
  const { benchmark } = result
  const performanceMetrics = metricsOf(result)
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

const ruleText = (rule: object): string =>
  Object.entries(rule)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')

/** The costs and fills that a backtest assumed; schedules of fees and slippage by volume stand in the notes. */
export function assumptionsOf({ config, isTradable }: AnyResult): Assumptions {
  const { fees, slippage = { model: config.slippageModel, rate: config.slippageRate } } = config
  const notes = [
    ...(fees === undefined ? [] : [`Fees: ${ruleText(fees)}.`]),
    ...(slippage.model === 'volumeImpact' ? [`Slippage: ${ruleText(slippage)}.`] : []),
  ]
  return {
    ...(fees === undefined ? { feeBps: Math.round(config.transactionCost * 1e8) / 1e4 } : {}),
    ...(slippage.model === 'volumeImpact' ? {} : { slippage: { model: slippage.model, rate: slippage.rate } }),
    fills: isTradable ? 'at the next bar’s open' : 'at the close that gave the signal',
    ...(notes.length === 0 ? {} : { notes }),
  }
}

/** What a backtest does not know about itself, and whatever else the page is to show. */
export type TearSheetContext = Pick<TearSheetInput, 'title' | 'symbol' | 'timeframeMs' | 'libraryVersion'> & Partial<TearSheetInput>

/** Time and equity of either result's history. */
export function historyOf(result: AnyResult): { timeMs: Float64Array; equity: Float64Array } {
  return isPortfolio(result) ? result.accountHistory : result.portfolioHistory
}

/** The positions' values at each close over equity; NaN where equity is not above 0. */
function exposureOf(result: AnyResult): Exposure {
  const { equity } = historyOf(result)
  const net = new Float64Array(equity.length)
  const gross = new Float64Array(equity.length)
  const add = (units: Float64Array, mark: Float64Array, scale?: Float64Array): void => {
    for (let row = 0; row < equity.length; row++) {
      if (units[row] === 0) continue
      const share = equity[row]! > 0 ? (units[row]! * mark[row]! * (scale?.[row] ?? 1)) / equity[row]! : NaN
      net[row]! += share
      gross[row]! += Math.abs(share)
    }
  }
  if (isPortfolio(result)) for (const { units, mark, scale } of result.accountHistory.positions) add(units, mark, scale)
  else add(result.portfolioHistory.positionUnits, result.portfolioHistory.close)
  return { net, gross }
}

/** What the run paid, by kind; funding and borrow where there was any, nothing at all for a run without costs. */
function costsOf(result: AnyResult): NamedAmount[] {
  const { totalFees, totalSlippage } = metricsOf(result)
  const [funding, borrow] = isPortfolio(result) ? [result.metrics.totalFunding, result.metrics.totalBorrow] : [0, 0]
  const costs = [
    { name: 'Fees', amount: totalFees },
    { name: 'Slippage', amount: totalSlippage },
    ...(funding === 0 ? [] : [{ name: 'Funding', amount: funding }]),
    ...(borrow === 0 ? [] : [{ name: 'Borrow', amount: borrow }]),
  ]
  return costs.every(({ amount }) => amount === 0) ? [] : costs
}

/** Profit after costs by symbol and by side, each where there are two groups or more. */
function attributionOf(result: AnyResult): Attribution[] {
  const by = <T extends Trade>(name: string, trades: readonly T[], groupOf: (trade: T) => string): Attribution[] => {
    const sums = new Map<string, number>()
    for (const trade of trades) sums.set(groupOf(trade), (sums.get(groupOf(trade)) ?? 0) + trade.pnl)
    return sums.size < 2 ? [] : [{ by: name, groups: [...sums].map(([group, amount]) => ({ name: group, amount })) }]
  }
  if (!isPortfolio(result)) return by('side', result.tradeHistory, ({ side }) => side)
  return [...by('symbol', result.trades, ({ symbol }) => symbol), ...by('side', result.trades, ({ side }) => side)]
}

/** A tear sheet's input from a backtest: equity, benchmark, figures, trades, exposure, costs and warnings, with the context's fields over them. */
export function tearSheetOf(result: AnyResult, context: TearSheetContext): TearSheetInput {
  const { benchmark, config, isTradable } = result
  const { periodsPerYear } = metricsOf(result)
  const { timeMs, equity } = historyOf(result)
  const isSaid = result.warnings.some((text) => /^not tradable/i.test(text))
  return {
    timeMs,
    equity,
    initialEquity: config.initialCapital,
    benchmark: { name: benchmark.name, equity: benchmark.equity },
    figures: figuresOf(result),
    ...(periodsPerYear > 0 ? { periodsPerYear } : {}),
    trades: isPortfolio(result) ? result.trades : result.tradeHistory,
    ...(isTradable || isSaid ? {} : { notTradable: 'filled at the close that gave the signal' }),
    exposure: exposureOf(result),
    costs: costsOf(result),
    attribution: attributionOf(result),
    ...context,
    assumptions: { ...assumptionsOf(result), ...context.assumptions },
    warnings: [...result.warnings, ...(context.warnings ?? [])],
  }
}
