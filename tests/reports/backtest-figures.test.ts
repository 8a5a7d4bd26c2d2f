import { createBacktestEngine } from 'barcast/backtest'
import type { Signal } from 'barcast/core'
import { assumptionsOf, figuresOf, renderTearSheet, tearSheetOf } from 'barcast/reports'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'
import { markupProblems } from './markup-check.js'

const bars = simulateBars({ seed: 5, length: 700 })
const signal = Array.from({ length: 700 }, (_, i): Signal => (i % 50 === 0 ? 'BUY' : i % 50 === 30 ? 'SELL' : 'HOLD'))

function run(transactionCost: number, slippageRate: number) {
  return createBacktestEngine({
    initialCapital: 5000,
    transactionCost,
    slippageModel: 'fixed',
    slippageRate,
    maxPositionSize: 1,
  }).runBacktest({ timeMs: bars.openTimeMs, signal }, bars)
}

const context = { title: 'Run', symbol: bars.symbol, timeframeMs: bars.timeframeMs, libraryVersion: '0.1.0' }

describe('a tear sheet of a backtest', () => {
  const result = run(0.0003, 0.0005)

  it('takes over every figure of both sides', () => {
    const figures = new Map(figuresOf(result).map((figure) => [figure.name, figure]))
    expect(figures.get('Sharpe ratio')).toMatchObject({
      strategy: result.performanceMetrics.sharpeRatio,
      benchmark: result.benchmark.metrics.sharpeRatio,
    })
    expect(figures.get('Beta')!.strategy).toBe(result.benchmark.beta)
    expect(figures.get('Fees')!.strategy).toBe(result.performanceMetrics.totalFees)
    expect([...figures.values()].every(({ definition }) => definition.endsWith('.'))).toBe(true)
    const shown = new Set([...figures.values()].map(({ strategy }) => strategy))
    const { openTradeCount: _open, periodsPerYear: _periods, ...rest } = result.performanceMetrics
    for (const value of Object.values(rest)) expect(shown).toContain(value)
  })

  it('states the costs as they were set', () => {
    expect(assumptionsOf(result)).toEqual({ feeBps: 3, slippage: { model: 'fixed', rate: 0.0005 }, fills: 'at the next bar’s open' })
  })

  it('draws, with what the caller adds', () => {
    const input = tearSheetOf(result, { ...context, warnings: ['Simulated.'], assumptions: { trialsSearched: 7 }, currency: 'EUR' })
    expect(input.warnings).toEqual([...result.warnings, 'Simulated.'])
    const page = renderTearSheet(input)
    expect(markupProblems(page)).toEqual([])
    for (const text of ['Simulated.', '7 parameter sets', '3 bps (0.030%)', 'Fees (EUR)', 'Trade returns', result.benchmark.name]) {
      expect(page).toContain(text)
    }
  })

  it('says zero cost once, at the top, when there was none', () => {
    const page = renderTearSheet(tearSheetOf(run(0, 0), context))
    expect(page.match(/<li>[^<]*zero cost/gi)).toHaveLength(1)
    expect(page.match(/<span class="badge">Zero cost<\/span>/g)).toHaveLength(1)
    expect(page.indexOf('Zero cost')).toBeLessThan(page.indexOf('Key figures'))
  })
})
