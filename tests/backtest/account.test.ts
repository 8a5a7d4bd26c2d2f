import { type BacktestConfig, type BacktestResult, createBacktestEngine } from 'barcast/backtest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bruteForce } from './brute-force.js'
import { DAY, HOUR, randomMarket, randomSignals } from './market.js'

const configs: fc.Arbitrary<BacktestConfig> = fc.record({
  initialCapital: fc.constantFrom(1, 10_000, 3e7),
  transactionCost: fc.constantFrom(0, 0.001, 0.02),
  slippageModel: fc.constantFrom('linear', 'sqrt', 'fixed'),
  slippageRate: fc.constantFrom(0, 0.0005, 0.05, 0.4),
  maxPositionSize: fc.constantFrom(0.1, 0.37, 1),
  rebalanceFrequency: fc.constantFrom('signal', 'daily', 'weekly'),
  allowShort: fc.boolean(),
})

const worlds = fc.record({
  config: configs,
  seed: fc.integer({ min: 0, max: 1e9 }),
  length: fc.integer({ min: 3, max: 120 }),
  volatility: fc.constantFrom(0, 0.01, 0.05),
  missing: fc.constantFrom(0, 0.1),
  stepMs: fc.constantFrom(HOUR, 7 * HOUR, DAY),
  share: fc.constantFrom(0.05, 0.5, 1),
})

const near = (found: number, wanted: number, scale: number): void => {
  // Plain comparisons: an expect per cell would take longer than the engine.
  if (!(Math.abs(found - wanted) <= 1e-9 * Math.max(Math.abs(wanted), scale))) throw new Error(`found ${found} for ${wanted}`)
}

function checkBooks(result: BacktestResult, capital: number, allowShort: boolean): void {
  const { portfolioHistory: history, tradeHistory, fills } = result
  let fees = 0
  let slippage = 0
  let next = 0
  for (let i = 0; i < history.length; i++) {
    const equity = history.equity[i]!
    near(history.cash[i]! + history.positionUnits[i]! * history.close[i]!, equity, 0)
    while (next < fills.length && fills[next]!.timeMs <= history.timeMs[i]!) {
      fees += fills[next]!.fee
      slippage += fills[next]!.slippage
      next += 1
    }
    near(history.fees[i]!, fees, 0)
    near(history.slippage[i]!, slippage, 0)
    if (!allowShort) {
      if (!(history.cash[i]! >= 0)) throw new Error(`money is owed: ${history.cash[i]} at row ${i}`)
      if (!(history.positionUnits[i]! >= 0)) throw new Error(`short without leave: ${history.positionUnits[i]} at row ${i}`)
    }
  }
  expect(next).toBe(fills.length)
  expect(history.equity[0]).toBe(capital)
  const change = history.equity[history.length - 1]! - capital
  const turned = fills.reduce((sum, { units, price }) => sum + units * price, 0)
  near(
    tradeHistory.reduce((sum, { pnl }) => sum + pnl, 0),
    change,
    capital + turned,
  )
  for (const { side, units, entryPrice, exitPrice, fees, pnl, returnFraction } of tradeHistory) {
    const value = units * entryPrice
    near(pnl, (side === 'long' ? 1 : -1) * units * (exitPrice - entryPrice) - fees, value)
    near(returnFraction * value, pnl, value)
  }
  near(
    tradeHistory.reduce((sum, trade) => sum + trade.fees, 0),
    fees,
    0,
  )
  near(
    tradeHistory.reduce((sum, trade) => sum + trade.slippage, 0),
    slippage,
    0,
  )
}

describe('the account over random signals and markets', () => {
  it('balances at every step, and the trades add up to the change of equity', () => {
    fc.assert(
      fc.property(worlds, ({ config, share, ...market }) => {
        const bars = randomMarket(market)
        const result = createBacktestEngine(config).runBacktest(randomSignals(bars, market.seed + 1, share), bars)
        checkBooks(result, config.initialCapital!, config.allowShort!)
      }),
      { seed: 29, numRuns: 400 },
    )
  })

  it('equals a plain reimplementation, fill by fill and bar by bar', () => {
    let compared = 0
    fc.assert(
      fc.property(worlds, ({ config, share, ...market }) => {
        const bars = randomMarket(market)
        const signals = randomSignals(bars, market.seed + 1, share)
        const { portfolioHistory: history, fills, config: parsed } = createBacktestEngine(config).runBacktest(signals, bars)
        const plain = bruteForce(parsed, signals, bars)
        fc.pre(plain.rows.every(({ equity }) => equity > 0))
        expect(fills.map(({ timeMs }) => timeMs)).toEqual(plain.fills.map(({ timeMs }) => timeMs))
        const capital = config.initialCapital!
        for (const [i, fill] of plain.fills.entries()) {
          near((fills[i]!.side === 'buy' ? 1 : -1) * fills[i]!.units, fill.units, capital / fill.price)
          near(fills[i]!.price, fill.price, 0)
          near(fills[i]!.fee, fill.fee, capital)
          compared += 1
        }
        expect(history.length).toBe(plain.rows.length)
        for (const [i, row] of plain.rows.entries()) {
          near(history.timeMs[i]!, row.timeMs, 0)
          near(history.equity[i]!, row.equity, capital)
          near(history.cash[i]!, row.cash, capital)
          near(history.positionUnits[i]!, row.units, capital / 100)
        }
      }),
      { seed: 25, numRuns: 400 },
    )
    expect(compared).toBeGreaterThan(2000)
  })

  it('fills after the signal and never backwards, at a price no better than the open', () => {
    fc.assert(
      fc.property(worlds, ({ config, share, ...market }) => {
        const bars = randomMarket(market)
        const signals = randomSignals(bars, market.seed + 1, share)
        const { fills, portfolioHistory } = createBacktestEngine(config).runBacktest(signals, bars)
        expect(portfolioHistory.timeMs[0]).toBe(signals.timeMs[0])
        let before = -Infinity
        for (const fill of fills) {
          const open = bars.open[bars.openTimeMs.indexOf(fill.timeMs)]!
          const late = fill.timeMs > before && fill.signalTimeMs < fill.timeMs
          const worse = fill.side === 'buy' ? fill.price >= open : fill.price <= open
          const charged = config.slippageRate === 0 || fill.units < 1e-9 || fill.slippage > 0
          if (!late || !worse || !charged) throw new Error(`impossible fill ${JSON.stringify(fill)}`)
          before = fill.timeMs
        }
      }),
      { seed: 27, numRuns: 200 },
    )
  })

  it('knows nothing of later bars: another future leaves every row up to now as it was', () => {
    fc.assert(
      fc.property(worlds, fc.double({ min: 0, max: 1, noNaN: true }), ({ config, share, ...market }, cut) => {
        const bars = randomMarket(market)
        const signals = randomSignals(bars, market.seed + 1, share)
        const engine = createBacktestEngine(config)
        const whole = engine.runBacktest(signals, bars).portfolioHistory
        const now = Math.floor(cut * (bars.length - 1))
        fc.pre(signals.timeMs[0]! <= bars.openTimeMs[now]!)
        const changed = { ...bars }
        for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
          changed[name] = bars[name].map((value, i) => (i > now ? 3 : value))
        }
        const other = engine.runBacktest(signals, changed).portfolioHistory
        const rows = whole.timeMs.filter((time) => time <= bars.openTimeMs[now]!).length
        for (const column of ['cash', 'positionUnits', 'close', 'equity', 'fees', 'slippage'] as const) {
          expect([...other[column].subarray(0, rows)]).toEqual([...whole[column].subarray(0, rows)])
        }
      }),
      { seed: 1, numRuns: 150 },
    )
  })
})
