/*
 * How to test a strategy: that it cannot see the future, that it does on made markets what it is meant to, and that it pays its costs.
 * Runs with `npx vitest run examples/strategy-tests`.
 */
import { createBacktestEngine } from 'barcast/backtest'
import { type Bars, createFrame } from 'barcast/core'
import { expectCausal, simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { breakoutFeatures, breakoutSignals } from './breakout.js'

const options = { channelBars: 20, trendBars: 50 }

/** Bars that rise by the same share each day. */
function rising(length: number): Bars {
  const close = Float64Array.from({ length }, (_, i) => 100 * 1.002 ** i)
  const open = close.map((price, i) => (i === 0 ? price : close[i - 1]!))
  const openTimeMs = close.map((_, i) => Date.UTC(2024, 0, 1) + i * 86_400_000)
  return {
    symbol: 'UP',
    timeframeMs: 86_400_000,
    length,
    openTimeMs,
    open,
    high: close,
    low: open,
    close,
    volume: close.map(() => 1e6),
    extra: {},
  }
}

function backtest(bars: Bars, transactionCost: number): number {
  const engine = createBacktestEngine({ transactionCost, slippageModel: 'fixed', slippageRate: 0, maxPositionSize: 1 })
  return engine.runBacktest({ timeMs: bars.openTimeMs, signal: breakoutSignals(bars, options) }, bars).performanceMetrics.totalReturn
}

describe('the breakout strategy', () => {
  it('cannot see the future', () => {
    expectCausal((bars) => breakoutFeatures(bars, options))
    expectCausal((bars) => {
      const codes = { BUY: 1, SELL: -1, HOLD: 0 }
      const signal = Float64Array.from(breakoutSignals(bars, options), (name) => codes[name])
      return createFrame({ columns: { signal }, timeMs: bars.openTimeMs })
    })
  })

  it('would be caught if it did', () => {
    const peeking = (bars: Bars) =>
      createFrame({ columns: { next: bars.close.map((_, i) => bars.close[i + 1] ?? NaN) }, timeMs: bars.openTimeMs })
    expect(() => expectCausal(peeking)).toThrow(/next/)
  })

  it('rides a market that only rises', () => {
    const bars = rising(200)
    const signals = breakoutSignals(bars, options)
    expect(signals.slice(60)).not.toContain('SELL')
    expect(backtest(bars, 0)).toBeGreaterThan(0.2)
  })

  it('pays for its trades: on twenty random markets costs take more than they give', () => {
    const markets = Array.from({ length: 20 }, (_, seed) => simulateBars({ seed, length: 600, timeframeMs: 86_400_000 }))
    for (const bars of markets) expect(backtest(bars, 0.002)).toBeLessThan(backtest(bars, 0))
  })
})
