import { createBacktestEngine } from 'barcast/backtest'
import { barsFromColumns } from 'barcast/bars'
import { createRandom, exp, log, type Signal } from 'barcast/core'
import { cagr, maxDrawdown, sharpeRatio, simpleReturns } from 'barcast/metrics'
import { describe, expect, it } from 'vitest'

/*
 * Acceptance test of specification 000, task 25. What differs and why: DEVIATIONS.md, section "Task 25".
 */

const START = Date.UTC(2023, 0, 1)
const HOUR = 3_600_000
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed)

/** Hourly closes around 50000 with 1 % volatility, volumes exponential around 1000, highs and lows around the closes. */
function fixture(seed: number) {
  const random = createRandom(seed)
  let walked = 0
  const close = Float64Array.from({ length: 100 }, () => {
    walked += 0.01 * random.normal()
    return 50_000 * exp(walked)
  })
  const bars = barsFromColumns({
    openTimeMs: close.map((_, i) => START + i * HOUR),
    close,
    high: close.map((price) => price * (1 + Math.abs(0.005 * random.normal()))),
    low: close.map((price) => price * (1 - Math.abs(0.005 * random.normal()))),
    volume: close.map(() => -1000 * log(1 - random.uniform())),
  })
  const signal = Array.from(close, (price, i): Signal => {
    const change = i === 0 ? NaN : price / close[i - 1]! - 1
    return change > 0.005 ? 'BUY' : change < -0.005 ? 'SELL' : 'HOLD'
  })
  return { bars, signals: { timeMs: bars.openTimeMs, signal, confidence: close.map(() => 0.6 + 0.3 * random.uniform()) } }
}

describe('000 task 25: test_basic_backtesting', () => {
  it.each(SEEDS)('gives histories and metrics that follow from one another (seed %i)', (seed) => {
    const engine = createBacktestEngine({ initialCapital: 10_000, transactionCost: 0.001, maxPositionSize: 0.1 })
    const { bars, signals } = fixture(seed)
    const result = engine.runBacktest(signals, bars)

    for (const key of ['portfolioHistory', 'tradeHistory', 'performanceMetrics'] as const) expect(result).toHaveProperty(key)
    const { portfolioHistory: history, tradeHistory, performanceMetrics: metrics, fills } = result
    expect(history.length).toBe(100)
    expect(history.timeMs).toEqual(bars.openTimeMs)
    expect(tradeHistory.length).toBeGreaterThan(5)

    const returns = simpleReturns(history.equity)
    const periodsPerYear = 365.25 * 24
    expect(metrics.periodsPerYear).toBeCloseTo(periodsPerYear, 9)
    expect(metrics.totalReturn).toBeCloseTo(history.equity[99]! / 10_000 - 1, 14)
    expect(metrics.cagr).toBeCloseTo(cagr(returns, { periodsPerYear }), 10)
    expect(metrics.sharpeRatio).toBeCloseTo(sharpeRatio(returns, { periodsPerYear }), 10)
    expect(metrics.maxDrawdown).toBe(maxDrawdown(returns))
    expect(metrics.maxDrawdown).toBeLessThan(0)
    // A tenth of the capital in a market of 10 % a hundred hours cannot move the account by more.
    expect(Math.abs(metrics.totalReturn)).toBeLessThan(0.1)

    for (const fill of fills) {
      const row = (fill.timeMs - START) / HOUR
      const decided = (fill.signalTimeMs - START) / HOUR
      expect(signals.signal[decided]).toBe(fill.side === 'buy' ? 'BUY' : 'SELL')
      expect(decided).toBe(row - 1)
      const slip = 0.1 * Math.min(1, fill.units / bars.volume[row]!)
      expect(fill.price).toBeCloseTo(bars.open[row]! * (fill.side === 'buy' ? 1 + slip : 1 - slip), 6)
      expect(fill.fee).toBeCloseTo(0.001 * fill.units * fill.price, 10)
      if (fill.side === 'buy') {
        expect(history.positionUnits[row]! * bars.open[row]!).toBeCloseTo(
          0.1 * (history.cash[row]! + history.positionUnits[row]! * bars.open[row]!),
          6,
        )
      }
    }
    for (let i = 0; i < 100; i++) {
      expect(history.cash[i]! + history.positionUnits[i]! * bars.close[i]!).toBeCloseTo(history.equity[i]!, 6)
    }
    expect(tradeHistory.reduce((sum, { pnl }) => sum + pnl, 10_000)).toBeCloseTo(history.equity[99]!, 6)
    expect(metrics.totalFees).toBeGreaterThan(0)
    expect(metrics.totalSlippage).toBeGreaterThan(0)
    expect(result.costs).toBe('charged')
    expect(result.benchmark.name).toBe('buy and hold')
  })

  it('noise earns nothing before costs, within four standard errors over 200 seeds', () => {
    const engine = createBacktestEngine({ initialCapital: 10_000, transactionCost: 0.001, maxPositionSize: 0.1 })
    const gross: number[] = []
    for (let seed = 0; seed < 200; seed++) {
      const { bars, signals } = fixture(seed)
      const { portfolioHistory: history } = engine.runBacktest(signals, bars)
      gross.push(history.equity[99]! + history.fees[99]! + history.slippage[99]! - 10_000)
      expect(history.fees[99]).toBeGreaterThan(10)
    }
    const mean = gross.reduce((sum, value) => sum + value, 0) / gross.length
    const error = Math.sqrt(gross.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (gross.length - 1) / gross.length)
    expect(Math.abs(mean)).toBeLessThan(4 * error)
  })
})
