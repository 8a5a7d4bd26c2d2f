import { createRandom } from 'barcast/core'
import { bollinger, rollingStd, sma, wma } from 'barcast/indicators'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const SCALE_BITS = 44

/**
 * Multiples of 2⁻⁴⁴ with most of their bits in use: runs of near values, leaps by up to 2^`spread`, signs that make sums cancel to next to nothing, and zeros. Every
 * way through the sums is taken, and sums are known from big integers.
 */
function wild(seed: number, spread: number): Float64Array {
  const random = createRandom(seed)
  const signs = random.uniform() < 0.5 ? 0 : 0.4
  return Float64Array.from({ length: 60 }, () => {
    const near = 1 + Math.floor(random.uniform() * 2 ** 40) * 2 ** -SCALE_BITS
    const sign = random.uniform() < signs ? -1 : 1
    const kind = random.uniform()
    if (kind < 0.05) return 0
    return sign * (kind < 0.25 ? near * 2 ** random.integer(0, spread) : near)
  })
}
const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }))
const periods = fc.integer({ min: 2, max: 9 })

/** The value times 2⁴⁴, which is whole. */
function whole(value: number): bigint {
  return BigInt(value * 2 ** SCALE_BITS)
}

/** Σ weight · value over the window that ends at `row`, rounded once. */
function windowSum(x: Float64Array, row: number, period: number, weight: (place: number) => bigint): number {
  let sum = 0n
  for (let place = 1; place <= period; place++) sum += weight(place) * whole(x[row - period + place]!)
  return Number(sum) * 2 ** -SCALE_BITS
}

describe('sums over windows of wild values', () => {
  it('sma and wma are the exact sum, rounded once and divided', () => {
    fc.assert(
      fc.property(seeds, periods, (seed, period) => {
        const x = wild(seed, 40)
        const simple = sma(x, { period })
        const weighted = wma(x, { period })
        for (let row = period - 1; row < x.length; row++) {
          expect(simple[row]).toBe(windowSum(x, row, period, () => 1n) / period + 0)
          expect(weighted[row]).toBe(windowSum(x, row, period, (place) => BigInt(place)) / ((period * (period + 1)) / 2) + 0)
        }
      }),
      { numRuns: 500 },
    )
  })

  // Squares double the spread, and the pair of doubles that holds a sum has about 106 bits: a moderate one here.
  it('deviation and bands have the same bits wherever the history begins', () => {
    fc.assert(
      fc.property(seeds, periods, fc.integer({ min: 1, max: 8 }), (seed, period, from) => {
        const x = wild(seed, 10)
        const later = x.subarray(from)
        const first = from + period - 1
        if (first >= x.length) return
        expect(rollingStd(later.slice(), { period }).slice(period - 1)).toEqual(rollingStd(x, { period }).slice(first))
        expect(bollinger(later.slice(), { period }).upper.slice(period - 1)).toEqual(bollinger(x, { period }).upper.slice(first))
      }),
      { numRuns: 500 },
    )
  })
})
