import { readFileSync } from 'node:fs'
import { decodeFloats, normalQuantile } from 'barcast/core'
import { expect, it } from 'vitest'

const golden: { p: string; x: string } = JSON.parse(readFileSync(new URL('../golden/mpmath/normal-quantile.json', import.meta.url), 'utf8'))

it('is within 1e-15 of mpmath, relative to its size', () => {
  const shares = decodeFloats(golden.p)
  const quantiles = decodeFloats(golden.x)
  expect(shares.length).toBeGreaterThan(800)
  shares.forEach((p, i) => {
    const error = Math.abs(normalQuantile(p) - quantiles[i]!)
    if (!(error <= 1e-15 * Math.abs(quantiles[i]!)))
      expect.fail(`${p}: ${normalQuantile(p)}, mpmath ${quantiles[i]}, relative ${error / quantiles[i]!}`)
  })
})

it('is defined at the ends and outside', () => {
  expect(normalQuantile(0)).toBe(-Infinity)
  expect(normalQuantile(1)).toBe(Infinity)
  expect(normalQuantile(0.5)).toBe(0)
  for (const p of [NaN, -0.1, 1.1, Infinity]) expect(normalQuantile(p)).toBeNaN()
})
