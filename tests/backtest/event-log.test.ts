import { type BacktestEvent, compareLogs, createBacktestEngine, eventLines, parseEvents, replayEvents } from 'barcast/backtest'
import { createRandom } from 'barcast/core'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MIDNIGHT, type Row, table } from './order-script.js'

/** A random walk with gaps and missing bars, and a strategy that trades it with brackets on both sides. */
function runOf(seed: number): {
  events: BacktestEvent[]
  bars: ReturnType<typeof table>[]
  result: ReturnType<ReturnType<typeof createBacktestEngine>['runStrategy']>
} {
  const random = createRandom(seed)
  const rows = (): (Row | undefined)[] => {
    let price = 100
    return Array.from({ length: 120 }, (_, i) => {
      if (i > 0 && random.uniform() < 0.1) return undefined
      const open = price * (1 + 0.004 * random.normal())
      price = open * (1 + 0.01 * random.normal())
      return [open, Math.max(open, price) * 1.004, Math.min(open, price) * 0.996, random.uniform() < 0.05 && i > 0 ? NaN : price, 500]
    })
  }
  const bars = [table(rows()), table(rows(), { symbol: 'B' })]
  const engine = createBacktestEngine({
    initialCapital: 5000,
    fees: { takerBps: 7, makerBps: -1, perTrade: 0.3 },
    slippage: { model: 'linear', rate: 0.1 },
    instruments: {
      default: { maxParticipation: 0.05 },
      B: { maxParticipation: 0.05, splits: [{ timeMs: MIDNIGHT + 60 * HOUR_MS, ratio: 2 }] },
    },
    carry: {
      borrowRate: 0.2,
      interestRate: 0.1,
      funding: { A: { timeMs: Float64Array.of(MIDNIGHT + 24 * HOUR_MS, MIDNIGHT + 32 * HOUR_MS), rate: Float64Array.of(0.01, -0.02) } },
    },
    margin: { leverage: 3 },
  })
  const result = engine.runStrategy(
    {
      warmupBars: 2,
      onBar(context) {
        for (const symbol of context.symbols)
          if (random.uniform() < 0.2)
            context.submit({
              symbol,
              side: random.uniform() < 0.5 ? 'buy' : 'sell',
              size: { notional: 200 + 2000 * random.uniform() },
              bracket: { stopLoss: { fraction: 0.02 }, takeProfit: { fraction: 0.03 } },
            })
      },
    },
    bars,
  )
  return { events: result.events, bars, result }
}

describe('replayEvents', () => {
  it.each([1, 2, 3, 5, 6])('rebuilds the account of run %i to the bit, also from the log on disk', (seed) => {
    const { events, bars, result } = runOf(seed)
    const kinds = new Set(events.map(({ kind }) => kind))
    for (const kind of ['fill', 'funding', 'borrow', 'split'] as const) expect(kinds).toContain(kind)
    expect(result.fills.length).toBeGreaterThan(30)
    const fromMs = result.accountHistory.timeMs[0]!
    expect(replayEvents(events, bars, { initialCapital: 5000, fromMs })).toEqual(result.accountHistory)
    expect(replayEvents(parseEvents(eventLines(events)), bars, { initialCapital: 5000, fromMs })).toEqual(result.accountHistory)
  })

  it('refuses what is out of order, at no bar, or of another symbol', () => {
    const { events, bars } = runOf(1)
    const options = { initialCapital: 5000 }
    expect(() => replayEvents([...events].reverse(), bars, options)).toThrow(/in order/)
    expect(() => replayEvents([{ kind: 'funding', timeMs: MIDNIGHT + 10 * HOUR_MS + 1, symbol: 'A', amount: 1 }], bars, options)).toThrow(
      /open times of bars/,
    )
    expect(() => replayEvents([{ kind: 'funding', timeMs: MIDNIGHT + 1000 * HOUR_MS, symbol: 'A', amount: 1 }], bars, options)).toThrow(
      /after the last bar/,
    )
    expect(() => replayEvents([{ kind: 'funding', timeMs: MIDNIGHT, symbol: 'C', amount: 1 }], bars, options)).toThrow(
      /found "C" at event 0/,
    )
  })
})

describe('compareLogs', () => {
  const { events } = runOf(1)
  const fills = events.filter((event) => event.kind === 'fill')
  const changed = (index: number, change: object): BacktestEvent[] =>
    fills.map((event, i) => (i === index ? { ...event, fill: { ...event.fill, ...change } } : event))

  it('finds nothing in the same log, whatever the numbers of orders', () => {
    expect(
      compareLogs(events, events, { kinds: ['order', 'fill', 'cancel', 'trigger', 'split', 'funding', 'borrow', 'interest', 'cut'] }),
    ).toBeUndefined()
    expect(compareLogs(events, changed(3, { orderId: 999, tag: 'x' }))).toBeUndefined()
  })

  it('names the first difference', () => {
    const { units, side } = fills[3]!.fill
    const found = compareLogs(events, changed(3, { units: units * 2 }))
    expect(found).toMatchObject({
      index: 3,
      timeMs: fills[3]!.timeMs,
      symbol: fills[3]!.symbol,
      field: 'fill.units',
      run: units,
      live: units * 2,
    })
    expect(compareLogs(events, changed(5, { side: side === 'buy' ? 'sell' : 'buy' }))?.index).toBeGreaterThanOrEqual(5)
    expect(compareLogs(events, fills.slice(0, -1))).toMatchObject({ index: fills.length - 1, field: '', live: undefined })
    expect(compareLogs(fills.slice(0, 4), events)).toMatchObject({ index: 4, field: '', run: undefined })
  })

  it('allows what it is told to', () => {
    const { price, fee } = fills[2]!.fill
    const live = changed(2, { price: price * 1.001, fee: fee + 0.01 })
    expect(compareLogs(events, live)?.field).toBe('fill.price')
    expect(compareLogs(events, live, { priceFraction: 0.002 })?.field).toBe('fill.fee')
    expect(compareLogs(events, live, { priceFraction: 0.002, amount: 0.02 })).toBeUndefined()
    expect(compareLogs(events, live, { priceFraction: 0.0005, amount: 0.02 })?.field).toBe('fill.price')
  })
})

describe('lines of a log', () => {
  it('keep every number', () => {
    const events: BacktestEvent[] = [NaN, Infinity, -Infinity, -0, 0.1, 5e-324].map((amount) => ({
      kind: 'funding',
      timeMs: 1,
      symbol: 'A',
      amount,
    }))
    const back = parseEvents(`${eventLines(events)}\n`)
    for (const [i, event] of events.entries())
      expect(Object.is((back[i] as typeof event & { amount: number }).amount, (event as { amount: number }).amount)).toBe(true)
    expect(back).toEqual(events)
  })

  it('that are no events are refused with their row', () => {
    expect(() => parseEvents('{"kind":"funding","timeMs":1,"symbol":"A","amount":1}\n{"kind":"fill"')).toThrow(/at row 1/)
    expect(() => parseEvents('7')).toThrow(/found "7" at row 0/)
  })
})
