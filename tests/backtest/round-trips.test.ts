import { type BacktestConfig, createBacktestEngine, type OrderRequest, type PortfolioResult, StrategyError } from 'barcast/backtest'
import { type Bars, createRandom } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barsOf, DAY, randomMarket, START } from './market.js'

const FREE: BacktestConfig = { initialCapital: 1000, transactionCost: 0, slippageModel: 'fixed', slippageRate: 0 }

/** Bars of one symbol from [open, high, low, close]. */
function table(prices: readonly (readonly [number, number, number, number])[]): Bars {
  const column = (k: number): Float64Array => Float64Array.from(prices, (row) => row[k]!)
  return { ...barsOf(prices.map(([open, , , close]) => ({ open, close }))), high: column(1), low: column(2) }
}

function script(orders: Readonly<Record<number, OrderRequest>>, bars: Bars, config = FREE): PortfolioResult {
  return createBacktestEngine(config).runStrategy(
    {
      onBar(context) {
        const order = orders[context.row]
        if (order !== undefined) context.submit(order)
      },
    },
    bars,
  )
}

const PRICES = table([
  [10, 11, 9, 10],
  [10, 14, 9, 12],
  [12, 15, 8, 13],
  [13, 20, 6, 14],
  [14, 16, 13, 15],
])

describe('round trips', () => {
  it('hold what a position bought, added to and closed in parts has earned', () => {
    const { trades } = script(
      {
        0: { side: 'buy', size: { units: 4 }, tag: 'first' },
        1: { side: 'buy', size: { units: 2 } },
        2: { side: 'sell', size: { units: 3 } },
        3: { side: 'sell', size: { units: 3 } },
      },
      PRICES,
      { ...FREE, transactionCost: 0.01 },
    )
    expect(trades).toHaveLength(1)
    const [trade] = trades
    // 4 at 10 and 2 at 12; 3 at 13 and 3 at 14; fees of 1 % of 64 and of 81.
    expect(trade).toMatchObject({
      symbol: 'TEST',
      side: 'long',
      units: 6,
      durationBars: 3,
      holdingMs: 3 * DAY,
      tag: 'first',
      exitReason: 'order',
    })
    expect(trade!.entryPrice).toBeCloseTo(64 / 6, 12)
    expect(trade!.exitPrice).toBeCloseTo(81 / 6, 12)
    expect(trade!.fees).toBeCloseTo(1.45, 12)
    expect(trade!.pnl).toBeCloseTo(81 - 64 - 1.45, 12)
    // Of the last bar only the open was seen.
    expect(trade!.favourableFraction).toBeCloseTo(20 / (64 / 6) - 1, 12)
    expect(trade!.adverseFraction).toBeCloseTo(6 / (64 / 6) - 1, 12)
  })

  it('split a fill that turns a position, costs by units', () => {
    const { trades } = script({ 0: { side: 'buy', size: { units: 2 } }, 1: { side: 'sell', size: { units: 5 } } }, PRICES, {
      ...FREE,
      transactionCost: 0.01,
    })
    expect(trades.map(({ side, units, pnl, exitTimeMs }) => [side, units, Number(pnl.toFixed(10)), exitTimeMs])).toEqual([
      ['long', 2, Number((24 - 20 - 0.2 - 0.24).toFixed(10)), START + 2 * DAY],
      ['short', 3, Number((36 - 45 - 0.36).toFixed(10)), undefined],
    ])
    // The short one saw highs of 15, 20, 16 and lows of 8, 6, 13 against an entry at 12.
    expect(trades[1]!.adverseFraction).toBeCloseTo(-8 / 12, 12)
    expect(trades[1]!.favourableFraction).toBeCloseTo(0.5, 12)
  })

  it('count of a bar in which a limit filled only its price, and of the bar of an exit inside it the open and the exit', () => {
    const { trades } = script(
      {
        0: { side: 'buy', type: 'limit', limitPrice: 9.5, size: { units: 1 }, bracket: { takeProfit: { price: 14.5 } } },
      },
      PRICES,
    )
    // Bar 1: high 14, low 9 unseen. Bar 2: opens at 12 and reaches 14.5 on its way to 15.
    expect(trades).toMatchObject([{ exitReason: 'takeProfit', adverseFraction: 0, favourableFraction: (14.5 - 9.5) / 9.5 }])
  })

  it('add up, less interest, to the change of equity, whatever is ordered', () => {
    let trips = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const bars = ['A', 'B'].map((symbol, k) => ({
          ...randomMarket({ seed: seed + k, length: 50, volatility: 0.05, missing: 0.05, stepMs: DAY }),
          symbol,
        }))
        const random = createRandom(seed)
        const funding = { timeMs: bars[0]!.openTimeMs.slice(), rate: bars[0]!.openTimeMs.map(() => 0.001 * random.normal()) }
        const splitMs = bars[1]!.openTimeMs[25]!
        const engine = createBacktestEngine({
          initialCapital: 10_000,
          fees: { takerBps: 10, perTrade: 1 },
          slippage: { model: 'sqrt', rate: 0.01 },
          margin: { leverage: 3, liquidationFeeBps: 50 },
          carry: { borrowRate: 0.3, interestRate: 0.2, funding: { A: funding } },
          instruments: { A: { multiplier: 3, maxParticipation: 0.5 }, B: { splits: [{ timeMs: splitMs, ratio: 2 }] } },
        })
        const { accountHistory, trades, interest } = engine.runStrategy(
          {
            onBar(context) {
              if (random.uniform() < 0.5) return
              const symbol = random.uniform() < 0.5 ? 'A' : 'B'
              const price = context.close(symbol)
              if (!(price > 0)) return
              const side = random.uniform() < 0.5 ? 'buy' : 'sell'
              const kind = random.integer(0, 3)
              const size = { units: 100 * random.uniform() }
              if (kind === 0) context.submit({ symbol, size: { targetWeight: 2 * random.uniform() - 1 } })
              else if (kind === 1)
                context.submit({ symbol, side, size, bracket: { stopLoss: { fraction: 0.03 }, takeProfit: { fraction: 0.05 } } })
              else context.submit({ symbol, side, size, type: 'limit', limitPrice: price * (0.97 + 0.06 * random.uniform()) })
            },
          },
          bars,
        )
        const { equity, length } = accountHistory
        const change = equity[length - 1]! - 10_000
        const earned = trades.reduce((sum, { pnl }) => sum + pnl, -interest)
        trips += trades.length
        if (!(Math.abs(earned - change) <= 1e-9 * 10_000)) throw new Error(`trades earned ${earned}, equity ${change}`)
        for (const { adverseFraction, favourableFraction, entryTimeMs, exitTimeMs = Infinity } of trades) {
          expect(adverseFraction).toBeLessThanOrEqual(0)
          expect(favourableFraction).toBeGreaterThanOrEqual(0)
          expect(exitTimeMs).toBeGreaterThanOrEqual(entryTimeMs)
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 7) },
    )
    expect(trips).toBeGreaterThan(200)
  })
})

describe('a strategy that throws', () => {
  it('ends the run with its bar named and what was done until then kept', () => {
    const fault = new RangeError('no such thing')
    const run = () =>
      createBacktestEngine(FREE).runStrategy(
        {
          onBar(context) {
            if (context.row === 0) context.submit({ side: 'buy', size: { units: 1 } })
            if (context.row === 2) throw fault
          },
        },
        PRICES,
      )
    let found: unknown
    try {
      run()
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(StrategyError)
    const { code, where, cause, partial, message } = found as StrategyError
    expect(code).toBe('backtest/strategy')
    expect(message).toContain('no such thing')
    expect(where).toEqual({ row: 2, timeMs: START + 2 * DAY })
    expect(cause).toBe(fault)
    expect(partial.accountHistory.length).toBe(3)
    expect([...partial.accountHistory.equity]).toEqual([1000, 1002, 1003])
    expect(partial.fills).toHaveLength(1)
    expect(partial.benchmark.equity).toHaveLength(3)
  })

  it('keeps a result also when it throws at the first bar', () => {
    const run = () =>
      createBacktestEngine(FREE).runStrategy(
        {
          onBar() {
            throw new Error('at once')
          },
        },
        PRICES,
      )
    expect(run).toThrow(StrategyError)
  })
})
