import { createBacktestEngine } from 'barcast/backtest'
import { describe, expect, test } from 'vitest'
import type { StrategyContext } from '../../../src/backtest/strategy.js'
import { buy, DAY, dailyBars, flat, runScript, START, sell } from './run.js'

const at = (day: number): number => START + day * DAY

describe('splits', () => {
  const bars = dailyBars([flat(100), flat(100), flat(120), flat(30), flat(33)])
  const instruments = { TEST: { splits: [{ timeMs: at(3), ratio: 4 }] } }

  test('units grow, the entry falls, and equity stays', () => {
    const seen: [number, number][] = []
    const look = ({ position }: { position(): { units: number; entryPrice: number } }): void => {
      const { units, entryPrice } = position()
      seen.push([units, entryPrice])
    }
    const run = runScript(
      bars,
      {
        0: buy(5),
        2: (context) => look({ position: () => context.position() }),
        3: (context) => look({ position: () => context.position() }),
      },
      { instruments },
    )
    expect(seen).toEqual([
      [5, 100],
      [20, 25],
    ])
    // 1000 + 5 · 20; 20 · 3 more on the last day.
    expect([...run.history.equity]).toEqual([1000, 1000, 1100, 1100, 1160])
    expect(run.events.filter(({ kind }) => kind === 'split')).toEqual([{ kind: 'split', timeMs: at(3), symbol: 'TEST', ratio: 4 }])
    expect(run.fills).toHaveLength(1)
  })

  test('standing orders are brought to the new units and prices', () => {
    const falling = dailyBars([flat(100), flat(100), flat(100), [25, 26, 22, 24], flat(24)])
    const bracket = { stopLoss: { price: 90 } }
    const run = runScript(falling, { 0: buy(4, { bracket }), 1: buy(2, { type: 'limit', limitPrice: 92 }) }, { instruments })
    // Stop 90 / 4 = 22.5 on 16 units; limit 92 / 4 = 23 for 8.
    expect(run.fills.map(({ reason, side, units, price }) => [reason, side, units, price])).toEqual([
      ['order', 'buy', 4, 100],
      ['stopLoss', 'sell', 16, 22.5],
      ['order', 'buy', 8, 23],
    ])
  })

  test('an order that is filled in part, and the exits it will have, are brought along', () => {
    const thin = dailyBars([flat(100), [100, 100, 100, 100, 3], [25, 25, 25, 25, 8], [25, 26, 20, 24, 1e6]])
    const early = { TEST: { splits: [{ timeMs: at(2), ratio: 4 }], maxParticipation: 1 } }
    const seen: (readonly [number, number])[] = []
    const look = (context: StrategyContext): void => {
      for (const { type, filledUnits, remainingUnits } of context.orders) if (type === 'market') seen.push([filledUnits, remainingUnits])
    }
    const bracket = { stopLoss: { price: 84 } }
    const waiting = buy(1, { type: 'limit', limitPrice: 92, bracket })
    const run = runScript(thin, { 0: [buy(6), waiting], 1: look, 2: look }, { instruments: early })
    // 3 of 6 filled are 12 of 24; 8 more on the next bar. The limit at 92 / 4 buys 4, their stop is at 84 / 4.
    expect(seen).toEqual([
      [3, 3],
      [20, 4],
    ])
    expect(run.fills.slice(2).map(({ reason, units, price }) => [reason, units, price])).toEqual([
      ['order', 4, 25],
      ['order', 4, 23],
      ['stopLoss', 4, 21],
    ])
  })

  test('distances of trailing stops shrink with the prices', () => {
    const steady = dailyBars([flat(100), flat(100), flat(100), flat(25), [25, 25, 22, 23]])
    const run = runScript(steady, { 0: buy(4, { bracket: { trailingStop: { distance: 8 } } }) }, { instruments })
    expect(run.fills[1]).toMatchObject({ reason: 'trailingStop', units: 16, price: 23 })
  })

  test('fractions of a lot are paid out at the last close', () => {
    const reverse = dailyBars([flat(10), flat(10), flat(10), flat(100)])
    const run = runScript(reverse, { 0: buy(25) }, { instruments: { TEST: { lotSize: 1, splits: [{ timeMs: at(3), ratio: 0.1 }] } } })
    expect(run.fills[1]).toMatchObject({ reason: 'split', side: 'sell', units: 0.5, price: 100, fee: 0, slippage: 0, orderId: 0 })
    expect([...run.history.equity]).toEqual([1000, 1000, 1000, 1000])
    expect(run.history.positions[0]?.units[3]).toBe(2)
  })

  test('one between two bars, on a day without a bar, counts with the next', () => {
    const gap = dailyBars([flat(100), flat(100), undefined, flat(50)])
    const run = runScript(gap, { 0: buy(2) }, { instruments: { TEST: { splits: [{ timeMs: at(2) + 5, ratio: 2 }] } } })
    expect([...run.history.equity]).toEqual([1000, 1000, 1000])
  })

  test('inside a bar it is refused by name', () => {
    expect(() => runScript(bars, {}, { instruments: { TEST: { splits: [{ timeMs: at(3) + 1, ratio: 4 }] } } })).toThrow(
      expect.objectContaining({ code: 'backtest/split', where: { path: 'instruments.TEST.splits.0', timeMs: at(3) + 1 } }),
    )
  })
})

describe('delisting', () => {
  const other = dailyBars([flat(1), flat(1), flat(1), flat(1), flat(1)], 'OTHER')
  const bars = dailyBars([flat(100), flat(100), flat(110)])

  test('orders are cancelled, what is held is settled at the price without costs, and later orders are refused', () => {
    const script = {
      0: [buy(5, { symbol: 'TEST' }), sell(5, { symbol: 'TEST', type: 'limit', limitPrice: 200 })],
      3: buy(1, { symbol: 'TEST' }),
    } as const
    const run = runScript([bars, other], script, {
      instruments: { TEST: { delisting: { timeMs: at(3), price: 90 } } },
      fees: { takerBps: 0, minimum: 1 },
    })
    expect(run.fills[1]).toMatchObject({ reason: 'delisting', timeMs: at(3), side: 'sell', units: 5, price: 90, fee: 0, slippage: 0 })
    // 1000 − 1 + 5 · (90 − 100)
    expect([...run.history.equity]).toEqual([1000, 999, 1049, 949, 949])
    expect(run.events.flatMap((event) => ('reason' in event ? [[event.kind, event.orderId, event.reason]] : []))).toEqual([
      ['cancel', 2, 'the symbol is delisted'],
      ['refuse', 3, 'the symbol is delisted'],
    ])
  })

  test('at the last close when no price is given, also after the last bar of the run', () => {
    const run = runScript(bars, { 0: sell(5) }, { instruments: { default: { delisting: { timeMs: at(3) } } } })
    expect(run.fills[1]).toMatchObject({ reason: 'delisting', side: 'buy', price: 110 })
    expect(run.history.equity[2]).toBe(950)
    expect(run.history.cash[2]).toBe(950)
  })

  test('a bar after it is refused by name', () => {
    expect(() => runScript(bars, {}, { instruments: { TEST: { delisting: { timeMs: at(2) } } } })).toThrow(
      expect.objectContaining({ code: 'backtest/delisting', where: { path: 'instruments.TEST.delisting', timeMs: at(2) } }),
    )
  })
})

test('a split before the first bar of the account changes nothing any more', () => {
  const bars = dailyBars([flat(100), flat(50), flat(50), [50, 50, 50, NaN], [50, 50, 50, NaN]])
  const instruments = { TEST: { splits: [{ timeMs: at(1), ratio: 2 }] } }
  const engine = createBacktestEngine({ initialCapital: 1000, transactionCost: 0, slippageModel: 'fixed', slippageRate: 0, instruments })
  // The close is missing from the account's first bar on: the one before, at 50, stays the last known one.
  const onBar = (context: StrategyContext): void => {
    if (context.row === 3) context.submit(buy(4))
  }
  const { accountHistory, fills } = engine.runStrategy({ warmupBars: 3, onBar }, bars)
  expect(fills).toMatchObject([{ units: 4, price: 50 }])
  expect([...accountHistory.equity]).toEqual([1000, 1000])
})
