import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { roundLimit, roundPrice, roundUnits, venueOf } from '../../../src/backtest/venue.js'
import { buy, DAY, dailyBars, flat, runConfigured, runScript, START, sell } from './run.js'

const at = (day: number): number => START + day * DAY
const HOUR = DAY / 24

describe('ticks, lots and least value', () => {
  const bars = dailyBars([flat(100), [100, 110, 90, 100], [100, 110, 90, 100], flat(100)])

  test('a taker’s price is rounded against the host, up for buys and down for sells', () => {
    const config = { instruments: { TEST: { tickSize: 0.25 } }, slippage: { model: 'fixed', rate: 0.001 } } as const
    const { fills } = runScript(bars, { 0: buy(1), 1: sell(1) }, config)
    expect(fills.map(({ price }) => price)).toEqual([100.25, 99.75])
    expect(fills.map(({ slippage }) => slippage)).toEqual([0.25, 0.25])
  })

  test('limits keep what was asked for, stops come no sooner; both lie on the grid', () => {
    const config = { instruments: { TEST: { tickSize: 0.5 } } }
    const script = {
      0: [
        buy(1, { type: 'limit', limitPrice: 95.4 }),
        sell(1, { type: 'limit', limitPrice: 105.1 }),
        buy(1, { type: 'stop', stopPrice: 106.1 }),
        sell(1, { type: 'stop', stopPrice: 94.4 }),
      ],
    }
    const { fills } = runScript(bars, script, { ...config, margin: { leverage: 3 } })
    expect(new Map(fills.map(({ orderId, price }) => [orderId, price]))).toEqual(
      new Map([
        [1, 95],
        [2, 105.5],
        [3, 106.5],
        [4, 94],
      ]),
    )
  })

  test('exits of a bracket lie on the grid too', () => {
    const config = { instruments: { TEST: { tickSize: 0.5 } } }
    const flatThenUp = dailyBars([flat(100), flat(100), [100, 110, 100, 110]])
    const { fills } = runScript(flatThenUp, { 0: buy(1, { bracket: { takeProfit: { fraction: 0.0123 } } }) }, config)
    expect(fills[1]?.price).toBe(101.5)
  })

  test('units are whole lots towards zero, and the cut is logged; the rest of a position can always be closed', () => {
    const config = { instruments: { TEST: { lotSize: 0.5, maxParticipation: 1 } } }
    const run = runScript(bars, { 0: buy(2.7), 1: { size: { targetUnits: 0 } } }, config)
    expect(run.fills.map(({ units }) => units)).toEqual([2.5, 2.5])
    expect(run.events.find(({ kind }) => kind === 'cut')).toMatchObject({ reason: 'lot size: 2.7 units to 2.5' })
  })

  test('an order below the least value is refused, one that closes the position is not', () => {
    const config = { instruments: { TEST: { minNotional: 150 } } }
    const run = runScript(bars, { 0: [buy(1), buy(2)], 1: sell(1), 2: sell(2) }, config)
    expect(run.fills.map(({ orderId }) => orderId)).toEqual([2, 4])
    const small = runScript(dailyBars([flat(100), flat(100), flat(50), flat(50)]), { 0: buy(2), 2: sell(2) }, config)
    expect(small.fills.map(({ side }) => side)).toEqual(['buy', 'sell'])
  })

  test('rounding never moves by a whole step, nor across what was asked for', () => {
    const sides = fc.constantFrom('buy' as const, 'sell' as const)
    const check = (side: 'buy' | 'sell', price: number, tickSize: number): void => {
      const venue = venueOf({}, { tickSize, lotSize: tickSize })
      const slack = 1e-8 * price
      const [taken, limit, units] = [roundPrice(venue, side, price), roundLimit(venue, side, price), roundUnits(venue, price)]
      const against = side === 'buy' ? taken - price : price - taken
      const within = side === 'buy' ? price - limit : limit - price
      for (const moved of [against, within, price - units]) {
        expect(moved).toBeGreaterThanOrEqual(-slack)
        expect(moved).toBeLessThan(tickSize + slack)
      }
      expect(Math.abs(taken / tickSize - Math.round(taken / tickSize))).toBeLessThan(1e-6)
    }
    fc.assert(fc.property(sides, fc.double({ min: 0.01, max: 1e5, noNaN: true }), fc.constantFrom(0.01, 0.05, 0.25, 1, 5), check), {
      seed: 3,
    })
  })
})

describe('volume, halts and hours', () => {
  test('an order that is larger than its share of the volume fills over several bars', () => {
    const volumes = [100, 30, 20, 0, 100]
    const bars = dailyBars(volumes.map((volume) => [10, 10, 10, 10, volume] as const))
    const run = runScript(bars, { 0: buy(9) }, { instruments: { TEST: { maxParticipation: 0.1 } } })
    expect(run.fills.map(({ timeMs, units, orderId }) => [timeMs, units, orderId])).toEqual([
      [at(1), 3, 1],
      [at(2), 2, 1],
      [at(4), 4, 1],
    ])
  })

  test('nothing fills while trade is halted; orders wait', () => {
    const bars = dailyBars([flat(10), flat(11), flat(12), flat(13)])
    const run = runScript(bars, { 0: buy(1) }, { instruments: { TEST: { halts: [{ fromMs: at(1), toMs: at(3) }] } } })
    expect(run.fills).toMatchObject([{ timeMs: at(3), price: 13 }])
  })

  test('orders fill on bars that open inside a session, and a day’s order ends with its session', () => {
    // Hours 0 … 47 of Monday 2024-01-01 and the next day; New York trades from 14:30 to 21:00 UTC.
    const bars = dailyBars(
      Array.from({ length: 48 }, (_, hour) => flat(100 + hour)),
      'TEST',
      HOUR,
    )
    const sessions = { timeZone: 'America/New_York', open: '09:30', close: '16:00', holidays: ['2024-01-01'] }
    const limit = buy(1, { type: 'limit', limitPrice: 50, timeInForce: 'day' })
    const run = runScript(
      bars,
      { 2: buy(1), 39: [buy(1), limit], 40: { ...limit, timeInForce: 'gtc' } },
      { instruments: { default: { sessions } } },
    )
    // The holiday is waited out: first bar from 15:00 of the second day, hour 39. The second market order fills at hour 40.
    expect(run.fills.map(({ timeMs }) => (timeMs - START) / HOUR)).toEqual([39, 40])
  })

  test('a day’s order stands for one session, also over midnight', () => {
    const bars = dailyBars(
      Array.from({ length: 72 }, () => flat(100)),
      'TEST',
      HOUR,
    )
    const sessions = { timeZone: 'UTC', open: '18:00', close: '17:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }
    const limit = buy(1, { type: 'limit', limitPrice: 50, timeInForce: 'day' })
    const expiries = (instruments: object): number[] =>
      runScript(bars, { 20: limit }, { instruments: { default: instruments } }).events.flatMap((event) =>
        event.kind === 'expire' ? [(event.timeMs - START) / HOUR] : [],
      )
    expect(expiries({ sessions })).toEqual([42])
    expect(expiries({})).toEqual([24])
  })
})

describe('settings are checked by name', () => {
  const bars = dailyBars([flat(1), flat(1)])
  const run = (config: object) => () => runConfigured(bars, { onBar: () => undefined }, config)

  test.each([
    [{ instruments: { TESST: {} } }, 'backtest/unknown-symbol', 'instruments.TESST', 'TEST'],
    [{ instruments: { TEST: { tickSise: 1 } } }, 'backtest/unknown-option', 'instruments.TEST.tickSise', 'tickSize'],
    [{ instruments: { TEST: { delisting: { time: 1 } } } }, 'backtest/unknown-option', 'instruments.TEST.delisting.time', 'timeMs'],
    [{ margin: { leverege: 2 } }, 'backtest/unknown-option', 'margin.leverege', 'leverage'],
    [{ fees: { takerBbs: 2 } }, 'backtest/unknown-option', 'fees.takerBbs', 'takerBps'],
    [{ carry: { borowRate: 2 } }, 'backtest/unknown-option', 'carry.borowRate', 'borrowRate'],
    [{ limits: { maxWeigth: 2 } }, 'backtest/unknown-option', 'limits.maxWeigth', 'maxWeight'],
    [{ feees: {} }, 'backtest/unknown-option', 'feees', 'fees'],
  ])('%o suggests what was meant', (config, code, path, suggestion) => {
    expect(run(config)).toThrow(expect.objectContaining({ code, where: { path }, message: expect.stringContaining(`"${suggestion}"`) }))
  })

  test.each([
    [{ margin: { leverage: 0.5 } }, 'margin.leverage'],
    [{ fees: { perTrade: -1 } }, 'fees.perTrade'],
    [{ slippage: { model: 'linear', rate: 0.5 } }, 'slippage.rate'],
    [{ slippage: { model: 'volumeImpact', rate: 1, windowBars: 1 } }, 'slippage.windowBars'],
    [{ instruments: { TEST: { halts: [{ fromMs: 2, toMs: 1 }] } } }, 'instruments.TEST.halts.0'],
    [{ instruments: { TEST: { splits: [{ timeMs: 1, ratio: 0 }] } } }, 'instruments.TEST.splits.0.ratio'],
    [{ instruments: { TEST: { maxParticipation: 0 } } }, 'instruments.TEST.maxParticipation'],
    [{ initialCapital: -5 }, 'initialCapital'],
    [{ initialCapital: NaN }, 'initialCapital'],
    [{ carry: { funding: { timeMs: [1], rate: [1] } } }, 'carry.funding'],
    [{ fees: {}, transactionCost: 0.01 }, 'transactionCost'],
    [{ slippage: { model: 'fixed', rate: 0 }, slippageRate: 0.01 }, 'slippageRate'],
  ])('%o is refused', (config, path) => {
    expect(run(config)).toThrow(expect.objectContaining({ code: 'backtest/config', where: { path } }))
  })
})
