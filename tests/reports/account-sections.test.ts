import { createBacktestEngine } from 'barcast/backtest'
import { isBarcastError, sha256 } from 'barcast/core'
import { drawdownTable, simpleReturns } from 'barcast/metrics'
import { renderComparison, renderTearSheet, renderTearSheetFigure, type TearSheetFigure, tearSheetOf } from 'barcast/reports'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeCandles, tradeMarks } from '../../src/reports/candles.js'
import { equityFalls, rollingBeta, rollingVolatility } from '../../src/reports/equity-curve.js'
import { markupProblems } from './markup-check.js'
import { accountInput, days, smallInput, wander } from './sample.js'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'no error'
}

describe('curves', () => {
  const equities = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 2, maxLength: 60 })

  it('finds the falls that the table of drawdowns finds', () => {
    fc.assert(
      fc.property(equities, (values) => {
        const equity = Float64Array.from(values)
        const timeMs = days(equity.length)
        const depths = (falls: readonly { depth: number }[]): string[] =>
          falls.map(({ depth }) => depth.toFixed(9)).filter((text) => Number(text) < 0)
        const table = drawdownTable(simpleReturns(Float64Array.of(100, ...equity)), timeMs)
        expect(depths(equityFalls(equity, 100))).toEqual(depths(table))
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  it('tells peak, trough and recovery by hand, over missing values too', () => {
    expect(equityFalls(Float64Array.of(90, NaN, 80, 100, 120, 60, NaN), 100)).toEqual([
      { depth: -0.5, peakRow: 4, troughRow: 5 },
      { depth: 80 / 100 - 1, peakRow: -1, troughRow: 2, recoveryRow: 3 },
    ])
  })

  it('rolls volatility and beta as their definitions say', () => {
    const [a, b] = [wander(1, 120), wander(2, 120)]
    const windowBars = 20
    const returns = (equity: Float64Array): number[] => Array.from(equity, (value, i) => value / (i === 0 ? 10_000 : equity[i - 1]!) - 1)
    const [x, y] = [returns(a), returns(b)]
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const covariance = (p: readonly number[], q: readonly number[]): number =>
      p.reduce((sum, value, i) => sum + (value - mean(p)) * (q[i]! - mean(q)), 0) / (p.length - 1)
    const volatility = rollingVolatility(a, 10_000, windowBars, 252)
    const beta = rollingBeta(a, b, 10_000, windowBars)
    expect([...beta.subarray(0, windowBars - 1)].every(Number.isNaN)).toBe(true)
    for (let row = windowBars - 1; row < 120; row++) {
      const [p, q] = [x.slice(row - windowBars + 1, row + 1), y.slice(row - windowBars + 1, row + 1)]
      expect(volatility[row]).toBeCloseTo(Math.sqrt(252 * covariance(p, p)), 10)
      expect(beta[row]).toBeCloseTo(covariance(p, q) / covariance(q, q), 9)
    }
    expect(rollingBeta(a, new Float64Array(120).fill(10_000), 10_000, windowBars).every(Number.isNaN)).toBe(true)
  })
})

describe('candles', () => {
  it('merge to first open, highest high, lowest low and last close, missing prices passed over', () => {
    const bars = {
      symbol: 'A',
      openTimeMs: Float64Array.of(0, 10, 20, 30, 40),
      open: Float64Array.of(NaN, 2, 3, 4, NaN),
      high: Float64Array.of(NaN, 5, 9, 6, NaN),
      low: Float64Array.of(NaN, 1, 2, 3, NaN),
      close: Float64Array.of(NaN, 4, 5, NaN, NaN),
    }
    expect(mergeCandles(bars, 3)).toEqual({
      timeMs: [0, 20, 40],
      open: [2, 3, NaN],
      high: [5, 9, NaN],
      low: [1, 2, NaN],
      close: [4, 5, NaN],
      barsPerCandle: 2,
    })
  })

  it('carry the trades of their symbol on the candle that holds the fill', () => {
    const candles = { timeMs: [0, 20, 40], open: [], high: [], low: [], close: [], barsPerCandle: 2 }
    const trade = { symbol: 'A', entryTimeMs: 10, entryPrice: 3, exitTimeMs: 40, exitPrice: 4, returnFraction: 0.3 }
    const marks = tradeMarks([trade, { ...trade, symbol: 'B' }, { returnFraction: 1 }, { ...trade, entryTimeMs: -1 }], 'A', candles)
    expect(marks).toEqual([{ entryRow: 0, entryPrice: 3, exitRow: 2, exitPrice: 4, side: 'long', won: true }])
  })
})

describe('the page of an account', () => {
  const page = renderTearSheet(accountInput(800, 40))

  it('has the sections of the account, well-formed, and one script that its policy names by hash', () => {
    expect(markupProblems(page)).toEqual([])
    const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map((match) => match[1])
    for (const heading of ['Trades on the market', 'Exposure', 'Excursions of trades', 'Costs', 'Where the profit came from'])
      expect(headings).toContain(heading)
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!)
    expect(scripts).toHaveLength(1)
    const hash = Buffer.from(sha256(scripts[0]!), 'hex').toString('base64')
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'"`)
  })

  it('marks what nobody could have traded, and says how likely luck is', () => {
    expect(page).toContain('<span class="badge">Not tradable</span>')
    expect(page).toContain('Not tradable: filled at the close that gave the signal.')
    expect(page).toContain('61.3%: the probability')
    expect(renderTearSheet(smallInput())).not.toContain('class="badge"')
  })

  it('adds all groups of an attribution up, those between in one bar', () => {
    const groups = Array.from({ length: 40 }, (_, i) => ({ name: `g${i}`, amount: i - 10 }))
    const one = renderTearSheet({ ...smallInput(), attribution: [{ by: 'symbol', groups }] })
    expect(one).toContain('40 groups, together 380.00.')
    expect(one).toContain('<title>24 others: 228.00</title>')
  })

  it('of 200,000 bars and 10,000 trades stays below 1.5 MB', { timeout: 20_000 }, () => {
    const length = 200_000
    const timeMs = Float64Array.from({ length }, (_, i) => Date.UTC(2020, 0, 1) + i * 60_000)
    const equity = wander(3, length, 0, 0.0003)
    const bars = { symbol: 'M', openTimeMs: timeMs, open: equity, high: equity, low: equity, close: equity }
    const trades = Array.from({ length: 10_000 }, (_, i) => ({
      returnFraction: i % 2 === 0 ? 0.01 : -0.01,
      entryTimeMs: timeMs[i * 20]!,
      entryPrice: equity[i * 20]!,
      exitTimeMs: timeMs[i * 20 + 9]!,
      exitPrice: equity[i * 20 + 9]!,
      adverseFraction: -0.01,
      favourableFraction: 0.02,
    }))
    const html = renderTearSheet({ ...smallInput(1), timeMs, equity, bars, trades, exposure: { net: equity, gross: equity } })
    expect(html.length).toBeLessThan(1_500_000)
    expect(html).toContain('1,500 of 10,000 trades, evenly spread.')
  })

  it('escapes the names of groups, costs and symbols', () => {
    const attack = '</script><img src=x onerror=alert(1)>"\'&'
    const input = accountInput(300)
    const attacked = renderTearSheet({
      ...input,
      bars: { ...input.bars!, symbol: attack },
      trades: input.trades!.map((trade) => ({ ...trade, symbol: attack })),
      costs: [{ name: attack, amount: 1 }],
      attribution: [{ by: attack, groups: [{ name: attack, amount: 2 }] }],
      notTradable: attack,
    })
    expect(markupProblems(attacked)).toEqual([])
    expect(attacked).not.toContain('<img')
    expect(attacked.match(/<\/script>/g)).toHaveLength(1)
  })

  it('refuses columns of another length, falling times and amounts that are no numbers', () => {
    const input = accountInput(100)
    const short = { ...input.bars!, close: input.bars!.close.slice(1) }
    expect(codeOf(() => renderTearSheet({ ...input, bars: short }))).toBe('reports/length')
    expect(codeOf(() => renderTearSheet({ ...input, bars: { ...input.bars!, openTimeMs: days(100).reverse() } }))).toBe(
      'reports/time-order',
    )
    expect(codeOf(() => renderTearSheet({ ...input, exposure: { net: wander(1, 99), gross: wander(1, 100) } }))).toBe('reports/length')
    expect(codeOf(() => renderTearSheet({ ...input, costs: [{ name: 'a', amount: NaN }] }))).toBe('reports/number')
    expect(codeOf(() => renderTearSheet({ ...input, assumptions: { deflatedSharpeRatio: 1.2 } }))).toBe('reports/number')
  })
})

describe('single figures', () => {
  it('are SVG of their own, in words where there is nothing to draw', () => {
    const input = accountInput(800, 40)
    for (const name of [
      'equity',
      'drawdown',
      'monthlyReturns',
      'rollingBeta',
      'excursions',
      'candles',
      'costs',
      'attribution',
      'calibration',
    ] as const) {
      const svg = renderTearSheetFigure(input, name)
      expect(svg.startsWith('<svg xmlns')).toBe(true)
      expect(markupProblems(svg)).toEqual([])
      expect(svg).not.toContain('nothing to draw')
    }
    expect(renderTearSheetFigure(smallInput(), 'candles')).toContain('nothing to draw')
    expect(codeOf(() => renderTearSheetFigure(input, 'equtiy' as TearSheetFigure))).toBe('reports/unknown-figure')
  })
})

describe('a comparison', () => {
  it('shows every figure of every run and what they assumed differently', () => {
    const first = accountInput(300)
    const second = {
      ...accountInput(400),
      assumptions: { feeBps: 0, trialsSearched: 5 },
      figures: [{ name: 'Only here', strategy: 2, unit: 'ratio' as const, definition: 'D.' }],
    }
    const html = renderComparison([first, second])
    expect(markupProblems(html)).toEqual([])
    for (const text of ['different periods', 'paid different costs', '65 parameter sets', 'Only here', 'best of 2 runs'])
      expect(html).toContain(text)
    expect(html).toContain('<th scope="row" title="D.">Only here</th><td class="number"></td><td class="number">2.00</td>')
    expect(codeOf(() => renderComparison([first]))).toBe('reports/runs')
    expect(codeOf(() => renderComparison(Array.from({ length: 7 }, () => first)))).toBe('reports/runs')
  })
})

describe('a run of the engine', () => {
  const bars = simulateBars({ seed: 4, length: 200, timeframeMs: 86_400_000 })
  const context = { title: 'T', symbol: bars.symbol, timeframeMs: bars.timeframeMs, libraryVersion: '0.1.0' }
  const signal = Array.from({ length: 200 }, (_, i) =>
    i % 20 === 0 ? ('BUY' as const) : i % 20 === 10 ? ('SELL' as const) : ('HOLD' as const),
  )

  it('brings its exposure, costs and sides to the page', () => {
    const engine = createBacktestEngine({ allowShort: true, maxPositionSize: 1 })
    const result = engine.runBacktest({ timeMs: bars.openTimeMs, signal }, bars)
    const input = tearSheetOf(result, { ...context, bars })
    const { positionUnits, close, equity } = result.portfolioHistory
    expect([...input.exposure!.net]).toEqual(
      Array.from(equity, (value, i) => (positionUnits[i] === 0 ? 0 : (positionUnits[i]! * close[i]!) / value)),
    )
    expect(input.costs!.map(({ amount }) => amount)).toEqual([result.performanceMetrics.totalFees, result.performanceMetrics.totalSlippage])
    const profit = input.attribution![0]!.groups.reduce((sum, { amount }) => sum + amount, 0)
    expect(profit).toBeCloseTo(equity[equity.length - 1]! - 10_000, 6)
    expect(markupProblems(renderTearSheet(input))).toEqual([])
  })

  it('is marked as not tradable when it filled at the close of the signal', () => {
    const result = createBacktestEngine({ fillAt: 'signalClose' }).runBacktest({ timeMs: bars.openTimeMs, signal }, bars)
    const page = renderTearSheet(tearSheetOf(result, context))
    expect(page).toContain('<span class="badge">Not tradable</span>')
    expect(page).toContain('<dd>at the close that gave the signal</dd>')
  })
})
