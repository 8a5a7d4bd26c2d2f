import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBacktestEngine } from 'barcast/backtest'
import { parseCsv } from 'barcast/bars'
import type { Signal } from 'barcast/core'
import { sma } from 'barcast/indicators'
import { describe, expect, it } from 'vitest'
import golden from '../golden/numpy/sma-cross.json' with { type: 'json' }

const bars = parseCsv(readFileSync(join(import.meta.dirname, '../../examples/data/sp500-1d.csv'), 'utf8'))

/** Decisions from the first day on which both averages are known. */
function crossing(from: number): Signal[] {
  const fast = sma(bars, { period: 50 })
  const slow = sma(bars, { period: 200 })
  return Array.from(fast.subarray(from), (value, i) => (value > slow[from + i]! ? 'BUY' : 'SELL'))
}

describe('SMA 50 / 200 on the S&P 500, 1999 to 2018', () => {
  const first = 199
  const engine = createBacktestEngine({
    initialCapital: golden.capital,
    transactionCost: golden.fee,
    slippageModel: 'fixed',
    slippageRate: golden.slippage,
    maxPositionSize: 1,
  })
  const result = engine.runBacktest({ timeMs: bars.openTimeMs.slice(first), signal: crossing(first) }, bars)
  const { portfolioHistory, fills, performanceMetrics, benchmark } = result

  it('fills on the same days at the same prices as numpy', () => {
    expect(new Date(portfolioHistory.timeMs[0]!).toISOString().slice(0, 10)).toBe(golden.firstDay)
    expect(fills.length).toBe(golden.fills.length)
    for (const [i, [day, side, units, price]] of golden.fills.entries()) {
      expect(new Date(fills[i]!.timeMs).toISOString().slice(0, 10)).toBe(day)
      expect(fills[i]!.side).toBe(side)
      expect(fills[i]!.units / (units as number)).toBeCloseTo(1, 12)
      expect(fills[i]!.price / (price as number)).toBeCloseTo(1, 14)
    }
  })

  it('ends with the same account', () => {
    expect(portfolioHistory.equity.at(-1)! / golden.finalEquity).toBeCloseTo(1, 12)
    for (const [i, equity] of golden.equityEvery100Days.entries()) expect(portfolioHistory.equity[100 * i]! / equity).toBeCloseTo(1, 12)
    expect(performanceMetrics.maxDrawdown).toBeCloseTo(golden.maxDrawdown, 12)
    expect(performanceMetrics.sharpeRatio / Math.sqrt(performanceMetrics.periodsPerYear)).toBeCloseTo(golden.dailySharpe, 12)
    expect(benchmark.equity.at(-1)! / golden.buyAndHold).toBeCloseTo(1, 12)
  })
})
