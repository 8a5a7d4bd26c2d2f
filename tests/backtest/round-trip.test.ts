import { type BacktestConfig, createBacktestEngine } from 'barcast/backtest'
import { describe, expect, it } from 'vitest'
import { barsOf, DAY, START } from './market.js'

/*
 * One round trip per cost, worked by hand: 1000 in cash, the signal on row 0, the entry at row 1's open of 100, the exit at row 3's open
 * of 110. Volume 50 per bar.
 */
const bars = barsOf([
  { open: 99, close: 99, volume: 50 },
  { open: 100, close: 104, volume: 50 },
  { open: 104, close: 108, volume: 50 },
  { open: 110, close: 90, volume: 50 },
  { open: 80, close: 80, volume: 50 },
])

const longTrip = {
  timeMs: bars.openTimeMs.slice(0, 3),
  signal: ['BUY', 'HOLD', 'SELL'] as const,
  confidence: Float64Array.of(0.7, 0.1, 0.9),
}

/** Root of 0.4 d² + 100 d − 500. */
const LINEAR = (Math.sqrt(10_800) - 100) / 0.8

const FREE: BacktestConfig = { initialCapital: 1000, transactionCost: 0, slippageModel: 'fixed', slippageRate: 0, maxPositionSize: 0.5 }

interface Expected {
  config: BacktestConfig
  units: number
  entry: number
  exit: number
  fees: number
  slippage: number
  pnl: number
  /** At the closes of rows 0 … 4. */
  equity: number[]
}

const table: Record<string, Expected> = {
  'no costs: half of 1000 buys 5 units, 5 · 10 gained': {
    config: FREE,
    units: 5,
    entry: 100,
    exit: 110,
    fees: 0,
    slippage: 0,
    pnl: 50,
    equity: [1000, 1020, 1040, 1050, 1050],
  },
  // d · 100 · (1 + 0.5 · 0.01) = 500 → d = 4.97512437810945; equity left 995.0248756…, half of it in the position.
  'fee of 1 %': {
    config: { ...FREE, transactionCost: 0.01 },
    units: 500 / 100.5,
    entry: 100,
    exit: 110,
    fees: (500 / 100.5) * (1 + 1.1),
    slippage: 0,
    pnl: (500 / 100.5) * (10 - 2.1),
    equity: [1000, 1000 + (500 / 100.5) * 3, 1000 + (500 / 100.5) * 7, 1000 + (500 / 100.5) * 7.9, 1000 + (500 / 100.5) * 7.9],
  },
  // Bought at 102, sold at 107.8; d · 100 · (1 + 0.5 · 0.02) = 500.
  'fixed slippage of 2 %': {
    config: { ...FREE, slippageRate: 0.02 },
    units: 500 / 101,
    entry: 102,
    exit: 107.8,
    fees: 0,
    slippage: (500 / 101) * (2 + 2.2),
    pnl: (500 / 101) * 5.8,
    equity: [1000, 1000 + (500 / 101) * 2, 1000 + (500 / 101) * 6, 1000 + (500 / 101) * 5.8, 1000 + (500 / 101) * 5.8],
  },
  // s = 0.4 · d / 50; d · 100 · (1 + 0.5 s) = 500 → 0.4 d² + 100 d − 500 = 0.
  'linear slippage, 40 % for the whole volume': {
    config: { ...FREE, slippageModel: 'linear', slippageRate: 0.4 },
    units: LINEAR,
    entry: 100 * (1 + (0.4 * LINEAR) / 50),
    exit: 110 * (1 - (0.4 * LINEAR) / 50),
    fees: 0,
    slippage: 0.008 * LINEAR * LINEAR * 210,
    pnl: LINEAR * 10 - 0.008 * LINEAR * LINEAR * 210,
    equity: [],
  },
  // s = 0.1 · √(d / 50), 3 % for d = 4.5; the weight is the one whose position is just that: w · (1000 − 4.5 · 3) = 450.
  'square root slippage, 10 % for the whole volume': {
    config: { ...FREE, slippageModel: 'sqrt', slippageRate: 0.1, maxPositionSize: 450 / 986.5 },
    units: 4.5,
    entry: 103,
    exit: 106.7,
    fees: 0,
    slippage: 4.5 * (3 + 3.3),
    pnl: 4.5 * 3.7,
    equity: [],
  },
  // All in: 1000 = d · 101 · 1.01, nothing left over.
  'everything, with fee and slippage of 1 % each': {
    config: { ...FREE, transactionCost: 0.01, slippageRate: 0.01, maxPositionSize: 1 },
    units: 1000 / (101 * 1.01),
    entry: 101,
    exit: 108.9,
    fees: (1000 / (101 * 1.01)) * (1.01 + 1.089),
    slippage: (1000 / (101 * 1.01)) * (1 + 1.1),
    pnl: (1000 / (101 * 1.01)) * (108.9 - 1.089) - 1000,
    equity: [1000, 104_000 / 102.01, 108_000 / 102.01, 107_811 / 102.01, 107_811 / 102.01],
  },
}

describe('one round trip, worked by hand', () => {
  for (const [name, wanted] of Object.entries(table)) {
    it(name, () => {
      const { tradeHistory, fills, portfolioHistory, performanceMetrics } = createBacktestEngine(wanted.config).runBacktest(longTrip, bars)
      expect(fills.map(({ side, timeMs, signalTimeMs }) => [side, timeMs, signalTimeMs])).toEqual([
        ['buy', START + DAY, START],
        ['sell', START + 3 * DAY, START + 2 * DAY],
      ])
      expect(tradeHistory).toEqual([
        {
          side: 'long',
          units: expect.closeTo(wanted.units, 10),
          entryTimeMs: START + DAY,
          entryPrice: expect.closeTo(wanted.entry, 10),
          exitTimeMs: START + 3 * DAY,
          exitPrice: expect.closeTo(wanted.exit, 10),
          fees: expect.closeTo(wanted.fees, 10),
          slippage: expect.closeTo(wanted.slippage, 10),
          pnl: expect.closeTo(wanted.pnl, 10),
          returnFraction: expect.closeTo(wanted.pnl / (wanted.units * wanted.entry), 10),
          durationBars: 2,
          confidence: 0.7,
        },
      ])
      for (const [i, equity] of wanted.equity.entries()) expect(portfolioHistory.equity[i]).toBeCloseTo(equity, 9)
      expect(portfolioHistory.equity[4]).toBeCloseTo(1000 + wanted.pnl, 9)
      expect(portfolioHistory.cash.every((cash) => cash >= 0)).toBe(true)
      expect(performanceMetrics.totalFees).toBeCloseTo(wanted.fees, 10)
      expect(performanceMetrics.totalSlippage).toBeCloseTo(wanted.slippage, 10)
    })
  }

  it('a short: SELL targets minus half of equity, BUY turns it over in one fill', () => {
    const engine = createBacktestEngine({ ...FREE, transactionCost: 0.01, allowShort: true })
    const signals = {
      timeMs: bars.openTimeMs.slice(0, 3),
      signal: ['SELL', 'HOLD', 'BUY'] as const,
      confidence: Float64Array.of(0.6, 0, 0.8),
    }
    const { tradeHistory, fills, portfolioHistory } = engine.runBacktest(signals, bars)
    // Sold d with d · 100 · (1 + 0.5 · 0.01) = 500, the fee being charged to equity.
    const sold = 500 / 100.5
    const cash = 1000 + sold * 99
    expect(portfolioHistory.cash[1]).toBeCloseTo(cash, 10)
    expect(portfolioHistory.positionUnits[1]).toBeCloseTo(-sold, 12)
    expect(portfolioHistory.equity[1]).toBeCloseTo(cash - sold * 104, 10)
    // At 110: equity cash − 110 d; bought b with (b − d) · 110 = 0.5 · (equity − 1.1 b).
    const equity = cash - 110 * sold
    const bought = (0.5 * equity + 110 * sold) / (110 + 0.55)
    expect(fills[1]).toMatchObject({ side: 'buy', units: expect.closeTo(bought, 10), price: 110, fee: expect.closeTo(1.1 * bought, 10) })
    expect(portfolioHistory.positionUnits[3]! * 110).toBeCloseTo(0.5 * (equity - 1.1 * bought), 9)
    const [short, long] = tradeHistory
    expect(tradeHistory).toHaveLength(2)
    expect(short).toMatchObject({
      side: 'short',
      units: expect.closeTo(sold, 10),
      entryPrice: expect.closeTo(100, 12),
      exitPrice: expect.closeTo(110, 12),
      fees: expect.closeTo(sold * (1 + 1.1), 10),
      pnl: expect.closeTo(sold * (-10 - 2.1), 10),
      confidence: 0.6,
    })
    expect(long).toMatchObject({
      side: 'long',
      units: expect.closeTo(bought - sold, 10),
      entryPrice: expect.closeTo(110, 12),
      exitPrice: expect.closeTo(80, 12),
      confidence: 0.8,
    })
    expect(long!.exitTimeMs).toBeUndefined()
    expect(short!.pnl + long!.pnl).toBeCloseTo(portfolioHistory.equity[4]! - 1000, 9)
  })

  it('a short that doubles is closed at the next open, and nothing is traded afterwards', () => {
    const rising = barsOf([100, 100, 210, 220, 50, 50].map((price) => ({ open: price, close: price })))
    const engine = createBacktestEngine({ ...FREE, maxPositionSize: 1, allowShort: true })
    const signals = { timeMs: rising.openTimeMs, signal: ['SELL', 'HOLD', 'HOLD', 'BUY', 'SELL', 'BUY'] as const }
    const daily = createBacktestEngine({ ...FREE, maxPositionSize: 1, allowShort: true, rebalanceFrequency: 'daily' }).runBacktest(
      signals,
      rising,
    )
    expect(daily.fills.map(({ reason }) => reason)).toEqual(['signal', 'ruin'])
    const { fills, portfolioHistory, warnings, performanceMetrics } = engine.runBacktest(signals, rising)
    expect(fills.map(({ reason, side, price }) => [reason, side, price])).toEqual([
      ['signal', 'sell', 100],
      ['ruin', 'buy', 220],
    ])
    expect([...portfolioHistory.equity]).toEqual([1000, 1000, -100, -200, -200, -200])
    expect(warnings.join(' ')).toMatch(/equity was used up/)
    expect(performanceMetrics.totalReturn).toBeCloseTo(-1.2, 12)
    expect(performanceMetrics.cagr).toBeNaN()
  })
})

describe('simulateTradeExecution', () => {
  const bar = { openTimeMs: START, open: 100, high: 101, low: 99, close: 100, volume: 50 }

  it('fills at the open with the engine’s costs', () => {
    const engine = createBacktestEngine({ transactionCost: 0.001, slippageModel: 'linear', slippageRate: 0.1 })
    expect(engine.simulateTradeExecution({ side: 'buy', units: 5, signalTimeMs: START - DAY }, bar)).toEqual({
      timeMs: START,
      side: 'buy',
      units: 5,
      price: expect.closeTo(101, 12),
      fee: expect.closeTo(0.505, 12),
      slippage: expect.closeTo(5, 12),
      signalTimeMs: START - DAY,
      reason: 'signal',
      confidence: NaN,
    })
    expect(engine.simulateTradeExecution({ side: 'sell', notional: 500 }, bar)).toMatchObject({ units: 5, price: expect.closeTo(99, 12) })
  })

  it('counts an order beyond the volume, or a bar without volume, as the whole of it', () => {
    for (const slippageModel of ['linear', 'sqrt'] as const) {
      const engine = createBacktestEngine({ slippageModel, slippageRate: 0.1 })
      for (const volume of [5, 0, NaN]) {
        const { price } = engine.simulateTradeExecution({ side: 'buy', units: 7 }, { ...bar, volume })
        expect(price).toBeCloseTo(110, 12)
      }
    }
    const sqrt = createBacktestEngine({ slippageModel: 'sqrt', slippageRate: 0.1 })
    expect(sqrt.simulateTradeExecution({ side: 'sell', units: 12.5 }, bar).price).toBeCloseTo(95, 12)
  })

  it('refuses orders no market would take', () => {
    const engine = createBacktestEngine()
    const refused = (order: object, code: string, over = {}): void => {
      expect(() => engine.simulateTradeExecution(order as never, { ...bar, ...over })).toThrow(expect.objectContaining({ code }))
    }
    refused({ side: 'hold', units: 1 }, 'backtest/order')
    refused({ side: 'buy' }, 'backtest/order')
    refused({ side: 'buy', units: 1, notional: 1 }, 'backtest/order')
    for (const units of [0, -1, NaN, Infinity]) refused({ side: 'buy', units }, 'backtest/order')
    refused({ side: 'buy', units: 1 }, 'backtest/missing-open', { open: NaN })
    refused({ side: 'buy', units: 1, signalTimeMs: START }, 'backtest/early-fill')
  })
})
