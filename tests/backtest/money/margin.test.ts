import { describe, expect, test } from 'vitest'
import { buy, dailyBars, flat, runScript, sell } from './run.js'

const reasons = (run: ReturnType<typeof runScript>): string[] => run.fills.map(({ reason }) => reason)

describe('leverage', () => {
  test('an order is cut to what the leverage allows, after its own fee', () => {
    const { fills, events } = runScript(
      dailyBars([flat(100), flat(100)]),
      { 0: buy(50) },
      { margin: { leverage: 3 }, fees: { takerBps: 100 } },
    )
    // n · 100 = 3 · (1000 − n): n = 3000 / 103.
    expect(fills[0]?.units).toBeCloseTo(3000 / 103, 6)
    expect(events.find(({ kind }) => kind === 'cut')).toMatchObject({ orderId: 1, reason: expect.stringContaining('margin') })
  })

  test('without leverage no cash is owed', () => {
    const { fills, history } = runScript(dailyBars([flat(100), flat(100)]), { 0: buy(50) })
    expect(fills[0]?.units).toBe(10)
    expect(history.cash[1]).toBe(0)
  })
})

describe('liquidation', () => {
  test('on a gap it is at the open, with fee, slippage and the liquidation’s own fee', () => {
    const bars = dailyBars([flat(100), flat(100), [84, 86, 80, 85], flat(85)])
    const config = {
      margin: { leverage: 5, liquidationFeeBps: 50 },
      fees: { takerBps: 10 },
      slippage: { model: 'fixed', rate: 0.01 },
    } as const
    const run = runScript(bars, { 0: [buy(40), sell(40, { type: 'limit', limitPrice: 120 })] }, config)
    // Bought 40 at 101 with a fee of 4.04: cash −3044.04. At 84: equity 315.96, maintenance 0.1 · 3360 = 336.
    // Sold 40 at 84 · 0.99 = 83.16: fee 3326.4 · 0.001, liquidation 3326.4 · 0.005.
    expect(run.fills[1]).toMatchObject({ reason: 'liquidation', side: 'sell', units: 40, orderId: 0 })
    expect(run.fills[1]?.price).toBeCloseTo(83.16, 10)
    expect(run.fills[1]?.fee).toBeCloseTo(3.3264 + 16.632, 10)
    expect(run.history.equity[2]).toBeCloseTo(-3044.04 + 3326.4 - 19.9584, 9)
    expect(run.history.equity[3]).toBe(run.history.equity[2])
    expect(run.events.filter(({ kind }) => kind === 'cancel')).toMatchObject([{ orderId: 2, reason: 'the account was liquidated' }])
    expect(run.broker.isRuined).toBe(false)
  })

  test('inside a bar it is at the price at which the margin is used up', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 101, 80, 99], flat(99)])
    const run = runScript(bars, { 0: buy(40) }, { margin: { leverage: 5 } })
    // −3000 + 40 p = 0.1 · 40 p at p = 3000 / 36.
    expect(reasons(run)).toEqual(['order', 'liquidation'])
    expect(run.fills[1]?.price).toBeCloseTo(3000 / 36, 10)
    expect(run.history.equity[3]).toBeCloseTo(-3000 + 40 * (3000 / 36), 9)
  })

  test('a short is liquidated on its way up', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 150, 99, 100]])
    const run = runScript(bars, { 0: sell(20) }, { margin: { leverage: 2 } })
    // 3000 − 20 p = 0.25 · 20 p at p = 120.
    expect(run.fills[1]).toMatchObject({ reason: 'liquidation', side: 'buy', price: expect.closeTo(120, 10) })
  })

  test('what it just does not reach stays', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 119.9, 99, 100]])
    expect(reasons(runScript(bars, { 0: sell(20) }, { margin: { leverage: 2 } }))).toEqual(['order'])
  })

  test('a stop that comes first closes first; one that lies behind it never does', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 101, 80, 99]])
    const margin = { leverage: 5 }
    const early = runScript(bars, { 0: buy(40, { bracket: { stopLoss: { price: 90 } } }) }, { margin })
    expect(early.fills.map(({ reason, price }) => [reason, price])).toEqual([
      ['order', 100],
      ['stopLoss', 90],
    ])
    const late = runScript(bars, { 0: buy(40, { bracket: { stopLoss: { price: 82 } } }) }, { margin })
    expect(late.fills[1]).toMatchObject({ reason: 'liquidation', price: expect.closeTo(3000 / 36, 10) })
    expect(late.fills).toHaveLength(2)
  })

  test('of liquidation and target in one bar the worse comes first; a known path decides otherwise', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 112, 80, 99]])
    const order = buy(40, { bracket: { takeProfit: { price: 110 } } })
    expect(reasons(runScript(bars, { 0: order }, { margin: { leverage: 5 } }))).toEqual(['order', 'liquidation'])
    expect(reasons(runScript(bars, { 0: order }, { margin: { leverage: 5 }, intrabar: 'openHighLow' }))).toEqual(['order', 'takeProfit'])
    expect(reasons(runScript(bars, { 0: order }, { margin: { leverage: 5 }, intrabar: 'openLowHigh' }))).toEqual(['order', 'liquidation'])
  })

  test('a gap may leave less than nothing: the account is ruined and trades no more', () => {
    const bars = dailyBars([flat(100), flat(100), flat(60), flat(60), flat(60)])
    const run = runScript(bars, { 0: buy(40), 2: buy(1) }, { margin: { leverage: 5 } })
    // −3000 + 40 · 60
    expect(run.history.equity[2]).toBe(-600)
    expect(run.broker.isRuined).toBe(true)
    expect(run.fills).toHaveLength(2)
    expect(run.events.find(({ kind }) => kind === 'refuse')).toMatchObject({ orderId: 2, reason: 'the equity was used up' })
  })

  test('while trade is halted nothing can be sold: it is at the next open', () => {
    const bars = dailyBars([flat(100), flat(100), flat(80), flat(70), flat(70)])
    const instruments = { TEST: { halts: [{ fromMs: bars.openTimeMs[2]!, toMs: bars.openTimeMs[3]! }] } }
    const run = runScript(bars, { 0: buy(40) }, { margin: { leverage: 5 }, instruments })
    expect(run.fills[1]).toMatchObject({ reason: 'liquidation', timeMs: bars.openTimeMs[3], price: 70 })
    // −3000 + 40 · 80 while it cannot be sold, then −3000 + 40 · 70.
    expect([...run.history.equity].slice(2)).toEqual([200, -200, -200])
  })

  test('what is halted stays when the rest is liquidated', () => {
    const a = dailyBars([flat(100), flat(100), flat(60)], 'A')
    const b = dailyBars([flat(50), flat(50), flat(50)], 'B')
    const instruments = { B: { halts: [{ fromMs: b.openTimeMs[2]!, toMs: b.openTimeMs[2]! + 1 }] } }
    const script = { 0: [buy(20, { symbol: 'A' }), buy(10, { symbol: 'B' })] }
    const run = runScript([a, b], script, { margin: { leverage: 3 }, instruments })
    // At 60: equity −1500 + 1200 + 500 = 200, below a sixth of 1700.
    expect(run.fills.slice(2).map(({ symbol, reason }) => [symbol, reason])).toEqual([['A', 'liquidation']])
    expect(run.history.positions[1]?.units[2]).toBe(10)
  })

  test('all positions stand in for one another, and go together', () => {
    const a = dailyBars([flat(100), flat(100), [100, 100, 90, 95]], 'A')
    const b = dailyBars([flat(50), flat(50), [50, 55, 50, 50]], 'B')
    const run = runScript(
      [a, b],
      { 0: [buy(20, { symbol: 'A' }), sell(20, { symbol: 'B' })] },
      { margin: { leverage: 3, maintenanceFraction: 0.25 } },
    )
    // Cash 1000 − 2000 + 1000 = 0. On the way to 90 and 55, at share x: equity 2000 − 200 x − 1000 − 100 x; gross 3000 − 100 x;
    // 1000 − 300 x = 750 − 25 x at x = 10 / 11.
    expect(run.fills.slice(2).map(({ symbol, reason, price }) => [symbol, reason, price])).toEqual([
      ['A', 'liquidation', expect.closeTo(100 - 100 / 11, 10)],
      ['B', 'liquidation', expect.closeTo(50 + 50 / 11, 10)],
    ])
  })

  test('a maintenance margin that liquidates every full position is refused', () => {
    const config = { margin: { leverage: 4, maintenanceFraction: 0.25 } }
    expect(() => runScript(dailyBars([flat(1)]), {}, config)).toThrow(
      expect.objectContaining({ code: 'backtest/config', where: { path: 'margin.maintenanceFraction' } }),
    )
  })
})

test('NaN prices in a position: it keeps its last mark, and orders wait for the next bar with prices', () => {
  const bars = dailyBars([flat(100), flat(100), [100, 108, 100, 105], [NaN, NaN, NaN, NaN], flat(110)])
  const run = runScript(bars, { 0: buy(5), 2: sell(5) })
  expect([...run.history.equity]).toEqual([1000, 1000, 1025, 1025, 1050])
  expect(run.fills[1]).toMatchObject({ timeMs: bars.openTimeMs[4], price: 110 })
})
