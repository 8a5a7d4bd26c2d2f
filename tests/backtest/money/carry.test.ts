import { describe, expect, test } from 'vitest'
import { buy, DAY, dailyBars, flat, runScript, START, sell } from './run.js'

describe('borrow and interest', () => {
  test('a short position pays for each day held, at the closes, and for days without bars at the close before', () => {
    // Monday … Wednesday, two days without bars, Saturday.
    const bars = dailyBars([flat(100), flat(100), flat(120), undefined, undefined, flat(110)])
    const { events, history } = runScript(bars, { 0: sell(2), 2: buy(2) }, { carry: { borrowRate: 0.365 } })
    const paid = events.flatMap((event) => (event.kind === 'borrow' ? [event.amount] : []))
    // 0.001 a day of 2 · 100, of 2 · 120, and two more days of 2 · 120. Closed at Saturday's open: nothing for Saturday.
    expect(paid).toEqual([0.2, 0.24, 0.48].map((amount) => expect.closeTo(amount, 12)))
    expect(history.borrow[3]).toBeCloseTo(0.92, 12)
    // 1000 + 2 · (100 − 110) − 0.92
    expect(history.equity[3]).toBeCloseTo(979.08, 10)
  })

  test('days without bars are charged at the close before, also on a row without orders', () => {
    const { events } = runScript(dailyBars([flat(100), flat(100), undefined, flat(110)]), { 0: sell(2) }, { carry: { borrowRate: 0.365 } })
    const paid = events.flatMap((event) => (event.kind === 'borrow' ? [event.amount] : []))
    expect(paid).toEqual([0.2, 0.2, 0.22].map((amount) => expect.closeTo(amount, 12)))
  })

  test('negative cash bears interest', () => {
    const bars = dailyBars([flat(100), flat(100), flat(100)])
    const { events, history } = runScript(bars, { 0: buy(15) }, { margin: { leverage: 2 }, carry: { interestRate: 0.0365 } })
    // 500 owed at 0.0001 a day; the second day also on the interest of the first.
    expect(events.flatMap((event) => (event.kind === 'interest' ? [[event.symbol, event.amount]] : []))).toEqual([
      ['', expect.closeTo(0.05, 12)],
      ['', expect.closeTo(500.05 * 0.0001, 12)],
    ])
    expect(history.cash[2]).toBeCloseTo(-500.100005, 10)
  })
})

describe('funding', () => {
  /** Rates at days after the start. */
  const series = (payments: readonly (readonly [number, number])[], intervalDays?: number) => ({
    timeMs: Float64Array.from(payments, ([day]) => START + day * DAY),
    rate: Float64Array.from(payments, ([, rate]) => rate),
    ...(intervalDays === undefined ? {} : { intervalMs: intervalDays * DAY }),
  })
  const paidIn = (run: ReturnType<typeof runScript>): number[][] =>
    run.events.flatMap((event) => (event.kind === 'funding' ? [[(event.timeMs - START) / DAY, event.amount]] : []))

  test('at a boundary the position before the fills pays: what is sold there does, what is bought there does not', () => {
    const bars = dailyBars([flat(100), flat(100), [105, 105, 105, 105], [110, 110, 110, 110], flat(110)])
    const funding = series([0, 1, 2, 3, 4].map((day) => [day, 0.01]))
    const run = runScript(bars, { 0: buy(3), 2: sell(3) }, { carry: { funding } })
    // Bought at day 1's open: free. Day 2: 3 · 105 · 0.01. Sold at day 3's open: still 3 · 110 · 0.01.
    expect(paidIn(run)).toEqual([
      [2, expect.closeTo(3.15, 12)],
      [3, expect.closeTo(3.3, 12)],
    ])
    // 1000 + 3 · 10 − 6.45
    expect(run.history.equity[4]).toBeCloseTo(1023.55, 10)
    expect(run.history.funding[4]).toBeCloseTo(6.45, 12)
  })

  test('shorts receive what longs pay, and pay a negative rate', () => {
    const bars = dailyBars([flat(100), flat(100), flat(100), flat(100)])
    const funding = series([
      [2, 0.01],
      [3, -0.02],
    ])
    const run = runScript(bars, { 0: sell(2) }, { carry: { funding } })
    expect(paidIn(run)).toEqual([
      [2, expect.closeTo(-2, 12)],
      [3, expect.closeTo(4, 12)],
    ])
    expect(run.history.equity[3]).toBeCloseTo(998, 10)
  })

  test('inside a bar what is held after its open pays at that open, between bars at the last mark', () => {
    const bars = dailyBars([flat(100), [100, 120, 100, 120], undefined, [130, 130, 130, 130]])
    const funding = series([
      [0.5, 0.01],
      [1.25, 0.01],
      [1.75, 0.01],
      [2.5, 0.01],
      [3, 0.01],
    ])
    const run = runScript(bars, { 0: buy(2) }, { carry: { funding } })
    expect(paidIn(run)).toEqual([
      [1, expect.closeTo(2, 12)],
      [1, expect.closeTo(2, 12)],
      [3, expect.closeTo(2.4, 12)],
      [3, expect.closeTo(2.6, 12)],
    ])
  })

  const bars = dailyBars([flat(100), flat(100), flat(100), flat(100)])

  test('a payment that is due and has no rate is an error that names its instant', () => {
    const due = START + 2 * DAY
    const missing = series(
      [
        [0, 0.01],
        [1, 0.01],
        [3, 0.01],
      ],
      1,
    )
    expect(() => runScript(bars, {}, { carry: { funding: missing } })).toThrow(
      expect.objectContaining({
        code: 'backtest/funding-rate',
        message: expect.stringContaining(`found none for ${due}`),
        where: expect.objectContaining({ timeMs: due }),
      }),
    )
    const empty = series(
      [0, 1, 2, 3].map((day) => [day, day === 2 ? NaN : 0.01]),
      1,
    )
    expect(() => runScript(bars, {}, { carry: { funding: empty } })).toThrow(`found none for ${due}`)
    // One that begins late or ends early.
    const late = series(
      [
        [2, 0.01],
        [3, 0.01],
      ],
      1,
    )
    expect(() => runScript(bars, {}, { carry: { funding: late } })).toThrow(`found none for ${START + DAY}`)
    const early = series(
      [
        [0, 0.01],
        [1, 0.01],
      ],
      1,
    )
    expect(() => runScript(bars, {}, { carry: { funding: early } })).toThrow(`found none for ${due}`)
  })

  test('a series that is whole passes, also when payments are stamped a little late', () => {
    const funding = series(
      [0, 1.0001, 2, 3.001].map((day) => [day, 0.01]),
      1,
    )
    expect(paidIn(runScript(bars, { 0: buy(1) }, { carry: { funding } }))).toHaveLength(3)
  })

  test('without an interval a missing rate is not charged, and counted', () => {
    const funding = series([
      [1, NaN],
      [2, NaN],
      [3, 0.01],
    ])
    const run = runScript(bars, { 0: buy(1) }, { carry: { funding } })
    expect(run.broker.missingPayments).toBe(1)
    expect(paidIn(run)).toEqual([[3, expect.closeTo(1, 12)]])
  })

  test('of several symbols it is told by symbol', () => {
    const both = [dailyBars([flat(10), flat(10), flat(10)], 'A'), dailyBars([flat(10), flat(10), flat(10)], 'B')]
    const one = series([[2, 0.1]])
    expect(() => runScript(both, {}, { carry: { funding: one } })).toThrow(
      expect.objectContaining({ code: 'backtest/funding-rate', where: expect.objectContaining({ path: 'carry.funding' }) }),
    )
    const run = runScript(both, { 0: [buy(1, { symbol: 'A' }), buy(1, { symbol: 'B' })] }, { carry: { funding: { B: one } } })
    expect(run.events.flatMap((event) => (event.kind === 'funding' ? [event.symbol] : []))).toEqual(['B'])
    expect(() => runScript(both, {}, { carry: { funding: { C: one } } })).toThrow(
      expect.objectContaining({ code: 'backtest/unknown-symbol' }),
    )
  })
})
