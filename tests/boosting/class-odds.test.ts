import { trainBooster, unweightProbabilities } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'

/** Two groups of 1,000 rows, of which 40 and 250 are positive. */
const group = Float64Array.from({ length: 2000 }, (_, i) => Math.floor(i / 1000))
const y = Float64Array.from({ length: 2000 }, (_, i) => (i % 1000 < (i < 1000 ? 40 : 250) ? 1 : 0))

describe('a factor on positive rows', () => {
  test('shifts probabilities, and comes out again', async () => {
    const params = { objective: 'binary', learningRate: 0.3, scalePosWeight: 9 } as const
    const booster = await trainBooster({ x: [group], y, params, rounds: 80 })
    const learned = booster.predict([Float64Array.of(0, 1)])
    // 9 · 0.04 : 0.96 and 9 · 0.25 : 0.75.
    expect(learned[0]).toBeCloseTo(0.36 / 1.32, 3)
    expect(learned[1]).toBeCloseTo(0.75, 3)
    const probabilities = unweightProbabilities(learned, 9)
    expect(probabilities[0]).toBeCloseTo(0.04, 3)
    expect(probabilities[1]).toBeCloseTo(0.25, 3)
  })

  test('keeps the ends and what is missing', () => {
    expect([...unweightProbabilities([0, 1, NaN, 0.5], 3)]).toEqual([0, 1, NaN, 0.25])
  })

  test.each([0, -1, NaN, Infinity])('refuses a weight of %s', (weight) => {
    expect(() => unweightProbabilities([0.5], weight)).toThrow(expect.objectContaining({ code: 'boosting/positive-weight' }))
  })

  test('refuses what is no probability', () => {
    expect(() => unweightProbabilities([0.5, 1.2], 2)).toThrow(/found 1.2 at row 1/)
  })
})
