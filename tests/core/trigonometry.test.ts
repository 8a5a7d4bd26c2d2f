import { readFileSync } from 'node:fs'
import { acos, asin, atan, cos, cosh, decodeFloats, log10, sin, sinh, tan, tanh } from 'barcast/core'
import { describe, expect, it } from 'vitest'

interface Case {
  x: string
  value: string
  rest: string
}

const golden = JSON.parse(readFileSync(new URL('../golden/mpmath/trigonometry.json', import.meta.url), 'utf8')) as Record<string, Case>

function ulp(value: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  view.setBigUint64(0, view.getBigUint64(0) + 1n)
  const above = view.getFloat64(0)
  return above === Infinity ? 2 ** 971 : above - Math.abs(value)
}

/** Allowed distance from mpmath in units in the last place, as the docstrings say. */
const bounds: readonly (readonly [string, (x: number) => number, number])[] = [
  ['sin', sin, 0.7],
  ['cos', cos, 0.7],
  ['tan', tan, 0.8],
  ['asin', asin, 0.6],
  ['acos', acos, 0.6],
  ['atan', atan, 0.6],
  ['sinh', sinh, 1.2],
  ['cosh', cosh, 1.1],
  ['tanh', tanh, 1],
  ['log10', log10, 0.6],
]

describe.each(bounds)('%s', (name, f, bound) => {
  it(`is within ${bound} units in the last place of mpmath`, () => {
    const { x, value, rest } = golden[name]!
    const [arguments_, values, rests] = [decodeFloats(x), decodeFloats(value), decodeFloats(rest)]
    expect(arguments_.length).toBeGreaterThan(400)
    let worst = { error: 0, x: NaN }
    arguments_.forEach((argument, i) => {
      const error = Math.abs((f(argument) - values[i]!) / ulp(values[i]!) - rests[i]!)
      if (!(error <= worst.error)) worst = { error, x: argument }
    })
    expect(worst.error, `at ${worst.x}`).toBeLessThanOrEqual(bound)
  })
})

describe('edges', () => {
  const at = (f: (x: number) => number): number[] => [f(0), f(-0), f(Infinity), f(-Infinity), f(NaN)]

  it('gives what is exact exactly, and NaN where there is no value', () => {
    for (const f of [sin, tan]) expect(at(f)).toEqual([0, -0, NaN, NaN, NaN])
    expect(at(cos)).toEqual([1, 1, NaN, NaN, NaN])
    expect(at(asin)).toEqual([0, -0, NaN, NaN, NaN])
    expect(at(acos)).toEqual([Math.PI / 2, Math.PI / 2, NaN, NaN, NaN])
    expect(at(atan)).toEqual([0, -0, Math.PI / 2, -Math.PI / 2, NaN])
    expect(at(sinh)).toEqual([0, -0, Infinity, -Infinity, NaN])
    expect(at(cosh)).toEqual([1, 1, Infinity, Infinity, NaN])
    expect(at(tanh)).toEqual([0, -0, 1, -1, NaN])
    expect(at(log10)).toEqual([-Infinity, -Infinity, Infinity, NaN, NaN])
    expect([asin(1), asin(-1), acos(1), acos(-1), asin(1.0000000000000002), acos(-1.1), log10(-1)]).toEqual([
      Math.PI / 2,
      -Math.PI / 2,
      0,
      Math.PI,
      NaN,
      NaN,
      NaN,
    ])
    expect([atan(1e300), atan(5e-324), sin(5e-324), tanh(30), sinh(720), cosh(-720)]).toEqual([
      Math.PI / 2,
      5e-324,
      5e-324,
      1,
      Infinity,
      Infinity,
    ])
  })

  it('has whole logarithms for powers of ten', () => {
    for (let k = 0; k <= 22; k++) expect(log10(10 ** k)).toBe(k)
  })
})
