import { describe, expect, test } from 'vitest'
import type { BacktestConfig } from '../../../src/backtest/config.js'
import { costWarnings, holdingWarnings, isZeroCost } from '../../../src/backtest/money/warnings.js'
import { buy, DAY, dailyBars, flat, runScript, type Script, START, sell } from './run.js'

const BARS = dailyBars([flat(100), flat(100), flat(100), flat(100)])

function told(script: Script, config: BacktestConfig = {}): string[] {
  const { history, fills, broker } = runScript(BARS, script, config)
  return holdingWarnings(config, history, fills, broker.missingPayments)
}

describe('what was not charged is told', () => {
  test('of fills', () => {
    expect(costWarnings({ transactionCost: 0, slippageRate: 0 })).toEqual(['Zero cost: neither a fee nor slippage was charged.'])
    expect(costWarnings({ fees: {}, slippage: { model: 'fixed', rate: 0 } })).toEqual([
      'Zero cost: neither a fee nor slippage was charged.',
    ])
    expect(costWarnings({ fees: { makerBps: 0 }, slippageRate: 0.1 })).toEqual(['No fee was charged: all fees are 0.'])
    expect(costWarnings({ fees: { perUnit: 1 }, slippageRate: 0 })).toEqual(['No slippage was charged: slippageRate is 0.'])
    expect(costWarnings({ fees: { minimum: 1 }, spreadBps: 2 })).toEqual([])
    // What stands in for the shorter settings counts, not their defaults.
    expect(
      isZeroCost({ transactionCost: 0.001, fees: {}, slippageModel: 'linear', slippageRate: 0.1, slippage: { model: 'sqrt', rate: 0 } }),
    ).toBe(true)
    expect(isZeroCost({ fees: { makerBps: -1 } })).toBe(false)
  })

  test('of short positions', () => {
    expect(told({ 0: sell(1) })).toEqual([
      'Short positions were held in TEST and no borrow was charged: carry.borrowRate is 0.',
      'Short positions were held without a maintenance margin: nothing was liquidated before the equity was used up.',
    ])
    expect(told({ 0: sell(1) }, { carry: { borrowRate: 0.1 }, margin: { leverage: 2 } })).toEqual([])
    expect(told({ 0: buy(1) })).toEqual([])
  })

  test('of negative cash', () => {
    const margin = { leverage: 2 }
    expect(told({ 0: buy(15), 2: sell(15) }, { margin })).toEqual([
      'Cash was negative at 2 closes and no interest was charged: carry.interestRate is 0.',
    ])
    expect(told({ 0: buy(15) }, { margin, carry: { interestRate: 0.01 } })).toEqual([])
  })

  test('of funding', () => {
    const series = (days: readonly number[]) => ({
      timeMs: Float64Array.from(days, (day) => START + day * DAY),
      rate: Float64Array.from(days, (day) => (day === 2 ? NaN : 0.01)),
    })
    expect(told({ 0: sell(1) }, { carry: { funding: series([2, 3]) }, margin: { leverage: 2 } })).toEqual([
      '1 payment of funding has no rate (NaN) and was not charged.',
      'Funding was charged for the 2 payments given: without carry.funding.intervalMs nobody can tell whether one is missing.',
    ])
    expect(told({}, { carry: { funding: series([9]) } })).toContain('No payment of funding falls on the time of the run.')
    expect(told({ 0: buy(1) }, { carry: { funding: { ...series([0, 1, 3]), intervalMs: 1.5 * DAY } } })).toEqual([])
  })

  test('of liquidations', () => {
    const bars = dailyBars([flat(100), flat(100), flat(80), flat(80)])
    const config = { margin: { leverage: 5 }, carry: { interestRate: 0.1 } }
    const { history, fills } = runScript(bars, { 0: buy(40) }, config)
    expect(holdingWarnings(config, history, fills, 0)).toEqual(['The account was liquidated 1 time.'])
  })
})

describe('negative cash and missing bars', () => {
  test('carry may take more cash than there is; nothing is bought then, and selling goes on', () => {
    const bars = dailyBars([flat(100), flat(100), flat(100), flat(100), flat(100)])
    const funding = { timeMs: Float64Array.of(START + 2 * DAY), rate: Float64Array.of(0.05) }
    const run = runScript(bars, { 0: buy(10), 2: buy(1), 3: sell(10) }, { carry: { funding } })
    expect(run.history.cash[2]).toBe(-50)
    expect(run.fills.map(({ orderId }) => orderId)).toEqual([1, 3])
    expect([...run.history.equity]).toEqual([1000, 1000, 950, 950, 950])
  })

  test('a symbol without a bar keeps its mark; its orders wait, and others trade on', () => {
    const a = dailyBars([flat(100), flat(110), undefined, flat(130)], 'A')
    const b = dailyBars([flat(10), flat(10), flat(10), flat(10)], 'B')
    const script = { 0: buy(2, { symbol: 'A' }), 1: [sell(2, { symbol: 'A' }), buy(1, { symbol: 'B' })] }
    const run = runScript([a, b], script)
    expect(run.fills.map(({ symbol, timeMs, price }) => [symbol, (timeMs - START) / DAY, price])).toEqual([
      ['A', 1, 110],
      ['B', 2, 10],
      ['A', 3, 130],
    ])
    expect([...run.history.equity]).toEqual([1000, 1000, 1000, 1040])
  })
})
