import { createRandom, isBarcastError, type Labels } from 'barcast/core'
import { classWeights, labelOverlap, labelReport, returnWeights, sequentialBootstrap, timeDecay } from 'barcast/labels'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapByHand, labelsArbitrary, MINUTE, START } from './barrier-oracle.js'

/** Labels of rows a minute apart; each ends so many rows later, −1 has none. */
function labelsOf(ends: readonly number[], value: readonly number[] = ends.map((end) => (end < 0 ? -1 : 0))): Labels {
  const timeMs = Float64Array.from(ends, (_, i) => START + i * MINUTE)
  const t1 = Float64Array.from(ends, (end, i) => (end < 0 ? Number.NaN : START + (i + end) * MINUTE))
  return { length: ends.length, timeMs, value: Int32Array.from(value), classes: ['a', 'b', 'c'], t0: timeMs, t1 }
}
const closes = (close: readonly number[]) => ({
  openTimeMs: Float64Array.from(close, (_, i) => START + i * MINUTE),
  close: Float64Array.from(close),
})
const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error.code
    throw error
  }
  return 'none'
}

describe('weights by return', () => {
  it('are the returns, shared by those that depend on them', () => {
    // Log returns ln 2, ln 4, ln 2: the first label has the first two, the second the last two, so the middle one is halved.
    const weights = returnWeights(labelsOf([2, 2, -1, -1]), closes([1, 2, 8, 16]))
    expect(weights[0]).toBeCloseTo(1, 14)
    expect(weights[1]).toBeCloseTo(1, 14)
    const alone = returnWeights(labelsOf([1, 2, -1, -1]), closes([1, 2, 8, 16]))
    expect(alone[0]! / alone[1]!).toBeCloseTo(1 / 3, 14)
    expect(alone[0]! + alone[1]!).toBeCloseTo(2, 14)
    expect(Array.from(alone.slice(2))).toEqual([Number.NaN, Number.NaN])
  })

  it('of rises and falls that cancel are 0', () => {
    expect(returnWeights(labelsOf([2, -1, 1, -1]), closes([1, 2, 1, 2]))[0]).toBe(0)
  })

  it('are refused where all are 0, and for other rows', () => {
    expect(codeOf(() => returnWeights(labelsOf([1, -1]), closes([5, 5])))).toBe('labels/weights')
    expect(codeOf(() => returnWeights(labelsOf([1, -1]), closes([5, 5, 6])))).toBe('labels/row-count')
  })
})

describe('time decay', () => {
  it('is linear in the uniqueness added up', () => {
    const uniqueness = Float64Array.of(1, Number.NaN, 0.5, 0.5, 2)
    expect([...timeDecay(uniqueness, { oldest: 1 })]).toEqual([1, Number.NaN, 1, 1, 1])
    expect([...timeDecay(uniqueness, { oldest: 0 })]).toEqual([0.25, Number.NaN, 0.375, 0.5, 1])
    expect([...timeDecay(uniqueness, { oldest: 0.5 })]).toEqual([0.625, Number.NaN, 0.6875, 0.75, 1])
    expect([...timeDecay(uniqueness, { oldest: -0.5 })]).toEqual([0, Number.NaN, 0, 0, 1])
  })

  it('refuses what has no meaning', () => {
    for (const oldest of [-1, 1.1, Number.NaN]) expect(codeOf(() => timeDecay(Float64Array.of(1), { oldest }))).toBe('labels/weights')
    expect(codeOf(() => timeDecay(Float64Array.of(0), { oldest: 1 }))).toBe('labels/weights')
  })
})

describe('class weights', () => {
  it('make classes weigh the same, with and without other weights', () => {
    const labels = labelsOf([0, 0, 0, 0, -1], [0, 0, 0, 2, -1])
    expect([...classWeights(labels)]).toEqual([4 / 6, 4 / 6, 4 / 6, 2, Number.NaN])
    const weights = Float64Array.of(1, 1, 2, 2, Number.NaN)
    const factor = classWeights(labels, weights)
    expect(1 * factor[0]! + 1 * factor[1]! + 2 * factor[2]!).toBeCloseTo(2 * factor[3]!, 14)
    expect(codeOf(() => classWeights(labels, Float64Array.of(1, -1, 1, 1, 1)))).toBe('labels/weights')
    expect(codeOf(() => classWeights(labels, Float64Array.of(1)))).toBe('labels/row-count')
  })
})

describe('sequential bootstrap', () => {
  it('draws what its definition draws, over any labels', () => {
    let compared = 0
    fc.assert(
      fc.property(labelsArbitrary, fc.nat(), (labels, seed) => {
        const draws = 12
        const { rows, margin } = bootstrapByHand(labels, seed, draws)
        // Where a draw lies on the edge between two labels but for rounding, either is right.
        if (margin < 1e-9) return
        compared += 1
        expect([...sequentialBootstrap(labels, { seed, draws })]).toEqual(rows)
      }),
      { numRuns: 150 },
    )
    expect(compared).toBeGreaterThan(140)
  })

  it('draws labels that overlap less than a plain bootstrap does', () => {
    const labels = labelsOf(Array.from({ length: 200 }, (_, i) => Math.min(8, 199 - i)))
    const uniquenessOf = (rows: ArrayLike<number>): number => {
      const counts = new Float64Array(220)
      const span = (row: number): number[] =>
        Array.from({ length: Math.max(1, (labels.t1[row]! - labels.t0[row]!) / MINUTE) }, (_, k) => row + 1 + k)
      for (let k = 0; k < rows.length; k++) for (const t of span(rows[k]!)) counts[t]! += 1
      let sum = 0
      for (let k = 0; k < rows.length; k++) sum += span(rows[k]!).reduce((mean, t) => mean + 1 / counts[t]!, 0) / span(rows[k]!).length
      return sum / rows.length
    }
    let [sequential, plain] = [0, 0]
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(1000 + seed)
      sequential += uniquenessOf(sequentialBootstrap(labels, { seed, draws: 40 }))
      plain += uniquenessOf(Int32Array.from({ length: 40 }, () => random.integer(0, 200)))
    }
    expect(sequential).toBeGreaterThan(1.05 * plain)
  })

  it('repeats itself by seed, and refuses no labels', () => {
    const labels = labelsOf([3, 3, 3, 2, 1, 0])
    expect(sequentialBootstrap(labels, { seed: 5 })).toEqual(sequentialBootstrap(labels, { seed: 5 }))
    expect(sequentialBootstrap(labels, { seed: 5 })).toHaveLength(6)
    expect(codeOf(() => sequentialBootstrap(labelsOf([-1, -1]), { seed: 1 }))).toBe('labels/no-labels')
    expect(codeOf(() => sequentialBootstrap(labels, { seed: 1, draw: 5 } as never))).toBe('labels/unknown-option')
    expect(codeOf(() => sequentialBootstrap(labels, { seed: 0.5 }))).toBe('labels/config')
  })
})

describe('report', () => {
  it('says how labels are spread, how long they are and how they overlap', () => {
    const report = labelReport(labelsOf([1, 3, 1, -1, -1, -1], [0, 0, 1, -1, -1, -1]))
    expect(report).toMatchObject({ rows: 6, labelled: 3, missingShare: 0.5, maxConcurrency: 2, spanBars: { least: 1, median: 1, most: 3 } })
    expect(report.averageUniqueness).toBeCloseTo((1 + (1 / 2 + 1 + 1) / 3 + 1 / 2) / 3, 14)
    expect(report.effectiveLabels).toBeCloseTo(3 * report.averageUniqueness, 14)
    expect(labelReport(labelsOf([-1]))).toMatchObject({ missingShare: 1, averageUniqueness: Number.NaN, maxConcurrency: 0 })
  })

  it('has uniqueness 1 where labels do not overlap, and 1 / k where k are one', () => {
    expect(labelReport(labelsOf([1, 1, 1, -1])).averageUniqueness).toBe(1)
    expect(Array.from(labelOverlap(labelsOf([2, -1, 2, -1, -1])).uniqueness.filter((u) => u >= 0))).toEqual([1, 1])
    const same = labelsOf([4, 3, 2, -1, -1])
    const together = { ...same, t0: same.t0.map(() => same.timeMs[0]!), t1: same.t1.map(() => same.timeMs[4]!) }
    for (const u of labelOverlap(together).uniqueness.slice(0, 3)) expect(u).toBeCloseTo(1 / 3, 14)
  })
})
