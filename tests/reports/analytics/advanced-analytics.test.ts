import { isBarcastError } from 'barcast/core'
import { maxDrawdown, sharpeRatio } from 'barcast/metrics'
import type { PageDocument, Sheet } from 'barcast/ports'
import { type AnalysedTrade, createAdvancedAnalytics } from 'barcast/reports'
import { describe, expect, it } from 'vitest'

const day = (date: number, hour = 0): number => Date.UTC(2024, 0, date, hour)
const trade = (entryTimeMs: number, exitTimeMs: number | undefined, pnl: number): AnalysedTrade => ({
  symbol: '=A',
  side: 'long',
  entryTimeMs,
  ...(exitTimeMs === undefined ? {} : { exitTimeMs }),
  pnl,
  returnFraction: pnl / 1000,
})
/** Days 1 … 5: +100, 0, −220, 0, +88 and nothing of the open one. */
const TRADES = [
  trade(day(1), day(1, 12), 100),
  trade(day(2), day(3, 1), -120),
  trade(day(2), day(3, 2), -100),
  trade(day(4), day(5), 88),
  trade(day(5), undefined, 999),
]
const RETURNS = Float64Array.of(0.1, 0, -0.2, 0, 0.1)

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('advanced analytics', () => {
  const analytics = createAdvancedAnalytics({ initialCapital: 1000, riskFreeRate: 0.02 })
  analytics.addTrades(TRADES.slice(2).reverse())
  analytics.addTrades(TRADES.slice(0, 2))

  it('gives the figures of a hand-worked history', () => {
    const metrics = analytics.calculateMetrics()
    expect(metrics).toMatchObject({
      totalTrades: 5,
      openTrades: 1,
      winRate: 0.5,
      grossProfit: 188,
      grossLoss: -220,
      averageWin: 94,
      averageLoss: -110,
      largestWin: 100,
      largestLoss: -120,
      averageTradeDurationMs: (12 + 25 + 26 + 24) * 900_000,
      maxDrawdownAmount: -220,
    })
    expect(metrics.profitFactor).toBeCloseTo(188 / 220, 14)
    expect(metrics.totalReturn).toBeCloseTo(-0.032, 14)
    expect(metrics.maxDrawdown).toBeCloseTo(-0.2, 14)
    expect(metrics.kellyCriterion).toBeCloseTo(0.5 - 0.5 / (94 / 110), 14)
    const riskFree = 1.02 ** (1 / 365.25) - 1
    expect(metrics.sharpeRatio).toBeCloseTo(sharpeRatio(RETURNS, { periodsPerYear: 365.25, riskFree }), 10)
    expect(analytics.calculateVar({ confidenceLevel: 0.75 })).toBeCloseTo(0, 14)
    expect(analytics.calculateCvar()).toBeCloseTo(-0.2, 14)
  })
  it('lists drawdowns, the open one too', () => {
    const found = analytics.analyzeDrawdowns()
    expect(found.maxDrawdown).toBeCloseTo(maxDrawdown(RETURNS), 14)
    expect(found.currentDrawdown).toBeCloseTo(-0.12, 14)
    expect(found).toMatchObject({ longestDays: 3, drawdowns: [{ peakTimeMs: day(2), troughTimeMs: day(3), bars: 3 }] })
  })
  it('simulates the same futures again', () => {
    const options = { nSimulations: 200, timeHorizon: 30, seed: 3 }
    const [a, b] = [analytics.monteCarloSimulation(options), analytics.monteCarloSimulation(options)]
    expect(a.finalValue).toEqual(b.finalValue)
    expect(a).toMatchObject({ paths: 200, horizonSteps: 30 })
  })
  it('hands its figures and trades to the writers', async () => {
    const written: { pages?: PageDocument; sheets?: readonly Sheet[] } = {}
    const ports = {
      pdf: {
        textWidthPt: (text: string, sizePt: number) => 0.5 * sizePt * text.length,
        write: async (pages: PageDocument) => {
          written.pages = pages
          return new Uint8Array(1)
        },
      },
      workbook: {
        write: async (sheets: readonly Sheet[]) => {
          written.sheets = sheets
          return new Uint8Array(2)
        },
      },
    }
    const whole = createAdvancedAnalytics({ initialCapital: 1000 }, ports)
    whole.addTrades(TRADES)
    expect(await whole.generatePdfReport({ title: 'Mine' })).toHaveLength(1)
    expect(await whole.exportToExcel()).toHaveLength(2)
    const texts = written.pages!.pages.flat().flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []))
    expect(texts).toEqual(expect.arrayContaining(['Mine', 'Kelly criterion', 'Page 1 of 3']))
    expect(texts.join(' ')).toContain('realised profit by calendar day')
    const rows = written.sheets!.find(({ name }) => name === 'Trades')!.rows
    expect(rows.map((row) => row[0])).toEqual(TRADES.map(() => ({ kind: 'text', text: '=A' })))
  })
  it('gives no figure without closed trades, and refuses to draw them', async () => {
    const empty = createAdvancedAnalytics()
    expect(empty.calculateMetrics()).toMatchObject({ totalTrades: 0, winRate: NaN, sharpeRatio: NaN, maxDrawdown: NaN })
    expect(codeOf(() => empty.calculateVar())).toBe('reports/no-trades')
    await expect(analytics.generatePdfReport()).rejects.toMatchObject({ code: 'reports/port', where: { path: 'ports.pdf' } })
    await expect(analytics.exportToExcel()).rejects.toMatchObject({ code: 'reports/port' })
  })
  it('without a loss the profit factor is infinite', () => {
    const lucky = createAdvancedAnalytics()
    lucky.addTrades([trade(day(1), day(2), 5)])
    expect(lucky.calculateMetrics().profitFactor).toBe(Infinity)
  })
  it('refuses faulty trades and keeps those it had', () => {
    const kept = createAdvancedAnalytics({ initialCapital: 100 })
    kept.addTrades([trade(day(1), day(2), 10)])
    expect(codeOf(() => kept.addTrades([trade(day(1), day(2), NaN)]))).toBe('reports/trade')
    expect(codeOf(() => kept.addTrades([trade(day(3), day(2), 1)]))).toBe('reports/trade-times')
    expect(codeOf(() => kept.addTrades([trade(0, day(2) * 1000, 1)]))).toBe('reports/trade-times')
    expect(codeOf(() => kept.addTrades([trade(day(1), day(3), -110)]))).toBe('reports/ruin')
    expect(kept.calculateMetrics().totalTrades).toBe(1)
    expect(codeOf(() => createAdvancedAnalytics({ riskFreeRate: 2 }))).toBe('reports/option')
    expect(codeOf(() => createAdvancedAnalytics({ riskFree: 0 } as never))).toBe('reports/unknown-option')
    expect(codeOf(() => kept.calculateVar({ level: 0.9 } as never))).toBe('reports/unknown-option')
  })
})
