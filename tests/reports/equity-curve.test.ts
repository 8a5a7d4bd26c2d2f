import { drawdownSeries, sharpeRatio, simpleReturns } from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import { rollingSharpe, underwater } from '../../src/reports/equity-curve.js'
import { wander } from './sample.js'

const returnsFrom = (equity: Float64Array): Float64Array => simpleReturns(Float64Array.of(10_000, ...equity))

describe('underwater', () => {
  it('equals the metrics room’s drawdown series', () => {
    const equity = wander(8, 500)
    const expected = drawdownSeries(returnsFrom(equity))
    underwater(equity, 10_000).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12)
    })
  })

  it('counts a loss on the first bar and keeps the peak over a gap', () => {
    expect([...underwater(Float64Array.of(50, NaN, 75, 200, 100), 100)]).toEqual([-0.5, NaN, -0.25, 0, -0.5])
  })
})

describe('rollingSharpe', () => {
  it('equals the Sharpe ratio of each window, computed alone', () => {
    const equity = wander(9, 600)
    const returns = returnsFrom(equity)
    const rolling = rollingSharpe(equity, 10_000, 63, 252)
    rolling.forEach((value, i) => {
      const expected = i < 62 ? NaN : sharpeRatio(returns.subarray(i - 62, i + 1), { periodsPerYear: 252 })
      if (Number.isNaN(expected)) expect(value).toBeNaN()
      else expect(value).toBeCloseTo(expected, 9)
    })
  })

  it('is missing while a missing return is in the window, and comes back', () => {
    const equity = wander(9, 100).map((value, i) => (i === 40 ? NaN : value))
    const rolling = rollingSharpe(equity, 10_000, 10, 252)
    const missing = [...rolling.keys()].filter((i) => Number.isNaN(rolling[i]!))
    expect(missing).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50])
  })

  it('is missing where returns do not vary, or nearly', () => {
    expect(rollingSharpe(new Float64Array(50).fill(100), 100, 10, 252).every(Number.isNaN)).toBe(true)
    const steady = Float64Array.from({ length: 50 }, (_, i) => 100 * 1.01 ** (i + 1))
    expect(rollingSharpe(steady, 100, 10, 252).every(Number.isNaN)).toBe(true)
  })
})
