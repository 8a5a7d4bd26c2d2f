import { createRandom, log } from 'barcast/core'
import { populationStabilityIndex } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'

const of = (...values: number[]): Float64Array => Float64Array.from(values)
const term = (p: number, q: number): number => (p - q) * log(p / q)

describe('populationStabilityIndex', () => {
  it('can be worked by hand, with an empty bin', () => {
    // Median 3.5 parts 1 … 6 into two bins of three; 4, 5, 6, 7 all lie in the upper one. Shares (count + ½) / (rows + 1).
    const found = populationStabilityIndex(of(4, 5, 6, 7), of(1, 2, 3, 4, 5, 6), { bins: 2 })
    expect(found).toBeCloseTo(term(0.5 / 5, 3.5 / 7) + term(4.5 / 5, 3.5 / 7), 14)
  })

  it('gives values of a discrete baseline a bin each, and one to all others', () => {
    const found = populationStabilityIndex(of(0, 1, 1, 2, -5), of(0, 0, 1, 1))
    const shares = [
      [1, 2],
      [2, 2],
      [2, 0],
    ].map(([p, q]) => term((p! + 0.5) / 6.5, (q! + 0.5) / 5.5))
    expect(found).toBeCloseTo(
      shares.reduce((a, b) => a + b, 0),
      14,
    )
  })

  it('is finite and large when a constant changes, in either direction', () => {
    for (const value of [1, 3]) {
      const index = populationStabilityIndex(new Float64Array(50).fill(value), new Float64Array(50).fill(2))
      expect(index).toBeGreaterThan(5)
      expect(index).toBeLessThan(20)
    }
    expect(populationStabilityIndex(new Float64Array(50).fill(2), new Float64Array(80).fill(2))).toBeCloseTo(0, 2)
  })

  it('is near 0 without drift, above 0.25 with a shift of one deviation, and ignores NaN', () => {
    const random = createRandom(2)
    const draw = (mean: number): Float64Array => Float64Array.from({ length: 2000 }, () => mean + random.normal())
    const baseline = draw(0)
    expect(populationStabilityIndex(draw(0), baseline)).toBeLessThan(0.03)
    expect(populationStabilityIndex(draw(1), baseline)).toBeGreaterThan(0.5)
    const current = draw(0.3)
    expect(populationStabilityIndex(of(NaN, ...current), of(...baseline, NaN))).toBe(populationStabilityIndex(current, baseline))
  })

  it('survives quantiles that coincide', () => {
    const baseline = Float64Array.from({ length: 100 }, (_, i) => (i < 70 ? 0 : i))
    expect(populationStabilityIndex(baseline, baseline)).toBe(0)
    expect(
      populationStabilityIndex(
        baseline.map((x) => x + 50),
        baseline,
      ),
    ).toBeGreaterThan(1)
  })
})
