import { createBacktestEngine } from 'barcast/backtest'
import { cagr, conditionalValueAtRisk, maxDrawdown, sharpeRatio, simpleReturns, sortinoRatio, valueAtRisk } from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import { barsOf, DAY, randomMarket, randomSignals, START } from './market.js'

const market = { seed: 7, length: 400, volatility: 0.02, missing: 0, stepMs: DAY }

describe('performance metrics', () => {
  const bars = randomMarket(market)
  const engine = createBacktestEngine({ maxPositionSize: 1, slippageModel: 'fixed' })
  const result = engine.runBacktest(randomSignals(bars, 8, 0.2), bars)
  const { portfolioHistory: history, performanceMetrics: metrics, tradeHistory, fills } = result

  it('come from returns per bar, annualised by the bars’ calendar', () => {
    const returns = simpleReturns(history.equity)
    const options = { periodsPerYear: metrics.periodsPerYear }
    expect(metrics.periodsPerYear).toBeCloseTo(365.25, 9)
    expect(metrics.totalReturn).toBe(history.equity.at(-1)! / 10_000 - 1)
    expect(metrics.sharpeRatio).toBe(sharpeRatio(returns, options))
    expect(metrics.sortinoRatio).toBe(sortinoRatio(returns, options))
    expect(metrics.cagr).toBe(cagr(returns, options))
    expect(metrics.maxDrawdown).toBe(maxDrawdown(returns))
    expect(metrics.valueAtRisk).toBe(valueAtRisk(returns))
    expect(metrics.conditionalValueAtRisk).toBe(conditionalValueAtRisk(returns))
  })

  it('are a pure function of the history, and its fills can be read off it', () => {
    expect(engine.calculatePerformanceMetrics(history, fills)).toEqual(metrics)
    const rebuilt = engine.calculatePerformanceMetrics(history)
    for (const [name, value] of Object.entries(metrics)) {
      expect(rebuilt[name as keyof typeof metrics], name).toBeCloseTo(value, 8)
    }
  })

  it('of trades are over the closed ones', () => {
    const closed = tradeHistory.filter((trade) => trade.exitTimeMs !== undefined)
    expect(closed.length).toBeGreaterThan(10)
    const wins = closed.filter((trade) => trade.pnl > 0)
    const gained = wins.reduce((sum, trade) => sum + trade.pnl, 0)
    const lost = closed.reduce((sum, trade) => sum + trade.pnl, 0) - gained
    expect(metrics.tradeCount).toBe(tradeHistory.length)
    expect(metrics.openTradeCount).toBe(tradeHistory.length - closed.length)
    expect(metrics.winRate).toBeCloseTo(wins.length / closed.length, 14)
    expect(metrics.profitFactor).toBeCloseTo(-gained / lost, 10)
    expect(metrics.expectancy).toBeCloseTo((gained + lost) / closed.length, 8)
  })

  it('by hand: exposure, turnover, duration', () => {
    const small = barsOf([100, 100, 100, 100, 100].map((price) => ({ open: price, close: price })))
    const free = createBacktestEngine({ initialCapital: 1000, transactionCost: 0, slippageRate: 0, maxPositionSize: 0.5 })
    const run = free.runBacktest({ timeMs: small.openTimeMs.slice(0, 3), signal: ['BUY', 'HOLD', 'SELL'] }, small)
    expect(run.performanceMetrics).toMatchObject({
      totalReturn: 0,
      exposure: 2 / 5,
      // 1000 traded on an equity of 1000 in 4 days.
      turnover: expect.closeTo(365.25 / 4, 10),
      averageTradeDurationBars: 2,
      tradeCount: 1,
      openTradeCount: 0,
      winRate: 0,
      expectancy: 0,
    })
  })

  it('are defined without trades, on one bar and on two', () => {
    for (const length of [1, 2]) {
      const short = barsOf(Array.from({ length }, () => ({ open: 100, close: 100 })))
      const { performanceMetrics, portfolioHistory } = createBacktestEngine().runBacktest(
        { timeMs: short.openTimeMs, signal: Array(length).fill('BUY') },
        short,
      )
      expect(portfolioHistory.length).toBe(length)
      expect(performanceMetrics.sharpeRatio).toBeNaN()
      expect(performanceMetrics.winRate).toBeNaN()
      expect(performanceMetrics.profitFactor).toBeNaN()
      expect(performanceMetrics.tradeCount).toBe(length - 1)
      if (length === 1) expect(performanceMetrics).toMatchObject({ totalReturn: 0, periodsPerYear: NaN, maxDrawdown: NaN, turnover: NaN })
    }
  })
})

describe('zero cost', () => {
  const bars = randomMarket(market)
  const signals = randomSignals(bars, 8, 0.2)

  it('is said, and so is half of it', () => {
    const run = (config: object) => createBacktestEngine(config).runBacktest(signals, bars)
    expect(run({ transactionCost: 0, slippageRate: 0 })).toMatchObject({
      costs: 'zero cost',
      warnings: expect.arrayContaining(['Zero cost: neither a fee nor slippage was charged.']),
    })
    expect(run({ transactionCost: 0 }).warnings.join()).toMatch(/No fee was charged/)
    expect(run({ slippageRate: 0 }).warnings.join()).toMatch(/No slippage was charged/)
    expect(run({})).toMatchObject({ costs: 'charged' })
    expect(run({}).performanceMetrics.totalFees).toBeGreaterThan(0)
    expect(run({}).performanceMetrics.totalSlippage).toBeGreaterThan(0)
  })

  it('fills that the volume could not hold are said too', () => {
    const rows = Array.from({ length: 5 }, (_, i) => ({ open: 100, close: 100, volume: i === 1 ? 0 : 1 }))
    const thin = barsOf(rows)
    const { warnings } = createBacktestEngine().runBacktest({ timeMs: thin.openTimeMs.slice(0, 2), signal: ['BUY', 'SELL'] }, thin)
    expect(warnings).toEqual([
      '1 fill was larger than the whole volume of the bar; such an order would not have filled.',
      '1 fill was in a bar without volume and paid slippage as if the order were all of it.',
    ])
  })
})

describe('the benchmark', () => {
  const bars = barsOf([
    { open: 50, close: 55 },
    { open: 60, close: 70 },
    { open: 80, close: 90 },
    { open: 100, close: 110 },
    { open: 110, close: 99 },
  ])
  const signals = { timeMs: Float64Array.of(START + DAY, START + 2 * DAY), signal: ['HOLD', 'BUY'] as const }

  it('buys at the first open at which the strategy could have, with the same costs', () => {
    const engine = createBacktestEngine({ initialCapital: 1000, transactionCost: 0.01, slippageModel: 'fixed', slippageRate: 0.01 })
    const { benchmark, portfolioHistory } = engine.runBacktest(signals, bars)
    const units = 1000 / (80 * 1.01 * 1.01)
    expect(benchmark.name).toBe('buy and hold')
    expect(benchmark.equity.length).toBe(portfolioHistory.length)
    for (const [i, wanted] of [1000, 90 * units, 110 * units, 99 * units].entries()) expect(benchmark.equity[i]).toBeCloseTo(wanted, 9)
    expect(benchmark.metrics.totalReturn).toBeCloseTo((99 * units) / 1000 - 1, 12)
    expect(benchmark.metrics.maxDrawdown).toBeCloseTo(99 / 110 - 1, 12)
  })

  it('of a strategy that buys at once and keeps is the strategy: alpha 0, beta 1', () => {
    const walk = randomMarket({ ...market, missing: 0.05 })
    const engine = createBacktestEngine({ maxPositionSize: 1 })
    const { benchmark, portfolioHistory, performanceMetrics } = engine.runBacktest(
      { timeMs: walk.openTimeMs.slice(5, 6), signal: ['BUY'] },
      walk,
    )
    for (let i = 0; i < portfolioHistory.length; i++) expect(benchmark.equity[i]).toBeCloseTo(portfolioHistory.equity[i]!, 7)
    expect(benchmark.metrics.sharpeRatio).toBeCloseTo(performanceMetrics.sharpeRatio, 9)
    expect(benchmark.beta).toBeCloseTo(1, 12)
    expect(benchmark.alpha).toBeCloseTo(0, 12)
  })

  it('may be any other series, bought at the first signal’s close', () => {
    const engine = createBacktestEngine({ initialCapital: 1000 })
    const close = Float64Array.of(10, NaN, 12, NaN, 9)
    const { benchmark } = engine.runBacktest(signals, bars, { benchmark: { name: 'SPY', close } })
    expect(benchmark.name).toBe('SPY')
    expect([...benchmark.equity]).toEqual([1000, 1200, 1200, 900])
    const run = (bad: Float64Array) => () => engine.runBacktest(signals, bars, { benchmark: { name: 'SPY', close: bad } })
    expect(run(Float64Array.of(NaN, NaN, 1, 1, 1))).toThrow(expect.objectContaining({ code: 'backtest/missing-close' }))
    expect(run(Float64Array.of(1, 1, 0, 1, 1))).toThrow(
      expect.objectContaining({ code: 'backtest/price', where: { row: 2, column: 'benchmark.close' } }),
    )
  })
})
