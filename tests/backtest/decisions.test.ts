import { type BacktestConfig, createBacktestEngine, type Decisions, type PositionSizing } from 'barcast/backtest'
import { type Bars, createRandom, isBarcastError, type Signal } from 'barcast/core'
import { atr } from 'barcast/indicators'
import { decideSignals } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { barsOf, DAY, HOUR, randomMarket, randomSignals, START } from './market.js'

const FREE: BacktestConfig = { initialCapital: 1000, transactionCost: 0, slippageModel: 'fixed', slippageRate: 0, maxPositionSize: 1 }

const named = (symbol: string, rows: readonly (readonly [number, number])[], startMs = START): Bars => ({
  ...barsOf(
    rows.map(([open, close]) => ({ open, close })),
    DAY,
    startMs,
  ),
  symbol,
})

const times = (...rows: number[]): Float64Array => Float64Array.from(rows, (row) => START + row * DAY)

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

const A = named('A', [
  [10, 10],
  [10, 20],
  [20, 20],
  [20, 10],
  [10, 10],
])
const B = named('B', [
  [50, 50],
  [50, 50],
  [40, 40],
  [40, 80],
  [80, 80],
])

describe('target weights', () => {
  const weights = { A: Float64Array.of(0.5, 0.2), B: Float64Array.of(0.5, 0.8) }

  it('sell first, then buy, at the opens after their bar', () => {
    const { fills, accountHistory, trades, benchmark } = createBacktestEngine(FREE).runBacktest({ timeMs: times(0, 1), weights }, [B, A])
    // 500 each at 10 and 50. At the opens of bar 2 A is worth 1000 and B 400: 0.2 and 0.8 of 1400 are 280 and 1120.
    expect(fills.map(({ symbol, side, units, timeMs }) => [symbol, side, Number(units.toFixed(9)), (timeMs - START) / DAY])).toEqual([
      ['B', 'buy', 10, 1],
      ['A', 'buy', 50, 1],
      ['A', 'sell', 36, 2],
      ['B', 'buy', 18, 2],
    ])
    expect([...accountHistory.equity]).toEqual([1000, 1500, 1400, 14 * 10 + 28 * 80, 14 * 10 + 28 * 80])
    expect(trades.map(({ symbol, exitTimeMs }) => [symbol, exitTimeMs])).toEqual([
      ['B', undefined],
      ['A', undefined],
    ])
    // Half in each from the same open on, and kept.
    expect([...benchmark.equity]).toEqual([1000, 1500, 1400, 1300, 1300])
  })

  it('refuse what cannot be', () => {
    const engine = createBacktestEngine(FREE)
    const run = (timeMs: Float64Array, columns: Record<string, Float64Array>, bars: Bars[] = [A, B]) =>
      codeOf(() => engine.runBacktest({ timeMs, weights: columns }, bars))
    const one = (weight: number) => Float64Array.of(weight)
    expect(run(times(0), { A: one(NaN) })).toBe('backtest/weight')
    expect(run(times(0), { A: one(-0.1) })).toBe('backtest/weight')
    expect(run(times(0), { A: one(0.7), B: one(0.4) })).toBe('backtest/weight-sum')
    expect(run(times(0), { C: one(0.7) })).toBe('backtest/unknown-symbol')
    expect(run(times(0), {})).toBe('backtest/no-signals')
    expect(run(times(), { A: new Float64Array(0) })).toBe('backtest/no-signals')
    expect(run(times(0, 1), { A: one(0.7) })).toBe('backtest/length')
    expect(run(times(0.5), { A: one(0.7) })).toBe('backtest/unaligned-signal')
    expect(run(times(9), { A: one(0.7) })).toBe('backtest/unaligned-signal')
    expect(run(times(1, 1), { A: Float64Array.of(0, 1) })).toBe('backtest/duplicate-signal')
    expect(run(times(1, 0), { A: Float64Array.of(0, 1) })).toBe('backtest/unordered-signal')
    expect(run(times(0), { A: one(1) }, [A, A])).toBe('backtest/duplicate-symbol')
    expect(codeOf(() => engine.runBacktest({ timeMs: times(0), signal: ['BUY'] }, [A, B]))).toBe('backtest/symbol')
    const bySymbol = { bySymbol: { A: { timeMs: times(0), signal: ['BUY'] } } } as unknown as { timeMs: Float64Array; signal: Signal[] }
    expect(codeOf(() => engine.runBacktest(bySymbol, A))).toBe('backtest/bars')
  })

  it('wait for a symbol that has no bar yet', () => {
    const late = named(
      'L',
      [
        [7, 7],
        [7, 14],
      ],
      START + 2 * DAY,
    )
    const weight = Float64Array.of(0.5)
    const { fills } = createBacktestEngine(FREE).runBacktest({ timeMs: times(0), weights: { A: weight, L: weight } }, [A, late])
    expect(fills.map(({ symbol, timeMs }) => [symbol, (timeMs - START) / DAY])).toEqual([
      ['A', 1],
      ['L', 2],
    ])
  })
})

describe('predictions', () => {
  const random = createRandom(3)
  const bars = randomMarket({ seed: 5, length: 60, volatility: 0.03, missing: 0, stepMs: HOUR })
  const data = Float64Array.from({ length: 180 }, (_, i) => (i % 3 === 0 && random.uniform() < 0.1 ? NaN : random.uniform()))
  const probabilities = { rows: 60, classes: 3, data }
  const classNames = ['down', 'flat', 'up']
  const actions = { down: 'SELL', flat: 'HOLD', up: 'BUY' } as const

  it('become the signals that the models room decides', () => {
    const rule = { minConfidence: 0.6, actions }
    const decided = decideSignals(probabilities, classNames, rule)
    const engine = createBacktestEngine({ ...FREE, allowShort: true })
    const timeMs = bars.openTimeMs
    const found = engine.runBacktest({ timeMs, probabilities, classNames, rule }, bars)
    expect(found.fills.length).toBeGreaterThan(5)
    expect(found).toEqual(engine.runBacktest({ timeMs, ...decided }, bars))
  })

  it('of returns act beyond their thresholds', () => {
    const expectedReturn = Float64Array.of(0.02, 0.005, NaN, -0.02)
    const { fills } = createBacktestEngine(FREE).runBacktest(
      { timeMs: times(0, 1, 2, 3), expectedReturn, buyAbove: 0.01, sellBelow: -0.01 },
      A,
    )
    expect(fills.map(({ side, timeMs }) => [side, (timeMs - START) / DAY])).toEqual([
      ['buy', 1],
      ['sell', 4],
    ])
  })

  it('are refused when they do not fit', () => {
    const engine = createBacktestEngine(FREE)
    const timeMs = bars.openTimeMs
    const run = (decisions: Decisions) => codeOf(() => engine.runBacktest(decisions, [bars]))
    expect(run({ timeMs, probabilities: { ...probabilities, rows: 59 }, classNames, rule: { actions } })).toBe('backtest/length')
    expect(run({ timeMs, probabilities, classNames: ['a', 'b'], rule: { actions } })).toBe('backtest/length')
    expect(run({ timeMs, probabilities, classNames, rule: { actions: { up: 'BUY', flat: 'HOLD' } } })).toBe('backtest/rule')
    expect(run({ timeMs, probabilities, classNames, rule: { actions: { ...actions, upp: 'BUY' } } })).toBe('backtest/unknown-class')
    expect(run({ timeMs, probabilities, classNames, rule: { actions, minConfidence: 2 } })).toBe('backtest/rule')
    expect(run({ timeMs, expectedReturn: new Float64Array(60), buyAbove: 0, sellBelow: 1 })).toBe('backtest/rule')
    expect(run({ timeMs, expectedReturn: new Float64Array(59), buyAbove: 1, sellBelow: 0 })).toBe('backtest/length')
  })
})

describe('stops of signals', () => {
  const prices: Bars = {
    ...barsOf([
      { open: 100, close: 100 },
      { open: 100, close: 100 },
      { open: 100, close: 92 },
      { open: 92, close: 95 },
      { open: 95, close: 97 },
      { open: 97, close: 110 },
    ]),
    high: Float64Array.of(100, 102, 101, 96, 98, 111),
    low: Float64Array.of(100, 98, 89, 91, 94, 96),
  }
  const signal: Signal[] = ['BUY', 'HOLD', 'HOLD', 'BUY', 'HOLD']

  it('close a position, which the next BUY opens again and a HOLD does not', () => {
    const { fills, tradeHistory } = createBacktestEngine({
      ...FREE,
      stops: { stopLoss: { fraction: 0.1 }, takeProfit: { fraction: 0.15 } },
    }).runBacktest({ timeMs: times(0, 1, 2, 3, 4), signal }, prices)
    // 90 is reached on bar 2; bought again at 95, sold at 95 · 1.15 = 109.25.
    expect(fills.map(({ reason, price, timeMs }) => [reason, Number(price.toFixed(9)), (timeMs - START) / DAY])).toEqual([
      ['signal', 100, 1],
      ['stopLoss', 90, 2],
      ['signal', 95, 4],
      ['takeProfit', 109.25, 5],
    ])
    expect(tradeHistory.map(({ pnl }) => Number(pnl.toFixed(9)))).toEqual([-100, Number(((900 / 95) * 14.25).toFixed(9))])
  })

  it('fill at the close when told so, and say that nobody could', () => {
    const { fills, isTradable, warnings } = createBacktestEngine({ ...FREE, fillAt: 'signalClose' }).runBacktest(
      { timeMs: times(0, 3), signal: ['BUY', 'SELL'] },
      prices,
    )
    expect(fills.map(({ price, timeMs }) => [price, (timeMs - START) / DAY])).toEqual([
      [100, 0],
      [95, 3],
    ])
    expect(isTradable).toBe(false)
    expect(warnings[0]).toBe('Not tradable: orders filled at the close at which they were decided.')
  })

  it('return to the target when the weight leaves its band', () => {
    const half = { ...FREE, maxPositionSize: 0.5 }
    const run = (bandFraction: number) =>
      createBacktestEngine({ ...half, rebalanceFrequency: { bandFraction } }).runBacktest({ timeMs: times(0), signal: ['BUY'] }, A)
    // 500 of 1000 at 10; at the close of bar 1 it is 1000 of 1500: 2/3 is 1/6 away from a half, and so is 375 of 1125 at the close of bar 3.
    expect(run(0.16).fills.map(({ reason, units }) => [reason, units])).toEqual([
      ['signal', 50],
      ['rebalance', 12.5],
      ['rebalance', 18.75],
    ])
    expect(run(0.17).fills).toHaveLength(1)
  })
})

describe('sizing', () => {
  const random = createRandom(1)
  const bars = randomMarket({ seed: 11, length: 80, volatility: 0.03, missing: 0, stepMs: DAY })
  const entryAt = (sizing: PositionSizing, row: number, extra: BacktestConfig = {}, confidence = NaN) => {
    const config: BacktestConfig = { ...FREE, initialCapital: 1e5, maxPositionSize: 0.8, sizing, ...extra }
    const timeMs = Float64Array.of(bars.openTimeMs[row]!)
    return createBacktestEngine(config).runBacktest({ timeMs, signal: ['BUY'], confidence: Float64Array.of(confidence) }, [bars])
  }
  const close = (row: number): number => bars.close[row]!
  const worth = (run: ReturnType<typeof entryAt>): number => run.fills[0]!.units * bars.open[31]!

  it('takes units, values and confidence at their word', () => {
    expect(entryAt({ by: 'fixedUnits', units: 7 }, 30).fills[0]!.units).toBe(7)
    expect(entryAt({ by: 'fixedNotional', notional: 5000 }, 30).fills[0]!.units).toBeCloseTo(5000 / close(30), 9)
    expect(worth(entryAt({ by: 'confidence' }, 30, {}, 0.25))).toBeCloseTo(0.8 * 0.25 * 1e5, 5)
    expect(codeOf(() => entryAt({ by: 'confidence' }, 30))).toBe('backtest/confidence')
  })

  it('aims at a volatility, and opens nothing before the window is full', () => {
    const returns = Array.from({ length: 20 }, (_, k) => close(11 + k) / close(10 + k) - 1)
    const mean = returns.reduce((sum, value) => sum + value) / 20
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 19) * Math.sqrt(365)
    const sizing: PositionSizing = { by: 'volatilityTarget', annualVolatility: 0.2, windowBars: 20, periodsPerYear: 365 }
    expect(worth(entryAt(sizing, 30))).toBeCloseTo((0.2 / deviation) * 1e5, 4)
    expect(worth(entryAt({ ...sizing, annualVolatility: 50 }, 30))).toBeCloseTo(0.8e5, 4)
    const early = entryAt(sizing, 19)
    expect(early.fills).toEqual([])
    expect(early.warnings).toContain('1 signal opened nothing because the size was not known yet.')
  })

  it('risks a fraction of equity over so many average true ranges, and puts a stop there', () => {
    const range = atr(bars, { period: 14 })[30]!
    const sizing: PositionSizing = { by: 'atrRisk', riskFraction: 0.01, windowBars: 14, stopAtrs: 2 }
    const { fills, events } = entryAt(sizing, 30)
    expect(fills[0]!.units).toBeCloseTo((0.01 * 1e5) / (2 * range), 9)
    const stops = events.flatMap((event) => (event.kind === 'order' && event.order.type === 'stop' ? [event.order.stopPrice] : []))
    expect(stops).toEqual([close(30) - 2 * range])
    expect(entryAt(sizing, 13).fills).toEqual([])
  })

  it('takes a fraction of Kelly over the trades closed so far', () => {
    const rows: [number, number][] = [
      [10, 10],
      [10, 12],
      [12, 12],
      [12, 9],
      [9, 9],
      [9, 9],
      [9, 12],
      [12, 12],
      [12, 12],
    ]
    const signal: Signal[] = ['BUY', 'SELL', 'BUY', 'SELL', 'HOLD', 'BUY', 'SELL', 'BUY']
    const kelly = named('K', rows)
    const sizing: PositionSizing = { by: 'kelly', fraction: 0.5, minTrades: 2, startWeight: 0.1 }
    const { fills, trades } = createBacktestEngine({ ...FREE, sizing }).runBacktest({ timeMs: times(0, 1, 2, 3, 4, 5, 6, 7), signal }, [
      kelly,
    ])
    // Bought at 10, sold at 12: +0.2. Bought at 12, sold at 9: −0.25. Kelly of these is 0.5 − 0.5 / 0.8 < 0: nothing from then on.
    expect(trades.map(({ returnFraction }) => Number(returnFraction.toFixed(12)))).toEqual([0.2, -0.25])
    expect(fills).toHaveLength(4)
    expect(fills[0]!.units * 10).toBeCloseTo(100, 9)
    const lucky: [number, number][] = [
      [10, 10],
      [10, 14],
      [14, 14],
      [14, 12.6],
      [12.6, 12.6],
      [12.6, 12.6],
      [12.6, 12.6],
    ]
    const second = createBacktestEngine({ ...FREE, sizing }).runBacktest(
      { timeMs: times(0, 1, 2, 3, 4), signal: ['BUY', 'SELL', 'BUY', 'SELL', 'BUY'] },
      [named('K', lucky)],
    )
    // +0.4 and −0.1: 0.5 − 0.5 / 4 = 0.375, of which half.
    const last = second.fills[4]!
    const equity = second.accountHistory.equity[4]!
    expect((last.units * last.price) / equity).toBeCloseTo(0.1875, 9)
  })

  it.each<PositionSizing>([
    { by: 'volatilityTarget', annualVolatility: 0.3, windowBars: 5, periodsPerYear: 365 },
    { by: 'atrRisk', riskFraction: 0.02, windowBars: 5, stopAtrs: 1.5 },
    { by: 'kelly', fraction: 0.5, minTrades: 3, startWeight: 0.3 },
    { by: 'fixedNotional', notional: 300 },
    { by: 'confidence' },
  ])('by $by knows nothing of later bars', (sizing) => {
    const cut = 50
    const flat = bars
    // A rise, so that Kelly's fraction stays above 0.
    const rising = { ...flat }
    for (const column of ['open', 'high', 'low', 'close'] as const) rising[column] = flat[column].map((value, row) => value * 1.02 ** row)
    const { timeMs, signal } = randomSignals(rising, 4, 0.6)
    const sure = { timeMs, signal, confidence: timeMs.map(() => 0.5) }
    const engine = createBacktestEngine({ ...FREE, sizing, rebalanceFrequency: 'daily' })
    const other = { ...rising }
    for (const column of ['open', 'high', 'low', 'close', 'volume'] as const)
      other[column] = rising[column].map((value, row) => (row < cut ? value : value * (1.5 + random.uniform())))
    other.high = other.high.map((value, row) => Math.max(value, other.open[row]!, other.close[row]!))
    other.low = other.low.map((value, row) => Math.min(value, other.open[row]!, other.close[row]!))
    const seen = engine.runBacktest(sure, [rising])
    const changed = engine.runBacktest(sure, [other])
    const until = seen.accountHistory.timeMs.findIndex((time) => time >= rising.openTimeMs[cut]!)
    expect(until).toBeGreaterThan(20)
    expect([...changed.accountHistory.equity.subarray(0, until)]).toEqual([...seen.accountHistory.equity.subarray(0, until)])
    const early = ({ fills }: typeof seen) => fills.filter(({ timeMs }) => timeMs < rising.openTimeMs[cut]!)
    expect(early(changed)).toEqual(early(seen))
    expect(early(seen).length).toBeGreaterThan(5)
    expect(changed.accountHistory.equity.at(-1)).not.toBe(seen.accountHistory.equity.at(-1))
  })
})

describe('what a run is compared with', () => {
  it('begins after the warm-up of the strategy, like the account', () => {
    const { accountHistory, benchmark } = createBacktestEngine(FREE).runStrategy({ warmupBars: 2, onBar: () => undefined }, [A, B])
    expect(accountHistory.timeMs).toEqual(times(2, 3, 4))
    // 500 each at the opens of bar 3: 25 of A at 20, 12.5 of B at 40.
    expect([...benchmark.equity]).toEqual([1000, 25 * 10 + 12.5 * 80, 1250])
  })

  it('of one symbol is what the fast lane compares with', () => {
    const bars = randomMarket({ seed: 2, length: 100, volatility: 0.03, missing: 0.1, stepMs: HOUR })
    const signals = randomSignals(bars, 3, 0.2)
    const engine = createBacktestEngine({ maxPositionSize: 0.5, rebalanceFrequency: 'daily' })
    const { benchmark } = engine.runBacktest(signals, [bars])
    const fast = engine.runBacktest(signals, bars).benchmark
    expect(benchmark.equity.every((value, row) => Math.abs(value / fast.equity[row]! - 1) < 1e-12)).toBe(true)
    expect(benchmark.equity).toHaveLength(fast.equity.length)
    expect(benchmark.alpha).toBeCloseTo(fast.alpha, 9)
  })
})
