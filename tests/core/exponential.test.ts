import { readFileSync } from 'node:fs'
import { decodeFloats, exp, log, logExact } from 'barcast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

interface Golden {
  x: string
  value: string
  rest: string
}

const golden = JSON.parse(readFileSync(new URL('../golden/mpmath/exponential.json', import.meta.url), 'utf8')) as Record<
  'exp' | 'log',
  Golden
>

function ulp(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  view.setBigUint64(0, bits + 1n)
  const above = view.getFloat64(0)
  return above === Infinity ? 2 ** 971 : above - Math.abs(value)
}

/** Largest distance from the true results, in units in the last place, and where it is. */
function worst(f: (x: number) => number, { x, value, rest }: Golden): { error: number; x: number } {
  const [arguments_, values, rests] = [decodeFloats(x), decodeFloats(value), decodeFloats(rest)]
  let found = { error: 0, x: NaN }
  arguments_.forEach((argument, i) => {
    const error = Math.abs((f(argument) - values[i]!) / ulp(values[i]!) - rests[i]!)
    if (!(error <= found.error)) found = { error, x: argument }
  })
  return found
}

describe('exp', () => {
  it('is within 0.51 units in the last place of mpmath, subnormal results within 1', () => {
    const x = decodeFloats(golden.exp.x)
    const values = decodeFloats(golden.exp.value)
    const rests = decodeFloats(golden.exp.rest)
    expect(x.length).toBeGreaterThan(1500)
    let normal = 0
    let subnormal = 0
    x.forEach((argument, i) => {
      const error = Math.abs((exp(argument) - values[i]!) / ulp(values[i]!) - rests[i]!)
      if (values[i]! >= 2.2250738585072014e-308) normal = Math.max(normal, error)
      else subnormal = Math.max(subnormal, error)
    })
    expect(normal).toBeLessThanOrEqual(0.51)
    expect(subnormal).toBeLessThanOrEqual(1)
  })

  it('gives the edges of its range exactly', () => {
    expect([exp(0), exp(-0), exp(Infinity), exp(-Infinity), exp(NaN), exp(710), exp(-746), exp(1)]).toEqual([
      1,
      1,
      Infinity,
      0,
      NaN,
      Infinity,
      0,
      Math.E,
    ])
  })
})

describe('log', () => {
  it('is within 0.52 units in the last place of mpmath', () => {
    expect(worst(log, golden.log).error).toBeLessThanOrEqual(0.52)
  })

  it('exact: is the double nearest to mpmath', () => {
    const values = decodeFloats(golden.log.value)
    decodeFloats(golden.log.x).forEach((x, i) => {
      expect(logExact(x), `ln ${x}`).toBe(values[i])
    })
  })

  it('gives the edges of its range exactly', () => {
    for (const f of [log, logExact]) {
      expect([f(1), f(0), f(-0), f(-1), f(NaN), f(Infinity), f(-Infinity)]).toEqual([0, -Infinity, -Infinity, NaN, NaN, Infinity, NaN])
    }
    expect(log(2)).toBe(Math.LN2)
    expect(log(10)).toBe(Math.LN10)
  })

  it('undoes exp, and never decreases between neighbours', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => Math.abs(log(exp(x)) - x) <= 1.2e-16 * Math.max(1, Math.abs(x))),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => log(x * (1 + 2 ** -51)) >= log(x)),
      { numRuns: 2000 },
    )
  })
})
