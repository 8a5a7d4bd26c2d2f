import { type Bars, barAt, createRandom } from 'barcast/core'
import { movingAverage, variableMovingAverage } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

function barsWithPeriods(length: number): Bars {
  const random = createRandom(8)
  const made = simulateBars({ seed: 4, length })
  return { ...made, extra: { periods: Float64Array.from({ length }, () => 15 * random.uniform()) } }
}

const bars = barsWithPeriods(150)

describe('variableMovingAverage', () => {
  it.each(['sma', 'wma', 'trima', 'hma', 'none'])('is on each bar the %s of the period named there', (kind) => {
    const result = variableMovingAverage(bars, { minPeriod: 3, maxPeriod: 9, kind })
    const byPeriod = new Map([3, 4, 5, 6, 7, 8, 9].map((period) => [period, movingAverage(bars, { kind, period })]))
    const warmup = variableMovingAverage.warmupBars({ minPeriod: 3, maxPeriod: 9, kind })
    expect(warmup).toBe(movingAverage.warmupBars({ kind, period: 9 }))
    result.forEach((value, row) => {
      const period = Math.min(9, Math.max(3, Math.trunc(bars.extra.periods![row]!)))
      const chosen = row < warmup ? NaN : byPeriod.get(period)![row]
      if (!Object.is(value, chosen)) expect.fail(`row ${row}: ${value}, of period ${period} ${chosen}`)
    })
  })

  it.each(['sma', 'ema', 'kama', 'mama', 'hma'])(
    'of %s gives the same bits live, replaced and restored as over the whole history',
    (kind) => {
      const params = { minPeriod: 1, maxPeriod: 6, kind }
      const expected = variableMovingAverage(bars, params)
      let stream = variableMovingAverage.stream(params)
      for (let row = 0; row < bars.length; row++) {
        const bar = barAt(bars, row)
        stream.next({ ...bar, close: bar.low, extra: { periods: 4 } })
        if (row % 7 === 0) stream = variableMovingAverage.stream(params, JSON.parse(JSON.stringify(stream.snapshot())))
        const value = stream.replaceLast(bar)
        if (!Object.is(value, expected[row])) expect.fail(`row ${row}: live ${value}, history ${expected[row]}`)
      }
    },
  )

  it('passes over a bar whose period is missing', () => {
    const periods = bars.extra.periods!.slice().fill(NaN, 100, 101)
    const holed = variableMovingAverage({ ...bars, extra: { periods } }, { maxPeriod: 5, kind: 'ema' })
    expect(holed[100]).toBe(NaN)
    expect(holed[101]).not.toBe(NaN)
  })

  it('refuses a range without periods or with too many', () => {
    expect(() => variableMovingAverage(bars, { minPeriod: 6, maxPeriod: 5 })).toThrow('minPeriod must not be above maxPeriod 5, found 6')
    expect(() => variableMovingAverage(bars, { maxPeriod: 1002 })).toThrow('must hold at most 1000 periods, found 1001')
    expect(() => variableMovingAverage(simulateBars({ seed: 1, length: 5 }))).toThrow('unknown column "periods"')
  })
})
