import { readFileSync } from 'node:fs'
import { decodeFloats, digamma, logGamma } from 'barcast/core'
import { describe, expect, it } from 'vitest'

const golden = JSON.parse(readFileSync(new URL('../golden/mpmath/gamma.json', import.meta.url), 'utf8')) as Record<string, string> & {
  count: number
}
const read = (name: string): Float64Array => decodeFloats(golden[name]!, golden.count)

describe(`beside ${golden.reference}`, () => {
  it.each([
    ['logGamma', logGamma],
    ['digamma', digamma],
  ] as const)('%s', (name, compute) => {
    const expected = read(name)
    read('x').forEach((x, k) => {
      expect(Math.abs(compute(x) - expected[k]!), `${name}(${x})`).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(expected[k]!)))
    })
  })
})

it('is defined above zero only', () => {
  for (const compute of [logGamma, digamma]) {
    expect([0, -1, -0.5, NaN, -Infinity].map(compute)).toEqual([NaN, NaN, NaN, NaN, NaN])
    expect(compute(Infinity)).toBe(Infinity)
  }
})
