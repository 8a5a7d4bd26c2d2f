import { describe, expect, test } from 'vitest'
import { buy, DAY, dailyBars, flat, runScript, START, sell } from './run.js'

const at = (day: number): number => START + day * DAY
const rates = (all: readonly (readonly [number, number])[]) => ({
  timeMs: Float64Array.from(all, ([day]) => at(day)),
  rate: Float64Array.from(all, ([, rate]) => rate),
})

describe('several currencies', () => {
  const bars = dailyBars([flat(100), flat(100), flat(100), flat(110), flat(110)])
  const config = { currency: 'USD', instruments: { TEST: { currency: 'EUR' } } }

  test('positions are worth their price times the last known rate; what the rate alone changes is told apart', () => {
    const exchangeRates = {
      EUR: rates([
        [-5, 1.1],
        [1.5, 1.2],
        [3.5, 1],
      ]),
    }
    const run = runScript(bars, { 0: buy(5), 3: sell(5) }, { ...config, exchangeRates, fees: { takerBps: 100 } })
    const { equity, revaluation, positions, cash, fees } = run.history
    // Bought at 1.1: 550 and 5.5. Rate 1.2 from day 2 on (known at day 1.5): + 50. Day 3: + 50 · 1.2. Day 4 at a rate of 1: − 550 · 0.2, fee 5.5.
    expect([...(positions[0]?.scale ?? [])]).toEqual([1.1, 1.1, 1.2, 1.2, 1])
    expect([...equity].map((value) => Number(value.toFixed(9)))).toEqual([1000, 994.5, 1044.5, 1104.5, 989])
    expect([...(revaluation ?? [])].map((value) => Number(value.toFixed(9)))).toEqual([0, 0, 50, 50, -60])
    expect(cash[4]).toBeCloseTo(989, 10)
    expect(fees[4]).toBeCloseTo(11, 10)
    expect(run.events.flatMap((event) => (event.kind === 'valuation' ? [[event.timeMs, event.scale]] : []))).toEqual([
      [at(1), 1.1],
      [at(2), 1.2],
      [at(4), 1],
    ])
  })

  test('later rates change nothing earlier', () => {
    const early = runScript(
      bars,
      { 0: buy(5) },
      {
        ...config,
        exchangeRates: {
          EUR: rates([
            [0, 1.1],
            [3, 1.2],
          ]),
        },
      },
    )
    const late = runScript(
      bars,
      { 0: buy(5) },
      {
        ...config,
        exchangeRates: {
          EUR: rates([
            [0, 1.1],
            [3, 7],
            [3.01, 9],
          ]),
        },
      },
    )
    expect(late.history.equity.subarray(0, 3)).toEqual(early.history.equity.subarray(0, 3))
    expect(late.history.equity[3]).not.toBe(early.history.equity[3])
  })

  test('a size in value is in the instrument’s currency, and cash bounds it in the account’s', () => {
    const exchangeRates = { EUR: rates([[0, 2]]) }
    const run = runScript(bars, { 0: { side: 'buy', size: { notional: 300 } }, 1: buy(100) }, { ...config, exchangeRates })
    expect(run.fills.map(({ units }) => units)).toEqual([3, expect.closeTo(2, 9)])
  })

  test.each([
    ['none', { exchangeRates: {} }, 'backtest/exchange-rate', 'exchangeRates.EUR'],
    ['one that comes too late', { exchangeRates: { EUR: rates([[1, 1.1]]) } }, 'backtest/exchange-rate', 'exchangeRates.EUR'],
    ['one of 0', { exchangeRates: { EUR: rates([[0, 0]]) } }, 'backtest/exchange-rate', 'exchangeRates.EUR'],
    [
      'times that go back',
      {
        exchangeRates: {
          EUR: rates([
            [0, 1],
            [0, 2],
          ]),
        },
      },
      'backtest/exchange-rate',
      'exchangeRates.EUR.timeMs.1',
    ],
    ['no currency of the account', { currency: undefined, exchangeRates: { EUR: rates([[0, 1]]) } }, 'backtest/currency', 'currency'],
  ])('%s is refused', (_, more, code, path) => {
    const { currency, ...rest } = { ...config, ...more }
    expect(() => runScript(bars, {}, { ...rest, ...(currency === undefined ? {} : { currency }) })).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ path }) }),
    )
  })
})

describe('contract multiplier', () => {
  test('one unit is worth its price times the multiplier', () => {
    const bars = dailyBars([flat(10), flat(10), flat(11), flat(11)])
    const run = runScript(
      bars,
      { 0: { side: 'buy', size: { notional: 400 } }, 2: sell(2) },
      {
        instruments: { TEST: { multiplier: 20, minNotional: 400 } },
        fees: { takerBps: 100 },
      },
    )
    // 2 units: 400 and a fee of 4; then 440 and 4.4.
    expect(run.fills.map(({ units, fee }) => [units, fee])).toEqual([
      [2, expect.closeTo(4, 12)],
      [2, expect.closeTo(4.4, 12)],
    ])
    expect(run.history.equity[3]).toBeCloseTo(1031.6, 10)
    expect(run.history.positions[0]?.scale?.[3]).toBe(20)
  })
})
