import { describe, expect, test } from 'vitest'
import { monotonePenalty } from '../../../src/boosting/constraints/monotone-constraints.js'
import { StepLimits } from '../../../src/boosting/constraints/step-limits.js'
import { solveNegative } from '../../../src/boosting/linear-solve.js'
import { sortStably } from '../../../src/boosting/splits/stable-order.js'
import { Lcg } from '../golden-case.js'

describe('a stable order', () => {
  test('is that of a stable sort where keys can be ordered', () => {
    const random = new Lcg(3)
    for (let length = 0; length < 70; length++) {
      const keys = Float64Array.from({ length }, () => Math.floor(random.uniform() * 9))
      const items = Array.from({ length }, (_, i) => i)
      sortStably(items, keys)
      expect(items).toEqual(Array.from({ length }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!))
    }
  })

  test('keeps every item where keys are NaN', () => {
    const keys = Float64Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? NaN : -i))
    const items = Array.from({ length: 40 }, (_, i) => i)
    sortStably(items, keys)
    expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })
})

describe('limits in steps', () => {
  const sides = (limits: StepLimits, bin: number): [number, number] => {
    limits.startScan(true)
    limits.moveTo(bin)
    return [limits.left, limits.right]
  }

  test('are the strictest of the bins on each side', () => {
    const random = new Lcg(8)
    for (let round = 0; round < 200; round++) {
      const bins = 2 + Math.floor(random.uniform() * 12)
      const limits = new StepLimits('most')
      const byBin = new Float64Array(bins).fill(Number.MAX_VALUE)
      for (let k = 0; k < 6; k++) {
        const from = Math.floor(random.uniform() * bins)
        const to = from + 1 + Math.floor(random.uniform() * (bins - from))
        const limit = Math.floor(random.uniform() * 5)
        limits.tighten(limit, from, to, bins)
        for (let bin = from; bin < to; bin++) byBin[bin] = Math.min(byBin[bin]!, limit)
      }
      for (let bin = 1; bin < bins; bin++)
        expect(sides(limits, bin)).toEqual([Math.min(...byBin.subarray(0, bin)), Math.min(...byBin.subarray(bin))])
    }
  })

  test('an empty range tightens the step that begins there', () => {
    const limits = new StepLimits('least')
    limits.tighten(1, 3, 6, 10)
    limits.tighten(2, 3, 3, 10)
    expect(sides(limits, 6)).toEqual([2, -Number.MAX_VALUE])
    limits.reset()
    expect(sides(limits, 6)).toEqual([-Number.MAX_VALUE, -Number.MAX_VALUE])
  })
})

describe('normal equations', () => {
  test('are solved', () => {
    const solution = solveNegative({ size: 3, matrix: Float64Array.of(4, 1, 2, 1, 5, 3, 2, 3, 6), right: Float64Array.of(1, -2, 3) })
    const matrix = [
      [4, 1, 2],
      [1, 5, 3],
      [2, 3, 6],
    ]
    matrix.forEach((row, i) => {
      const left = row.reduce((sum, entry, j) => sum + entry * solution[j]!, 0)
      expect(left).toBeCloseTo([-1, 2, -3][i]!, 12)
    })
  })

  test('leave unknowns at 0 that equations repeating each other do not determine', () => {
    const solution = solveNegative({ size: 2, matrix: Float64Array.of(2, 2, 2, 2), right: Float64Array.of(-6, -6) })
    expect([...solution].toSorted((a, b) => a - b)).toEqual([0, 3])
  })
})

test('the monotone penalty forbids the first levels and fades', () => {
  expect(monotonePenalty(0, 0)).toBe(1 + Math.fround(1e-15))
  expect(monotonePenalty(0, 1)).toBe(Math.fround(1e-15))
  expect(monotonePenalty(1, 2)).toBe(Math.fround(1e-15))
  expect(monotonePenalty(2, 0.5)).toBe(1 - 0.125 + Math.fround(1e-15))
  expect(monotonePenalty(3, 1.5)).toBeCloseTo(1 - 2 ** -2.5, 14)
  expect(monotonePenalty(9, 1.5)).toBeGreaterThan(monotonePenalty(3, 1.5))
})
