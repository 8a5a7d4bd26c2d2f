import { trainBooster } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'

const rows = 200
const y = Float64Array.from({ length: rows }, (_, i) => i % 4)
const columnOf = (highest: number): Float64Array => y.map((label) => (label === 3 ? highest : label))
const params = { objective: 'regression', minDataPerGroup: 1, catSmooth: 0, minDataInLeaf: 1 } as const

describe('sets of categories', () => {
  test.each([true, false])('take no memory beyond reason, one against the rest: %s', async (single) => {
    const training = { x: [columnOf(2147483647)], y, categorical: [0], rounds: 3, params: { ...params, maxCatToOnehot: single ? 10 : 1 } }
    await expect(trainBooster(training)).rejects.toMatchObject({ code: 'boosting/category', value: 2147483647 })
  })

  test('may be as wide as a million categories ask for', async () => {
    const x = [columnOf(1_000_000)]
    const booster = await trainBooster({ x, y, categorical: [0], rounds: 50, params: { ...params, learningRate: 0.5 } })
    expect(booster.predict(x).every((value, i) => Math.abs(value - y[i]!) < 0.01)).toBe(true)
  })
})
