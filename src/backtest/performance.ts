import {
  annualVolatility,
  cagr,
  calmarRatio,
  conditionalValueAtRisk,
  maxDrawdown,
  omegaRatio,
  periodsPerYear,
  sharpeRatio,
  sortinoRatio,
  valueAtRisk,
} from '../metrics/index.js'
import type { Execution, PerformanceMetrics, PortfolioHistory, ReturnFigures, Trade } from './result.js'
import { fillsOf, tradesOf } from './trades.js'

/** Returns per bar; 0 from the bar on after which there was no equity left to earn on. */
export function returnsOf(equity: Float64Array): Float64Array {
  const returns = new Float64Array(equity.length - 1)
  for (let i = 0; i < returns.length; i++) returns[i] = equity[i]! > 0 ? (equity[i + 1]! - equity[i]!) / equity[i]! : 0
  return returns
}

/** Figures of an equity curve. On a single bar there are no returns: everything but the total return (0) is NaN. */
export function returnFigures(equity: Float64Array, timeMs: Float64Array): ReturnFigures {
  const totalReturn = equity[equity.length - 1]! / equity[0]! - 1
  const returns = returnsOf(equity)
  // Any number would do for a lone row: without returns every annual figure is NaN.
  const options = { periodsPerYear: timeMs.length < 2 ? 1 : periodsPerYear(timeMs) }
  return {
    totalReturn,
    cagr: cagr(returns, options),
    annualVolatility: annualVolatility(returns, options),
    sharpeRatio: sharpeRatio(returns, options),
    sortinoRatio: sortinoRatio(returns, options),
    calmarRatio: calmarRatio(returns, options),
    omegaRatio: omegaRatio(returns, options),
    maxDrawdown: maxDrawdown(returns),
    valueAtRisk: valueAtRisk(returns),
    conditionalValueAtRisk: conditionalValueAtRisk(returns),
  }
}

type TradeFigures = Pick<
  PerformanceMetrics,
  'winRate' | 'profitFactor' | 'expectancy' | 'averageTradeDurationBars' | 'tradeCount' | 'openTradeCount'
>

function tradeFigures(trades: readonly Trade[]): TradeFigures {
  let wins = 0
  let gained = 0
  let lost = 0
  let bars = 0
  const closed = trades.filter((trade) => trade.exitTimeMs !== undefined)
  for (const { pnl, durationBars } of closed) {
    if (pnl > 0) {
      wins += 1
      gained += pnl
    } else lost -= pnl
    bars += durationBars
  }
  return {
    winRate: wins / closed.length,
    profitFactor: gained / lost,
    expectancy: (gained - lost) / closed.length,
    averageTradeDurationBars: bars / closed.length,
    tradeCount: trades.length,
    openTradeCount: trades.length - closed.length,
  }
}

/**
 * Every figure of an account, from its history alone; a pure function. `fills` are read off the history's columns when not given
 * (which leaves the last digits of the trades' prices to rounding).
 */
export function performanceOf(history: PortfolioHistory, fills: readonly Execution[] = fillsOf(history)): PerformanceMetrics {
  const { length, timeMs, equity, positionUnits, fees, slippage } = history
  const periods = periodsPerYear(timeMs)
  let held = 0
  let equitySum = 0
  for (let i = 0; i < length; i++) {
    if (positionUnits[i] !== 0) held += 1
    equitySum += equity[i]!
  }
  const traded = fills.reduce((value, { units, price }) => value + units * price, 0)
  return {
    ...returnFigures(equity, timeMs),
    ...tradeFigures(tradesOf(fills, history)),
    exposure: held / length,
    turnover: (traded / (equitySum / length)) * (periods / (length - 1)),
    totalFees: fees[length - 1]!,
    totalSlippage: slippage[length - 1]!,
    periodsPerYear: periods,
  }
}
