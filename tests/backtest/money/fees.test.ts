import { describe, expect, test } from 'vitest'
import { buy, dailyBars, flat, runScript, sell } from './run.js'

const BARS = dailyBars([flat(100), flat(100), flat(110), flat(110)])

describe('fees', () => {
  test('a taker pays bps of the value, a fee per trade and one per unit', () => {
    const { fills, history } = runScript(BARS, { 0: buy(2), 1: sell(2) }, { fees: { takerBps: 10, perTrade: 0.5, perUnit: 0.25 } })
    // 2 · 100 · 0.001 + 0.5 + 2 · 0.25 = 1.2, and 2 · 110 · 0.001 + 0.5 + 0.5 = 1.22.
    expect(fills.map(({ fee }) => fee)).toEqual([expect.closeTo(1.2, 12), expect.closeTo(1.22, 12)])
    // 1000 + 2 · (110 − 100) − 2.42
    expect(history.equity[3]).toBeCloseTo(1017.58, 10)
    expect(history.fees[3]).toBeCloseTo(2.42, 12)
  })

  test('a fill costs the minimum at least', () => {
    const { fills } = runScript(BARS, { 0: buy(2), 1: sell(2) }, { fees: { takerBps: 100, minimum: 2.1 } })
    // 2 % less than the minimum at 100 (2), more at 110 (2.2).
    expect(fills.map(({ fee }) => fee)).toEqual([2.1, expect.closeTo(2.2, 12)])
  })

  test('a limit order that waited pays the maker’s fee, or is paid a rebate, and no spread and slippage', () => {
    const bars = dailyBars([flat(100), [100, 101, 99, 100], [100, 101, 94, 95], flat(95)])
    const limit = buy(4, { type: 'limit', limitPrice: 95 })
    const costs = { fees: { takerBps: 10, makerBps: -2.5 }, spreadBps: 20, slippage: { model: 'fixed', rate: 0.01 } } as const
    const { fills, history } = runScript(bars, { 0: limit, 2: sell(4) }, costs)
    // −0.00025 · 4 · 95 = −0.095.
    expect(fills[0]).toMatchObject({ price: 95, isMaker: true, slippage: 0, fee: expect.closeTo(-0.095, 12) })
    // 95 · (1 − 0.01 − 0.001) = 93.955; fee 0.001 · 4 · 93.955; slippage 4 · 1.045.
    expect(fills[1]).toMatchObject({ price: expect.closeTo(93.955, 12), isMaker: false, fee: expect.closeTo(0.37582, 12) })
    expect(fills[1]?.slippage).toBeCloseTo(4.18, 12)
    // 1000 − 380 + 0.095 + 375.82 − 0.37582
    expect(history.equity[3]).toBeCloseTo(995.53918, 9)
  })

  test('makers pay as takers do when nothing else is said', () => {
    const bars = dailyBars([flat(100), flat(100), [100, 100, 90, 95]])
    const { fills } = runScript(bars, { 0: buy(1, { type: 'limit', limitPrice: 95 }) }, { fees: { takerBps: 20 } })
    expect(fills[0]).toMatchObject({ isMaker: true, fee: expect.closeTo(0.19, 12) })
  })
})

describe('spread and slippage', () => {
  test.each([
    // 5 of 20 units: a quarter of the volume, its root is a half.
    [{ model: 'fixed', rate: 0.02 } as const, 102],
    [{ model: 'linear', rate: 0.02 } as const, 100.5],
    [{ model: 'sqrt', rate: 0.02 } as const, 101],
  ])('%o buys 5 of 20 units at %f', (slippage, price) => {
    const bars = dailyBars([flat(100), [100, 100, 100, 100, 20]])
    const { fills } = runScript(bars, { 0: buy(5) }, { slippage })
    expect(fills[0]?.price).toBeCloseTo(price, 12)
    expect(fills[0]?.slippage).toBeCloseTo(5 * (price - 100), 12)
  })

  test('volume impact is rate · volatility · √participation, of returns before the bar', () => {
    const bars = dailyBars([flat(100), flat(110), flat(99), [99, 99, 99, 99, 80]])
    const { fills } = runScript(bars, { 2: buy(5) }, { slippage: { model: 'volumeImpact', rate: 1, windowBars: 2 } })
    // Returns 0.1 and −0.1: σ = √0.02; √(5 / 80) = 0.25.
    expect(fills[0]?.price).toBeCloseTo(99 * (1 + 0.25 * Math.sqrt(0.02)), 12)
  })

  test('half the spread on each side', () => {
    const { fills } = runScript(BARS, { 0: buy(1), 1: sell(1) }, { spreadBps: 50 })
    expect(fills.map(({ price }) => price)).toEqual([expect.closeTo(100.25, 12), expect.closeTo(109.725, 12)])
  })
})
