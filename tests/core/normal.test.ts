import { readFileSync } from 'node:fs'
import {
  decodeFloats,
  erf,
  erfc,
  expm1,
  log1p,
  logNormalCdf,
  logNormalMass,
  normalCdf,
  normalDensity,
  truncatedNormalQuantile,
} from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const functions = { log1p, expm1, erf, erfc, normalCdf, logNormalCdf, logNormalMass, truncatedNormalQuantile }
type Name = keyof typeof functions
const golden = JSON.parse(readFileSync(new URL('../golden/mpmath/normal.json', import.meta.url), 'utf8')) as Record<
  Name,
  Record<string, string>
>

/** The largest relative error over the golden arguments of a function, and where it is. */
function worst(name: Name): { error: number; at: number[]; count: number } {
  const { value, ...columns } = golden[name]
  const values = decodeFloats(value!)
  const given = Object.values(columns).map((text) => decodeFloats(text))
  const f = functions[name] as (...at: number[]) => number
  let found = { error: 0, at: [] as number[], count: values.length }
  values.forEach((expected, i) => {
    const at = given.map((column) => column[i]!)
    const error = expected === 0 ? Math.abs(f(...at)) : Math.abs(f(...at) / expected - 1)
    if (!(error <= found.error)) found = { error, at, count: values.length }
  })
  return found
}

describe('equal to mpmath', () => {
  // The error of e^(−x²/2) grows with x², so that of a probability of 1e-280 is 1e-13; logarithms keep their digits.
  it.each<[Name, number]>([
    ['log1p', 1e-15],
    ['expm1', 1e-15],
    ['erf', 1e-15],
    ['erfc', 1e-12],
    ['normalCdf', 1e-12],
    ['logNormalCdf', 1e-13],
    ['logNormalMass', 1e-13],
    ['truncatedNormalQuantile', 1e-13],
  ])('%s within %d of the true value', (name, tolerance) => {
    const { error, at, count } = worst(name)
    expect(count).toBeGreaterThan(300)
    expect(error, `at ${at.join(', ')}`).toBeLessThanOrEqual(tolerance)
  })
})

describe('edges', () => {
  it('infinite, equal and missing arguments', () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(NaN), normalCdf(0)]).toEqual([0, 1, NaN, 0.5])
    expect([logNormalCdf(-Infinity), logNormalCdf(NaN), erf(0), erf(Infinity), erfc(-Infinity)]).toEqual([-Infinity, NaN, 0, 1, 2])
    expect([logNormalMass(1, 1), logNormalMass(2, 1), logNormalMass(NaN, 1)]).toEqual([-Infinity, NaN, NaN])
    expect(logNormalMass(-Infinity, Infinity)).toBeCloseTo(0, 15)
    expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15)
    expect([log1p(-1), log1p(-2), expm1(-Infinity), expm1(Infinity), log1p(Infinity)]).toEqual([-Infinity, NaN, -1, Infinity, Infinity])
    expect([truncatedNormalQuantile(0, -1, 2), truncatedNormalQuantile(1, -1, 2)]).toEqual([-1, 2])
  })

  it('the quantile stays inside, rises with its share, and is undone by the mass below it', () => {
    const bound = fc.double({ min: -30, max: 30, noNaN: true })
    fc.assert(
      fc.property(
        bound,
        fc.double({ min: 1e-3, max: 30, noNaN: true }),
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        (a, width, q) => {
          const b = a + width
          const x = truncatedNormalQuantile(q, a, b)
          expect(x).toBeGreaterThanOrEqual(a)
          expect(x).toBeLessThanOrEqual(b)
          expect(truncatedNormalQuantile(q * 0.5, a, b)).toBeLessThanOrEqual(x)
          if (x > a && x < b) expect(Math.exp(logNormalMass(a, x) - logNormalMass(a, b))).toBeCloseTo(q, 6)
        },
      ),
      { numRuns: 300 },
    )
  })
})
