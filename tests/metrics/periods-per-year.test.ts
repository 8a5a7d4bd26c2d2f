import { createRandom } from 'barcast/core'
import { periodsPerYear, sharpeRatio } from 'barcast/metrics'
import { describe, expect, it } from 'vitest'
import golden from '../golden/empyrical/returns.json' with { type: 'json' }

const HOUR = 3_600_000
const START = Date.UTC(2018, 0, 1)
const times = (length: number, stepMs: number): Float64Array => Float64Array.from({ length }, (_, i) => START + i * stepMs)

/** Returns over `bars` bars each, from returns per bar. */
function compound(returns: Float64Array, bars: number): Float64Array {
  return Float64Array.from({ length: Math.floor(returns.length / bars) }, (_, k) => {
    let value = 1
    for (let i = k * bars; i < (k + 1) * bars; i++) value *= 1 + returns[i]!
    return value - 1
  })
}

describe('periods per year', () => {
  it('counts a market that never closes by the calendar', () => {
    expect(periodsPerYear(times(5000, HOUR / 2))).toBeCloseTo(17532, 9)
    expect(periodsPerYear(times(5000, 24 * HOUR))).toBeCloseTo(365.25, 9)
  })

  it('counts sessions only', () => {
    const weekdays = times(3650, 24 * HOUR).filter((time) => ![0, 6].includes(new Date(time).getUTCDay()))
    expect(periodsPerYear(weekdays)).toBeCloseTo(260.9, 0)
    const closes = golden.cases[0]!.closes!.length
    // 5031 sessions from 1999-01-04 to 2018-12-31.
    const sessions = Float64Array.from({ length: closes }, (_, i) => Date.UTC(1999, 0, 4) + (i / (closes - 1)) * 7301 * 24 * HOUR)
    expect(periodsPerYear(sessions)).toBeCloseTo(251.6, 1)
  })

  it('is NaN below two rows, and refuses times that do not ascend', () => {
    expect(periodsPerYear(Float64Array.of())).toBeNaN()
    expect(periodsPerYear(Float64Array.of(START))).toBeNaN()
    const broken = Float64Array.of(START, START)
    expect(() => periodsPerYear(broken)).toThrow(
      expect.objectContaining({ code: 'metrics/time-order', where: { row: 1, column: 'timeMs' } }),
    )
    expect(() => periodsPerYear(Float64Array.of(START, NaN))).toThrow(expect.objectContaining({ code: 'metrics/not-finite' }))
  })

  it('gives the same Sharpe ratio of i.i.d. returns for 30 m, 1 h, 1 d and 1 w bars, within sampling error', () => {
    const years = 8
    const length = Math.floor(years * 17532)
    const yearly = { '30m': 1, '1h': 2, '1d': 48, '1w': 336 }
    const apart: Record<string, number[]> = { '1h': [], '1d': [], '1w': [] }
    for (let seed = 0; seed < 6; seed++) {
      const random = createRandom(seed)
      // A Sharpe ratio of 1.5 a year at 40 % volatility.
      const returns = Float64Array.from({ length }, () => (0.4 / Math.sqrt(17532)) * (random.normal() + 1.5 / Math.sqrt(17532)))
      const sharpe = Object.entries(yearly).map(([name, bars]) => {
        const coarse = compound(returns, bars)
        const counted = periodsPerYear(times(coarse.length, (bars * HOUR) / 2))
        return [name, sharpeRatio(coarse, { periodsPerYear: counted, riskFree: 0 })] as const
      })
      const base = sharpe[0]![1]
      for (const [name, value] of sharpe.slice(1)) apart[name]!.push(value - base)
    }
    for (const [name, differences] of Object.entries(apart)) {
      const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
      const deviation = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (differences.length - 1))
      // Compounding within a week skews its returns by less than 0.05; the wrong year would be off by a factor of 1.2 and more.
      expect(Math.abs(mean), `${name} against 30m`).toBeLessThan(0.05 + (3 * deviation) / Math.sqrt(differences.length))
      expect(Math.max(...differences.map(Math.abs)), `${name} against 30m`).toBeLessThan(0.35)
    }
  })
})
