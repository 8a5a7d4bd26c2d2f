import type { Trade, TradeStatistics } from './result.js'

function sampleDeviation(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return values.length < 2 ? NaN : Math.sqrt(squares / (values.length - 1))
}

/** Longest run of values that are above 0 (`isWin`) or are not. */
function longestStreak(values: readonly number[], isWin: boolean): number {
  let longest = 0
  let current = 0
  for (const value of values) {
    current = value > 0 === isWin ? current + 1 : 0
    longest = Math.max(longest, current)
  }
  return longest
}

/**
 * Statistics of the trades that are closed, in the order in which they are given. Definitions as backtesting.py (profit factor and expectancy there are of returns, here of
 * account currency).
 *
 * @example
 * const { trades } = createBacktestEngine().runBacktest({ timeMs, weights: { BTC: half, ETH: half } }, [btc, eth])
 * console.log(tradeStatistics(trades.filter(({ symbol }) => symbol === 'BTC')).winRate)
 */
export function tradeStatistics(trades: readonly Trade[]): TradeStatistics {
  const closed = trades.filter(({ exitTimeMs }) => exitTimeMs !== undefined)
  const pnls = closed.map(({ pnl }) => pnl)
  const count = pnls.length
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  let gained = 0
  let lost = 0
  let wins = 0
  let largestGain = 0
  let largestLoss = 0
  let longestBars = 0
  for (const { pnl, durationBars } of closed) {
    if (pnl > 0) {
      wins += 1
      gained += pnl
    } else lost -= pnl
    largestGain = Math.max(largestGain, pnl)
    largestLoss = Math.min(largestLoss, pnl)
    longestBars = Math.max(longestBars, durationBars)
  }
  const winRate = wins / count
  const averageGain = gained / wins
  const averageLoss = -lost / (count - wins)
  const payoffRatio = averageGain / -averageLoss
  const expectancy = (gained - lost) / count
  return {
    tradeCount: trades.length,
    openTradeCount: trades.length - count,
    winRate,
    profitFactor: gained / lost,
    expectancy,
    averageReturn: mean(closed.map(({ returnFraction }) => returnFraction)),
    averageGain,
    averageLoss,
    largestGain: count === 0 ? NaN : largestGain,
    largestLoss: count === 0 ? NaN : largestLoss,
    payoffRatio,
    systemQualityNumber: (Math.sqrt(count) * expectancy) / sampleDeviation(pnls, expectancy),
    kellyFraction: winRate - (1 - winRate) / payoffRatio,
    longestWinStreak: longestStreak(pnls, true),
    longestLossStreak: longestStreak(pnls, false),
    averageTradeDurationBars: mean(closed.map(({ durationBars }) => durationBars)),
    longestTradeDurationBars: count === 0 ? NaN : longestBars,
  }
}
