import { type BacktestConfig, createBacktestEngine, type PortfolioResult, type Strategy } from 'barcast/backtest'
import type { Bars } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, randomMarket, randomSignals } from './market.js'

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })

const settings: fc.Arbitrary<BacktestConfig> = fc.record({
  initialCapital: fc.constantFrom(1000, 10_000),
  transactionCost: fc.constantFrom(0, 0.001, 0.02),
  slippageModel: fc.constantFrom('fixed', 'linear', 'sqrt'),
  slippageRate: fc.constantFrom(0, 0.0005, 0.1, 0.3),
  maxPositionSize: fc.constantFrom(0.1, 0.5, 1),
  rebalanceFrequency: fc.constantFrom('signal', 'daily', 'weekly'),
  allowShort: fc.boolean(),
})

const markets = fc
  .record({
    seed,
    length: fc.integer({ min: 2, max: 120 }),
    volatility: fc.constantFrom(0.01, 0.1, 0.35),
    missing: fc.constantFrom(0, 0.1, 0.4),
    stepMs: fc.constantFrom(HOUR, DAY),
  })
  .map(randomMarket)

const bits = (column: Float64Array): string => Buffer.from(Float64Array.from(column).buffer).toString('hex')

/** A fill without the number of its order: the fast lane counts fills, the broker orders. */
const withoutOrder = <T extends { orderId: number }>(fill: T): T => ({ ...fill, orderId: 0 })

function expectSameBits(fast: ReturnType<typeof plainRun>, slow: PortfolioResult): void {
  expect(slow.fills.map(withoutOrder)).toEqual(fast.fills.map(withoutOrder))
  const history = slow.accountHistory
  const { portfolioHistory: plain } = fast
  expect(history.length).toBe(plain.length)
  for (const column of ['timeMs', 'cash', 'equity', 'fees', 'slippage'] as const) expect(bits(history[column])).toBe(bits(plain[column]))
  expect(bits(history.positions[0]!.units)).toBe(bits(plain.positionUnits))
  expect(bits(history.positions[0]!.mark)).toBe(bits(plain.close))
}

const plainRun = (config: BacktestConfig, signals: ReturnType<typeof randomSignals>, bars: Bars) =>
  createBacktestEngine(config).runBacktest(signals, bars)

describe('the fast lane', () => {
  it('gives the bits of the broker, whatever market, signals and settings', () => {
    let fills = 0
    let ruins = 0
    fc.assert(
      fc.property(markets, settings, seed, fc.constantFrom(0.1, 0.5, 1), (bars, config, signalSeed, share) => {
        const signals = randomSignals(bars, signalSeed, share)
        const fast = plainRun(config, signals, bars)
        const slow = createBacktestEngine(config).runBacktest(signals, [bars])
        expectSameBits(fast, slow)
        fills += fast.fills.length
        ruins += Number(fast.fills.some(({ reason }) => reason === 'ruin'))
      }),
      { numRuns: Number(process.env.RUNS ?? 120), seed: Number(process.env.SEED ?? 7) },
    )
    // It has met what it is there for.
    expect(fills).toBeGreaterThan(500)
    expect(ruins).toBeGreaterThan(0)
  })
})

/** Asks by hand for what the signals say: the position that is wanted, once. */
function handWritten(signals: ReturnType<typeof randomSignals>, weight: number, allowShort: boolean): Strategy {
  const said = new Map([...signals.timeMs].map((time, i) => [time, i]))
  let wanted = 0
  let placed: number | undefined
  return {
    onBar(context) {
      const i = said.get(context.timeMs)
      const signal = i === undefined ? 'HOLD' : signals.signal[i]!
      const next = signal === 'HOLD' ? wanted : signal === 'BUY' ? 1 : allowShort ? -1 : 0
      if (next === wanted) return
      wanted = next
      const waits = placed !== undefined && context.cancel(placed)
      // Back to what is held: nothing to do but to take the order back.
      if (waits && Math.sign(context.position().units) === next) return
      placed = context.submit({ size: { targetWeight: next * weight } })
    },
  }
}

describe('a strategy and a list of decisions', () => {
  it('get the same fills and the same equity, bit for bit', () => {
    fc.assert(
      fc.property(markets, settings, seed, (bars, config, signalSeed) => {
        const plain = { ...config, rebalanceFrequency: 'signal' as const }
        const signals = randomSignals(bars, signalSeed, 0.3)
        const engine = createBacktestEngine(plain)
        const listed = engine.runBacktest(signals, [bars])
        const { accountHistory, fills } = engine.runStrategy(handWritten(signals, config.maxPositionSize!, config.allowShort!), bars)
        const first = accountHistory.timeMs.indexOf(signals.timeMs[0]!)
        const bare = (all: typeof fills) => all.map((fill) => withoutOrder({ ...fill, reason: 'order', confidence: NaN }))
        expect(bare(fills)).toEqual(bare(listed.fills))
        for (const column of ['cash', 'equity', 'fees', 'slippage'] as const)
          expect(bits(accountHistory[column].subarray(first))).toBe(bits(listed.accountHistory[column]))
      }),
      { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 7) },
    )
  })
})
