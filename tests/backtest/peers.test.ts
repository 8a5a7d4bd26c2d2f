import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBacktestEngine } from 'barcast/backtest'
import { parseCsv } from 'barcast/bars'
import type { Bars, Signal } from 'barcast/core'
import { describe, expect, it } from 'vitest'
import { alignMarket } from '../../src/backtest/market.js'
import type { Bracket, OrderRequest } from '../../src/backtest/order.js'
import type { Strategy } from '../../src/backtest/strategy.js'
import { runStrategyOn, type StrategyRun } from '../../src/backtest/strategy-run.js'
import { type CostConfig, venueOf } from '../../src/backtest/venue.js'
import { type Row, table } from './order-script.js'

/*
 * The cases that vectorbt and backtesting.py can express too, decided alike: the same fills, trades and equity, to 1e-9 relative. `make_peers.py` says how they were run.
 */

interface PeerCase {
  name: string
  market: { file?: string; seed?: number; length?: number; gap?: number }
  /** At every stored row, and the last. */
  equity: number[]
}

interface VectorbtCase extends PeerCase {
  peer: 'vectorbt'
  /** Row and side: 1 long, 0 out, -1 short. */
  decisions: [number, number][]
  options: {
    at: 'nextOpen' | 'signalClose'
    fees: number
    slippage: number
    cash: number
    units?: number
    fixed_fee?: number
    sl_stop?: number
    tp_stop?: number
    sl_trail?: boolean
  }
  fills: [number, string, number, number, number][]
  tradePnl: number[]
}

interface PlannedOrder {
  size?: number
  sl?: number
  tp?: number
  limit?: number
  stop?: number
}

interface BacktestingCase extends PeerCase {
  peer: 'backtesting.py'
  plan: ([number, 'close'] | [number, 1 | -1, PlannedOrder])[]
  options: { cash: number; commission: number }
  /** Entry and exit row, size, prices, pnl. */
  trades: [number, number, number, number, number, number][]
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/backtest/peers.json'), 'utf8')) as {
  cases: (VectorbtCase | BacktestingCase)[]
}

/** The simulated market of `make_peers.py`, by whole numbers. */
function simulated(seed: number, length: number, gap: number): Bars {
  let state = seed
  const draw = (below: number): number => {
    state = (state * 48271) % 2147483647
    return state % below
  }
  let price = 10_000
  const rows = Array.from({ length }, (): Row => {
    const open = price + draw(2 * gap + 1) - gap
    price = open + draw(121) - 60
    if (price < 5000) price += 500
    const high = Math.max(open, price) + draw(30)
    const low = Math.min(open, price) - draw(30)
    return [open / 100, high / 100, low / 100, price / 100, 1000 + draw(5000)]
  })
  return table(rows, { stepMs: 86_400_000 })
}

function barsOf({ file, seed = 0, length = 0, gap = 0 }: PeerCase['market']): Bars {
  if (file === undefined) return simulated(seed, length, gap)
  return parseCsv(readFileSync(join(import.meta.dirname, '../../examples/data', file), 'utf8'))
}

function run(
  bars: Bars,
  strategy: Strategy,
  costs: CostConfig,
  rules: { lotSize?: number; cash: number; at: 'nextOpen' | 'signalClose' },
): StrategyRun {
  const done = runStrategyOn(alignMarket(bars, 'Test'), strategy, {
    venues: [venueOf(costs, { lotSize: rules.lotSize ?? 0 })],
    leverage: 1,
    intrabar: 'worst',
    initialCapital: rules.cash,
    fillAt: rules.at,
  })
  if (done.failure !== undefined) throw done.failure
  return done
}

function expectEquity(equity: Float64Array, expected: readonly number[]): void {
  const step = equity.length < 1000 ? 10 : 50
  const kept = [...equity.filter((_, i) => i % step === 0), equity.at(-1)!]
  expect(kept.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(Math.abs(kept[i]! / value - 1)).toBeLessThan(1e-9)
}

/** Decides as vectorbt's masks do: an entry counts while nothing is held on its side, and never on a bar on which an exit has just been met. */
function decided({ decisions, options }: VectorbtCase): Strategy {
  const sideAt = new Map(decisions)
  const { sl_stop, tp_stop, sl_trail = false, units } = options
  const bracket: Bracket = {
    ...(sl_stop === undefined ? {} : sl_trail ? { trailingStop: { fraction: sl_stop } } : { stopLoss: { fraction: sl_stop } }),
    ...(tp_stop === undefined ? {} : { takeProfit: { fraction: tp_stop } }),
  }
  return {
    onBar(context) {
      const side = sideAt.get(context.row)
      const held = Math.sign(context.position().units)
      const wasStopped = context.fills.some(({ timeMs, reason }) => timeMs === context.timeMs && reason !== 'order')
      if (side === undefined || side === held || wasStopped) return
      const size = units === undefined ? { targetWeight: side } : { targetUnits: side * units }
      context.submit({ size, ...(side === 0 ? {} : { bracket }) })
    },
  }
}

function signalsOf({ decisions }: VectorbtCase, bars: Bars): { timeMs: Float64Array; signal: Signal[] } {
  // The account begins with the first row, so that its rows are the peer's.
  const sideAt = new Map(decisions)
  return {
    timeMs: bars.openTimeMs,
    signal: Array.from(bars.openTimeMs, (_, row) => (({ 1: 'BUY', 0: 'SELL' }) as const)[sideAt.get(row) as 0 | 1] ?? 'HOLD'),
  }
}

describe('vectorbt', () => {
  const cases = golden.cases.filter((one) => one.peer === 'vectorbt')
  it.each(cases)('$name', (one) => {
    const bars = barsOf(one.market)
    const { fees, slippage, cash, at, fixed_fee = 0 } = one.options
    const costs: CostConfig = { fees: { takerBps: fees * 1e4, perTrade: fixed_fee }, slippage: { model: 'fixed', rate: slippage } }
    const { fills, history } = run(bars, decided(one), costs, { cash, at })
    const rowAt = new Map(Array.from(bars.openTimeMs, (time, row) => [time, row]))
    // vectorbt closes and opens anew in one fill too; fees of its fills are the sum.
    expect(fills.map(({ timeMs, side }) => [rowAt.get(timeMs), side])).toEqual(one.fills.map(([row, side]) => [row, side]))
    for (const [i, [, , units, price, fee]] of one.fills.entries()) {
      expect(fills[i]!.units / units).toBeCloseTo(1, 9)
      expect(fills[i]!.price / price).toBeCloseTo(1, 12)
      expect(fills[i]!.fee / fee).toBeCloseTo(1, 9)
    }
    expectEquity(history.equity, one.equity)
  })

  it.each(cases.filter(({ options }) => options.at === 'nextOpen' && options.units === undefined))(
    '$name, by signals, with its trades',
    (one) => {
      const bars = barsOf(one.market)
      const { fees, slippage, cash } = one.options
      const engine = createBacktestEngine({
        initialCapital: cash,
        transactionCost: fees,
        slippageModel: 'fixed',
        slippageRate: slippage,
        maxPositionSize: 1,
      })
      const { portfolioHistory, tradeHistory } = engine.runBacktest(signalsOf(one, bars), bars)
      expectEquity(portfolioHistory.equity, one.equity)
      const pnl = tradeHistory.filter(({ exitTimeMs }) => exitTimeMs !== undefined).map((trade) => trade.pnl)
      expect(pnl.length).toBe(one.tradePnl.length)
      for (const [i, value] of one.tradePnl.entries()) expect(Math.abs(pnl[i]! - value)).toBeLessThan(1e-9 * cash)
    },
  )

  it('comes to the known end of the moving averages', () => {
    expect(cases[1]!.equity.at(-1)).toBeCloseTo(29_059.153077934767, 9)
  })
})

/** Does what backtesting.py's strategy did; what it buys without a size is all its cash buys in whole units. */
function planned({ plan }: BacktestingCase): Strategy {
  const steps = new Map(plan.map((step) => [step[0], step]))
  return {
    onBar(context) {
      const step = steps.get(context.row)
      if (step === undefined) return
      if (step[1] === 'close') {
        for (const { id, parentId } of context.orders) if (parentId === undefined) context.cancel(id)
        if (context.position().units !== 0) context.submit({ size: { targetUnits: 0 } })
        return
      }
      const [, direction, { size, sl, tp, limit, stop }] = step
      const bracket: Bracket = {
        ...(sl === undefined ? {} : { stopLoss: { price: sl } }),
        ...(tp === undefined ? {} : { takeProfit: { price: tp } }),
      }
      const side = direction === 1 ? 'buy' : 'sell'
      const request: OrderRequest =
        size === undefined
          ? { size: { targetWeight: direction } }
          : limit !== undefined
            ? { side, size: { units: size }, type: 'limit', limitPrice: limit }
            : stop !== undefined
              ? { side, size: { units: size }, type: 'stop', stopPrice: stop }
              : { side, size: { units: size }, bracket }
      context.submit(request)
    },
  }
}

describe('backtesting.py', () => {
  const cases = golden.cases.filter((one) => one.peer === 'backtesting.py')
  it.each(cases)('$name', (one) => {
    const bars = barsOf(one.market)
    const { cash, commission } = one.options
    const { fills, history } = run(bars, planned(one), { fees: { takerBps: commission * 1e4 } }, { cash, at: 'nextOpen', lotSize: 1 })
    const rowAt = new Map(Array.from(bars.openTimeMs, (time, row) => [time, row]))
    const legs = fills.map(({ timeMs, side, units, price }) => [rowAt.get(timeMs), side === 'buy' ? units : -units, price])
    const closed = Array.from({ length: legs.length >> 1 }, (_, i) => [
      legs[2 * i]![0],
      legs[2 * i + 1]![0],
      legs[2 * i]![1],
      legs[2 * i]![2],
      legs[2 * i + 1]![2],
    ])
    const expected = one.trades.map(([entry, exit, size, entryPrice, exitPrice]) => [entry, exit, size, entryPrice, exitPrice])
    expect(closed).toEqual(expected.sort((a, b) => a[0]! - b[0]!))
    expectEquity(history.equity, one.equity)
  })

  it('comes to the known end of the moving averages', () => {
    expect(cases[0]!.equity.at(-1)).toBeCloseTo(2_934_257.785691, 6)
  })
})
