import { monthlyReturns, yearlyReturns } from 'barcast/reports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const at = (year: number, month: number, day: number, hour = 0): number => Date.UTC(year, month - 1, day, hour)
const columns = (rows: readonly (readonly [number, number])[]): [Float64Array, Float64Array] => [
  Float64Array.from(rows, ([time]) => time),
  Float64Array.from(rows, ([, equity]) => equity),
]

describe('monthlyReturns', () => {
  it('equals a table made by hand, the first day’s loss included', () => {
    const [timeMs, equity] = columns([
      [at(2020, 1, 30), 990], // 1000 before: −1 % on day one
      [at(2020, 1, 31), 1100],
      [at(2020, 2, 3), 1050],
      [at(2020, 2, 29, 23), 1210], // the last hour of a leap day is still February
      [at(2020, 3, 1), 605],
      [at(2021, 3, 1), 1210], // a year without a bar between
    ])
    const found = monthlyReturns(timeMs, equity, 1000)
    expect(found.map(({ year, month }) => [year, month])).toEqual([
      [2020, 1],
      [2020, 2],
      [2020, 3],
      [2021, 3],
    ])
    const expected = [0.1, 0.1, -0.5, 1]
    found.forEach(({ value }, i) => {
      expect(value).toBeCloseTo(expected[i]!, 14)
    })
    expect(yearlyReturns(timeMs, equity, 1000)).toEqual([
      { year: 2020, value: 605 / 1000 - 1 },
      { year: 2021, value: 1 },
    ])
  })

  it('counts a single bar from the initial equity', () => {
    const [timeMs, equity] = columns([[at(2020, 5, 5), 900]])
    expect(monthlyReturns(timeMs, equity, 1000)).toEqual([{ year: 2020, month: 5, value: 900 / 1000 - 1 }])
  })

  it('passes over missing equity and does not divide by what is not there', () => {
    const [timeMs, equity] = columns([
      [at(2020, 1, 1), NaN],
      [at(2020, 2, 1), 500],
      [at(2020, 2, 2), NaN],
      [at(2020, 3, 1), 0],
      [at(2020, 4, 1), 10],
    ])
    expect(monthlyReturns(timeMs, equity, 1000)).toEqual([
      { year: 2020, month: 2, value: -0.5 },
      { year: 2020, month: 3, value: -1 },
      { year: 2020, month: 4, value: NaN },
    ])
  })

  it('holds months before 1970', () => {
    const [timeMs, equity] = columns([
      [at(1969, 12, 31), 2],
      [at(1970, 1, 1), 4],
    ])
    expect(monthlyReturns(timeMs, equity, 1)).toEqual([
      { year: 1969, month: 12, value: 1 },
      { year: 1970, month: 1, value: 1 },
    ])
  })

  it('compounds to the total return, by months and by years', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.double({ min: -0.3, max: 0.3, noNaN: true })), {
      minLength: 1,
      maxLength: 200,
    })
    fc.assert(
      fc.property(steps, (found) => {
        let time = at(2001, 1, 1)
        let account = 100
        const rows = found.map(([days, step]) => {
          time += days * 86_400_000
          account *= 1 + step
          return [time, account] as const
        })
        const [timeMs, equity] = columns(rows)
        const compounded = (parts: readonly { value: number }[]): number => parts.reduce((product, { value }) => product * (1 + value), 1)
        expect(compounded(monthlyReturns(timeMs, equity, 100)) * 100).toBeCloseTo(account, 8)
        expect(compounded(yearlyReturns(timeMs, equity, 100)) * 100).toBeCloseTo(account, 8)
      }),
      { numRuns: 100, seed: 3 },
    )
  })
})
