import { readFileSync } from 'node:fs'
import { binomialDensity, chiSquaredTail, fisherTail, studentTail } from 'barcast/core'
import { describe, expect, it } from 'vitest'

type Row = number[]
const golden = JSON.parse(readFileSync(new URL('../golden/scipy/distributions.json', import.meta.url), 'utf8')) as Record<
  'chi_squared' | 'student' | 'binomial' | 'fisher',
  Row[]
>

/** Largest relative difference from mpmath; the last number of a row is the true value. */
function worst(rows: Row[], f: (...x: number[]) => number): number {
  return Math.max(...rows.map((row) => Math.abs(f(...row.slice(0, -1)) / row.at(-1)! - 1)))
}

describe('tail probabilities', () => {
  it('equal mpmath within 1e-12, tails of 1e-80 included', () => {
    expect(worst(golden.chi_squared, (x, df) => chiSquaredTail(x!, df!))).toBeLessThan(1e-12)
    const few = golden.student.filter((row) => row[1]! <= 1000)
    expect(worst(few, (t, df) => studentTail(t!, df!))).toBeLessThan(1e-12)
    expect(worst(golden.student, (t, df) => studentTail(t!, df!))).toBeLessThan(1e-11)
    expect(worst(golden.binomial, (k, n, p) => binomialDensity(k!, n!, p!, 1 - p!))).toBeLessThan(1e-12)
    expect(worst(golden.fisher, (f, between, within) => fisherTail(f!, between!, within!))).toBeLessThan(1e-11)
    expect(Math.min(...golden.chi_squared.map((row) => row[2]!))).toBeLessThan(1e-80)
    expect(golden.chi_squared.length + golden.student.length + golden.binomial.length).toBeGreaterThan(340)
  })

  it('have their known values at the edges', () => {
    expect([chiSquaredTail(0, 3), chiSquaredTail(-1, 3), chiSquaredTail(Infinity, 3), chiSquaredTail(NaN, 3)]).toEqual([1, 1, 0, NaN])
    expect([chiSquaredTail(1, 0), studentTail(1, 0), studentTail(NaN, 3)]).toEqual([NaN, NaN, NaN])
    expect([studentTail(0, 4), studentTail(Infinity, 4), studentTail(-Infinity, 4)]).toEqual([0.5, 0, 1])
    expect([fisherTail(0, 2, 3), fisherTail(-1, 2, 3), fisherTail(Infinity, 2, 3), fisherTail(NaN, 2, 3), fisherTail(1, 0, 3)]).toEqual([
      1,
      1,
      0,
      NaN,
      NaN,
    ])
    expect(studentTail(1, 1)).toBeCloseTo(0.25, 14)
  })
})
