import { type BacktestConfig, createBacktestEngine } from 'barcast/backtest'
import type { Signal } from 'barcast/core'
import { describe, expect, it } from 'vitest'
import { barsOf, DAY, HOUR, START } from './market.js'

const FREE: BacktestConfig = { initialCapital: 1000, transactionCost: 0, slippageRate: 0, maxPositionSize: 0.5 }
const prices = [100, 110, 105, 120, 130, 125, 140, 150]
const bars = barsOf(prices.map((price) => ({ open: price, close: price + 1 })))
const signalsAt = (rows: readonly number[], signal: readonly Signal[]) => ({
  timeMs: Float64Array.from(rows, (row) => START + row * DAY),
  signal,
})

describe('when signals fill', () => {
  it('at the next open, and one on the last bar not at all', () => {
    const { fills, warnings } = createBacktestEngine(FREE).runBacktest(signalsAt([2, 7], ['BUY', 'SELL']), bars)
    expect(fills).toHaveLength(1)
    expect(fills[0]).toMatchObject({ timeMs: START + 3 * DAY, price: 120, signalTimeMs: START + 2 * DAY })
    expect(warnings).toContain('The last change of side found no later open to fill at.')
  })

  it('a repeated BUY adds nothing, HOLD and bars without a signal keep', () => {
    const { fills } = createBacktestEngine(FREE).runBacktest(signalsAt([0, 1, 2, 4, 5], ['BUY', 'BUY', 'HOLD', 'BUY', 'SELL']), bars)
    expect(fills.map(({ side, timeMs }) => [side, (timeMs - START) / DAY])).toEqual([
      ['buy', 1],
      ['sell', 6],
    ])
  })

  it('SELL does nothing while flat unless shorts are allowed', () => {
    const signals = signalsAt([0, 1], ['SELL', 'HOLD'])
    const flat = createBacktestEngine(FREE).runBacktest(signals, bars)
    expect(flat.fills).toEqual([])
    expect(flat.warnings).toContain('Nothing was traded.')
    const short = createBacktestEngine({ ...FREE, allowShort: true }).runBacktest(signals, bars)
    expect(short.portfolioHistory.positionUnits[1]).toBeCloseTo(-500 / 110, 12)
  })

  it('a missing open is waited out; the last word before the next open counts', () => {
    const holes = { ...bars, open: bars.open.map((price, i) => (i === 2 || i === 3 ? NaN : price)) }
    const engine = createBacktestEngine(FREE)
    expect(engine.runBacktest(signalsAt([1], ['BUY']), holes).fills[0]).toMatchObject({
      timeMs: START + 4 * DAY,
      price: 130,
      signalTimeMs: START + DAY,
    })
    expect(engine.runBacktest(signalsAt([1, 2], ['BUY', 'SELL']), holes).fills).toEqual([])
    const last = engine.runBacktest(signalsAt([1, 2, 3], ['BUY', 'SELL', 'BUY']), holes)
    expect(last.fills).toHaveLength(1)
    expect(last.fills[0]).toMatchObject({ timeMs: START + 4 * DAY, signalTimeMs: START + 3 * DAY })
  })

  it('a missing close is marked at the last known one', () => {
    const holes = { ...bars, close: bars.close.map((price, i) => (i === 2 || i === 3 ? NaN : price)) }
    const { portfolioHistory, warnings } = createBacktestEngine(FREE).runBacktest(signalsAt([0], ['BUY']), holes)
    expect([...portfolioHistory.close]).toEqual([101, 111, 111, 111, 131, 126, 141, 151])
    expect(portfolioHistory.equity[3]).toBe(portfolioHistory.equity[1])
    expect(warnings).toContain('2 missing closes were replaced by the last known one.')
  })

  it('the account starts at the first signal and runs to the last bar', () => {
    const { portfolioHistory, warnings } = createBacktestEngine(FREE).runBacktest(signalsAt([3, 4], ['HOLD', 'BUY']), bars)
    expect(portfolioHistory.length).toBe(5)
    expect(portfolioHistory.timeMs[0]).toBe(START + 3 * DAY)
    expect(portfolioHistory.equity[0]).toBe(1000)
    expect(warnings).toContain('Signals end 3 bars before the bars do; the position was kept.')
  })
})

describe('rebalancing', () => {
  // Ten hours a day from Wednesday 2024-01-03 21:00 UTC on; prices rise, so the weight drifts up.
  const hours = barsOf(
    Array.from({ length: 240 }, (_, i) => ({ open: 100 + i, close: 100 + i })),
    HOUR,
    Date.UTC(2024, 0, 3, 21),
  )
  const buy = { timeMs: hours.openTimeMs.slice(0, 1), signal: ['BUY'] as const }
  const fillTimes = (config: BacktestConfig): string[] =>
    createBacktestEngine(config)
      .runBacktest(buy, hours)
      .fills.map(({ timeMs, reason }) => `${new Date(timeMs).toISOString().slice(0, 13)} ${reason}`)

  it('happens at the first bar of each UTC day', () => {
    const days = Array.from({ length: 10 }, (_, i) => `2024-01-${String(4 + i).padStart(2, '0')}T00 rebalance`)
    expect(fillTimes({ ...FREE, rebalanceFrequency: 'daily' })).toEqual(['2024-01-03T22 signal', ...days])
  })

  it('or of each week, which begins on Monday', () => {
    expect(fillTimes({ ...FREE, rebalanceFrequency: 'weekly' })).toEqual(['2024-01-03T22 signal', '2024-01-08T00 rebalance'])
  })

  it('brings the position back to its weight after costs, and never without a reason', () => {
    const config = { ...FREE, transactionCost: 0.01, slippageModel: 'fixed', slippageRate: 0.01, rebalanceFrequency: 'daily' } as const
    const { portfolioHistory: history, fills } = createBacktestEngine(config).runBacktest(buy, hours)
    for (const fill of fills) {
      const row = history.timeMs.indexOf(fill.timeMs)
      const open = hours.open[row]!
      const weight = (history.positionUnits[row]! * open) / (history.cash[row]! + history.positionUnits[row]! * open)
      expect(weight).toBeCloseTo(0.5, 12)
    }
    const flat = barsOf(Array.from({ length: 20 }, () => ({ open: 100, close: 100 })))
    expect(createBacktestEngine(config).runBacktest({ timeMs: flat.openTimeMs.slice(0, 1), signal: ['BUY'] }, flat).fills).toHaveLength(1)
  })

  it('one trade with its additions and reductions adds up', () => {
    const { tradeHistory, portfolioHistory } = createBacktestEngine({ ...FREE, rebalanceFrequency: 'daily' }).runBacktest(buy, hours)
    expect(tradeHistory).toHaveLength(1)
    expect(tradeHistory[0]!.pnl).toBeCloseTo(portfolioHistory.equity.at(-1)! - 1000, 9)
  })
})

describe('bad input is refused by name', () => {
  const engine = createBacktestEngine(FREE)
  const refused = (signals: object, code: string, text: RegExp, over: object = bars): void => {
    expect(() => engine.runBacktest(signals as never, over as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(text) }),
    )
  }

  it('times', () => {
    refused(signalsAt([], []), 'backtest/no-signals', /at least one/)
    refused(signalsAt([1, 1], ['BUY', 'SELL']), 'backtest/duplicate-signal', /row 1/)
    refused(signalsAt([2, 1], ['BUY', 'SELL']), 'backtest/unordered-signal', /row 1/)
    refused(
      signalsAt([0, 1.5], ['BUY', 'SELL']),
      'backtest/unaligned-signal',
      new RegExp(`none at ${START + 1.5 * DAY} \\(signal row 1\\)`),
    )
    refused(signalsAt([8], ['BUY']), 'backtest/unaligned-signal', /none at/)
    refused(signalsAt([-1], ['BUY']), 'backtest/unaligned-signal', /none at/)
    refused(signalsAt([NaN], ['BUY']), 'backtest/signal-time', /found NaN at row 0/)
    refused({ timeMs: [START], signal: ['BUY'] }, 'backtest/column-type', /Float64Array/)
    refused({ timeMs: Float64Array.of(START) }, 'backtest/column-type', /signal as an array/)
    expect(() => engine.runBacktest(undefined as never, bars)).toThrow(expect.objectContaining({ code: 'backtest/column-type' }))
  })

  it('signals and confidence', () => {
    refused(signalsAt([0, 1], ['BUY']), 'backtest/length', /2 rows like timeMs, found 1/)
    refused(signalsAt([0], ['BYU' as Signal]), 'backtest/unknown-signal', /did you mean "BUY"/)
    refused(signalsAt([0], ['buy' as Signal]), 'backtest/unknown-signal', /did you mean "BUY"/)
    refused(signalsAt([0], [undefined as unknown as Signal]), 'backtest/unknown-signal', /undefined/)
    refused({ ...signalsAt([0], ['BUY']), confidence: Float64Array.of(1.1) }, 'backtest/confidence', /found 1.1 at row 0/)
    refused({ ...signalsAt([0], ['BUY']), confidence: Float64Array.of(-0.1) }, 'backtest/confidence', /found -0.1/)
    refused({ ...signalsAt([0], ['BUY']), confidence: Float64Array.of(1, 1) }, 'backtest/length', /confidence/)
    refused({ ...signalsAt([0], ['BUY']), confidence: [1] }, 'backtest/column-type', /confidence/)
  })

  it('bars', () => {
    const buy = signalsAt([0], ['BUY'])
    refused(buy, 'bars/price-not-positive', /close/, { ...bars, close: bars.close.map((price, i) => (i === 3 ? -price : price)) })
    refused(buy, 'backtest/missing-close', /found none up to row 0/, {
      ...bars,
      close: bars.close.map((price, i) => (i === 0 ? NaN : price)),
    })
    refused(buy, 'bars/empty', /at least one row/, barsOf([]))
  })

  it('options of a run', () => {
    const buy = signalsAt([0], ['BUY'])
    const run = (options: object) => () => engine.runBacktest(buy, bars, options)
    expect(run({ benchmarks: {} })).toThrow(
      expect.objectContaining({ code: 'backtest/unknown-option', message: expect.stringMatching(/"benchmark"/) }),
    )
    expect(run({ benchmark: { name: 'SPY', close: [1] } })).toThrow(expect.objectContaining({ code: 'backtest/config' }))
    expect(run({ benchmark: { name: 'SPY', close: Float64Array.of(1) } })).toThrow(expect.objectContaining({ code: 'backtest/length' }))
  })
})

describe('settings', () => {
  it('have the documents’ defaults', () => {
    expect(createBacktestEngine().config).toEqual({
      initialCapital: 10_000,
      transactionCost: 0.001,
      slippageModel: 'linear',
      slippageRate: 0.1,
      maxPositionSize: 0.1,
      rebalanceFrequency: 'signal',
      allowShort: false,
    })
    expect(createBacktestEngine({ slippageModel: 'fixed' }).config.slippageRate).toBe(0.0005)
    expect(createBacktestEngine({ slippageModel: 'sqrt' }).config.slippageRate).toBe(0.01)
  })

  it('are refused by name', () => {
    const refused = (config: object, code: string, text: RegExp): void => {
      expect(() => createBacktestEngine(config)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }))
    }
    refused({ initialCaptal: 1 }, 'backtest/unknown-option', /did you mean "initialCapital"/)
    refused({ slippageModel: 'quadratic' }, 'backtest/config', /slippageModel/)
    refused({ slippageModel: 'squrt' }, 'backtest/config', /found squrt/)
    refused({ initialCapital: 0 }, 'backtest/config', /initialCapital.*found 0/)
    refused({ initialCapital: NaN }, 'backtest/config', /initialCapital/)
    refused({ initialCapital: Infinity }, 'backtest/config', /initialCapital/)
    refused({ transactionCost: -0.1 }, 'backtest/config', /transactionCost/)
    refused({ transactionCost: 1 }, 'backtest/config', /transactionCost/)
    refused({ maxPositionSize: 1.01 }, 'backtest/config', /maxPositionSize/)
    refused({ maxPositionSize: 0 }, 'backtest/config', /maxPositionSize/)
    refused({ slippageRate: 0.5 }, 'backtest/config', /slippageRate/)
    refused({ rebalanceFrequency: 'dayly' }, 'backtest/config', /rebalanceFrequency/)
    refused(JSON.parse('{"__proto__": {"transactionCost": 0}}') as object, 'backtest/unknown-option', /__proto__/)
    refused(null as never, 'backtest/config', /config/)
  })
})
